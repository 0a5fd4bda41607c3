package rules

import (
	"strconv"

	"missinglink/analyzer/internal/kb"
)

// extraCertificate: a sent certificate is not on the leaf's way up. Harmless in
// Java, and often the old chain left behind at a renewal.
func extraCertificate(c *Case) []Finding {
	x := c.Leading()
	if x == nil || len(x.Shape.Extra) == 0 || c.StoreAlone {
		return nil
	}
	first := x.Sent[x.Shape.Extra[0]].Certificate
	f := Finding{Severity: Note, Owner: kb.Endpoint, Args: with(certArgs(first), "count", strconv.Itoa(len(x.Shape.Extra))), Remedies: []string{"remove-extra"}}
	for _, i := range x.Shape.Extra {
		f.Certificates = append(f.Certificates, x.Sent[i].Certificate)
	}
	if len(x.Shape.Extra) > 1 {
		f.Variant = "several"
	}
	return []Finding{f}
}
