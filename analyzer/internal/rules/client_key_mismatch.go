package rules

import (
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
)

// clientKeyMismatch: the private key belongs to another certificate.
func clientKeyMismatch(c *Case) []Finding {
	if c.Client == nil || c.Client.Key != evidence.No {
		return nil
	}
	return []Finding{{Severity: Error, Leads: c.clientLeads(), Owner: kb.Client, Args: with(certArgs(c.Client.Leaf), "alias", c.Client.Alias),
		Certificates: list(c.Client.Leaf), Remedies: []string{"rebuild-key-store"}}}
}
