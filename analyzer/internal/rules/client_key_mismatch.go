package rules

import (
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
)

// clientKeyMismatch: the private key belongs to another certificate, as the key
// store shows or the tool that was given both says.
func clientKeyMismatch(c *Case) []Finding {
	if s := c.Signals(evidence.KeyMismatch); len(s) > 0 && c.Client == nil {
		return []Finding{{Severity: Error, Leads: c.clientLeads(), Variant: "log", Owner: kb.Client, Quotes: quotes(s), Remedies: []string{"rebuild-key-store"}}}
	}
	if c.Client == nil || c.Client.Key != evidence.No {
		return nil
	}
	return []Finding{{Severity: Error, Leads: c.clientLeads(), Owner: kb.Client, Args: with(certArgs(c.Client.Leaf), "alias", c.Client.Alias),
		Certificates: list(c.Client.Leaf), Remedies: []string{"rebuild-key-store"}}}
}
