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
// is the server's in every direction, in its remedies as well.
func sided(c *rules.Case, findings []rules.Finding) []rules.Finding {
	if c.Direction == string(report.Outbound) {
		return findings
	}
	x := c.Leading()
	clients := x != nil && x.Question.Usage == chain.Client
	servers := x != nil && !clients && c.Direction == string(report.Inbound)
	out := make([]rules.Finding, len(findings))
	for i, f := range findings {
		if clients && f.Owner == kb.Endpoint {
			f.Owner = kb.Client
		}
		if !servers || strings.HasPrefix(f.ID, "client-") {
			f.Variant += "@" + c.Direction
		}
		out[i] = f
	}
	return out
}

// side is the direction that a finding speaks of.
func side(f rules.Finding) string {
	if _, direction, ok := strings.Cut(f.Variant, "@"); ok {
		return direction
	}
	return string(report.Outbound)
}
