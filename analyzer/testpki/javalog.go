package testpki

import (
	"fmt"
	"strings"
	"time"
)

// JavaLog is what a JDK 11 or later prints with javax.net.debug=ssl:handshake
// about one TLS 1.2 handshake, made of our own certificates: for stories whose
// text must be the same in every run. Tests of the reader run a real JDK.
type JavaLog struct {
	Host string
	At   time.Time
	Sent []*Entity
	// Asked are the CAs of the server's CertificateRequest; nil: none came.
	Asked []string
	// Client is what the client presents; it counts only when Asked is set.
	Client []*Entity
	// Refused is the trust manager's sentence, empty when it accepted.
	Refused string
	// Reason is the exception behind Refused, "NotAfter: …" for one.
	Reason string
	// Alert is what the server answers, empty when it accepts.
	Alert string
}

// String is the log.
func (l JavaLog) String() string {
	b := &logText{at: l.At}
	if b.at.IsZero() {
		b.at = Now
	}
	b.event("ClientHello.java:639", "Produced ClientHello handshake message (")
	b.add("\"ClientHello\": {\n  \"client version\"      : \"TLSv1.2\",\n  \"extensions\"          : [\n    \"server_name (0)\": {\n      type=host_name (0), value=%s\n    }\n  ]\n}\n)\n", l.Host)
	b.event("ServerHello.java:888", "Consuming ServerHello handshake message (")
	b.add("\"ServerHello\": {\n  \"server version\"      : \"TLSv1.2\",\n  \"cipher suite\"        : \"TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384(0xC02C)\",\n}\n)\n")
	b.event("CertificateMessage.java:366", "Consuming server Certificate handshake message (")
	b.certificates(l.Sent)
	if l.Refused != "" {
		b.event("TransportContext.java:375", "Fatal (CERTIFICATE_UNKNOWN): "+l.Refused+" (")
		b.add("\"throwable\" : {\n  sun.security.validator.ValidatorException: %s\n  \tat java.base/sun.security.validator.PKIXValidator.doValidate(PKIXValidator.java:369)\n", l.Refused)
		if l.Reason != "" {
			b.add("  Caused by: %s\n  \tat java.base/sun.security.x509.CertificateValidity.valid(CertificateValidity.java:277)\n", l.Reason)
		}
		b.add("}\n\n)\n")
		b.add("javax.net.ssl.SSLHandshakeException: %s\n\tat java.base/sun.security.ssl.Alert.createSSLException(Alert.java:131)\n", l.Refused)
		return b.String()
	}
	if len(l.Sent) > 0 {
		b.event("X509TrustManagerImpl.java:242", "Found trusted certificate (")
		b.certificate(l.Sent[len(l.Sent)-1], "  ")
		b.add("\n)\n")
	}
	if l.Asked != nil {
		b.event("CertificateRequest.java:671", "Consuming CertificateRequest handshake message (")
		b.add("\"CertificateRequest\": {\n  \"certificate types\": [ecdsa_sign, rsa_sign]\n  \"certificate authorities\": [%s]\n}\n)\n", strings.Join(l.Asked, ", "))
		if len(l.Client) == 0 {
			b.event("CertificateMessage.java:318", "No X.509 certificate for client authentication, use empty Certificate message instead")
		}
		b.event("CertificateMessage.java:330", "Produced client Certificate handshake message (")
		b.certificates(l.Client)
	}
	if l.Alert != "" {
		b.event("Alert.java:238", "Received alert message (")
		b.add("\"Alert\": {\n  \"level\"      : \"fatal\",\n  \"description\": \"%s\"\n}\n)\n", l.Alert)
		b.event("TransportContext.java:375", "Fatal ("+strings.ToUpper(l.Alert)+"): Received fatal alert: "+l.Alert+" (")
		b.add("\"throwable\" : {\n  javax.net.ssl.SSLHandshakeException: Received fatal alert: %s\n  \tat java.base/sun.security.ssl.Alert.createSSLException(Alert.java:131)}\n\n)\n", l.Alert)
		return b.String()
	}
	b.event("Finished.java:404", "Consuming server Finished handshake message (")
	b.add("\"Finished\": {\n  \"verify data\": {\n    0000: 00 00 00 00 00 00 00 00   00 00 00 00              ............\n  }'}\n)\n")
	return b.String()
}

