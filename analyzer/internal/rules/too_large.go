package rules

import "missinglink/analyzer/internal/kb"

// tooLarge: an input exceeded a limit, and a part of it was not read.
func tooLarge(c *Case) []Finding {
	return c.damaged("too-large", Warning, kb.Nobody, "split-input")
}
