package testpki

import (
	"crypto"
	"crypto/rsa"
	"encoding/hex"

	_ "crypto/md5" // registers the hash functions that certificates are signed with
	_ "crypto/sha1"
	_ "crypto/sha256"
	_ "crypto/sha512"
)

// Digest is the hash function a certificate is signed with.
type Digest crypto.Hash

// The digests; which signature algorithm results depends on the issuer's key.
const (
	MD5    = Digest(crypto.MD5)
	SHA1   = Digest(crypto.SHA1)
	SHA224 = Digest(crypto.SHA224)
	SHA256 = Digest(crypto.SHA256)
	SHA384 = Digest(crypto.SHA384)
	SHA512 = Digest(crypto.SHA512)
)

type scheme struct{ family, oid string }

// Signature algorithms by key family and digest (RFC 3279, 4055, 5758).
var signatureOIDs = map[Digest][]scheme{
	MD5:    {{"RSA", "1.2.840.113549.1.1.4"}},
	SHA1:   {{"RSA", "1.2.840.113549.1.1.5"}, {"P-", "1.2.840.10045.4.1"}},
	SHA224: {{"RSA", "1.2.840.113549.1.1.14"}, {"P-", "1.2.840.10045.4.3.1"}},
	SHA256: {{"RSA", "1.2.840.113549.1.1.11"}, {"P-", "1.2.840.10045.4.3.2"}},
	SHA384: {{"RSA", "1.2.840.113549.1.1.12"}, {"P-", "1.2.840.10045.4.3.3"}},
	SHA512: {{"RSA", "1.2.840.113549.1.1.13"}, {"P-", "1.2.840.10045.4.3.4"}},
}

// Hash functions as parameters of RSASSA-PSS.
var digestOIDs = map[Digest]string{
	SHA1: "1.3.14.3.2.26", SHA256: "2.16.840.1.101.3.4.2.1",
	SHA384: "2.16.840.1.101.3.4.2.2", SHA512: "2.16.840.1.101.3.4.2.3",
}

// algorithm gives the AlgorithmIdentifier for a signature by key k.
func algorithm(k *Key, digest Digest, pss bool) []byte {
	if k.Type == Ed25519 {
		return element(tagSequence, oid("1.3.101.112"))
	}
	if pss {
		return element(tagSequence, oid("1.2.840.113549.1.1.10"), pssParameters(digest))
	}
	for _, s := range signatureOIDs[digest] {
		if !k.family(s.family) {
			continue
		}
		if s.family == "RSA" {
			return element(tagSequence, oid(s.oid), []byte{5, 0})
		}
		return element(tagSequence, oid(s.oid))
	}
	panic("testpki: no signature algorithm for " + string(k.Type) + " with " + crypto.Hash(digest).String())
}

// pssParameters writes RFC 4055 section 3.1 with the digest's length as salt
// length.
func pssParameters(digest Digest) []byte {
	hash := element(tagSequence, oid(digestOIDs[digest]), []byte{5, 0})
	return element(tagSequence,
		element(tagContextExplicit, hash),
		element(tagContextExplicit|1, element(tagSequence, oid("1.2.840.113549.1.1.8"), hash)),
		element(tagContextExplicit|2, integer(crypto.Hash(digest).Size())))
}

// defaultDigest is what a CA of that key type uses nowadays.
func defaultDigest(k *Key) Digest {
	switch k.Type {
	case P384:
		return SHA384
	case P521:
		return SHA512
	}
	return SHA256
}

func sign(k *Key, tbs []byte, digest Digest, pss bool) []byte {
	if k.Type == Ed25519 {
		return must(k.Signer.Sign(nil, tbs, crypto.Hash(0)))
	}
	h := crypto.Hash(digest).New()
	h.Write(tbs)
	sum := h.Sum(nil)
	if pss {
		salt := stream("missing link test salt " + hex.EncodeToString(sum))
		options := &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash, Hash: crypto.Hash(digest)}
		return must(rsa.SignPSS(salt, k.Signer.(*rsa.PrivateKey), crypto.Hash(digest), sum, options))
	}
	// Without a source of randomness ECDSA signs as in RFC 6979, the same
	// signature each time.
	return must(k.Signer.Sign(nil, sum, crypto.Hash(digest)))
}