type logText struct {
	strings.Builder
	at time.Time
}

func (b *logText) add(format string, args ...any) { fmt.Fprintf(b, format, args...) }

// event writes a line of the log's own form; each takes two milliseconds.
func (b *logText) event(place, what string) {
	b.at = b.at.Add(2 * time.Millisecond)
	level := "DEBUG"
	if strings.HasPrefix(what, "Fatal") {
		level = "ERROR"
	}
	b.add("javax.net.ssl|%s|01|worker.3|%s|%s|%s\n", level, b.at.Format("2006-01-02 15:04:05.000 UTC"), place, what)
}

func (b *logText) certificates(list []*Entity) {
	if len(list) == 0 {
		b.add("\"Certificates\": <empty list>\n)\n")
		return
	}
	b.add("\"Certificates\": [\n")
	for i, e := range list {
		b.certificate(e, "  ")
		if i < len(list)-1 {
			b.add(",")
		}
		b.add("\n")
	}
	b.add("]\n)\n")
}

func (b *logText) certificate(e *Entity, in string) {
	c := e.Certificate()
	b.add("%s\"certificate\" : {\n", in)
	for _, f := range [][2]string{
		{"\"version\"            ", fmt.Sprintf("v%d", c.Version)}, {"\"serial number\"      ", c.Serial}, {"\"signature algorithm\"", c.SignatureAlgorithm},
		{"\"issuer\"             ", c.Issuer.String()}, {"\"not before\"         ", javaTime(c.NotBefore)}, {"\"not  after\"         ", javaTime(c.NotAfter)},
		{"\"subject\"            ", c.Subject.String()}, {"\"subject public key\" ", c.Key.Algorithm},
	} {
		b.add("%s  %s: \"%s\",\n", in, f[0], f[1])
	}
	b.add("%s  \"extensions\"         : [\n", in)
	var parts []string
	put := func(oid, name, body string) {
		parts = append(parts, fmt.Sprintf("%s    {\n%s      ObjectId: %s Criticality=false\n%s      %s\n%s    }", in, in, oid, in, strings.ReplaceAll(name+body, "\n", "\n"+in+"      "), in))
	}
	if c.AKI != nil {
		put("2.5.29.35", "AuthorityKeyIdentifier [\n", "KeyIdentifier [\n"+JavaDump(c.AKI)+"]\n]")
	}
	if c.HasBasicConstraints {
		put("2.5.29.19", "BasicConstraints:[\n", fmt.Sprintf("  CA:%v\n  PathLen: undefined\n]", c.IsCA))
	}
	if len(c.DNSNames) > 0 {
		put("2.5.29.17", "SubjectAlternativeName [\n", "  DNSName: "+strings.Join(c.DNSNames, "\n  DNSName: ")+"\n]")
	}
	if c.SKI != nil {
		put("2.5.29.14", "SubjectKeyIdentifier [\n", "KeyIdentifier [\n"+JavaDump(c.SKI)+"]\n]")
	}
	b.add("%s\n%s  ]}", strings.Join(parts, ",\n"), in)
}

func javaTime(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05.000 UTC") }

// JavaDump prints bytes as the JDK dumps them: sixteen bytes a line and their characters.
func JavaDump(data []byte) string {
	var b strings.Builder
	for at := 0; at < len(data); at += 16 {
		line := data[at:min(at+16, len(data))]
		fmt.Fprintf(&b, "%04X: ", at)
		for i := range 16 {
			switch {
			case i >= len(line):
				b.WriteString("   ")
			default:
				fmt.Fprintf(&b, "%02X ", line[i])
			}
			if i == 7 {
				b.WriteString("  ")
			}
		}
		b.WriteString(" ")
		for _, x := range line {
			if x < 0x20 || x > 0x7e {
				x = '.'
			}
			b.WriteByte(x)
		}
		b.WriteByte('\n')
	}
	return b.String()
}
