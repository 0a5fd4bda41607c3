package rules

import "missinglink/analyzer/internal/kb"

// storeRecordWrongType: the record holds a certificate but is typed as a key store, or the
// other way round.
func storeRecordWrongType(c *Case) []Finding {
	return c.records("store-record-wrong-type", kb.Instance, Warning, "correct-type")
}
