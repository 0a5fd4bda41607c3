package testpki

import (
	"fmt"
	"strings"
)

// Transcript is what `openssl s_client` prints, made of our own certificates:
// for stories and examples whose text must be the same in every run. Tests of
// the reader itself run the real program.
type Transcript struct {
	Host, Port string
	Sent       []*Entity
	// Names leaves the certificates' bytes out, as the article's command does.
	Names bool
	// AcceptableCAs are the client CAs that the server names.
	AcceptableCAs []string
	// Request are the rows below them: the types of keys that it asks for.
	Request string
	// Verify is the return code and its words, "20 (unable to get local issuer
	// certificate)" by default.
	Verify string
	// End is appended: an alert line, for one.
	End string
}

// String is the transcript of OpenSSL 3.
func (t Transcript) String() string {
	var b strings.Builder
	if t.Port == "" {
		t.Port = "443"
	}
	if t.Verify == "" {
		t.Verify = "20 (unable to get local issuer certificate)"
	}
	fmt.Fprintf(&b, "$ openssl s_client -showcerts -connect %s:%s -servername %s </dev/null\nCONNECTED(00000003)\n---\nCertificate chain\n", t.Host, t.Port, t.Host)
	for i, e := range t.Sent {
		c := e.Certificate()
		fmt.Fprintf(&b, " %d s:%s\n   i:%s\n   a:PKEY: %s; sigalg: %s\n   v:NotBefore: %s; NotAfter: %s\n", i, opensslName(e.Name()), opensslName(e.issuerName()),
			opensslKey(e), c.SignatureAlgorithm, c.NotBefore.Format("Jan _2 15:04:05 2006 GMT"), c.NotAfter.Format("Jan _2 15:04:05 2006 GMT"))
		if !t.Names {
			b.WriteString(e.PEM())
		}
	}
	b.WriteString("---\nServer certificate\n")
	if len(t.Sent) > 0 {
		fmt.Fprintf(&b, "subject=%s\nissuer=%s\n", opensslName(t.Sent[0].Name()), opensslName(t.Sent[0].issuerName()))
	}
	b.WriteString("---\n")
	if len(t.AcceptableCAs) == 0 {
		b.WriteString("No client certificate CA names sent\n")
	} else {
		b.WriteString("Acceptable client certificate CA names\n")
		for _, n := range t.AcceptableCAs {
			b.WriteString(opensslName(ParseName(n)) + "\n")
		}
	}
	b.WriteString(t.Request)
	fmt.Fprintf(&b, "Peer signing digest: SHA256\nPeer signature type: ECDSA\nServer Temp Key: X25519, 253 bits\n---\nSSL handshake has read 2398 bytes and written 395 bytes\nVerification error: %s\n---\n", strings.Trim(t.Verify[strings.IndexByte(t.Verify, ' ')+1:], "()"))
	fmt.Fprintf(&b, "New, TLSv1.3, Cipher is TLS_AES_256_GCM_SHA384\nThis TLS version forbids renegotiation.\nEarly data was not sent\nVerify return code: %s\n---\n%s", t.Verify, t.End)
	return b.String()
}

// issuerName is what the certificate itself says, as openssl prints it.
func (e *Entity) issuerName() Name { return e.request.issuerName(e.Issuer) }

func opensslKey(e *Entity) string {
	k := e.Certificate().Key
	if k.Curve != "" {
		return fmt.Sprintf("id-ecPublicKey, %d (bit)", k.Bits)
	}
	return fmt.Sprintf("rsaEncryption, %d (bit)", k.Bits)
}

// opensslName prints a name as OpenSSL 3 does: encoding order, "C = US, O = x".
func opensslName(n Name) string {
	var parts []string
	for i := len(n) - 1; i >= 0; i-- {
		parts = append(parts, n[i].Type+" = "+n[i].Value)
	}
	return strings.Join(parts, ", ")
}
