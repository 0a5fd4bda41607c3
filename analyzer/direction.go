package analyzer

import (
	"strings"

	"missinglink/analyzer/internal/chain"
	"missinglink/analyzer/internal/kb"
	"missinglink/analyzer/internal/rules"
	"missinglink/analyzer/report"
)

// sided gives findings the wording of their direction, where there is one of
// its own. Where the instance is the server and the chain is the client's, the
// client's owner acts instead of the endpoint's; a chain that a session shows
// is the server's in every direction.
func sided(c *rules.Case, findings []rules.Finding) []rules.Finding {
	if c.Direction == string(report.Outbound) {
		return findings
	}
	x := c.Leading()
	clients := x != nil && x.Question.Usage == chain.Client
	out := make([]rules.Finding, len(findings))
	for i, f := range findings {
		if clients && f.Owner == kb.Endpoint {
			f.Owner = kb.Client
		}
		if clients || c.Direction == string(report.MID) || strings.HasPrefix(f.ID, "client-") {
			f.Variant += "@" + c.Direction
		}
		out[i] = f
	}
	return out
}
