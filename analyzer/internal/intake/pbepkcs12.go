package intake

import (
	"bytes"
	"crypto/cipher"
	"crypto/des"
	"crypto/hmac"
	"crypto/rc4"
	"crypto/sha1"
	"hash"
)

// decryptPKCS12 is RFC 7292 appendix C: the ciphers of old stores, SHA-1 only.
func (b *budget) decryptPKCS12(name string, w *walk, data []byte, p password) ([]byte, error) {
	salt, count, err := saltAndCount(w)
	if err != nil {
		return nil, err
	}
	size := map[string]int{
		oidPBERC4x128: 16, oidPBERC4x40: 5, oidPBE3DES: 24, oidPBE2DES: 16, oidPBERC2x128: 16, oidPBERC2x40: 5,
	}[name]
	key, err := b.derivePKCS12(sha1.New, keyMaterial, p, salt, count, size)
	if err != nil {
		return nil, err
	}
	if name == oidPBERC4x128 || name == oidPBERC4x40 {
		stream, err := rc4.NewCipher(key)
		if err != nil {
			return nil, errNotBER
		}
		out := make([]byte, len(data))
		stream.XORKeyStream(out, data)
		return out, nil
	}
	iv, err := b.derivePKCS12(sha1.New, ivMaterial, p, salt, count, 8)
	if err != nil {
		return nil, err
	}
	var block cipher.Block
	switch name {
	case oidPBE3DES:
		block, err = des.NewTripleDESCipher(key)
	case oidPBE2DES:
		block, err = des.NewTripleDESCipher(append(key, key[:8]...))
	default:
		block = newRC2(key)
	}
	if err != nil {
		return nil, errNotBER
	}
	return decryptCBC(block, iv, data)
}

// What derivePKCS12 derives (RFC 7292 appendix B.3).
const (
	keyMaterial byte = 1
	ivMaterial  byte = 2
	macMaterial byte = 3
)

// derivePKCS12 is the key derivation of RFC 7292 appendix B.2.
func (b *budget) derivePKCS12(digest func() hash.Hash, purpose byte, p password, salt []byte, count int64, size int) ([]byte, error) {
	h := digest()
	iterations, err := b.derive(count, blocksOf(h, size))
	if err != nil {
		return nil, err
	}
	v := h.BlockSize()
	input := append(filled(salt, v), filled(p.utf16(), v)...)
	var out []byte
	for {
		h.Reset()
		h.Write(bytes.Repeat([]byte{purpose}, v))
		h.Write(input)
		a := h.Sum(nil)
		for i := 1; i < iterations; i++ {
			h.Reset()
			h.Write(a)
			a = h.Sum(a[:0])
		}
		out = append(out, a...)
		if len(out) >= size {
			return out[:size], nil
		}
		addToBlocks(input, filled(a, v)[:v])
	}
}

// filled repeats b until it fills whole blocks of v bytes.
func filled(b []byte, v int) []byte {
	if len(b) == 0 {
		return nil
	}
	out := make([]byte, (len(b)+v-1)/v*v)
	for i := range out {
		out[i] = b[i%len(b)]
	}
	return out
}

// addToBlocks adds b and 1 to every block of the same size, as big-endian
// numbers without the carry out.
func addToBlocks(blocks, b []byte) {
	for at := 0; at < len(blocks); at += len(b) {
		carry := 1
		for i := len(b) - 1; i >= 0; i-- {
			carry += int(blocks[at+i]) + int(b[i])
			blocks[at+i] = byte(carry)
			carry >>= 8
		}
	}
}

// macMatches checks the integrity of a PKCS#12 store with one password
// (RFC 7292 section 5.1, and RFC 9579 for PBMAC1).
func (b *budget) macMatches(mac macData, content []byte, p password) (bool, error) {
	if mac.name == oidPBMAC1 {
		w := mac.parameters.inside()
		derivation := w.next(tagSequence)
		scheme := w.next(tagSequence).inside().oid()
		digest := digestOf(scheme)
		if digest == nil {
			return false, unknownMethod(scheme)
		}
		key, err := b.pbkdf2(derivation, p, digest().Size())
		if err != nil {
			return false, err
		}
		return hmacMatches(digest, key, content, mac.value), nil
	}
	digest := digestOf(mac.name)
	if digest == nil {
		return false, unknownMethod(mac.name)
	}
	key, err := b.derivePKCS12(digest, macMaterial, p, mac.salt, mac.iterations, digest().Size())
	if err != nil {
		return false, err
	}
	return hmacMatches(digest, key, content, mac.value), nil
}

func hmacMatches(digest func() hash.Hash, key, content, value []byte) bool {
	h := hmac.New(digest, key)
	h.Write(content)
	return hmac.Equal(h.Sum(nil), value)
}
