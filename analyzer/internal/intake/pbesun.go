package intake

import (
	"crypto/des"
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
)

// decryptSunJKS opens a key of a JKS store: a stream of SHA-1 hashes over
// password and salt, and a hash of password and key behind it.
func (b *budget) decryptSunJKS(data []byte, p password) ([]byte, error) {
	if len(data) < 2*sha1.Size {
		return nil, errNotBER
	}
	if err := b.spend(int64(len(data)) / 16); err != nil {
		return nil, err
	}
	chars := p.chars()
	pad := data[:sha1.Size]
	body, check := data[sha1.Size:len(data)-sha1.Size], data[len(data)-sha1.Size:]
	h := sha1.New()
	plain := make([]byte, 0, len(body))
	for len(plain) < len(body) {
		h.Reset()
		h.Write(chars)
		h.Write(pad)
		pad = h.Sum(nil)
		for _, k := range pad {
			if len(plain) == len(body) {
				break
			}
			plain = append(plain, body[len(plain)]^k)
		}
	}
	h.Reset()
	h.Write(chars)
	h.Write(plain)
	if !hmac.Equal(h.Sum(nil), check) {
		return nil, errPassword
	}
	return plain, nil
}

// decryptSunJCE opens a key of a JCEKS store (PBEWithMD5AndTripleDES): each
// half of the salt is hashed with the password again and again, and both
// results together are a triple DES key and its initial vector.
func (b *budget) decryptSunJCE(w *walk, data []byte, p password) ([]byte, error) {
	salt, count, _ := saltAndCount(w)
	if len(salt) != 8 {
		return nil, errNotBER
	}
	iterations, err := b.derive(count, 2)
	if err != nil {
		return nil, err
	}
	var key []byte
	h := md5.New()
	for _, half := range [][]byte{salt[:4], salt[4:]} {
		a := append([]byte(nil), half...)
		for range iterations {
			h.Reset()
			h.Write(a)
			h.Write([]byte(p.text))
			a = h.Sum(a[:0])
		}
		key = append(key, a...)
	}
	block, err := des.NewTripleDESCipher(key[:24])
	if err != nil {
		return nil, errNotBER
	}
	return decryptCBC(block, key[24:], data)
}
