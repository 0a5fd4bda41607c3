package cert

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	_ "crypto/md5" // Java checks MD5 signatures, to refuse them by name
	"crypto/rsa"
	_ "crypto/sha1" // Java accepts SHA-1 under a private CA
	_ "crypto/sha256"
	_ "crypto/sha3"
	_ "crypto/sha512"
	"encoding/asn1"
	"errors"
	"fmt"

	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// ErrMismatch says that the signature was not made by the key.
var ErrMismatch = errors.New("cert: the signature does not fit the key")

// ErrNotChecked says that nothing is known: the algorithm is not implemented
// here, or checking would cost too much.
var ErrNotChecked = errors.New("cert: signature not checked")

// ErrNoKey says that of the issuer only names are known. It wraps
// [ErrNotChecked].
var ErrNoKey = fmt.Errorf("%w: the issuer's key was not shown", ErrNotChecked)

// MaxRSABits bounds the RSA keys that are checked. The cost grows with the
// square of the size and no public CA uses more than 8192 bits, so a larger
// key is more likely an attack on the page than a certificate.
const MaxRSABits = 8192

// scheme is how a signature algorithm works.
type scheme struct {
	name string // as the JDK prints it
	key  string // OID of the key it needs
	hash crypto.Hash
}

// schemes are the signature algorithms by OID. A hash of 0 is not checked.
var schemes = map[string]scheme{
	"1.2.840.113549.1.1.2":    {"MD2withRSA", keyRSA, 0},
	"1.2.840.113549.1.1.4":    {"MD5withRSA", keyRSA, crypto.MD5},
	"1.2.840.113549.1.1.5":    {"SHA1withRSA", keyRSA, crypto.SHA1},
	"1.3.14.3.2.29":           {"SHA1withRSA", keyRSA, crypto.SHA1},
	"1.2.840.113549.1.1.14":   {"SHA224withRSA", keyRSA, crypto.SHA224},
	"1.2.840.113549.1.1.11":   {"SHA256withRSA", keyRSA, crypto.SHA256},
	"1.2.840.113549.1.1.12":   {"SHA384withRSA", keyRSA, crypto.SHA384},
	"1.2.840.113549.1.1.13":   {"SHA512withRSA", keyRSA, crypto.SHA512},
	"1.2.840.113549.1.1.15":   {"SHA512/224withRSA", keyRSA, crypto.SHA512_224},
	"1.2.840.113549.1.1.16":   {"SHA512/256withRSA", keyRSA, crypto.SHA512_256},
	"2.16.840.1.101.3.4.3.13": {"SHA3-224withRSA", keyRSA, crypto.SHA3_224},
	"2.16.840.1.101.3.4.3.14": {"SHA3-256withRSA", keyRSA, crypto.SHA3_256},
	"2.16.840.1.101.3.4.3.15": {"SHA3-384withRSA", keyRSA, crypto.SHA3_384},
	"2.16.840.1.101.3.4.3.16": {"SHA3-512withRSA", keyRSA, crypto.SHA3_512},
	keyPSS:                    {"RSASSA-PSS", keyPSS, 0}, // the hash stands in the parameters
	"1.2.840.10045.4.1":       {"SHA1withECDSA", keyEC, crypto.SHA1},
	"1.2.840.10045.4.3.1":     {"SHA224withECDSA", keyEC, crypto.SHA224},
	"1.2.840.10045.4.3.2":     {"SHA256withECDSA", keyEC, crypto.SHA256},
	"1.2.840.10045.4.3.3":     {"SHA384withECDSA", keyEC, crypto.SHA384},
	"1.2.840.10045.4.3.4":     {"SHA512withECDSA", keyEC, crypto.SHA512},
	"2.16.840.1.101.3.4.3.9":  {"SHA3-224withECDSA", keyEC, crypto.SHA3_224},
	"2.16.840.1.101.3.4.3.10": {"SHA3-256withECDSA", keyEC, crypto.SHA3_256},
	"2.16.840.1.101.3.4.3.11": {"SHA3-384withECDSA", keyEC, crypto.SHA3_384},
	"2.16.840.1.101.3.4.3.12": {"SHA3-512withECDSA", keyEC, crypto.SHA3_512},
	keyEd25519:                {"Ed25519", keyEd25519, 0},
	keyEd448:                  {"Ed448", keyEd448, 0},
	"1.2.840.10040.4.3":       {"SHA1withDSA", keyDSA, 0},
	"1.3.14.3.2.27":           {"SHA1withDSA", keyDSA, 0},
	"2.16.840.1.101.3.4.3.1":  {"SHA224withDSA", keyDSA, 0},
	"2.16.840.1.101.3.4.3.2":  {"SHA256withDSA", keyDSA, 0},
	"2.16.840.1.101.3.4.3.3":  {"SHA384withDSA", keyDSA, 0},
	"2.16.840.1.101.3.4.3.4":  {"SHA512withDSA", keyDSA, 0},
}

// signatureName is the JDK's name of a signature algorithm, or the dotted OID.
func signatureName(oid asn1.ObjectIdentifier) string {
	if s, ok := schemes[oid.String()]; ok {
		return s.name
	}
	return oid.String()
}

// CheckSignature verifies the certificate's signature with a public key.
// The error is nil, ErrMismatch, or one that wraps ErrNotChecked.
func (c *Certificate) CheckSignature(publicKey []byte) error {
	if !bytes.Equal(publicKey, c.SPKI) {
		return c.checkSignature(publicKey)
	}
	if !c.ownKeySet {
		c.ownKey, c.ownKeySet = c.checkSignature(publicKey), true
	}
	return c.ownKey
}

