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
