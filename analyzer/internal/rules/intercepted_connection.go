package rules

import (
	"missinglink/analyzer/internal/chain"
	"missinglink/analyzer/internal/kb"
	"missinglink/analyzer/internal/trust"
)

// interceptedConnection: the chain was issued by a product that opens TLS on
// the way, so what came is not the endpoint's own certificate.
func interceptedConnection(c *Case) []Finding {
	x := c.Leading()
	if x == nil || x.Accepted {
		return nil
	}
	if f := twoIssuers(c, x); f != nil {
		return f
	}
	for _, s := range x.Sent {
		if product, ok := trust.Inspection(s.Certificate.Issuer); ok {
			return []Finding{{Severity: Error, Leads: chain.Untrusted(x.Cause), Owner: kb.Network,
				Args:         with(certArgs(s.Certificate), "product", product),
				Certificates: list(s.Certificate),
				Remedies:     []string{"ask-network", "import-root"}}}
		}
	}
	return nil
}

// twoIssuers: two inputs show the same host with leaves of different keys and
// issuers: one of them was made on the way, or an old paste is among them.
func twoIssuers(c *Case, x *Chain) []Finding {
	s := c.Session(x)
	if s == nil || s.Host+s.SNI == "" {
		return nil
	}
	for i := range c.Chains {
		y := &c.Chains[i]
		o := c.Session(y)
		if o == nil || o.Input == s.Input || o.SNI+o.Host != s.SNI+s.Host || y.Leaf() == nil {
			continue
		}
		a, b := x.Leaf(), y.Leaf()
		if a.Basis != b.Basis || a.ID == b.ID || a.Issuer.SetKey() == b.Issuer.SetKey() || string(a.SPKI) == string(b.SPKI) && a.SPKI != nil {
			continue
		}
		return []Finding{{Severity: Warning, Variant: "two", Owner: kb.Network, Args: with(certArgs(a), "other", b.Issuer.CommonName()),
			Certificates: list(a, b), Remedies: []string{"ask-network"}}}
	}
	return nil
}
