package rules

import (
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
)

// clientChainIncomplete: the key store holds the client certificate without
// the CA certificates above it, so that the server, or Java's own choice of
// certificate, cannot connect it to an accepted CA.
func clientChainIncomplete(c *Case) []Finding {
	if c.Client == nil || !c.Client.Store || c.Client.Key == evidence.NotKnown || len(c.Client.Chain) == 0 {
		return nil
	}
	top := c.Client.Chain[len(c.Client.Chain)-1]
	if top.SelfIssued() || len(c.Client.Reaches) > 0 {
		return nil
	}
	if len(c.Client.Asked) == 0 && len(c.Client.Chain) > 1 {
		return nil // a chain up to the root's name is enough; nobody has asked for more
	}
	f := Finding{Severity: Warning, Owner: kb.Client, Args: with(certArgs(c.Client.Leaf), "missing", top.Issuer.CommonName()),
		Certificates: list(top), Remedies: []string{"rebuild-key-store"}}
	if len(c.Client.Asked) > 0 {
		f.Severity, f.Leads = Error, c.clientLeads()
	}
	return []Finding{f}
}
