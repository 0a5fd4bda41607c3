package rules

import "missinglink/analyzer/internal/kb"

// leafOnly: the server sent its own certificate and nothing above it. That is
// a fault only when Java cannot find the issuer elsewhere.
func leafOnly(c *Case) []Finding {
	x := c.Leading()
	if x == nil || !x.Listed || c.StoreAlone || x.ByLog && x.Accepted {
		return nil
	}
	distinct := map[string]bool{}
	for _, s := range x.Sent {
		distinct[s.Certificate.ID] = true
	}
	if leaf := x.Leaf(); len(distinct) != 1 || leaf.SelfIssued() {
		return nil
	}
	f := Finding{Severity: Note, Owner: kb.Endpoint, Args: certArgs(x.Leaf()), Certificates: list(x.Leaf())}
	if !x.Accepted {
		f.Severity, f.Remedies = Warning, []string{"send-chain"}
	}
	return []Finding{f}
}
