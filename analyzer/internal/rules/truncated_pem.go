package rules

import "missinglink/analyzer/internal/kb"

// truncatedPEM: a PEM block has no end, or its bytes stop early.
func truncatedPEM(c *Case) []Finding {
	return c.damaged("truncated-pem", Warning, kb.Nobody, "copy-again")
}
