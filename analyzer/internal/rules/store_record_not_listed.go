package rules

import "missinglink/analyzer/internal/kb"

// storeRecordNotListed: a certificate of a PKCS#12 store lacks the attribute
// by which Java takes it for a trusted entry.
func storeRecordNotListed(c *Case) []Finding {
	return c.records("store-record-not-listed", kb.Instance, Error, "import-with-keytool")
}
