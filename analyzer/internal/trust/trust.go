// Package trust holds the anchor sets (the JDK's list and Mozilla's, as
// facts), what is known about public intermediates and cross-certificates,
// and the user's own stores.
package trust

import (
	"time"

	"missinglink/analyzer/internal/cert"
)

// Date is the day of the committed trust data, YYYY-MM-DD.
const Date = "2026-10-30"

// OpenJDK returns the anchors of the stock OpenJDK list. It is parsed once,
// at the first call.
func OpenJDK() []*cert.Anchor { return nil }

// Mozilla returns Mozilla's TLS roots. They are parsed at the first call.
func Mozilla() []*cert.Anchor { return nil }

// Root is what is known about a public root.
type Root struct {
	InOpenJDK, InMozilla bool
	// Since is the update that brought it into the JDK ("11.0.28, 17.0.16,
	// 21.0.8"), empty when it has been there all along.
	Since    string
	Distrust *cert.Distrust
	NotAfter time.Time
	Name     string
}

// RootByKey looks a root up by subject and public key.
func RootByKey(subject cert.Name, spki []byte) (Root, bool) { return Root{}, false }

// Intermediate is a public intermediate or cross-certificate, known by facts.
type Intermediate struct {
	Subject, Issuer string // printed form
	CommonName      string
	SKI, AKI        []byte
	SHA256          string
	NotBefore       time.Time
	NotAfter        time.Time
	// Download is where its issuer publishes it, empty when unknown.
	Download       string
	ReachesOpenJDK bool
	ReachesMozilla bool
	// Cross is true for a cross-certificate of a root.
	Cross bool
}

// Lookup finds the public CAs that could have issued a certificate with that
// issuer name and authority key identifier, best first: by key identifier
// where there is one, else by name.
func Lookup(issuer cert.Name, aki []byte) []Intermediate { return nil }

// Upward follows the facts from an intermediate to a root: the certificates
// on the way, best way first, and the root's facts.
func Upward(i Intermediate) ([]Intermediate, Root, bool) { return nil, Root{}, false }
