package cert

import "time"

// Parse reads a DER certificate. It returns an error only when the bytes are
// no certificate; one that crypto/x509 refuses comes back with Damage set and
// whatever could be read. Trailing bytes behind the outer SEQUENCE are cut off
// (BEGIN TRUSTED CERTIFICATE has them).
func Parse(der []byte) (*Certificate, error) { return nil, nil }

// Description is what a tool prints about a certificate without its bytes.
type Description struct {
	Subject, Issuer     Name
	NotBefore, NotAfter time.Time
	Serial              string
	Key                 Key
	SignatureAlgorithm  string
	SKI, AKI            []byte
	DNSNames            []string
	IPs                 []string
	AIA                 []string
	HasBasicConstraints bool
	IsCA                bool
	HasKeyUsage         bool
	KeyUsage            KeyUsage
	ExtKeyUsage         []string // dotted OIDs
	SHA256              string   // when the tool prints a fingerprint
}

// Describe makes a names-only certificate.
func Describe(d Description) *Certificate { return nil }

// SelfIssued reports whether subject and issuer are the same name.
func (c *Certificate) SelfIssued() bool { return c.Subject.Key() == c.Issuer.Key() }

// SelfSigned reports whether the certificate verifies with its own key; for
// names only it is SelfIssued.
func (c *Certificate) SelfSigned() bool { return false }

// CheckSignature verifies the certificate's signature with a public key.
// The error is nil, ErrMismatch, or one that wraps ErrNotChecked.
func (c *Certificate) CheckSignature(spki []byte) error { return nil }

// AnchorOf makes an anchor of a certificate.
func AnchorOf(c *Certificate, store string) *Anchor { return nil }
