package rules

import (
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
)

// logKeystoreUnreadable: a key store or certificate record could not be opened: wrong
// password or damaged file. One such active record breaks unrelated features (KB1217702).
func logKeystoreUnreadable(c *Case) []Finding {
	return c.fromLog(evidence.KeyStoreUnreadable, kb.Instance, true, "clean-records", "export-store", "rebuild-key-store")
}
