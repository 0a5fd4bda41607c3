package chain

import (
	"encoding/asn1"
	"slices"

	"missinglink/analyzer/internal/cert"
)

// Extended key usages (RFC 5280 section 4.2.1.12) and the two of old that the
// JDK still takes for a server.
const (
	usageAny          = "2.5.29.37.0"
	usageServer       = "1.3.6.1.5.5.7.3.1"
	usageClient       = "1.3.6.1.5.5.7.3.2"
	usageMicrosoftSGC = "1.3.6.1.4.1.311.10.3.3"
	usageNetscapeSGC  = "2.16.840.1.113730.4.1"
)

// checkLeaf is what the JDK asks of the leaf after the path stands: key usage,
// extended key usage, Netscape type. The sentence has no prefix.
func (j *judge) checkLeaf(c *cert.Certificate) *fault {
	// The authentication type is unknown or ECDHE in practice; only the RSA
	// key exchange of old TLS asked for key encipherment instead.
	if c.HasKeyUsage && c.KeyUsage&cert.DigitalSignature == 0 {
		return &fault{cause: "key-usage", at: c, kind: KindUsage, text: textKeyUsage}
	}
	text, allowed := textServerUsage, []string{usageAny, usageServer, usageMicrosoftSGC, usageNetscapeSGC}
	if j.Usage == Client {
		text, allowed = textClientUsage, []string{usageAny, usageClient}
	}
	if c.HasExtKeyUsage && !slices.ContainsFunc(c.ExtKeyUsage, func(id asn1.ObjectIdentifier) bool { return slices.Contains(allowed, id.String()) }) {
		return &fault{cause: "extended-key-usage", at: c, kind: KindUsage, text: text}
	}
	return j.checkNetscapeType(c)
}

// checkNetscapeType reads the extension that came before extended key usage:
// a bit string whose first bit is client and second is server.
func (j *judge) checkNetscapeType(c *cert.Certificate) *fault {
	e := c.Extension(oidNetscapeType)
	if e == nil || len(e.Value) < 4 || e.Value[0] != 3 {
		return nil
	}
	bit, word := byte(0x40), "server"
	if j.Usage == Client {
		bit, word = 0x80, "client"
	}
	if e.Value[3]&bit != 0 {
		return nil
	}
	return &fault{cause: "extended-key-usage", at: c, kind: KindUsage, text: textNetscape + word}
}
