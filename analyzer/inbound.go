package analyzer

import (
	"missinglink/analyzer/internal/chain"
	"missinglink/analyzer/internal/kb"
	"missinglink/analyzer/internal/rules"
)

// inbound turns findings about a chain into findings about a client's chain,
// where the instance is the server: the client's owner acts where otherwise
// the endpoint's would, and the sentences are those of that side.
func inbound(c *rules.Case, findings []rules.Finding) []rules.Finding {
	x := c.Leading()
	if x == nil || x.Question.Usage != chain.Client {
		return findings
	}
	out := make([]rules.Finding, len(findings))
	for i, f := range findings {
		if f.Owner == kb.Endpoint {
			f.Owner = kb.Client
		}
		if f.Variant != "" {
			f.Variant += "."
		}
		f.Variant += "inbound"
		out[i] = f
	}
	return out
}
