package cert

import (
	"crypto"
	"crypto/rsa"
	"fmt"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// rsaPair makes a key of so many bits from a seed; crypto/rsa would take its
// own chance.
func rsaPair(t *testing.T, seed uint64, bits, e int) *rsa.PrivateKey {
	r := rand.NewChaCha8([32]byte{byte(seed), byte(bits), byte(bits >> 8), byte(e)})
	prime := func(bits int) *big.Int {
		for {
			b := make([]byte, (bits+7)/8)
			_, _ = r.Read(b)
			p := new(big.Int).SetBytes(b)
			p.Rsh(p, uint(len(b)*8-bits))
			p.SetBit(p, bits-1, 1).SetBit(p, bits-2, 1).SetBit(p, 0, 1)
			p1 := new(big.Int).Sub(p, big.NewInt(1))
			if p.ProbablyPrime(20) && new(big.Int).GCD(nil, nil, p1, big.NewInt(int64(e))).Cmp(big.NewInt(1)) == 0 {
				return p
			}
		}
	}
	p, q := prime((bits+1)/2), prime(bits/2)
	one := big.NewInt(1)
	phi := new(big.Int).Mul(new(big.Int).Sub(p, one), new(big.Int).Sub(q, one))
	k := &rsa.PrivateKey{PublicKey: rsa.PublicKey{N: new(big.Int).Mul(p, q), E: e}, D: new(big.Int).ModInverse(big.NewInt(int64(e)), phi), Primes: []*big.Int{p, q}}
	k.Precompute()
	require.NoError(t, k.Validate())
	return k
}

// Ours and crypto/rsa agree about every hash, about keys of odd sizes and
// exponents, and about signatures that are changed in any way.
func TestVerifyPKCS1AgreesWithTheLibrary(t *testing.T) {
	both := func(key *rsa.PublicKey, hash crypto.Hash, sum, signature []byte) bool {
		theirs := rsa.VerifyPKCS1v15(key, hash, sum, signature) == nil
		require.Equal(t, theirs, verifyPKCS1(key, hash, sum, signature))
		return theirs
	}
	for i, shape := range []struct{ bits, e int }{{512, 65537}, {1024, 3}, {1025, 17}, {2048, 65537}, {2056, 1<<31 - 1}, {3072, 65537}} {
		key := rsaPair(t, uint64(i), shape.bits, shape.e)
		for hash := range digestOIDs {
			t.Run(fmt.Sprintf("%d %d %s", shape.bits, shape.e, hash), func(t *testing.T) {
				sum := digest(hash, []byte("to be signed"))
				signature, err := rsa.SignPKCS1v15(nil, key, hash, sum)
				if err != nil { // the key is too short for this hash
					require.False(t, both(&key.PublicKey, hash, sum, make([]byte, key.Size())))
					return
				}
				require.True(t, both(&key.PublicKey, hash, sum, signature))
				for _, changed := range changes(signature, key.N) {
					require.False(t, both(&key.PublicKey, hash, sum, changed))
				}
				for other := range digestOIDs {
					if other != hash && other.Size() == hash.Size() {
						require.False(t, both(&key.PublicKey, other, sum, signature))
					}
				}
				sum[0]++
				require.False(t, both(&key.PublicKey, hash, sum, signature))
			})
		}
		sum := digest(crypto.SHA1, nil)
		for _, no := range []rsa.PublicKey{{N: key.N, E: 1}, {N: key.N, E: 2}, {N: new(big.Int).Lsh(key.N, 1), E: key.E}} {
			require.False(t, both(&no, crypto.SHA1, sum, make([]byte, no.Size())))
			require.False(t, both(&no, crypto.SHA1, sum, new(big.Int).Sub(no.N, big.NewInt(1)).FillBytes(make([]byte, no.Size()))))
		}
	}
}

// changes are signatures that are not the one given: bits turned, bytes more or
// less, and the same number with the modulus added.
func changes(signature []byte, n *big.Int) (list [][]byte) {
	for _, at := range []int{0, len(signature) / 2, len(signature) - 1} {
		c := append([]byte(nil), signature...)
		c[at] ^= 1
		list = append(list, c)
	}
	list = append(list, append([]byte{0}, signature...), signature[1:], nil, make([]byte, len(signature)))
	more := new(big.Int).Add(new(big.Int).SetBytes(signature), n)
	return append(list, more.FillBytes(make([]byte, len(signature)+1)))
}

// The padding is checked whole: a block that a lenient reader would take, with
// its digest moved forward or without NULL, is refused.
func TestVerifyPKCS1PaddingIsWhole(t *testing.T) {
	key := rsaPair(t, 7, 1024, 3)
	sum := digest(crypto.SHA256, []byte("to be signed"))
	good, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, sum)
	require.NoError(t, err)
	block := new(big.Int).Exp(new(big.Int).SetBytes(good), big.NewInt(3), key.N).FillBytes(make([]byte, key.Size()))
	sign := func(block []byte) []byte {
		return new(big.Int).Exp(new(big.Int).SetBytes(block), key.D, key.N).FillBytes(make([]byte, key.Size()))
	}
	require.True(t, verifyPKCS1(&key.PublicKey, crypto.SHA256, sum, sign(block)))
	info := block[len(block)-51:]
	moved := append([]byte{0, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0}, info...)
	moved = append(moved, make([]byte, len(block)-len(moved))...)
	require.False(t, verifyPKCS1(&key.PublicKey, crypto.SHA256, sum, sign(moved)))
	for at := range block {
		if at == 0 { // a larger number than the modulus
			continue
		}
		changed := append([]byte(nil), block...)
		changed[at] ^= 1
		require.False(t, verifyPKCS1(&key.PublicKey, crypto.SHA256, sum, sign(changed)), at)
	}
}
