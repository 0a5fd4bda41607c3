package chain

import (
	"errors"

	"missinglink/analyzer/internal/cert"
)

// graph is every certificate at hand with its possible issuers: those sent,
// those in the pool, and the trust anchors.
type graph struct {
	*judge
	sent   map[*cert.Certificate]bool
	byName map[string][]*cert.Certificate // by the subject's SetKey
	up     map[*cert.Certificate][]issuer
}

// issuer is a certificate or anchor whose subject is the name that the
// certificate below gives as its issuer.
type issuer struct {
	certificate *cert.Certificate // nil for an anchor known by facts only
	anchor      *cert.Anchor
	sent        bool
	check       Check
}

func (j *judge) graph() *graph {
	g := &graph{judge: j, sent: map[*cert.Certificate]bool{}, byName: map[string][]*cert.Certificate{}, up: map[*cert.Certificate][]issuer{}}
	seen := map[string]bool{}
	for i, list := range [][]*cert.Certificate{j.Sent, j.Pool} {
		for _, c := range list {
			if seen[c.ID] {
				continue
			}
			seen[c.ID] = true
			g.sent[c] = i == 0
			key := c.Subject.SetKey()
			g.byName[key] = append(g.byName[key], c)
		}
	}
	return g
}

// issuers are the possible issuers of c: anchors first, then sent
// certificates, then the pool; those whose key fits before those whose does
// not.
func (g *graph) issuers(c *cert.Certificate) []issuer {
	if found, ok := g.up[c]; ok {
		return found
	}
	var fit, other []issuer
	add := func(i issuer) {
		if i.check == Mismatch {
			other = append(other, i)
		} else {
			fit = append(fit, i)
		}
	}
	for _, a := range g.anchorsNamed(c) {
		add(issuer{certificate: a.Certificate, anchor: a, check: g.relation(c, a.SPKI, a.SKI)})
	}
	for _, x := range g.byName[c.Issuer.SetKey()] {
		if x != c && g.Anchors.holder(x) == nil && g.issuedByName(c, x) {
			add(issuer{certificate: x, sent: g.sent[x], check: g.relation(c, x.SPKI, x.SKI)})
		}
	}
	found := append(fit, other...)
	g.up[c] = found
	return found
}

// relation tells how c is signed by a key. Where no signature can be checked,
// key identifiers may still contradict.
func (g *graph) relation(c *cert.Certificate, spki, ski []byte) Check {
	if c.Basis == cert.FromBytes && spki != nil {
		switch err := g.signatures.check(c, spki); {
		case err == nil:
			return Verified
		case errors.Is(err, cert.ErrMismatch):
			return Mismatch
		}
	}
	if !keyIDsAgree(c, ski) {
		return Mismatch
	}
	return NameOnly
}

// selfSigned reports a certificate that ends a path by itself.
func (g *graph) selfSigned(c *cert.Certificate) bool {
	return c.SelfIssued() && g.relation(c, c.SPKI, c.SKI) != Mismatch
}
