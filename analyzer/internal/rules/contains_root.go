package rules

import "missinglink/analyzer/internal/kb"

// containsRoot: the root was sent as well. It need not be (RFC 8446 section
// 4.4.2 lets it be omitted) and does no harm.
func containsRoot(c *Case) []Finding {
	x := c.Leading()
	if x == nil || len(x.Shape.Root) == 0 || c.StoreAlone {
		return nil
	}
	r := x.Sent[x.Shape.Root[0]].Certificate
	return []Finding{{Severity: Note, Owner: kb.Endpoint, Args: certArgs(r), Certificates: list(r)}}
}
