// Package testpki makes certificates for the project's tests: chains, twins,
// cross-certificates and the odd shapes that real certificates have and
// crypto/x509 does not write. The same calls give the same bytes in every run.
//
//	pki := testpki.New(1)
//	root := pki.Root("CN=Corp Root CA,O=Example")
//	issuing := root.Intermediate("CN=Corp Issuing CA,O=Example")
//	leaf := issuing.Leaf("api.example.test", testpki.Expired())
//	sent := testpki.Certificates(leaf, issuing)
//
// Keys are derived from the seed; none is stored. ECDSA P-256 is the default
// because it costs nothing; RSA keys are made once for each process.
package testpki

import (
	"crypto/sha256"
	"encoding/binary"
	"math/big"
	"net/netip"
	"time"

	"missinglink/analyzer/internal/cert"
)

// Now is the moment at which the default certificates are read in tests.
var Now = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

// Default periods: each contains Now, and the leaf's ends first.
var (
	rootFrom, rootTo                 = date(2021, 6, 1), date(2041, 6, 1)
	intermediateFrom, intermediateTo = date(2024, 6, 1), date(2034, 6, 1)
	leafFrom, leafTo                 = date(2026, 3, 1), date(2027, 3, 1)
)

func date(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 12, 0, 0, 0, time.UTC) }

// PKI issues certificates. It is not safe for concurrent use.
type PKI struct {
	seed    uint64
	serials uint64
	keys    map[KeyType]int
}

// New returns a PKI whose keys and serial numbers follow from the seed.
func New(seed uint64) *PKI { return &PKI{seed: seed, keys: map[KeyType]int{}} }

// Entity is a certificate, its private key, and who issued it.
type Entity struct {
	DER []byte
	Key *Key
	// Issuer is nil for a root and for a self-signed leaf.
	Issuer *Entity

	pki     *PKI
	request request // what the certificate was made from
}

// Root makes a self-signed CA. The name is written as the JDK prints it, most
// specific attribute first: "CN=Corp Root CA,O=Example,C=US".
func (p *PKI) Root(name string, options ...Option) *Entity {
	r := request{from: rootFrom, to: rootTo, subject: ParseName(name)}
	r.authority()
	return p.issue(nil, r, options)
}

// SelfSigned makes a self-signed server certificate.
func (p *PKI) SelfSigned(host string, options ...Option) *Entity {
	return p.issue(nil, leafRequest(host), options)
}

// Intermediate makes a CA below e.
func (e *Entity) Intermediate(name string, options ...Option) *Entity {
	r := request{from: intermediateFrom, to: intermediateTo, subject: ParseName(name)}
	r.authority()
	return e.pki.issue(e, r, options)
}

// Leaf makes a TLS server certificate below e. The host, a DNS name or an IP
// address, becomes the common name and the subject alternative name.
func (e *Entity) Leaf(host string, options ...Option) *Entity {
	return e.pki.issue(e, leafRequest(host), options)
}

// Client makes a TLS client certificate below e.
func (e *Entity) Client(name string, options ...Option) *Entity {
	r := leafRequest("")
	r.subject = ParseName(name)
	r.extKeyUsage = []string{ClientAuth}
	return e.pki.issue(e, r, options)
}

// Cross makes a cross-certificate: e vouches for the name and key of another
// CA.
func (e *Entity) Cross(other *Entity, options ...Option) *Entity {
	r := other.request
	r.from, r.to = intermediateFrom, intermediateTo
	r.key = other.Key
	return e.pki.issue(e, r, options)
}

// Reissue makes e anew: same name, key and issuer, another serial number.
func (e *Entity) Reissue(options ...Option) *Entity {
	r := e.request
	r.key = e.Key
	return e.pki.issue(e.Issuer, r, options)
}

// Twin makes a certificate with e's name and issuer and another key.
func (e *Entity) Twin(options ...Option) *Entity {
	r := e.request
	r.key = nil
	return e.pki.issue(e.Issuer, r, options)
}

func leafRequest(host string) request {
	r := request{
		from: leafFrom, to: leafTo, subject: ParseName("CN=" + escape(host)),
		keyUsage: cert.DigitalSignature, leaf: true, basicConstraints: true, pathLen: -1,
		extKeyUsage: []string{ServerAuth},
	}
	if host != "" {
		r.san = []string{hostName(host)}
	}
	return r
}

func hostName(host string) string {
	if _, err := netip.ParseAddr(host); err == nil {
		return "ip:" + host
	}
	return "dns:" + host
}

// authority fills in what every CA certificate has.
func (r *request) authority() {
	r.basicConstraints, r.ca, r.pathLen = true, true, -1
	r.keyUsage = cert.KeyCertSign | cert.CRLSign
}

// serial gives the next serial number: 64 bits, positive.
func (p *PKI) serial() *big.Int {
	p.serials++
	b := binary.BigEndian.AppendUint64([]byte("serial"), p.seed)
	sum := sha256.Sum256(binary.BigEndian.AppendUint64(b, p.serials))
	sum[0] = sum[0]&0x3f | 0x40
	return new(big.Int).SetBytes(sum[:8])
}
