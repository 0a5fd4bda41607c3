package cert

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/asn1"
	"math/big"

	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// The public key algorithms of RFC 3279, 4055, 5480 and 8410.
const (
	keyRSA     = "1.2.840.113549.1.1.1"
	keyPSS     = "1.2.840.113549.1.1.10"
	keyEC      = "1.2.840.10045.2.1"
	keyDSA     = "1.2.840.10040.4.1"
	keyEd25519 = "1.3.101.112"
	keyEd448   = "1.3.101.113"
)

// curves are the named curves that occur in certificates.
var curves = map[string]struct {
	name string
	bits int
	// curve is nil for what is not checked here, and a function, since the
	// first call computes constants, which a start of the page need not wait for.
	curve func() elliptic.Curve
}{
	"1.2.840.10045.3.1.7":   {"P-256", 256, elliptic.P256},
	"1.3.132.0.34":          {"P-384", 384, elliptic.P384},
	"1.3.132.0.35":          {"P-521", 521, elliptic.P521},
	"1.3.132.0.33":          {"P-224", 224, elliptic.P224},
	"1.2.840.10045.3.1.1":   {"P-192", 192, nil},
	"1.3.132.0.10":          {"secp256k1", 256, nil},
	"1.3.36.3.3.2.8.1.1.7":  {"brainpoolP256r1", 256, nil},
	"1.3.36.3.3.2.8.1.1.11": {"brainpoolP384r1", 384, nil},
	"1.3.36.3.3.2.8.1.1.13": {"brainpoolP512r1", 512, nil},
}

// spki is a SubjectPublicKeyInfo taken apart.
type spki struct {
	algorithm  string
	parameters cryptobyte.String
	key        []byte // content of the bit string
}

func readSPKI(der []byte) (spki, bool) {
	var out spki
	in := cryptobyte.String(der)
	var seq, algorithm, bits cryptobyte.String
	var oid asn1.ObjectIdentifier
	if !in.ReadASN1(&seq, cbasn1.SEQUENCE) || !seq.ReadASN1(&algorithm, cbasn1.SEQUENCE) ||
		!algorithm.ReadASN1ObjectIdentifier(&oid) || !seq.ReadASN1(&bits, cbasn1.BIT_STRING) || len(bits) < 1 {
		return out, false
	}
	return spki{oid.String(), algorithm, bits[1:]}, true
}

// DescribeKey describes the key of a DER SubjectPublicKeyInfo.
func DescribeKey(der []byte) Key {
	info, ok := readSPKI(der)
	if !ok {
		return Key{}
	}
	switch info.algorithm {
	case keyRSA, keyPSS:
		k := Key{Algorithm: "RSA"}
		if info.algorithm == keyPSS {
			k.Algorithm = "RSASSA-PSS"
		}
		if n, _, ok := rsaNumbers(info.key); ok {
			k.Bits = n.BitLen()
		}
		return k
	case keyEC:
		var oid asn1.ObjectIdentifier
		if !info.parameters.ReadASN1ObjectIdentifier(&oid) {
			return Key{Algorithm: "EC", Curve: "explicit"}
		}
		if c, ok := curves[oid.String()]; ok {
			return Key{Algorithm: "EC", Bits: c.bits, Curve: c.name}
		}
		return Key{Algorithm: "EC", Curve: oid.String()}
	case keyEd25519:
		return Key{Algorithm: "Ed25519", Bits: 255}
	case keyEd448:
		return Key{Algorithm: "Ed448", Bits: 448}
	case keyDSA:
		k := Key{Algorithm: "DSA"}
		var params cryptobyte.String
		p := new(big.Int)
		if info.parameters.ReadASN1(&params, cbasn1.SEQUENCE) && params.ReadASN1Integer(p) {
			k.Bits = p.BitLen()
		}
		return k
	}
	return Key{Algorithm: info.algorithm}
}

func rsaNumbers(der []byte) (n, e *big.Int, ok bool) {
	in := cryptobyte.String(der)
	var seq cryptobyte.String
	n, e = new(big.Int), new(big.Int)
	if !in.ReadASN1(&seq, cbasn1.SEQUENCE) || !seq.ReadASN1Integer(n) || !seq.ReadASN1Integer(e) || n.Sign() <= 0 || e.Sign() <= 0 {
		return nil, nil, false
	}
	return n, e, true
}

// publicKey returns a *rsa.PublicKey, *ecdsa.PublicKey or ed25519.PublicKey,
// or nil for a key that is not checked here.
func (info spki) publicKey() any {
	switch info.algorithm {
	case keyRSA, keyPSS:
		n, e, ok := rsaNumbers(info.key)
		if !ok || !e.IsInt64() || e.Int64() >= 1<<31 {
			return nil
		}
		return &rsa.PublicKey{N: n, E: int(e.Int64())}
	case keyEC:
		var oid asn1.ObjectIdentifier
		parameters := info.parameters
		if !parameters.ReadASN1ObjectIdentifier(&oid) || curves[oid.String()].curve == nil {
			return nil
		}
		k, err := ecdsa.ParseUncompressedPublicKey(curves[oid.String()].curve(), info.key)
		if err != nil {
			return nil
		}
		return k
	case keyEd25519:
		if len(info.key) == ed25519.PublicKeySize {
			return ed25519.PublicKey(info.key)
		}
	}
	return nil
}
