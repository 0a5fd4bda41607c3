package rules

import "missinglink/analyzer/internal/kb"

// passwordNeeded: a key store is locked and none of the usual passwords opens it.
func passwordNeeded(c *Case) []Finding {
	return c.damaged("password-needed", Warning, kb.Nobody, "give-password")
}
