package rules

import "missinglink/analyzer/internal/kb"

// selfSignedNotTrusted: the leaf signed itself and no store holds it.
func selfSignedNotTrusted(c *Case) []Finding {
	return c.fault("self-signed-not-trusted", kb.Instance, "import-leaf", "change-ca")
}
