package rules

import (
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
)

// clientKeyMissing: the key store that should hold the client certificate has
// no entry with a private key, so that Java has nothing to present.
func clientKeyMissing(c *Case) []Finding {
	if c.Client == nil || !c.Client.Store || c.Client.Key != evidence.NotKnown {
		return nil
	}
	return []Finding{{Severity: Error, Leads: c.clientLeads(), Owner: kb.Client, Args: with(certArgs(c.Client.Leaf), "alias", c.Client.Alias),
		Certificates: list(c.Client.Leaf), Remedies: []string{"rebuild-key-store"}}}
}
