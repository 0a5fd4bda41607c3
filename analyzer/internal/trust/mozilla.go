package trust

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"sort"
	"sync"
	"time"

	"golang.org/x/crypto/x509roots/fallback/bundle"

	"missinglink/analyzer/internal/cert"
)

var mozilla = sync.OnceValue(func() []*cert.Anchor {
	var list []*cert.Anchor
	for r := range bundle.Roots() {
		if a := mozillaAnchor(r); a != nil {
			list = append(list, a)
		}
	}
	return list
})

// Mozilla returns Mozilla's TLS roots in the order of the list. They are
// parsed at the first call. Callers must not change it.
func Mozilla() []*cert.Anchor { return mozilla() }

func mozillaAnchor(r bundle.Root) *cert.Anchor {
	c, err := cert.Parse(r.Certificate)
	if err != nil {
		return nil // a test parses them all
	}
	a := cert.AnchorOf(c, "mozilla")
	a.Distrust = distrustOf(a.ID)
	return a
}

// MozillaConstraint is the last instant at which a leaf may have been issued
// under a root of Mozilla's list, by its fingerprint; false for a root without
// that constraint. The JDK knows nothing of it: a Java program that was given
// Mozilla's list takes younger leaves too.
func MozillaConstraint(id string) (time.Time, bool) {
	for r := range bundle.Roots() {
		if r.Constraint == nil {
			continue
		}
		if sum := sha256.Sum256(r.Certificate); hexOf(string(sum[:])) == id {
			return lastAccepted(r.Constraint), true
		}
	}
	return time.Time{}, false
}

// lastAccepted finds the last instant at which a root's constraint takes a
// certificate. The list keeps the date to itself: it is asked for by halving
// the seconds between 2000 and 2100.
func lastAccepted(constraint func([]*x509.Certificate) error) time.Time {
	from := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	to := time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)
	seconds := sort.Search(int(to.Sub(from)/time.Second), func(s int) bool {
		issued := from.Add(time.Duration(s) * time.Second)
		return constraint([]*x509.Certificate{{NotBefore: issued}}) != nil
	})
	return from.Add(time.Duration(seconds-1) * time.Second)
}

// mozillaRoot finds the root whose encoding contains the bytes that tell it
// apart, and parses no other.
func mozillaRoot(subject cert.Name, mark []byte, same func(*cert.Anchor) bool) *cert.Anchor {
	if len(mark) == 0 {
		return nil
	}
	for r := range bundle.Roots() {
		if !bytes.Contains(r.Certificate, mark) {
			continue
		}
		if a := mozillaAnchor(r); a != nil && a.Subject.Equal(subject) && same(a) {
			return a
		}
	}
	return nil
}
