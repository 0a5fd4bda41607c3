package rules

import (
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
)

// logTrustStoreEmpty: the JVM's trust store held no certificate at all: records without
// attachment, or a path that leads nowhere.
func logTrustStoreEmpty(c *Case) []Finding {
	return c.fromLog(evidence.TrustStoreEmpty, kb.Instance, true, "fill-store")
}
