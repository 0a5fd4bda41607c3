package intake

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"crypto/md5"
	"crypto/pbkdf2"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"hash"
)

// Password-based encryption by object identifier: PKCS#12 (RFC 7292 appendix
// C), PKCS#5 (RFC 8018), and the two of Sun that JKS and JCEKS use.
const (
	oidPBERC4x128  = "1.2.840.113549.1.12.1.1"
	oidPBERC4x40   = "1.2.840.113549.1.12.1.2"
	oidPBE3DES     = "1.2.840.113549.1.12.1.3"
	oidPBE2DES     = "1.2.840.113549.1.12.1.4"
	oidPBERC2x128  = "1.2.840.113549.1.12.1.5"
	oidPBERC2x40   = "1.2.840.113549.1.12.1.6"
	oidPBEMD5DES   = "1.2.840.113549.1.5.3"
	oidPBESHA1DES  = "1.2.840.113549.1.5.10"
	oidPBKDF2      = "1.2.840.113549.1.5.12"
	oidPBES2       = "1.2.840.113549.1.5.13"
	oidPBMAC1      = "1.2.840.113549.1.5.14"
	oidSunJKS      = "1.3.6.1.4.1.42.2.17.1.1"
	oidSunJCE      = "1.3.6.1.4.1.42.2.19.1"
	oidAES128      = "2.16.840.1.101.3.4.1.2"
	oidAES192      = "2.16.840.1.101.3.4.1.22"
	oidAES256      = "2.16.840.1.101.3.4.1.42"
	oid3DES        = "1.2.840.113549.3.7"
	oidDES         = "1.3.14.3.2.7"
	oidHMACSHA1    = "1.2.840.113549.2.7"
	oidHMACSHA224  = "1.2.840.113549.2.8"
	oidHMACSHA256  = "1.2.840.113549.2.9"
	oidHMACSHA384  = "1.2.840.113549.2.10"
	oidHMACSHA512  = "1.2.840.113549.2.11"
	oidHMAC512x224 = "1.2.840.113549.2.12"
	oidHMAC512x256 = "1.2.840.113549.2.13"
)

// openKey decrypts an encrypted key with the first password that does. The
// error says why none did.
func (s *sink) openKey(algorithm element, data []byte, candidates []password) ([]byte, error) {
	var reason error
	for _, p := range candidates {
		plain, err := s.work().decrypt(algorithm, data, p)
		if isKey(plain) {
			return plain, nil
		}
		if _, method := err.(errMethod); method {
			return nil, err // the same with every password
		}
		reason = errPassword
	}
	return nil, reason
}

// isKey reports whether decrypted bytes are a key: a wrong password passes the
// padding check once in 256 times.
func isKey(plain []byte) bool {
	kind, _ := publicKey("", plain)
	return kind != ""
}

// decrypt opens data that an AlgorithmIdentifier says how to open.
func (b *budget) decrypt(algorithm element, data []byte, p password) ([]byte, error) {
	w := algorithm.inside()
	name := w.oid()
	if w.err != nil {
		return nil, errNotBER
	}
	switch name {
	case oidPBERC4x128, oidPBERC4x40, oidPBE3DES, oidPBE2DES, oidPBERC2x128, oidPBERC2x40:
		return b.decryptPKCS12(name, w, data, p)
	}
	if p.null {
		return nil, errPassword // everywhere else the same as the empty one
	}
	switch name {
	case oidPBES2:
		return b.decryptPBES2(w, data, p)
	case oidPBEMD5DES, oidPBESHA1DES:
		return b.decryptPBES1(name, w, data, p)
	case oidSunJKS:
		return b.decryptSunJKS(data, p)
	case oidSunJCE:
		return b.decryptSunJCE(w, data, p)
	}
	return nil, unknownMethod(name)
}

// saltAndCount reads the parameters that all but PBES2 have.
func saltAndCount(w *walk) (salt []byte, count int64, err error) {
	inner := w.next(tagSequence).inside()
	salt = inner.octets(tagOctets)
	count = inner.number()
	if inner.err != nil {
		return nil, 0, errNotBER
	}
	return salt, count, nil
}

