package rules

import "missinglink/analyzer/internal/kb"

// damagedCertificate: bytes that should be a certificate are not readable as
// one. A certificate that is read here and that Java's stricter parser refuses
// ends the handshake as well (measured): that is the endpoint's fault.
func damagedCertificate(c *Case) []Finding {
	if f := c.damaged("damaged-certificate", Warning, kb.Nobody, "copy-again"); f != nil {
		return f
	}
	f := c.fault("damaged-certificate", kb.Endpoint, "reissue-leaf")
	for i := range f {
		f[i].Variant = "java"
	}
	return f
}
