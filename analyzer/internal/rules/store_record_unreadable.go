package rules

import "missinglink/analyzer/internal/kb"

// storeRecordUnreadable: the record's certificate cannot be read. One such active record
// breaks every test connection on the instance (KB1217702).
func storeRecordUnreadable(c *Case) []Finding {
	return c.records("store-record-unreadable", kb.Instance, Error, "clean-records")
}
