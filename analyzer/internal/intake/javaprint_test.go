package intake

import (
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/testpki"
)

// The functions below print certificates and dumps as the JDK's debug log
// does, so that logs of versions that are not installed can be tested.

// print8 is a certificate in the form of JDK 8.
func print8(e *testpki.Entity) string {
	c := e.Certificate()
	var b strings.Builder
	fmt.Fprintf(&b, "[\n[\n  Version: V3\n  Subject: %s\n  Signature Algorithm: %s, OID = 1.2.840.10045.4.3.2\n\n", javaName(c.Subject), c.SignatureAlgorithm)
	fmt.Fprintf(&b, "  Key:  Sun EC public key, %d bits\n  public x coord: 815731\n  public y coord: 1234\n  parameters: secp256r1 [NIST P-256, X9.62 prime256v1] (1.2.840.10045.3.1.7)\n", c.Key.Bits)
	date := func(t time.Time) string {
		return t.In(time.FixedZone("CET", 3600)).Format("Mon Jan 02 15:04:05 MST 2006")
	}
	fmt.Fprintf(&b, "  Validity: [From: %s,\n               To: %s]\n", date(c.NotBefore), date(c.NotAfter))
	fmt.Fprintf(&b, "  Issuer: %s\n  SerialNumber: [    %s]\n\nCertificate Extensions: 4\n", javaName(c.Issuer), grouped(c.Serial))
	if c.AKI != nil {
		fmt.Fprintf(&b, "[1]: ObjectId: 2.5.29.35 Criticality=false\nAuthorityKeyIdentifier [\nKeyIdentifier [\n%s]\n[%s]\nSerialNumber: [    0badcafe]\n]\n\n", testpki.JavaDump(c.AKI), javaName(c.Issuer))
	}
	fmt.Fprintf(&b, "[2]: ObjectId: 2.5.29.19 Criticality=true\nBasicConstraints:[\n  CA:%v\n  PathLen:2147483647\n]\n\n", c.IsCA)
	if c.KeyUsage&cert.KeyCertSign != 0 {
		b.WriteString("[3]: ObjectId: 2.5.29.15 Criticality=true\nKeyUsage [\n  Key_CertSign\n  Crl_Sign\n]\n\n")
	} else {
		b.WriteString("[3]: ObjectId: 2.5.29.15 Criticality=true\nKeyUsage [\n  DigitalSignature\n]\n\n[6]: ObjectId: 2.5.29.37 Criticality=false\nExtendedKeyUsages [\n  serverAuth\n]\n\n")
	}
	if len(c.DNSNames) > 0 {
		fmt.Fprintf(&b, "[4]: ObjectId: 2.5.29.17 Criticality=false\nSubjectAlternativeName [\n  DNSName: %s\n]\n\n", strings.Join(c.DNSNames, "\n  DNSName: "))
	}
	for _, url := range c.AIA {
		fmt.Fprintf(&b, "[7]: ObjectId: 1.3.6.1.5.5.7.1.1 Criticality=false\nAuthorityInfoAccess [\n  [\n   accessMethod: ocsp\n   accessLocation: URIName: http://ocsp.test\n, \n   accessMethod: caIssuers\n   accessLocation: URIName: %s\n]\n]\n\n", url)
	}
	fmt.Fprintf(&b, "[5]: ObjectId: 2.5.29.14 Criticality=false\nSubjectKeyIdentifier [\nKeyIdentifier [\n%s]\n]\n\n]\n", testpki.JavaDump(c.SKI))
	fmt.Fprintf(&b, "  Algorithm: [%s]\n  Signature:\n%s\n]\n", c.SignatureAlgorithm, testpki.JavaDump(c.Signature))
	return b.String()
}

