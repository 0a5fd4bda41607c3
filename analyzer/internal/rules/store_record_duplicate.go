package rules

import "missinglink/analyzer/internal/kb"

// storeRecordDuplicate: the same certificate stands in two records; harmless, and a trap at
// the next renewal.
func storeRecordDuplicate(c *Case) []Finding {
	return c.records("store-record-duplicate", kb.Instance, Note, "clean-records")
}
