package rules

import (
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
)

// directionsMixed: the text speaks of two directions, as KB2794513's own list
// of symptoms does: the tables of the one have no effect on the other.
func directionsMixed(c *Case) []Finding {
	seen := map[string]bool{}
	var q []evidence.Quote
	for _, m := range c.Evidence.Marks {
		if !seen[m.Direction] {
			seen[m.Direction] = true
			q = append(q, m.Quote)
		}
	}
	if len(seen) < 2 {
		return nil
	}
	return []Finding{{Severity: Note, Owner: kb.Instance, Variant: c.Direction, Quotes: q}}
}
