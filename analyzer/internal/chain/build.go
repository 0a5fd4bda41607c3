package chain

import (
	"slices"
	"sort"

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
	b := &builder{judge: j, path: []*cert.Certificate{j.Sent[0]}, named: map[string][]*cert.Certificate{}, above: map[*cert.Certificate][]issuer{}}
	seen := map[string]bool{}
	for _, c := range j.Sent {
		if !seen[c.ID] {
			seen[c.ID] = true
			subject := j.names(c).subject
			b.named[subject] = append(b.named[subject], c)
		}
	}
	if !b.extend(0) {
		var d Decision
		f := j.explain()
		f.kind, f.text = KindBuilding, textBuilding
		d.refuse(StagePath, "", f)
		return d
	}
	if b.crash != nil {
		var d Decision
		d.refuse(StagePath, "", b.crash)
		return d
	}
	return j.finish(b.path, b.anchor, textBuildAnchor)
}

type builder struct {
	*judge
	named  map[string][]*cert.Certificate // the sent certificates by subject
	above  map[*cert.Certificate][]issuer // candidates, once found
	path   []*cert.Certificate
	anchor *cert.Anchor
	crash  *fault // an exception of the JDK's own, which ends the search
	steps  int
}

// extend tries every issuer of the top of the path, in the JDK's order. An
// anchor ends the path.
func (b *builder) extend(depth int) bool {
	top := b.path[len(b.path)-1]
	for _, i := range b.candidates(top) {
		if b.steps++; b.steps > MaxSteps {
			b.cut = true
			return false
		}
		if i.anchor != nil {
			if b.reaches(i.anchor) || b.crash != nil {
				b.anchor = i.anchor
				return true
			}
			continue
		}
		c, deeper := i.certificate, depth
		if !b.selfIssued(c) {
			deeper++
		}
		if deeper > MaxIntermediates || !b.usable(c, top) {
			continue
		}
		// The builder never puts two self-issued certificates in a row, as a CA
		// that was renewed twice by itself would need, or a leaf that bears the
		// name of its CA. Where it meets the second it gives the whole level up
		// (measured).
		if b.selfIssued(c) && b.selfIssued(top) {
			return false
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
// ordered list, the builder refuses an anchor outside its period, unless it
// issued the leaf itself; one of version 1 must cover the period of what it
// issued (measured).
func (b *builder) reaches(a *cert.Anchor) bool {
	top := b.path[len(b.path)-1]
	if b.passed(a.Subject, a.SPKI) {
		return false
	}
	switch {
	case a.NotAfter.IsZero():
	case a.Version == 1 && (top.NotBefore.Before(a.NotBefore) || top.NotAfter.After(a.NotAfter)):
		return false
	case len(b.path) > 1 && (b.At.Before(a.NotBefore) || b.At.After(a.NotAfter)):
		return false
	}
	if !b.signed(top, a.SPKI) {
		return false
	}
	faults := b.faults(b.path, a, true)
	if len(faults) > 0 && faults[0].bare {
		b.crash = faults[0]
	}
	return len(faults) == 0
}

// passed reports whether the path already goes through that name and key: RFC
// 4158 section 2.4.2 calls it a loop.
func (b *builder) passed(subject cert.Name, key []byte) bool {
	return slices.ContainsFunc(b.path, func(c *cert.Certificate) bool {
		return string(c.SPKI) == string(key) && c.Subject.Equal(subject)
	})
}

// usable looks at what rules a certificate out wherever it stands. Unlike
// validation, the builder takes none before version 3 as a CA (measured).
func (b *builder) usable(c, below *cert.Certificate) bool {
	if b.passed(c.Subject, c.SPKI) || b.checkKeyUsage(c, false) != nil {
		return false
	}
	limit := len(b.path)
	return b.checkCA(c, false, false, &limit) == nil && b.signed(below, c.SPKI)
}

// candidates are the anchors and sent certificates that bear the issuer's
// name, in the JDK's order (measured): it collects the anchors, then the sent
// certificates as a hash set yields them, and takes the last one of the lowest
// rank first.
func (b *builder) candidates(top *cert.Certificate) []issuer {
	found, ok := b.above[top]
	if ok {
		return found
	}
	var t issuerTree
	put := func(i issuer) { t.insert(i, b.rank(top, i)) }
	for _, a := range b.anchorOrder(b.anchorsNamed(top)) {
		put(issuer{certificate: a.Certificate, anchor: a})
	}
	var sent []*cert.Certificate
	for _, c := range b.named[b.names(top).issuer] {
		// One outside its period is not even collected.
		if b.checkPeriod(c) == nil {
			sent = append(sent, c)
		}
	}
	for _, c := range hashOrder(sent) {
		put(issuer{certificate: c, anchor: b.Anchors.holder(c), sent: true})
	}
	found = t.root.list(nil)
	b.above[top] = found
	return found
}

// rank is 0 for the key identifier that is asked for, 1 for one whose own
// issuer is an anchor by name, 2 for all others.
func (b *builder) rank(below *cert.Certificate, i issuer) int {
	var ski []byte
	if i.anchor != nil {
		ski = i.anchor.SKI
	} else {
		ski = i.certificate.SKI
	}
	switch {
	case below.AKI != nil && string(below.AKI) == string(ski):
		return 0
	case i.anchor != nil && len(b.Anchors.BySubject(i.anchor.Issuer)) > 0,
		i.anchor == nil && len(b.anchorsNamed(i.certificate)) > 0:
		return 1
	}
	return 2
}

// anchorOrder is the order in which the JDK's set of anchors yields those of
// one name: a hash set made for the number of anchors (measured).
func (b *builder) anchorOrder(list []*cert.Anchor) []*cert.Anchor {
	all := len(b.Anchors.List())
	buckets := uint32(1)
	for int(buckets) < all {
		buckets *= 2
	}
	if 4*all > 3*int(buckets) {
		buckets *= 2
	}
	bucket := make(map[*cert.Anchor]int, len(list))
	for _, a := range list {
		if a.Certificate == nil {
			return list // known by facts only: no bytes to hash
		}
		bucket[a] = int(hashCode(a.Certificate.Raw) & (buckets - 1))
	}
	ordered := slices.Clone(list)
	sort.SliceStable(ordered, func(i, j int) bool { return bucket[ordered[i]] < bucket[ordered[j]] })
	return ordered
}

// hashOrder is the order in which a java.util.HashSet yields certificates: by
// the low bits of the hash code of their encoding, which java.security.cert
// and java.util.Arrays document. Its 16 buckets hold twelve, and a client takes
// ten (MaxSent).
func hashOrder(list []*cert.Certificate) []*cert.Certificate {
	const buckets = 16
	bucket := make(map[*cert.Certificate]int, len(list))
	for _, c := range list {
		bucket[c] = int(hashCode(c.Raw) & (buckets - 1))
	}
	ordered := slices.Clone(list)
	sort.SliceStable(ordered, func(i, j int) bool { return bucket[ordered[i]] < bucket[ordered[j]] })
	return ordered
}

func hashCode(der []byte) uint32 {
	h := uint32(1)
	for _, octet := range der {
		h = 31*h + uint32(int32(int8(octet)))
	}
	return h ^ h>>16
}
