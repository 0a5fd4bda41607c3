package rules

import "missinglink/analyzer/internal/kb"

// storeRecordInactive: the record is switched off, so that its certificate is not trusted.
func storeRecordInactive(c *Case) []Finding {
	return c.records("store-record-inactive", kb.Instance, Warning, "activate-record")
}
