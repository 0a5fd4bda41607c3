package cert

import (
	"crypto/sha256"
	"encoding/hex"
	"net/netip"
	"slices"
	"strings"
	"time"
)

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

// Describe makes a names-only certificate. Its ID hashes what identifies it:
// the names, the serial number and the dates.
func Describe(d Description) *Certificate {
	c := &Certificate{
		Basis:               FromNames,
		Serial:              strings.TrimLeft(plainHex(d.Serial), "0"),
		Subject:             d.Subject,
		Issuer:              d.Issuer,
		NotBefore:           d.NotBefore.UTC(),
		NotAfter:            d.NotAfter.UTC(),
		Key:                 d.Key,
		SignatureAlgorithm:  d.SignatureAlgorithm,
		SKI:                 d.SKI,
		AKI:                 d.AKI,
		HasBasicConstraints: d.HasBasicConstraints,
		IsCA:                d.IsCA,
		PathLen:             -1,
		HasKeyUsage:         d.HasKeyUsage,
		KeyUsage:            d.KeyUsage,
		HasSAN:              len(d.DNSNames)+len(d.IPs) > 0,
		DNSNames:            slices.Clone(d.DNSNames),
		AIA:                 slices.Clone(d.AIA),
		Fingerprint:         plainHex(d.SHA256),
	}
	if d.HasBasicConstraints || d.HasKeyUsage || len(d.ExtKeyUsage) > 0 || len(d.SKI) > 0 || len(d.AKI) > 0 || c.HasSAN {
		c.Version = 3 // only that one has extensions (RFC 5280 section 4.1.2.1)
	}
	for _, text := range d.IPs {
		if ip, err := netip.ParseAddr(text); err == nil {
			c.IPs = append(c.IPs, ip)
		}
	}
	for _, text := range d.ExtKeyUsage {
		if oid, ok := parseOID(text); ok {
			c.HasExtKeyUsage = true
			c.ExtKeyUsage = append(c.ExtKeyUsage, oid)
		}
	}
	identity := []string{d.Subject.SetKey(), d.Issuer.SetKey(), c.Serial, instant(d.NotBefore), instant(d.NotAfter)}
	sum := sha256.Sum256([]byte(strings.Join(identity, "\n")))
	c.ID = "names:" + hex.EncodeToString(sum[:])
	return c
}

// ShowsHosts reports whether the host names of a certificate are known. Tools
// that print no bytes often leave the subject alternative names out, and the
// common name says nothing where there are some.
func (c *Certificate) ShowsHosts() bool { return c.Basis == FromBytes || c.HasSAN }

func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// plainHex is lower-case hex without separators: "0A:1B" becomes "0a1b".
func plainHex(text string) string {
	return strings.Map(func(r rune) rune {
		if r == ':' || r == ' ' {
			return -1
		}
		return r
	}, strings.ToLower(text))
}
