package rules

import "missinglink/analyzer/internal/kb"

// wrongPassword: the password that was given does not open the key store.
func wrongPassword(c *Case) []Finding {
	return c.damaged("wrong-password", Error, kb.Nobody, "give-password")
}
