package intake

import (
	"bytes"
	"crypto/ecdh"
	"crypto/ed25519"
	"math/big"
	"strings"

	"missinglink/analyzer/internal/evidence"
)

// Key algorithms and curves by object identifier.
const (
	oidRSA     = "1.2.840.113549.1.1.1"
	oidPSS     = "1.2.840.113549.1.1.10"
	oidEC      = "1.2.840.10045.2.1"
	oidDSA     = "1.2.840.10040.4.1"
	oidEd25519 = "1.3.101.112"
	oidEd448   = "1.3.101.113"
)

// The DER encodings that public keys are put together from.
var (
	derRSA     = []byte("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00")
	derEC      = []byte("\x06\x07\x2a\x86\x48\xce\x3d\x02\x01")
	derDSA     = []byte("\x06\x07\x2a\x86\x48\xce\x38\x04\x01")
	derEd25519 = []byte("\x06\x03\x2b\x65\x70")
	derP256    = []byte("\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07")
	derP384    = []byte("\x06\x05\x2b\x81\x04\x00\x22")
	derP521    = []byte("\x06\x05\x2b\x81\x04\x00\x23")
)

// maxDSA bounds the one key computation that is not of constant size: DSA
// primes have 1024 to 3072 bits (FIPS 186-4 section 4.2).
const maxDSA = 4096

// readKey notes a private key of any kind and keeps its public part only, so
// that it can be matched with a certificate. label is its armour's, "" for a
// binary input; der is what the armour holds.
func readKey(s *sink, label string, der []byte, line int) {
	s.removal("private-key", line)
	if !s.mayReadKey() {
		return
	}
	kind, spki, encrypted := publicPart(s, label, der)
	s.key(evidence.Key{
		Kind: kind, Encrypted: encrypted, SPKI: spki,
		Origin: evidence.Origin{Input: s.input, Line: line, Index: -1},
	})
}

// publicPart derives the public key from a private one, as far as it can.
func publicPart(s *sink, label string, der []byte) (kind string, spki []byte, encrypted bool) {
	if bytes.HasPrefix(der, []byte(magicOpenSSH)) {
		return readOpenSSH(der)
	}
	if algorithm, data, ok := encryptedKey(der); ok {
		plain, err := s.openKey(algorithm, data, s.passwords())
		if err != nil {
			return "", nil, true
		}
		kind, spki = publicKey("", plain)
		return kind, spki, true
	}
	kind, spki = publicKey(label, der)
	if kind != "" {
		return kind, spki, false
	}
	// A key encrypted in the way of old PEM files (Proc-Type: 4,ENCRYPTED) has
	// no structure: only its label names its kind.
	kind, _, _ = strings.Cut(label, " PRIVATE")
	switch kind {
	case "RSA", "EC", "DSA":
		_, ok := sequenceIn(der)
		return kind, nil, len(der)%8 == 0 && !ok
	case "ENCRYPTED":
		return "", nil, true
	}
	return "", nil, false
}

// encryptedKey takes an EncryptedPrivateKeyInfo apart (RFC 5208 section 6).
func encryptedKey(der []byte) (algorithm element, data []byte, ok bool) {
	outer, ok := sequenceIn(der)
	if !ok {
		return element{}, nil, false
	}
	w := outer.inside()
	algorithm = w.next(tagSequence)
	data = w.octets(tagOctets)
	return algorithm, data, w.err == nil
}

// publicKey derives kind and SubjectPublicKeyInfo of an unencrypted key. label
// tells DSA from RSA in the old forms, which name no algorithm.
func publicKey(label string, der []byte) (kind string, spki []byte) {
	outer, ok := sequenceIn(der)
	if !ok {
		return "", nil
	}
	w := outer.inside()
	w.next(tagInteger) // version
	if !w.more() {
		return "", nil
	}
	switch w.rest[0] {
	case tagSequence:
		return publicOfPKCS8(w)
	case tagOctets:
		return "EC", publicOfEC(outer.raw, nil)
	case tagInteger:
		if label == "DSA PRIVATE KEY" || label == "" && numbersIn(w.rest) == 5 {
			return "DSA", publicOfOldDSA(w)
		}
		return "RSA", publicOfRSA(outer.raw, nil)
	}
	return "", nil
}

// numbersIn counts INTEGERs: behind its version, an RSA key has 8, a DSA key 5.
func numbersIn(der []byte) int {
	n, w := 0, &walk{rest: der}
	for w.more() && n < 16 {
		w.next(tagInteger)
		n++
	}
	return n
}

// publicOfPKCS8 reads a PrivateKeyInfo (RFC 5208, RFC 5958) after its version.
func publicOfPKCS8(w *walk) (kind string, spki []byte) {
	algorithm := w.next(tagSequence)
	key := w.octets(tagOctets)
	if w.err != nil {
		return "", nil
	}
	inner := algorithm.inside()
	name := inner.oid()
	switch name {
	case oidRSA:
		return "RSA", publicOfRSA(key, nil)
	case oidPSS:
		return "RSASSA-PSS", publicOfRSA(key, algorithm.body)
	case oidEC:
		return "EC", publicOfEC(key, inner.rest)
	case oidDSA:
		return "DSA", publicOfDSA(inner.rest, key)
	case oidEd25519:
		return "Ed25519", publicOfEd25519(key)
	case oidEd448:
		return "Ed448", nil // the standard library has no such curve
	}
	return name, nil
}

