package chain

import (
	"slices"
	"sort"

	"missinglink/analyzer/internal/cert"
)

// MaxPaths bounds the paths that are told: more than a screen of them explains
// nothing. MaxPathSteps bounds the search for them in a mesh.
const (
	MaxPaths     = 12
	MaxPathSteps = 2_000
	// MaxPathLength is more than the ten certificates a client takes: longer
	// ways cannot be sent.
	MaxPathLength = 16
)

// Paths finds the ways up from the leaf, best first, for the picture and the
// explanation. It uses the sent certificates, the pool and the anchors.
func Paths(q Question) []Path {
	if len(q.Sent) == 0 {
		return nil
	}
	j := newJudge(q, newSignatures(q.Checks))
	return j.paths(decide(q, j.signatures).Path)
}

func (j *judge) paths(chosen []string) []Path {
	leaf := j.Sent[0]
	w := &walk{graph: j.graph(), way: []issuer{{certificate: leaf, anchor: j.Anchors.holder(leaf), sent: true}}}
	if w.way[0].anchor != nil {
		w.end()
	} else {
		w.climb()
	}
	sort.SliceStable(w.found, func(i, j int) bool { return rankPath(w.found[i], chosen) < rankPath(w.found[j], chosen) })
	if len(w.found) > MaxPaths {
		w.found = w.found[:MaxPaths]
	}
	return w.found
}

// rankPath puts the JDK's own path first, then accepted, refused and
// incomplete ones; among the last those that lack least.
func rankPath(p Path, chosen []string) int {
	rank := map[Status]int{Accepted: 1, Refused: 2, Incomplete: 3}[p.Status] * 1000
	if slices.Equal(p.ids(), chosen) {
		rank = 0
	}
	for _, l := range p.Links {
		rank += 10 * len(l.Problems)
		if !l.Sent && l.Anchor == nil {
			rank += 50
		}
	}
	if p.Status == Incomplete {
		return rank + 900 - len(p.Links)
	}
	return rank + len(p.Links)
}

func (p Path) ids() []string {
	var ids []string
	for _, l := range p.Links {
		if l.Anchor != nil {
			ids = append(ids, l.Anchor.ID)
		} else {
			ids = append(ids, l.Certificate.ID)
		}
	}
	return ids
}

// walk is the depth-first search for all simple ways up.
type walk struct {
	*graph
	way   []issuer
	found []Path
	steps int
}

func (w *walk) climb() {
	if w.steps++; w.steps > MaxPathSteps || len(w.found) >= 4*MaxPaths {
		w.cut = true
		return
	}
	top := w.way[len(w.way)-1].certificate
	higher, fits := 0, false
	if len(w.way) < MaxPathLength {
		for _, i := range w.issuers(top) {
			if w.passed(i) {
				continue
			}
			if i.check == Mismatch {
				if fits { // a wrong key is worth telling only where no right one is
					break
				}
				w.way = append(w.way, i)
				w.end()
				w.way = w.way[:len(w.way)-1]
				higher++
				continue
			}
			fits = true
			higher++
			w.way = append(w.way, i)
			if i.anchor != nil {
				w.end()
			} else {
				w.climb()
			}
			w.way = w.way[:len(w.way)-1]
		}
	}
	if higher == 0 {
		w.end()
	}
}

// passed reports whether the way already goes through that name and key.
func (w *walk) passed(i issuer) bool {
	return i.anchor == nil && slices.ContainsFunc(w.way, func(x issuer) bool {
		c := x.certificate
		return c == i.certificate || c.SPKI != nil && string(c.SPKI) == string(i.certificate.SPKI) && c.Subject.Equal(i.certificate.Subject)
	})
}

