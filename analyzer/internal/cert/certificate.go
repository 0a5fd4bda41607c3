// Package cert reads one certificate and knows everything about it that does
// not depend on another: its names, keys, identifiers, usages, fingerprints.
// It also knows trust anchors as facts (RFC 5914) and how to check one
// signature. It decides nothing about chains.
package cert

import (
	"crypto/x509/pkix"
	"encoding/asn1"
	"net/netip"
	"time"
)

// Basis says how much of a certificate is known.
type Basis string

// FromBytes marks a certificate whose DER bytes are known, whatever carried
// them. FromNames marks one that a tool only described: subject, issuer and
// often dates, but no bytes, so no signature can be checked.
const (
	FromBytes Basis = "pem"
	FromNames Basis = "names"
)

// Certificate is one certificate as far as it could be read. All fields are
// read-only after Parse or Describe.
type Certificate struct {
	// ID is the lower-case SHA-256 of Raw, or "names:" and a hash of the
	// description when only names are known.
	ID    string
	Basis Basis
	Raw   []byte
	// Fingerprint is the SHA-256 that a tool printed for a names-only
	// certificate, empty when it printed none.
	Fingerprint string
	// What the certificate's own key said of its signature, once it was asked:
	// a root is asked in several places, and each check of RSA 4096 costs most
	// of a millisecond in a browser.
	ownKey    error
	ownKeySet bool
	// TBS is the part that the issuer signed.
	TBS []byte
	// Damage is why crypto/x509 refused the bytes, empty when it read them.
	// What could be read stands in the other fields all the same.
	Damage string

	// Version is 1, 2 or 3; 0 when unknown.
	Version         int
	Serial          string // lower-case hex without separators, "-" before a negative one
	Subject, Issuer Name
	NotBefore       time.Time
	NotAfter        time.Time

	SPKI []byte // SubjectPublicKeyInfo, DER
	Key  Key

	// SignatureAlgorithm is the JDK's name for it ("SHA256withRSA"), or the
	// dotted OID when it has none. Signature is the signature's bytes.
	SignatureAlgorithm    string
	SignatureAlgorithmOID asn1.ObjectIdentifier
	SignatureParameters   []byte
	Signature             []byte

	Extensions []pkix.Extension

	SKI, AKI []byte // key identifiers (RFC 5280 section 4.2.1.2 and 4.2.1.1), nil when absent
	// AKIIssuer and AKISerial are the other two fields of the authority key
	// identifier, nil and empty when absent.
	AKIIssuer []byte
	AKISerial string

	HasBasicConstraints bool
	IsCA                bool
	PathLen             int // -1 when there is no limit

	HasKeyUsage bool
	KeyUsage    KeyUsage
	// ExtKeyUsage holds the OIDs in order; HasExtKeyUsage tells an empty list
	// from an absent extension.
	HasExtKeyUsage bool
	ExtKeyUsage    []asn1.ObjectIdentifier

	HasSAN   bool
	DNSNames []string
	IPs      []netip.Addr
	Emails   []string
	URIs     []string
	// SAN holds every name of the extension in order, also those above.
	SAN []GeneralName

	// AIA holds the caIssuers addresses (RFC 5280 section 4.2.2.1).
	AIA []string
}

// Key describes a public key.
type Key struct {
	// Algorithm is RSA, EC, Ed25519, Ed448, DSA, RSASSA-PSS or a dotted OID.
	Algorithm string
	Bits      int
	Curve     string // P-256, secp256k1, … for EC keys; "explicit" for written-out parameters
}

// KeyUsage is the bit field of RFC 5280 section 4.2.1.3; bit 0 of the field is
// the lowest bit here.
type KeyUsage uint16

// The bits of the KeyUsage field.
const (
	DigitalSignature KeyUsage = 1 << iota
	NonRepudiation
	KeyEncipherment
	DataEncipherment
	KeyAgreement
	KeyCertSign
	CRLSign
	EncipherOnly
	DecipherOnly
)
