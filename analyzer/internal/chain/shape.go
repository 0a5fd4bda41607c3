package chain

import (
	"slices"

	"missinglink/analyzer/internal/cert"
)

// MaxSent is how many certificates a JDK client takes in a Certificate message
// (measured on 17 and 25: "exceeds the maximum allowed length (10)").
const MaxSent = 10

// Shape is how the sent certificates stand to each other, whatever any trust
// store holds. All fields are indices into Question.Sent.
type Shape struct {
	// Way are the certificates on the leaf's own way up, the leaf first; where
	// LeafFirst is false, of the one that the first certificate leads down to.
	Way []int
	// Extra are those that are on no way up from the leaf, and no duplicates.
	Extra []int
	// Duplicate are repetitions of a certificate that came before.
	Duplicate []int
	// Root are self-signed CA certificates on the way.
	Root []int
	// InOrder: each certificate on the way is issued by the next one sent.
	InOrder bool
	// LeafFirst: the first certificate is not the issuer of another sent one.
	LeafFirst bool
}

// ShapeOf looks at the sent certificates alone.
func ShapeOf(q Question) Shape {
	s := Shape{InOrder: true, LeafFirst: true}
	if len(q.Sent) == 0 {
		return s
	}
	g := newJudge(Question{Sent: q.Sent}, newSignatures(q.Checks)).graph()
	first := map[string]int{}
	for i, c := range q.Sent {
		if _, again := first[c.ID]; again {
			s.Duplicate = append(s.Duplicate, i)
		} else {
			first[c.ID] = i
		}
	}
	leaf := q.Sent[0]
	var rise func(way []int, c *cert.Certificate) []int
	rise = func(way []int, c *cert.Certificate) []int {
		i := first[c.ID]
		if slices.Contains(way, i) {
			return way
		}
		way = append(way, i)
		fits := false
		for _, x := range g.issuers(c) {
			// A wrong key is on the way only where no right one is.
			if x.check == Mismatch && fits {
				break
			}
			fits = fits || x.check != Mismatch
			way = rise(way, x.certificate)
		}
		return way
	}
	s.Way = rise(nil, leaf)
	for i, c := range q.Sent {
		if first[c.ID] == i && !slices.Contains(s.Way, i) && g.issuedByName(c, leaf) && (!leaf.SelfIssued() || !c.SelfIssued()) && g.relation(c, leaf.SPKI, leaf.SKI) != Mismatch {
			s.LeafFirst = false
		}
	}
	if !s.LeafFirst {
		ca := true // whether the way so far is that of a CA
		for _, c := range q.Sent {
			way := rise(nil, c)
			if slices.Contains(way, 0) && (ca && !c.IsCA || ca == c.IsCA && len(way) > len(s.Way)) {
				s.Way, ca = way, c.IsCA
			}
		}
	}
	for i, c := range q.Sent {
		if first[c.ID] == i && !slices.Contains(s.Way, i) {
			s.Extra = append(s.Extra, i)
		}
	}
	for _, i := range s.Way[1:] {
		if g.selfSigned(q.Sent[i]) {
			s.Root = append(s.Root, i)
		}
	}
	s.InOrder = inOrder(g, q.Sent, s)
	return s
}

// inOrder is RFC 5246 section 7.4.2: every certificate on the way directly
// certifies one that came before it, the next one the leaf and so on. A
// cross-certificate beside its twin breaks no order.
func inOrder(g *graph, sent []*cert.Certificate, s Shape) bool {
	if !s.LeafFirst {
		return false
	}
	for at, i := range s.Way {
		for _, k := range s.Way[at+1:] {
			// k stands above i on the way; it must not come before i.
			if k < i && certifies(g, sent[k], sent[i]) && !certifies(g, sent[i], sent[k]) {
				return false
			}
		}
	}
	return true
}

func certifies(g *graph, issuer, c *cert.Certificate) bool {
	return g.issuedByName(c, issuer) && g.relation(c, issuer.SPKI, issuer.SKI) != Mismatch
}

// Untrusted reports whether a cause says that no trusted issuer was found, as
// opposed to a fault of a certificate.
func Untrusted(cause string) bool {
	return cause == "missing-intermediate" || cause == "root-not-trusted" || cause == "self-signed-not-trusted"
}
