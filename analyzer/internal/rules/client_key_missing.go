package rules

import (
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
)

// clientKeyMissing: the key store that should hold the client certificate has
// no entry with a private key, so that Java has nothing to present; or the MID
// Server cannot read the key, which it wants as PKCS#8.
func clientKeyMissing(c *Case) []Finding {
	if s := c.Signals(evidence.PrivateKeyFormat); len(s) > 0 {
		return []Finding{{Severity: Error, Leads: c.clientLeads(), Variant: "format", Owner: kb.Client, Quotes: quotes(s), Remedies: []string{"convert-key"}}}
	}
	if c.Client == nil || !c.Client.Store || c.Client.Key != evidence.NotKnown {
		return nil
	}
	return []Finding{{Severity: Error, Leads: c.clientLeads(), Owner: kb.Client, Args: with(certArgs(c.Client.Leaf), "alias", c.Client.Alias),
		Certificates: list(c.Client.Leaf), Remedies: []string{"rebuild-key-store"}}}
}
