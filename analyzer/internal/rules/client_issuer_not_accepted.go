package rules

import (
	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
)

// clientIssuerNotAccepted: the client's issuers and the server's acceptable CAs
// are both known and do not meet, so that a Java client sends nothing.
func clientIssuerNotAccepted(c *Case) []Finding {
	if c.Client != nil && c.Client.Store && c.Client.Key == evidence.NotKnown {
		return nil // without a private key the store's chain is never offered
	}
	chain, asked := c.clientChain(), c.asked()
	if len(chain) == 0 || len(asked) == 0 || len(Meets(chain, asked)) > 0 {
		return nil
	}
	leaf := chain[0]
	variant := ""
	if a, s, ok := c.refusedClient(); ok && (proveSent[a.Name] || s != nil && len(s.ClientSent) > 0) {
		variant = "sent"
	}
	return []Finding{{Severity: Error, Variant: variant, Leads: c.clientLeads(), Owner: kb.Client,
		Args:         with(certArgs(leaf), "asked", names(asked)),
		Certificates: list(leaf),
		Remedies:     []string{"rebuild-key-store", "trust-client-ca"}}}
}

// Meets returns the acceptable CAs that a client chain reaches: a JDK key
// manager takes a chain when one of its certificates was issued by a name on
// the list (measured).
func Meets(chain []*cert.Certificate, asked []cert.Name) []cert.Name {
	var out []cert.Name
	for _, n := range asked {
		for _, x := range chain {
			if x.Issuer.SetKey() == n.SetKey() || x.Subject.SetKey() == n.SetKey() {
				out = append(out, n)
				break
			}
		}
	}
	return out
}
