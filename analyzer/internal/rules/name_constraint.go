package rules

import "missinglink/analyzer/internal/kb"

// nameConstraint: a CA on the path does not permit the leaf's name
// (RFC 5280 section 4.2.1.10).
func nameConstraint(c *Case) []Finding {
	return c.fault("name-constraint", kb.Endpoint, "reissue-leaf")
}
