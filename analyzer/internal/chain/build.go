package chain

import (
	"cmp"
	"slices"

	"missinglink/analyzer/internal/cert"
)

// MaxIntermediates is how many certificates that are not self-issued the
// JDK's builder puts between leaf and anchor (PKIXBuilderParameters' default).
const MaxIntermediates = 5

// MaxSteps bounds the certificates that the builder visits. A graph of ten
// sent certificates has far fewer simple paths; the bound holds for meshes.
const MaxSteps = 20_000

// build searches a path from the leaf to any anchor through the sent
// certificates in whatever order. Every failure has the same sentence.
func (j *judge) build() Decision {
	b := &builder{judge: j, path: []*cert.Certificate{j.Sent[0]}}
	for i, c := range j.Sent {
		if !slices.ContainsFunc(j.Sent[:i], func(x *cert.Certificate) bool { return x.ID == c.ID }) {
			b.pool = append(b.pool, c)
		}
	}
	if !b.extend(0) {
		var d Decision
		f := j.explain()
		f.kind, f.text = KindBuilding, textBuilding
		d.refuse(StagePath, "", f)
		return d
	}
	return j.finish(b.path, b.anchor, textBuildAnchor)
}

type builder struct {
	*judge
	pool   []*cert.Certificate
	path   []*cert.Certificate
	anchor *cert.Anchor
	steps  int
}

// extend tries the anchors that could have issued the top of the path, then
// the sent certificates that could.
func (b *builder) extend(depth int) bool {
	top := b.path[len(b.path)-1]
	for _, a := range b.Anchors.BySubject(top.Issuer) {
		if b.reaches(a) {
			b.anchor = a
			return true
		}
	}
	for _, c := range b.candidates(top) {
		if b.steps++; b.steps > MaxSteps {
			b.cut = true
			return false
		}
		deeper := depth
		if !b.selfIssued(c) {
			deeper++
		}
		if deeper > MaxIntermediates || !b.usable(c, top) {
			continue
		}
		b.path = append(b.path, c)
		if b.extend(deeper) {
			return true
		}
		b.path = b.path[:len(b.path)-1]
	}
	return false
}

// reaches runs the whole validation against an anchor. Unlike validation of an
// ordered list, the builder refuses an anchor outside its period (measured).
func (b *builder) reaches(a *cert.Anchor) bool {
	top := b.path[len(b.path)-1]
	if !a.NotAfter.IsZero() && (b.At.Before(a.NotBefore) || b.At.After(a.NotAfter)) {
		return false
	}
	return b.signed(top, a.SPKI) && len(b.faults(b.path, a, true)) == 0
}

// usable looks at what rules a certificate out wherever it stands.
func (b *builder) usable(c, below *cert.Certificate) bool {
	if slices.Contains(b.path, c) || b.checkPeriod(c) != nil || b.checkKeyUsage(c, false) != nil {
		return false
	}
	limit := len(b.path)
	return b.checkCA(c, false, &limit) == nil && b.signed(below, c.SPKI)
}

// candidates are the sent certificates that bear the issuer's name, in the
// JDK's order: those issued by an anchor first.
func (b *builder) candidates(top *cert.Certificate) []*cert.Certificate {
	var found []*cert.Certificate
	for _, c := range b.pool {
		if c != top && b.issuedByName(top, c) {
			found = append(found, c)
		}
	}
	slices.SortStableFunc(found, func(x, y *cert.Certificate) int { return cmp.Compare(b.distance(x), b.distance(y)) })
	return found
}

func (b *builder) distance(c *cert.Certificate) int {
	if len(b.Anchors.BySubject(c.Issuer)) > 0 {
		return 0
	}
	return 1
}