// publicOfRSA reads an RSAPrivateKey (RFC 8017 appendix A.1.2). The modulus
// and the exponent stand in it as they stand in a certificate.
func publicOfRSA(der, algorithm []byte) []byte {
	outer, ok := sequenceIn(der)
	if !ok {
		return nil
	}
	w := outer.inside()
	w.next(tagInteger)
	modulus, exponent := w.next(tagInteger), w.next(tagInteger)
	if w.err != nil {
		return nil
	}
	if algorithm == nil {
		algorithm = derRSA
	}
	return spkiOf(algorithm, encode(tagSequence, modulus.raw, exponent.raw))
}

// publicOfEC reads an ECPrivateKey (RFC 5915). Keys made by the JDK leave the
// public key out; on the NIST curves it is then computed.
func publicOfEC(der, curve []byte) []byte {
	outer, ok := sequenceIn(der)
	if !ok {
		return nil
	}
	w := outer.inside()
	w.next(tagInteger)
	scalar := w.octets(tagOctets)
	if named, ok := w.optional(tagContext0); ok {
		curve = named.body
	}
	point, has := w.optional(tagContext1)
	if w.err != nil || len(curve) == 0 {
		return nil
	}
	if has {
		public := point.inside().next(tagBitString)
		if len(public.body) > 1 {
			return spkiOf(append(derEC[:len(derEC):len(derEC)], curve...), public.body[1:])
		}
	}
	public := pointOf(curve, scalar)
	if public == nil {
		return nil
	}
	return spkiOf(append(derEC[:len(derEC):len(derEC)], curve...), public)
}

// pointOf computes the public point of a scalar on a NIST curve.
func pointOf(curve, scalar []byte) []byte {
	var on ecdh.Curve
	var size int
	switch {
	case bytes.Equal(curve, derP256):
		on, size = ecdh.P256(), 32
	case bytes.Equal(curve, derP384):
		on, size = ecdh.P384(), 48
	case bytes.Equal(curve, derP521):
		on, size = ecdh.P521(), 66
	default:
		return nil
	}
	scalar = bytes.TrimLeft(scalar, "\x00")
	if len(scalar) > size {
		return nil
	}
	padded := make([]byte, size)
	copy(padded[size-len(scalar):], scalar)
	key, err := on.NewPrivateKey(padded)
	if err != nil {
		return nil
	}
	return key.PublicKey().Bytes()
}

// publicOfEd25519 reads a CurvePrivateKey (RFC 8410 section 7).
func publicOfEd25519(der []byte) []byte {
	w := &walk{rest: der}
	seed := w.octets(tagOctets)
	if len(seed) != ed25519.SeedSize {
		return nil
	}
	return spkiOf(derEd25519, ed25519.NewKeyFromSeed(seed)[ed25519.SeedSize:])
}

// publicOfOldDSA reads the form of OpenSSL: p, q, g, y, x.
func publicOfOldDSA(w *walk) []byte {
	p, q, g, y := w.next(tagInteger), w.next(tagInteger), w.next(tagInteger), w.next(tagInteger)
	if w.err != nil {
		return nil
	}
	return spkiOf(append(derDSA[:len(derDSA):len(derDSA)], encode(tagSequence, p.raw, q.raw, g.raw)...), y.raw)
}

// publicOfDSA computes the public key of the PKCS#8 form, which has x only.
func publicOfDSA(parameters, der []byte) []byte {
	domain := &walk{rest: parameters}
	w := domain.next(tagSequence).inside()
	p, _, g := w.next(tagInteger), w.next(tagInteger), w.next(tagInteger)
	x := (&walk{rest: der}).next(tagInteger)
	if w.err != nil || len(p.body) > maxDSA/8+1 || len(g.body) > len(p.body) || len(x.body) > 64 {
		return nil
	}
	prime := new(big.Int).SetBytes(p.body)
	if prime.Sign() == 0 {
		return nil
	}
	y := new(big.Int).Exp(new(big.Int).SetBytes(g.body), new(big.Int).SetBytes(x.body), prime)
	return spkiOf(append(derDSA[:len(derDSA):len(derDSA)], parameters...), integerOf(y.Bytes()))
}

// integerOf encodes an unsigned number.
func integerOf(magnitude []byte) []byte {
	magnitude = bytes.TrimLeft(magnitude, "\x00")
	if len(magnitude) == 0 || magnitude[0]&0x80 != 0 {
		return encode(tagInteger, []byte{0}, magnitude)
	}
	return encode(tagInteger, magnitude)
}

// spkiOf puts a SubjectPublicKeyInfo together (RFC 5280 section 4.1).
func spkiOf(algorithm, key []byte) []byte {
	return encode(tagSequence, encode(tagSequence, algorithm), encode(tagBitString, []byte{0}, key))
}
