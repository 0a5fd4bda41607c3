package rules

import (
	"slices"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
	"missinglink/analyzer/internal/trust"
)

// clientIssuerNotAccepted: the client's issuers and the server's acceptable CAs
// are both known and do not meet, so that a Java client sends nothing. Where a
// certificate between them is known, it is missing, and the server accepts.
func clientIssuerNotAccepted(c *Case) []Finding {
	if c.Client != nil && c.Client.Store && c.Client.Key == evidence.NotKnown {
		return nil // without a private key the store's chain is never offered
	}
	chain, asked := c.clientChain(), c.asked()
	if len(chain) == 0 || len(asked) == 0 || len(Meets(chain, asked)) > 0 || c.between(chain, asked) {
		return nil
	}
	leaf := chain[0]
	variant := ""
	if c.Client == nil {
		variant = "sent" // it is known because it was
	} else if a, s, ok := c.refusedClient(); ok && (proveSent[a.Name] || s != nil && len(s.ClientSent) > 0) {
		variant = "sent"
	}
	return []Finding{{Severity: Error, Variant: variant, Leads: c.clientLeads(), Owner: kb.Client,
		Args:         with(certArgs(leaf), "asked", names(asked)),
		Certificates: list(leaf),
		Remedies:     []string{"rebuild-key-store", "trust-client-ca"}}}
}

// between reports whether certificates at hand, or the facts about public
// intermediates, lead from the end of a client chain to an acceptable CA.
func (c *Case) between(chain []*cert.Certificate, asked []cert.Name) bool {
	const steps = 8 // no chain in use is longer
	top := chain[len(chain)-1]
	for range steps {
		for _, k := range trust.Lookup(top.Issuer, top.AKI) {
			if slices.ContainsFunc(asked, func(n cert.Name) bool { return n.SetKey() == k.IssuerName.SetKey() }) {
				return true
			}
		}
		i := slices.IndexFunc(c.Evidence.Certificates, func(f evidence.Found) bool {
			return f.Certificate.Subject.SetKey() == top.Issuer.SetKey() && !f.Certificate.SelfIssued()
		})
		if i < 0 {
			return false
		}
		top = c.Evidence.Certificates[i].Certificate
		if len(Meets([]*cert.Certificate{top}, asked)) > 0 {
			return true
		}
	}
	return false
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
