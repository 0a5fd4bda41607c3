package cert

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"math/big"
)

// digestOIDs are the digest algorithms of an RSA signature (RFC 8017 appendix
// B.1), as the bytes of their object identifiers.
var digestOIDs = map[crypto.Hash][]byte{
	crypto.MD5:        {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2, 5},
	crypto.SHA1:       {0x2b, 0x0e, 3, 2, 0x1a},
	crypto.SHA256:     nistDigest(1),
	crypto.SHA384:     nistDigest(2),
	crypto.SHA512:     nistDigest(3),
	crypto.SHA224:     nistDigest(4),
	crypto.SHA512_224: nistDigest(5),
	crypto.SHA512_256: nistDigest(6),
	crypto.SHA3_224:   nistDigest(7),
	crypto.SHA3_256:   nistDigest(8),
	crypto.SHA3_384:   nistDigest(9),
	crypto.SHA3_512:   nistDigest(10),
}

func nistDigest(n byte) []byte { return []byte{0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, n} }

// leastPadding is the shortest run of 0xff (RFC 8017 section 9.2).
const leastPadding = 8

// verifyPKCS1 reports whether signature is the key's RSASSA-PKCS1-v1_5
// signature of a digest. crypto/rsa answers the same and takes up to four times
// as long: it prepares a modulus for secret exponents, and nothing is secret in
// a verification.
func verifyPKCS1(key *rsa.PublicKey, hash crypto.Hash, digest, signature []byte) bool {
	s := new(big.Int).SetBytes(signature)
	switch {
	case len(signature) != key.Size() || s.Cmp(key.N) >= 0:
		return false
	case key.E < 3 || key.E&1 == 0 || key.N.Bit(0) == 0: // no RSA key
		return false
	}
	oid := digestOIDs[hash]
	algorithm := append([]byte{0x30, byte(4 + len(oid)), 6, byte(len(oid))}, oid...)
	algorithm = append(algorithm, 5, 0)
	info := append([]byte{0x30, byte(len(algorithm) + 2 + len(digest))}, algorithm...)
	info = append(append(info, 4, byte(len(digest))), digest...)
	padding := len(signature) - 3 - len(info)
	if padding < leastPadding {
		return false
	}
	want := append([]byte{0, 1}, bytes.Repeat([]byte{0xff}, padding)...)
	want = append(append(want, 0), info...)
	got := s.Exp(s, big.NewInt(int64(key.E)), key.N).FillBytes(make([]byte, len(signature)))
	return bytes.Equal(got, want)
}
