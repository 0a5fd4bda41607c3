package rules

import "missinglink/analyzer/internal/kb"

// pathLength: more CA certificates follow than pathLenConstraint allows
// (RFC 5280 section 4.2.1.9). Java ignores the constraint of an anchor.
func pathLength(c *Case) []Finding {
	return c.fault("path-length", kb.Endpoint, "change-ca")
}
