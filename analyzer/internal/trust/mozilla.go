package trust

import (
	_ "embed"
	"sync"
	"time"

	"missinglink/analyzer/internal/cert"
)

// mozillaTable holds Mozilla's list: Layout and a count (4 and 2), then for
// each root, in the order of the list: the last instant at which a leaf may
// have been issued under it (8, 0 without that constraint), its number in the
// JDK's list from 1 on (2), and with 0 there the anchor, as in openjdkTable.
// The certificates themselves, from which the generator makes it, would be
// three times as large.
//
//go:embed data/mozilla.bin
var mozillaTable string

// mozillaEntry is a root with the constraint that the list puts on it.
type mozillaEntry struct {
	*cert.Anchor
	lastLeaf time.Time // zero without a constraint
}

var mozillaList = sync.OnceValue(func() []mozillaEntry {
	t := open(mozillaTable)
	list := make([]mozillaEntry, t.number(2))
	for i := range list {
		if last := t.instant(); last.Unix() != 0 {
			list[i].lastLeaf = last
		}
		var a cert.Anchor
		if number := t.number(2); number > 0 && number <= len(jdkList()) {
			a = *jdkList()[number-1].Anchor
		} else {
			a = *readAnchor(t).Anchor
		}
		a.Store = "mozilla"
		list[i].Anchor = &a
	}
	return list
})

var mozilla = sync.OnceValue(func() []*cert.Anchor {
	list := make([]*cert.Anchor, len(mozillaList()))
	for i, e := range mozillaList() {
		list[i] = e.Anchor
	}
	return list
})

// Mozilla returns Mozilla's TLS roots in the order of the list. They are read
// at the first call. Callers must not change it.
func Mozilla() []*cert.Anchor { return mozilla() }

// MozillaConstraint is the last instant at which a leaf may have been issued
// under a root of Mozilla's list, by its fingerprint; false for a root without
// that constraint. The JDK knows nothing of it: a Java program that was given
// Mozilla's list takes younger leaves too.
func MozillaConstraint(id string) (time.Time, bool) {
	for _, e := range mozillaList() {
		if e.ID == id {
			return e.lastLeaf, !e.lastLeaf.IsZero()
		}
	}
	return time.Time{}, false
}

// mozillaRoot finds a root by its name and what else tells it apart.
func mozillaRoot(subject cert.Name, same func(*cert.Anchor) bool) *cert.Anchor {
	for _, a := range Mozilla() {
		if same(a) && a.Subject.Equal(subject) {
			return a
		}
	}
	return nil
}
