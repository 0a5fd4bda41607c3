package intake

import (
	"strings"

	"missinglink/analyzer/internal/evidence"
)

// readCRL tells that a revocation list (RFC 5280 section 5) was given, which
// holds no certificate, and whose it is.
func readCRL(s *sink, der []byte) {
	s.kind("crl")
	body, _ := within(der, tagSequence)
	body, _ = within(body, tagSequence)
	w := &walk{rest: body}
	w.optional(tagInteger) // version
	w.next(tagSequence)    // signature algorithm
	issuer := nameIn(w.next(tagSequence))
	s.damage(evidence.Damage{
		Kind: "no-certificate", Detail: strings.TrimSuffix("a revocation list of "+issuer, " of "), Bytes: len(der),
		Quote: evidence.Quote{Input: s.input},
	})
}
