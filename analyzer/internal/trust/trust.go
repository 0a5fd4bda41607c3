// Package trust holds the anchor sets (the JDK's list and Mozilla's, as
// facts), what is known about public intermediates and cross-certificates,
// and the user's own stores. It decides nothing about chains.
//
// The facts lie in data/ and are made by the generator in gen/ from the
// sources that docs/trust.md names. Nothing is read before it is asked for.
package trust

import (
	"time"

	"missinglink/analyzer/internal/cert"
)

// The days of the lists, YYYY-MM-DD. OpenJDKDate is the commit of the JDK
// sources, MozillaDate that of the Go module that carries Mozilla's list,
// IntermediatesDate that of the CCADB snapshot. The generator refuses a
// certificate that was issued after the day of its list.
const (
	OpenJDKDate       = "2026-06-24"
	MozillaDate       = "2026-10-30"
	IntermediatesDate = "2026-08-21"
)

// Date is the day of the committed trust data, YYYY-MM-DD: that of its newest
// part.
const Date = MozillaDate

// Root is what is known about a public root.
type Root struct {
	InOpenJDK, InMozilla bool
	// Since is the update that brought it into the JDK ("11.0.28, 17.0.16,
	// 21.0.8"), empty when it has been there all along. The first is measured
	// on the JDK 11 tags; the others follow by the rule that the same quarter
	// brings the same roots.
	Since    string
	Distrust *cert.Distrust
	NotAfter time.Time
	Name     string // short printed form
	Subject  cert.Name
	SKI      []byte
	// SHA256 is the certificate's fingerprint in the list it was found in, the
	// JDK's first.
	SHA256 string
}

// Intermediate is a public intermediate or cross-certificate, known by facts.
type Intermediate struct {
	Subject, Issuer         string // printed form
	SubjectName, IssuerName cert.Name
	CommonName              string
	SKI, AKI                []byte
	SHA256                  string
	// NotBefore and NotAfter are exact to the day: 00:00 UTC of that day.
	NotBefore time.Time
	NotAfter  time.Time
	// Download is where it is published according to certificates that it
	// issued, empty when unknown: then the leaf's own address is the better
	// one.
	Download string
	// Page is a public page about this very certificate, by its fingerprint,
	// from which a person can fetch it.
	Page           string
	ReachesOpenJDK bool
	ReachesMozilla bool
	// Cross is true for a cross-certificate of a root.
	Cross bool
}