// javaName is a name as X500Name.toString prints it.
func javaName(n cert.Name) string {
	text := n.String()
	for i := strings.Index(text, `\,`); i >= 0; i = strings.Index(text, `\,`) {
		// Java quotes values instead of escaping them.
		start := strings.LastIndex(text[:i], "=") + 1
		end := strings.Index(text[i+2:], ",")
		if end < 0 {
			end = len(text) - i - 2
		}
		end += i + 2
		text = text[:start] + `"` + strings.ReplaceAll(text[start:end], `\,`, ",") + `"` + text[end:]
	}
	return text
}

// grouped is a serial number in words of four bytes.
func grouped(serial string) string {
	if len(serial)%2 == 1 {
		serial = "0" + serial
	}
	var out []string
	for len(serial) > 8 {
		out = append(out, serial[:8])
		serial = serial[8:]
	}
	return strings.Join(append(out, serial), " ")
}

// entry11 is an entry of the log of JDK 11 and later; body may be empty.
func entry11(thread, message, body string) string {
	head := "javax.net.ssl|DEBUG|" + thread + "|2026-05-31 10:20:30.125 CEST|Some.java:1|" + message
	if body == "" {
		return head + "\n"
	}
	return head + " (\n" + strings.TrimSuffix(body, "\n") + "\n)\n"
}

// hello11 is a ClientHello that asks for a host.
func hello11(thread, host string) string {
	return entry11(thread, "Produced ClientHello handshake message", `"ClientHello": {
  "client version"      : "TLSv1.2",
  "extensions"          : [
    "server_name (0)": {
      type=host_name (0), value=`+host+`
    },
  ]
}`)
}

func serverHello11(thread string) string {
	return entry11(thread, "Consuming ServerHello handshake message", "\"ServerHello\": {\n  \"server version\"      : \"TLSv1.2\",\n}")
}

// chain11 is a Certificate message of TLS 1.2.
func chain11(list ...*testpki.Entity) string {
	if len(list) == 0 {
		return `"Certificates": <empty list>`
	}
	var b strings.Builder
	b.WriteString("\"Certificates\": [\n")
	for _, e := range list {
		b.WriteString(print11(e))
	}
	b.WriteString("]")
	return b.String()
}

// print11 is a certificate in the form of JDK 11 and later, with the fields
// that tell it from others.
func print11(e *testpki.Entity) string {
	c := e.Certificate()
	pairs := []string{}
	for _, x := range must(hex.DecodeString(evenHex(c.Serial))) {
		pairs = append(pairs, fmt.Sprintf("%02x", x))
	}
	date := func(t time.Time) string {
		return strings.Replace(t.Format("2006-01-02 15:04:05.000 UTC"), " 00:", " 24:", 1)
	}
	return fmt.Sprintf(`  "certificate" : {
    "version"            : "v3",
    "serial number"      : "%s",
    "signature algorithm": "%s",
    "issuer"             : "%s",
    "not before"         : "%s",
    "not  after"         : "%s",
    "subject"            : "%s",
    "subject public key" : "%s",
    "extensions"         : [
      {
        ObjectId: 2.5.29.19 Criticality=true
        BasicConstraints:[
          CA:%v
          PathLen: no limit
        ]
      }
    ]},
`, strings.Join(pairs, ":"), c.SignatureAlgorithm, javaName(c.Issuer), date(c.NotBefore), date(c.NotAfter), javaName(c.Subject), c.Key.Algorithm, c.IsCA)
}

func evenHex(text string) string {
	if len(text)%2 == 1 {
		return "0" + text
	}
	return text
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// record is a TLS record with the Certificate message of a chain.
func certificateRecord(list ...*testpki.Entity) []byte {
	var certs []byte
	for _, e := range list {
		certs = append(append(certs, three(len(e.DER))...), e.DER...)
	}
	message := append([]byte{certificateMessage}, three(len(certs)+3)...)
	message = append(append(message, three(len(certs))...), certs...)
	return append([]byte{handshakeRecord, 3, 3, byte(len(message) >> 8), byte(len(message))}, message...)
}

func three(n int) []byte { return []byte{byte(n >> 16), byte(n >> 8), byte(n)} }
