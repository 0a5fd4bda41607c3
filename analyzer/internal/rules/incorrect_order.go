package rules

import "missinglink/analyzer/internal/kb"

// incorrectOrder: the sent certificates do not follow each other, each signed
// by the next. Java sorts them itself (up to five intermediates), so it is
// never the cause alone; but it makes Java hide every other cause.
func incorrectOrder(c *Case) []Finding {
	x := c.Leading()
	if x == nil || !x.Ordered || x.Shape.InOrder || c.StoreAlone {
		return nil
	}
	f := Finding{Severity: Warning, Owner: kb.Endpoint, Args: certArgs(x.Leaf()), Remedies: []string{"fix-order"}}
	for _, s := range x.Sent {
		f.Certificates = append(f.Certificates, s.Certificate)
	}
	return []Finding{f}
}
