package rules

import "missinglink/analyzer/internal/kb"

// unknownCriticalExtension: a critical extension on the path is one that the JDK
// does not process.
func unknownCriticalExtension(c *Case) []Finding {
	return c.fault("unknown-critical-extension", kb.Endpoint, "reissue-leaf")
}
