package rules

import "missinglink/analyzer/internal/kb"

// storeRecordExpired: the record's certificate is past its date. Java checks no date of an
// anchor; the platform warns about it and other clients do not accept it.
func storeRecordExpired(c *Case) []Finding {
	return c.records("store-record-expired", kb.Instance, Warning, "clean-records")
}
