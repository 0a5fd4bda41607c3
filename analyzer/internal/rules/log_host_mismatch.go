package rules

import (
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
)

// logHostMismatch: the JVM compared the host name and refused.
func logHostMismatch(c *Case) []Finding {
	return c.fromLog(evidence.HostNameMismatch, kb.Endpoint, true, "reissue-leaf", "call-listed-name")
}
