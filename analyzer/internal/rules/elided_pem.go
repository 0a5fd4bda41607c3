package rules

import "missinglink/analyzer/internal/kb"

// elidedPEM: a PEM block was shortened by hand, with dots for its body.
func elidedPEM(c *Case) []Finding {
	return c.damaged("elided-pem", Note, kb.Nobody, "copy-again")
}
