package testpki

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"fmt"
	"io"
	"math/big"
	"math/rand/v2"
	"strings"
	"sync"
)

// KeyType is a kind of key pair.
type KeyType string

// The key types. RSA keys of any size are "RSA-<bits>".
const (
	P224    KeyType = "P-224"
	P256    KeyType = "P-256"
	P384    KeyType = "P-384"
	P521    KeyType = "P-521"
	Ed25519 KeyType = "Ed25519"
	RSA1024 KeyType = "RSA-1024"
	RSA2048 KeyType = "RSA-2048"
	RSA3072 KeyType = "RSA-3072"
	RSA4096 KeyType = "RSA-4096"
)

// RSA names an RSA key type of an unusual size.
func RSA(bits int) KeyType { return KeyType(fmt.Sprintf("RSA-%d", bits)) }

// Key is a key pair. Signer is nil for a key that only exists as bytes.
type Key struct {
	Type   KeyType
	Signer crypto.Signer
	SPKI   []byte // SubjectPublicKeyInfo, DER
}

// ID is the key identifier of RFC 5280 section 4.2.1.2, method 1.
func (k *Key) ID() []byte {
	var info struct {
		Algorithm asn1.RawValue
		PublicKey asn1.BitString
	}
	must(asn1.Unmarshal(k.SPKI, &info))
	sum := sha1.Sum(info.PublicKey.RightAlign())
	return sum[:]
}

// NewKey makes the next key of that type.
func (p *PKI) NewKey(t KeyType) *Key {
	p.keys[t]++
	return deriveKey(t, p.seed, p.keys[t])
}

var derived sync.Map // label -> *Key; making RSA keys is slow

func deriveKey(t KeyType, seed uint64, index int) *Key {
	label := fmt.Sprintf("missing link test key %s %d %d", t, seed, index)
	if k, ok := derived.Load(label); ok {
		return k.(*Key)
	}
	var signer crypto.Signer
	random := stream(label)
	switch t {
	case P224:
		signer = ecKey(elliptic.P224(), random)
	case P256:
		signer = ecKey(elliptic.P256(), random)
	case P384:
		signer = ecKey(elliptic.P384(), random)
	case P521:
		signer = ecKey(elliptic.P521(), random)
	case Ed25519:
		seed := make([]byte, ed25519.SeedSize)
		must(io.ReadFull(random, seed))
		signer = ed25519.NewKeyFromSeed(seed)
	default:
		var size int
		if n, err := fmt.Sscanf(string(t), "RSA-%d", &size); n != 1 || err != nil {
			panic("testpki: no such key type: " + string(t))
		}
		signer = rsaKey(size, random)
	}
	k := &Key{Type: t, Signer: signer, SPKI: must(x509.MarshalPKIXPublicKey(signer.Public()))}
	derived.Store(label, k)
	return k
}

// stream gives bytes that follow from a label.
func stream(label string) io.Reader {
	return rand.NewChaCha8(sha256.Sum256([]byte(label)))
}

func ecKey(curve elliptic.Curve, random io.Reader) *ecdsa.PrivateKey {
	size := (curve.Params().BitSize + 7) / 8
	for {
		scalar := make([]byte, size)
		must(io.ReadFull(random, scalar))
		scalar[0] &= byte(0xff >> (8*size - curve.Params().BitSize))
		if k, err := ecdsa.ParseRawPrivateKey(curve, scalar); err == nil {
			return k
		}
	}
}

// rsaKey makes an RSA key from the stream. The standard library's generator
// takes no source of randomness, so that its keys differ from run to run.
func rsaKey(size int, random io.Reader) *rsa.PrivateKey {
	e := big.NewInt(65537)
	one := big.NewInt(1)
	for {
		p, q := prime(size-size/2, random), prime(size/2, random)
		n := new(big.Int).Mul(p, q)
		phi := new(big.Int).Mul(new(big.Int).Sub(p, one), new(big.Int).Sub(q, one))
		d := new(big.Int).ModInverse(e, phi)
		if d == nil || p.Cmp(q) == 0 || n.BitLen() != size {
			continue
		}
		k := &rsa.PrivateKey{
			PublicKey: rsa.PublicKey{N: n, E: int(e.Int64())},
			D:         d, Primes: []*big.Int{p, q},
		}
		k.Precompute()
		return k
	}
}

// prime finds the first prime after a random start with the two top bits set,
// so that a product of two has its full length. Candidates with a small factor
// are sieved out: the test for primality is what costs.
func prime(size int, random io.Reader) *big.Int {
	b := make([]byte, (size+7)/8)
	must(io.ReadFull(random, b))
	start := new(big.Int).SetBytes(b)
	start.Rsh(start, uint(len(b)*8-size))
	start.SetBit(start, size-1, 1).SetBit(start, size-2, 1).SetBit(start, 0, 1)

	const window = 1 << 14 // far more than the longest gap between primes of this size
	composite := make([]bool, window)
	for _, f := range smallPrimes() {
		r := int(new(big.Int).Mod(start, big.NewInt(int64(f))).Int64())
		for i := (f - r) % f; i < window; i += f {
			composite[i] = true
		}
	}
	for i := 0; i < window; i += 2 {
		if composite[i] {
			continue
		}
		if p := new(big.Int).Add(start, big.NewInt(int64(i))); p.ProbablyPrime(0) {
			return p
		}
	}
	panic("testpki: no prime in the window")
}

// smallPrimes are the odd primes below 8192.
var smallPrimes = sync.OnceValue(func() []int {
	const limit = 8192
	composite := make([]bool, limit)
	var list []int
	for i := 3; i < limit; i += 2 {
		if composite[i] {
			continue
		}
		list = append(list, i)
		for j := i * i; j < limit; j += 2 * i {
			composite[j] = true
		}
	}
	return list
})

// family reports whether the key is of a family: "RSA", "P-", "Ed25519".
func (k *Key) family(name string) bool { return strings.HasPrefix(string(k.Type), name) }