// end records the way as a path.
func (w *walk) end() {
	p := Path{Status: Incomplete}
	var below []*cert.Certificate
	for _, i := range w.way {
		p.Links = append(p.Links, Link{Certificate: i.certificate, Anchor: i.anchor, Sent: i.sent, Check: i.check})
		if i.anchor == nil {
			below = append(below, i.certificate)
		}
	}
	last := &p.Links[len(p.Links)-1]
	wrongKey := last.Check == Mismatch
	if wrongKey && last.Anchor == nil {
		below = below[:len(below)-1]
	}
	switch {
	case last.Anchor != nil:
		p.Anchor = last.Anchor
		p.Status = Accepted
		if len(below) > 0 {
			w.judgePath(&p, below)
		}
	case wrongKey:
		p.Status = Refused
		last.Problems = []string{"same-name-different-key"}
	default:
		w.addProblems(&p, w.singleFaults(below))
	}
	if p.Anchor == nil || wrongKey {
		c := below[len(below)-1]
		if !w.selfSigned(c) {
			p.Missing = &Missing{Subject: c.Issuer, KeyID: c.AKI, AIA: c.AIA, Below: c}
		}
	}
	if p.Missing == nil {
		p.Missing = w.unsent(p)
	}
	if p.Missing != nil && p.Status == Accepted {
		p.Status = Incomplete
	}
	w.found = append(w.found, p)
}

// unsent is the first certificate of a complete path that was not sent: it is
// at hand, but the other side does not know it.
func (w *walk) unsent(p Path) *Missing {
	for i, l := range p.Links {
		if !l.Sent && l.Anchor == nil {
			below := p.Links[i-1].Certificate
			return &Missing{Subject: l.Certificate.Subject, KeyID: l.Certificate.SKI, AIA: below.AIA, Below: below, Known: l.Certificate}
		}
	}
	return nil
}

// judgePath notes what the JDK would hold against a complete path.
func (w *walk) judgePath(p *Path, below []*cert.Certificate) {
	faults := w.singleFaults(below)
	if w.known(below) {
		faults = w.faults(below, p.Anchor, false)
		if f := checkAnchor(p.Anchor); f != nil {
			faults = append(faults, f)
		}
		if f := w.checkLeaf(below[0]); f != nil {
			faults = append(faults, f)
		}
	}
	// A policy needs the anchor's name and the leaf's first day alone.
	if f := w.checkDistrust(below, p.Anchor); f != nil {
		faults = append(faults, f)
	}
	last := &p.Links[len(p.Links)-1]
	if last.Check == Mismatch {
		last.Problems = append(last.Problems, "same-name-different-key")
		p.Status = Refused
	}
	w.addProblems(p, faults)
}

func (w *walk) known(path []*cert.Certificate) bool {
	return !slices.ContainsFunc(path, func(c *cert.Certificate) bool { return c.Basis == cert.FromNames })
}

// singleFaults are the faults that each certificate has by itself.
func (j *judge) singleFaults(path []*cert.Certificate) []*fault {
	var found []*fault
	for i, c := range path {
		list := []*fault{j.checkAlgorithms(c, nil), j.checkKeyUsage(c, i == 0)}
		if !c.NotAfter.IsZero() {
			list = append(list, j.checkPeriod(c))
		}
		if i > 0 && (c.Basis == cert.FromBytes || c.HasBasicConstraints) {
			limit := len(path)
			list = append(list, j.checkCA(c, false, i == len(path)-1, &limit))
		}
		if c.Basis == cert.FromBytes {
			list = append(list, j.checkCritical(c))
		}
		for _, f := range list {
			if f != nil {
				found = append(found, f)
			}
		}
	}
	return found
}

func (w *walk) addProblems(p *Path, faults []*fault) {
	for _, f := range faults {
		i := slices.IndexFunc(p.Links, func(l Link) bool { return l.Certificate != nil && l.Certificate == f.at })
		if i < 0 { // the anchor, known by facts only
			i = len(p.Links) - 1
		}
		if !slices.Contains(p.Links[i].Problems, f.cause) {
			p.Links[i].Problems = append(p.Links[i].Problems, f.cause)
		}
		if p.Status == Accepted {
			p.Status = Refused
		}
	}
}
