package rules

import (
	"strconv"

	"missinglink/analyzer/internal/kb"
)

// secretsRemoved: session keys, tickets, passwords or tokens stood in the
// input and were left out of everything that can be copied.
func secretsRemoved(c *Case) []Finding {
	n, line := 0, 0
	for _, r := range c.Evidence.Removals {
		if r.What == "private-key" {
			continue
		}
		if n++; line == 0 {
			line = r.Line
		}
	}
	if n == 0 {
		return nil
	}
	return []Finding{{Severity: Note, Owner: kb.Nobody, Args: map[string]string{"count": strconv.Itoa(n), "line": strconv.Itoa(line)}}}
}
