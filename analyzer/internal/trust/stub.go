package trust

import "missinglink/analyzer/internal/cert"

// OpenJDK returns the anchors of the stock OpenJDK list. It is parsed once,
// at the first call.
func OpenJDK() []*cert.Anchor { return nil }

// Mozilla returns Mozilla's TLS roots. They are parsed at the first call.
func Mozilla() []*cert.Anchor { return nil }

// RootByKey looks a root up by subject and public key.
func RootByKey(subject cert.Name, spki []byte) (Root, bool) { return Root{}, false }

// RootByName looks a root up by the issuer name and authority key identifier
// of a certificate below it.
func RootByName(issuer cert.Name, aki []byte) (Root, bool) { return Root{}, false }

// Lookup finds the public CAs that could have issued a certificate with that
// issuer name and authority key identifier, best first.
func Lookup(issuer cert.Name, aki []byte) []Intermediate { return nil }

// Upward follows the facts from an intermediate to a root: the certificates
// on the way, best way first, and the root's facts.
func Upward(i Intermediate) ([]Intermediate, Root, bool) { return nil, Root{}, false }
