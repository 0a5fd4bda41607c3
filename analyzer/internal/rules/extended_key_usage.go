package rules

import "missinglink/analyzer/internal/kb"

// extendedKeyUsage: the leaf's ExtendedKeyUsage lacks the purpose. Java ignores
// the extension on CA certificates.
func extendedKeyUsage(c *Case) []Finding {
	return c.fault("extended-key-usage", kb.Endpoint, "reissue-leaf")
}
