package rules

import "missinglink/analyzer/internal/kb"

// notYetValid: a certificate on the path has its notBefore in the future; the
// clock of the machine that judges is the other suspect.
func notYetValid(c *Case) []Finding {
	if c.StoreAlone {
		return c.storeFault("not-yet-valid", Warning)
	}
	return c.fault("not-yet-valid", kb.Endpoint, "reissue-leaf")
}
