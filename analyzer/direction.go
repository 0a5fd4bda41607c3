package analyzer

import (
	"missinglink/analyzer/internal/chain"
	"missinglink/analyzer/internal/kb"
	"missinglink/analyzer/internal/rules"
	"missinglink/analyzer/report"
)

// sided gives findings the wording of their direction, where there is one of
// its own. Where the instance is the server and the chain is the client's, the
// client's owner acts instead of the endpoint's.
func sided(c *rules.Case, findings []rules.Finding) []rules.Finding {
	side := ""
	switch x := c.Leading(); {
	case x != nil && x.Question.Usage == chain.Client:
		side = "inbound"
	case c.Direction == string(report.MID):
		side = "mid"
	default:
		return findings
	}
	out := make([]rules.Finding, len(findings))
	for i, f := range findings {
		if side == "inbound" && f.Owner == kb.Endpoint {
			f.Owner = kb.Client
		}
		if f.Variant != "" {
			f.Variant += "."
		}
		f.Variant += side
		out[i] = f
	}
	return out
}