func (c *Certificate) checkSignature(publicKey []byte) error {
	if c.Basis == FromNames || c.TBS == nil {
		return fmt.Errorf("%w: the bytes are not known", ErrNotChecked)
	}
	if len(publicKey) == 0 {
		return ErrNoKey
	}
	s, ok := schemes[c.SignatureAlgorithmOID.String()]
	if !ok {
		return fmt.Errorf("%w: algorithm %s", ErrNotChecked, c.SignatureAlgorithmOID)
	}
	info, ok := readSPKI(publicKey)
	if !ok {
		return ErrMismatch
	}
	if info.algorithm != s.key && !(s.key == keyPSS && info.algorithm == keyRSA) {
		return ErrMismatch
	}
	key := info.publicKey()
	switch key := key.(type) {
	case *rsa.PublicKey:
		return c.checkRSA(key, s)
	case *ecdsa.PublicKey:
		if s.hash != 0 && ecdsa.VerifyASN1(key, digest(s.hash, c.TBS), c.Signature) {
			return nil
		}
		return ErrMismatch
	case ed25519.PublicKey:
		if ed25519.Verify(key, c.TBS, c.Signature) {
			return nil
		}
		return ErrMismatch
	}
	return fmt.Errorf("%w: %s key", ErrNotChecked, DescribeKey(publicKey).text())
}

func (k Key) text() string {
	if k.Curve != "" {
		return k.Algorithm + " " + k.Curve
	}
	return k.Algorithm
}

func (c *Certificate) checkRSA(key *rsa.PublicKey, s scheme) error {
	if key.N.BitLen() > MaxRSABits {
		return fmt.Errorf("%w: RSA key of %d bits", ErrNotChecked, key.N.BitLen())
	}
	if s.key == keyPSS {
		hash, salt, ok := readPSS(c.SignatureParameters)
		if !ok {
			return fmt.Errorf("%w: RSASSA-PSS parameters", ErrNotChecked)
		}
		if rsa.VerifyPSS(key, hash, digest(hash, c.TBS), c.Signature, &rsa.PSSOptions{SaltLength: salt}) != nil {
			return ErrMismatch
		}
		return nil
	}
	if s.hash == 0 {
		return fmt.Errorf("%w: %s", ErrNotChecked, s.name)
	}
	if !verifyPKCS1(key, s.hash, digest(s.hash, c.TBS), c.Signature) {
		return ErrMismatch
	}
	return nil
}

func digest(hash crypto.Hash, data []byte) []byte {
	h := hash.New()
	h.Write(data)
	return h.Sum(nil)
}

// hashes are the digest algorithms of PSS parameters (RFC 4055 section 2.1).
var hashes = map[string]crypto.Hash{
	"1.3.14.3.2.26":          crypto.SHA1,
	"2.16.840.1.101.3.4.2.4": crypto.SHA224,
	"2.16.840.1.101.3.4.2.1": crypto.SHA256,
	"2.16.840.1.101.3.4.2.2": crypto.SHA384,
	"2.16.840.1.101.3.4.2.3": crypto.SHA512,
}

// readPSS reads RSASSA-PSS-params (RFC 4055 section 3.1) with its defaults. A
// mask function with another hash is not checked here.
func readPSS(der []byte) (hash crypto.Hash, salt int, ok bool) {
	in := cryptobyte.String(der)
	var params, field cryptobyte.String
	var present bool
	if !in.ReadASN1(&params, cbasn1.SEQUENCE) {
		return 0, 0, false
	}
	hash, mask, salt := crypto.SHA1, crypto.SHA1, 20
	tag := func(n uint8) cbasn1.Tag { return cbasn1.Tag(n).ContextSpecific().Constructed() }
	if !params.ReadOptionalASN1(&field, &present, tag(0)) {
		return 0, 0, false
	}
	if present {
		if hash, ok = readHash(&field); !ok {
			return 0, 0, false
		}
	}
	if !params.ReadOptionalASN1(&field, &present, tag(1)) {
		return 0, 0, false
	}
	if present {
		var seq cryptobyte.String
		var id asn1.ObjectIdentifier
		if !field.ReadASN1(&seq, cbasn1.SEQUENCE) || !seq.ReadASN1ObjectIdentifier(&id) {
			return 0, 0, false
		}
		if mask, ok = readHash(&seq); !ok {
			return 0, 0, false
		}
	}
	if !params.ReadOptionalASN1(&field, &present, tag(2)) || present && !field.ReadASN1Integer(&salt) {
		return 0, 0, false
	}
	return hash, salt, hash == mask && salt >= 0
}

func readHash(in *cryptobyte.String) (crypto.Hash, bool) {
	var seq cryptobyte.String
	var id asn1.ObjectIdentifier
	if !in.ReadASN1(&seq, cbasn1.SEQUENCE) || !seq.ReadASN1ObjectIdentifier(&id) {
		return 0, false
	}
	hash, ok := hashes[id.String()]
	return hash, ok
}

// SelfIssued reports whether subject and issuer are the same name.
func (c *Certificate) SelfIssued() bool {
	return !c.Subject.Empty() && c.Subject.Equal(c.Issuer)
}

// SelfSigned reports whether the certificate verifies with its own key. Where
// that cannot be checked, same name and no contradicting key identifier is
// taken for it.
func (c *Certificate) SelfSigned() bool {
	if !c.SelfIssued() || c.AKI != nil && c.SKI != nil && string(c.AKI) != string(c.SKI) {
		return false
	}
	err := c.CheckSignature(c.SPKI)
	return err == nil || errors.Is(err, ErrNotChecked)
}
