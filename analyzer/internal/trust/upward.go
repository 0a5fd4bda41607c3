package trust

import (
	"cmp"
	"encoding/hex"
	"iter"
	"slices"
	"sort"

	"missinglink/analyzer/internal/cert"
)

// Lookup finds the public CAs that could have issued a certificate with that
// issuer name and authority key identifier, best first. Both must fit; an
// absent identifier fits any. Of several certificates of one CA the best is
// the one that reaches the JDK's list and lasts longest, and of equals the one
// whose root every JDK has. A root's own certificate is not listed: see
// RootByName.
func Lookup(issuer cert.Name, aki []byte) []Intermediate {
	f := facts()
	type candidate struct {
		Intermediate
		recent bool // its root came with an update of the JDK
	}
	var list []candidate
	for _, ca := range f.find(issuer, aki) {
		first, last := f.certificatesOf(ca)
		for c := first; c < last; c++ {
			if up := f.issuer(c); up != ca {
				ways := f.sorted(up)
				list = append(list, candidate{f.intermediate(c), len(ways) > 0 && f.root(ways[0].root).Since != ""})
			}
		}
	}
	sort.SliceStable(list, func(i, j int) bool {
		a, b := &list[i], &list[j]
		return cmp.Or(-boolOrder(a.ReachesOpenJDK, b.ReachesOpenJDK), b.NotAfter.Compare(a.NotAfter),
			boolOrder(a.recent, b.recent), cmp.Compare(a.SHA256, b.SHA256)) < 0
	})
	out := make([]Intermediate, len(list))
	for i, c := range list {
		out[i] = c.Intermediate
	}
	return out
}

// Known finds a public intermediate by its lower-case SHA-256.
func Known(id string) (Intermediate, bool) {
	if c, ok := facts().certificate(id); ok {
		return facts().intermediate(c), true
	}
	return Intermediate{}, false
}

// Intermediates lists all that is known, in the order of the table.
func Intermediates() iter.Seq[Intermediate] {
	return func(yield func(Intermediate) bool) {
		for c := range facts().certificates {
			if !yield(facts().intermediate(c)) {
				return
			}
		}
	}
}

// Way is one way from an intermediate up to a root.
type Way struct {
	// Links are the certificates between the two, lowest first; the
	// intermediate itself and the root are not among them.
	Links []Intermediate
	Root  Root
}

// Ways follows the facts from an intermediate to every root it reaches, best
// first: to a root of the JDK's list, without distrust, with few links, and
// links that last long. Each step was verified by signature when the table was
// made.
func Ways(i Intermediate) []Way {
	f := facts()
	c, ok := f.certificate(i.SHA256)
	if !ok {
		return nil
	}
	var ways []Way
	for _, w := range f.sorted(f.issuer(c)) {
		links := []Intermediate{}
		for _, link := range w.links {
			links = append(links, f.intermediate(link))
		}
		ways = append(ways, Way{Links: links, Root: f.root(w.root)})
	}
	return ways
}

// Upward is the best of Ways: the certificates between an intermediate and its
// root, lowest first, and the root. It is false when no root is reached.
func Upward(i Intermediate) ([]Intermediate, Root, bool) {
	ways := Ways(i)
	if len(ways) == 0 {
		return nil, Root{}, false
	}
	return ways[0].Links, ways[0].Root, true
}

// way is a Way by numbers: certificates, and the CA that is the root.
type way struct {
	links []int
	root  int
}

// maxLinks is how many certificates may lie between an intermediate and a
// root: the JDK's path builder takes five intermediates.
const maxLinks = 4

// sorted are the ways up from a CA, best first.
func (f *columns) sorted(ca int) []way {
	ways := f.ways(ca, nil)
	sort.SliceStable(ways, func(i, j int) bool {
		a, b := ways[i], ways[j]
		return cmp.Or(-boolOrder(a.root < f.jdk, b.root < f.jdk), -boolOrder(f.untroubled(a.root), f.untroubled(b.root)),
			cmp.Compare(len(a.links), len(b.links)), cmp.Compare(f.lasts(b), f.lasts(a))) < 0
	})
	return ways
}

// ways up from a CA. A root ends a way, and may also go on by a
// cross-certificate to another root.
func (f *columns) ways(ca int, above []int) []way {
	var found []way
	if f.isRoot(ca) {
		found = append(found, way{links: above, root: ca})
	}
	if len(above) == maxLinks {
		return found
	}
	first, last := f.certificatesOf(ca)
	for c := first; c < last; c++ {
		issuer := f.issuer(c)
		seen := issuer == ca
		for _, link := range above {
			seen = seen || f.caOf(link) == issuer
		}
		if !seen {
			found = append(found, f.ways(issuer, append(slices.Clone(above), c))...)
		}
	}
	return found
}

func (f *columns) certificate(id string) (int, bool) {
	raw, err := hex.DecodeString(id)
	if err != nil || len(raw) != printSize {
		return 0, false
	}
	for c := range f.certificates {
		if f.sha256[c*printSize:(c+1)*printSize] == string(raw) {
			return c, true
		}
	}
	return 0, false
}

// untroubled: the JDK has no policy against the root.
func (f *columns) untroubled(root int) bool {
	return root >= f.jdk || jdkList()[root].Distrust == nil
}

// lasts is the last day of the link that ends first.
func (f *columns) lasts(w way) int {
	last := 1 << 16
	for _, c := range w.links {
		last = min(last, numberAt(f.to, c, 2))
	}
	return last
}

func boolOrder(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}
