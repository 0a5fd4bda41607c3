package intake

import (
	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/evidence"
)

// readCSR tells that a certificate request (RFC 2986) was given where a
// certificate is needed, and for whom it asks.
func readCSR(s *sink, der []byte) {
	s.kind("csr")
	body, _ := within(der, tagSequence)
	body, _ = within(body, tagSequence)
	w := &walk{rest: body}
	w.next(tagInteger) // version
	subject := w.next(tagSequence)
	s.damage(evidence.Damage{
		Kind: "csr-pasted", Detail: nameIn(subject), Bytes: len(der),
		Quote: evidence.Quote{Input: s.input},
	})
}

// maxPrinted is the size of a DER name that is printed: a long one has 300 bytes.
const maxPrinted = 16 << 10

// nameIn is the printed form of a DER name, "" when it cannot be read.
func nameIn(e element) string {
	if len(e.raw) > maxPrinted {
		return ""
	}
	n, err := cert.ParseName(e.raw)
	if err != nil {
		return ""
	}
	return quotable(n.String())
}
