package rules

import (
	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
)

// clientKeyType: the server asks for keys of another type than the client's,
// by its certificate types (RFC 5246 section 7.4.4) or its signature algorithms
// (RFC 8446 section 4.3.2). A Java client then sends no certificate (measured).
func clientKeyType(c *Case) []Finding {
	x := c.Client
	if x == nil || x.Store && x.Key == evidence.NotKnown || FitsKinds(x.Leaf, x.Kinds) {
		return nil
	}
	return []Finding{{Severity: Error, Leads: c.clientLeads(), Owner: kb.Client,
		Args:         with(certArgs(x.Leaf), "kind", evidence.KeyKindOf(x.Leaf.Key.Algorithm).String(), "kinds", x.Kinds.String()),
		Certificates: list(x.Leaf), Quotes: []evidence.Quote{x.KindsQuote},
		Remedies: []string{"replace-client-certificate"}}}
}

// FitsKinds reports whether a certificate's key is of a kind that is asked
// for; also when nothing is known of either.
func FitsKinds(x *cert.Certificate, kinds evidence.KeyKinds) bool {
	kind := evidence.KeyKindOf(x.Key.Algorithm)
	return kinds == 0 || kind == 0 || kinds&kind != 0
}
