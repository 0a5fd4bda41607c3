package cert

import "time"

// Anchor is a trust anchor as facts, in the sense of RFC 5914: all that path
// validation needs from it, without the certificate.
type Anchor struct {
	// ID is the lower-case SHA-256 of the certificate the anchor stands for.
	ID      string
	Subject Name
	Issuer  Name
	SPKI    []byte
	Key     Key
	SKI     []byte
	// Serial is that of the anchor's own certificate, empty when not known.
	Serial              string
	Version             int
	HasBasicConstraints bool
	IsCA                bool
	HasKeyUsage         bool
	KeyUsage            KeyUsage
	NotBefore, NotAfter time.Time
	// SignatureAlgorithm is that of the anchor's own certificate.
	SignatureAlgorithm string
	// Distrust is the JDK's policy on this anchor, nil for most.
	Distrust *Distrust
	// Certificate is the whole certificate where it is known, else nil.
	Certificate *Certificate
	// Store names the trust store it was read from: "openjdk", "mozilla" or
	// "yours:<name>".
	Store string
}

// Distrust is a JDK policy (jdk.security.caDistrustPolicies): TLS server
// leaves issued after After under this anchor are refused.
type Distrust struct {
	Policy string // ENTRUST_TLS for one
	After  time.Time
	// Exceptions are subordinate CAs (SHA-256) with a later date.
	Exceptions map[string]time.Time
}

// AnchorOf makes an anchor of a certificate.
func AnchorOf(c *Certificate, store string) *Anchor {
	return &Anchor{
		ID:                  c.ID,
		Subject:             c.Subject,
		Issuer:              c.Issuer,
		SPKI:                c.SPKI,
		Key:                 c.Key,
		SKI:                 c.SKI,
		Serial:              c.Serial,
		Version:             c.Version,
		HasBasicConstraints: c.HasBasicConstraints,
		IsCA:                c.IsCA,
		HasKeyUsage:         c.HasKeyUsage,
		KeyUsage:            c.KeyUsage,
		NotBefore:           c.NotBefore,
		NotAfter:            c.NotAfter,
		SignatureAlgorithm:  c.SignatureAlgorithm,
		Certificate:         c,
		Store:               store,
	}
}
