package rules

import "missinglink/analyzer/internal/kb"

// storeRecordNotACA: a leaf among the CAs: it is trusted itself, for as long as the
// endpoint keeps that very certificate.
func storeRecordNotACA(c *Case) []Finding {
	return c.records("store-record-not-a-ca", kb.Instance, Note, "clean-records")
}
