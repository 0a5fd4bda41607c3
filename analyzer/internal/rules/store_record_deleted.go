package rules

import "missinglink/analyzer/internal/kb"

// storeRecordDeleted: the export of an update set carries the record only to
// delete it (action="DELETE"). It is not in the table, so it is not counted.
func storeRecordDeleted(c *Case) []Finding {
	return c.damaged("store-record-deleted", Warning, kb.Nobody)
}
