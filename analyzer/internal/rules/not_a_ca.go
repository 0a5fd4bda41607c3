package rules

import "missinglink/analyzer/internal/kb"

// notACA: a certificate that signed another one is no CA certificate
// (RFC 5280 section 4.2.1.9), sent or trusted.
func notACA(c *Case) []Finding {
	return c.fault("not-a-ca", kb.Endpoint, "replace-in-chain", "reissue-leaf")
}
