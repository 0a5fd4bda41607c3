package rules

import (
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
)

// logRevocation: a certificate is revoked, or the revocation check could not be made.
func logRevocation(c *Case) []Finding {
	return c.fromLog(evidence.RevocationFailed, kb.Endpoint, true, "open-revocation")
}
