package rules

import (
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
)

// clientKeyMismatch: the private key belongs to another certificate, as the key
// store shows or the tool that was given both says.
func clientKeyMismatch(c *Case) []Finding {
	f := Finding{Severity: Error, Leads: c.clientLeads(), Owner: kb.Client, Remedies: []string{"rebuild-key-store"}}
	switch s := c.Signals(evidence.KeyMismatch); {
	case c.Client != nil && c.Client.Key == evidence.No:
		f.Args, f.Certificates = with(certArgs(c.Client.Leaf), "alias", c.Client.Alias), list(c.Client.Leaf)
	case c.Client == nil && len(s) > 0:
		f.Variant, f.Quotes = "log", quotes(s)
	default:
		return nil
	}
	return []Finding{f}
}
