package rules

import (
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
)

// logPathValidationFailed: the issuer is in the trust store by name, and a check on
// the path failed; the reason in the sentence is exact.
func logPathValidationFailed(c *Case) []Finding {
	return c.fromLog(evidence.PathValidationFailed, kb.Endpoint, true, "paste-with-pem")
}
