package rules

import "missinglink/analyzer/internal/kb"

// certificatePolicy: a certificate on the path demands a certificate policy
// that the path does not carry (RFC 5280 section 6.1, the policy tree).
func certificatePolicy(c *Case) []Finding {
	return c.fault("certificate-policy", kb.Endpoint, "change-ca")
}
