package rules

import "missinglink/analyzer/internal/kb"

// storeRecordWithoutCertificate: the record is there, the certificate is not: neither PEM text nor
// anything readable. An attachment is not part of an export.
func storeRecordWithoutCertificate(c *Case) []Finding {
	return c.records("store-record-without-certificate", kb.Instance, Warning, "complete-record")
}