// decryptPBES2 is RFC 8018 section 6.2.2 with PBKDF2.
func (b *budget) decryptPBES2(w *walk, data []byte, p password) ([]byte, error) {
	inner := w.next(tagSequence).inside()
	derivation := inner.next(tagSequence)
	scheme := inner.next(tagSequence).inside()
	name := scheme.oid()
	iv := scheme.octets(tagOctets)
	size, known := map[string]int{oidAES128: 16, oidAES192: 24, oidAES256: 32, oid3DES: 24, oidDES: 8}[name]
	if !known {
		return nil, unknownMethod(name)
	}
	key, err := b.pbkdf2(derivation, p, size)
	if err != nil {
		return nil, err
	}
	var block cipher.Block
	switch name {
	case oid3DES:
		block, err = des.NewTripleDESCipher(key)
	case oidDES:
		block, err = des.NewCipher(key)
	default:
		block, err = aes.NewCipher(key)
	}
	if err != nil {
		return nil, errNotBER
	}
	return decryptCBC(block, iv, data)
}

// pbkdf2 derives a key as a PBKDF2 AlgorithmIdentifier says (RFC 8018 appendix
// A.2), of the size that its user needs.
func (b *budget) pbkdf2(algorithm element, p password, size int) ([]byte, error) {
	w := algorithm.inside()
	if name := w.oid(); name != oidPBKDF2 {
		return nil, unknownMethod(name)
	}
	inner := w.next(tagSequence).inside()
	salt := inner.octets(tagOctets)
	count := inner.number()
	inner.optional(tagInteger) // the key length, which the cipher decides
	prf := oidHMACSHA1
	if named, ok := inner.optional(tagSequence); ok {
		prf = named.inside().oid()
	}
	if inner.err != nil {
		return nil, errNotBER
	}
	digest := digestOf(prf)
	if digest == nil {
		return nil, unknownMethod(prf)
	}
	iterations, err := b.derive(count, 2*blocksOf(digest(), size))
	if err != nil {
		return nil, err
	}
	key, err := pbkdf2.Key(digest, p.text, salt, iterations, size)
	if err != nil {
		return nil, errNotBER
	}
	return key, nil
}

// digestOf is the hash behind an HMAC or digest identifier, nil when unknown.
func digestOf(name string) func() hash.Hash {
	switch name {
	case oidHMACSHA1, "1.3.14.3.2.26":
		return sha1.New
	case oidHMACSHA224, "2.16.840.1.101.3.4.2.4":
		return sha256.New224
	case oidHMACSHA256, "2.16.840.1.101.3.4.2.1":
		return sha256.New
	case oidHMACSHA384, "2.16.840.1.101.3.4.2.2":
		return sha512.New384
	case oidHMACSHA512, "2.16.840.1.101.3.4.2.3":
		return sha512.New
	case oidHMAC512x224, "2.16.840.1.101.3.4.2.5":
		return sha512.New512_224
	case oidHMAC512x256, "2.16.840.1.101.3.4.2.6":
		return sha512.New512_256
	case "1.2.840.113549.2.5":
		return md5.New
	}
	return nil
}

// decryptPBES1 is RFC 8018 section 6.1.2, in old encrypted PKCS#8 keys.
func (b *budget) decryptPBES1(name string, w *walk, data []byte, p password) ([]byte, error) {
	salt, count, err := saltAndCount(w)
	if err != nil {
		return nil, err
	}
	iterations, err := b.derive(count, 1)
	if err != nil {
		return nil, err
	}
	h := md5.New()
	if name == oidPBESHA1DES {
		h = sha1.New()
	}
	a := append([]byte(p.text), salt...)
	for range iterations {
		h.Reset()
		h.Write(a)
		a = h.Sum(a[:0])
	}
	block, err := des.NewCipher(a[:8])
	if err != nil {
		return nil, errNotBER
	}
	return decryptCBC(block, a[8:16], data)
}

// decryptCBC decrypts and takes the padding off (RFC 8018 section 6.1.1).
func decryptCBC(block cipher.Block, iv, data []byte) ([]byte, error) {
	size := block.BlockSize()
	if len(iv) != size || len(data) == 0 || len(data)%size != 0 {
		return nil, errNotBER
	}
	out := make([]byte, len(data))
	cipher.NewCBCDecrypter(block, iv).CryptBlocks(out, data)
	n := int(out[len(out)-1])
	if n == 0 || n > size {
		return nil, errPassword
	}
	for _, pad := range out[len(out)-n:] {
		if int(pad) != n {
			return nil, errPassword
		}
	}
	return out[:len(out)-n], nil
}
