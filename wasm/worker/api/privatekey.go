package api

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
)

// holdsPrivateKey says whether bytes hold a private key in a form that people
// send by mistake: PEM of any kind, however it is quoted, PKCS#8, PKCS#1 and
// SEC 1 as DER or bare base64, PKCS#12 with a key bag, a Java key store with
// a key entry, a PuTTY file, a JSON Web Key. It reads the bytes and keeps none.
//
// A key inside an archive is not seen here; the analysis reports it and the
// reply is then withheld.
func holdsPrivateKey(data []byte) bool {
	return pemKey(data) || derKey(data) || keyBag(data) || javaKeyStore(data) || bareKey(data) || jsonWebKey(data)
}

// pemKey looks for BEGIN … PRIVATE KEY in any case, with anything but letters
// and digits between the words: line breaks that a mail put in, NUL bytes of
// UTF-16, quote marks.
func pemKey(data []byte) bool {
	const longest = 160 // bytes from BEGIN to KEY, UTF-16 and indentation included
	if bytes.Contains(data, []byte("PuTTY-User-Key-File-")) {
		return true
	}
	for rest := data; ; {
		at := wordAt(rest, "PRIVATE", 0)
		if at < 0 {
			return false
		}
		end := at + wordLength(rest[at:], "PRIVATE")
		window := rest[max(0, at-longest):at]
		after := rest[end:min(len(rest), end+longest)]
		if startsWithWord(after, "KEY") && wordAt(window, "BEGIN", 0) >= 0 {
			return true
		}
		rest = rest[end:]
	}
}

// wordAt finds an upper-case ASCII word in any case, NUL bytes ignored, from
// an offset on; -1 when it is not there.
func wordAt(data []byte, word string, from int) int {
	for i := from; i < len(data); i++ {
		if upper(data[i]) == word[0] && wordLength(data[i:], word) > 0 {
			return i
		}
	}
	return -1
}

// wordLength is how many bytes of data spell the word, 0 when they do not.
func wordLength(data []byte, word string) int {
	matched := 0
	for i, c := range data {
		if c == 0 {
			continue
		}
		if upper(c) != word[matched] {
			return 0
		}
		if matched++; matched == len(word) {
			return i + 1
		}
	}
	return 0
}

// startsWithWord says whether the first letters of data spell the word.
func startsWithWord(data []byte, word string) bool {
	for i, c := range data {
		if 'A' <= upper(c) && upper(c) <= 'Z' || '0' <= c && c <= '9' {
			return wordLength(data[i:], word) > 0
		}
	}
	return false
}

func upper(c byte) byte {
	if 'a' <= c && c <= 'z' {
		return c - 'a' + 'A'
	}
	return c
}

// derKey recognises the first bytes of a private key as DER: a SEQUENCE whose
// first element is the version, 0 or 1, and whose second is what PKCS#8
// (RFC 5958), PKCS#1 (RFC 8017 A.1.2) or SEC 1 (RFC 5915) put there; or the
// encrypted form, whose algorithm is a password based one.
func derKey(data []byte) bool {
	body, ok := sequence(data)
	if !ok {
		return false
	}
	if len(body) > 4 && body[0] == 0x02 && body[1] == 1 && body[2] <= 1 {
		switch second := body[3]; {
		case second == 0x30 && algorithmOfKey(body[3:]): // PKCS#8
			return true
		case second == 0x02 && body[2] == 0 && len(body) > 64: // PKCS#1, DSA
			return true
		case second == 0x04 && body[2] == 1: // SEC 1
			return true
		}
	}
	inner, ok := sequence(body)
	return ok && (bytes.HasPrefix(inner, oidPBES) || bytes.HasPrefix(inner, oidPKCS12PBE))
}

// algorithmOfKey says whether DER starts with an AlgorithmIdentifier that is
// followed by an OCTET STRING, as in PKCS#8. A certificate list or a PKCS#7
// has something else there.
func algorithmOfKey(data []byte) bool {
	inner, ok := sequence(data)
	if !ok || len(inner) == 0 || inner[0] != 0x06 {
		return false
	}
	after := data[len(data)-len(tail(data)):]
	return len(after) > 0 && after[0] == 0x04
}

var (
	// PBES1 and PBES2 algorithms of PKCS#5: 1.2.840.113549.1.5.x, as an
	// element of nine content bytes.
	oidPBES = []byte{0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05}
	// The algorithms of PKCS#12 appendix C: 1.2.840.113549.1.12.1.x.
	oidPKCS12PBE = []byte{0x06, 0x0a, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x01}
	// keyBag and pkcs8ShroudedKeyBag: 1.2.840.113549.1.12.10.1.1 and .2.
	oidKeyBag = []byte{0x06, 0x0b, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x0a, 0x01}
)

// keyBag finds the bag of a PKCS#12 file that holds a key. A bag inside an
// encrypted part is out of sight without the password, for us as for anyone.
func keyBag(data []byte) bool {
	for rest := data; ; {
		at := bytes.Index(rest, oidKeyBag)
		if at < 0 || at+len(oidKeyBag) >= len(rest) {
			return false
		}
		if bag := rest[at+len(oidKeyBag)]; bag == 1 || bag == 2 {
			return true
		}
		rest = rest[at+len(oidKeyBag):]
	}
}

// javaKeyStore finds a key entry in a JKS or JCEKS file. Entries have no
// length, so the first entry decides, and later ones by the algorithm that
// Sun's key protector writes before the key bytes.
func javaKeyStore(data []byte) bool {
	if len(data) < 16 {
		return false
	}
	switch binary.BigEndian.Uint32(data) {
	case 0xfeedfeed, 0xcececece:
	default:
		return false
	}
	first := binary.BigEndian.Uint32(data[12:])
	return binary.BigEndian.Uint32(data[8:]) > 0 && first != 2 ||
		bytes.Contains(data, oidSunProtector) || bytes.Contains(data, oidSunJCE)
}

var (
	// Sun's JKS key protector, 1.3.6.1.4.1.42.2.17.1.1, and JCEKS's
	// PBEWithMD5AndTripleDES, 1.3.6.1.4.1.42.2.19.1.
	oidSunProtector = []byte{0x06, 0x0a, 0x2b, 0x06, 0x01, 0x04, 0x01, 0x2a, 0x02, 0x11, 0x01, 0x01}
	oidSunJCE       = []byte{0x06, 0x09, 0x2b, 0x06, 0x01, 0x04, 0x01, 0x2a, 0x02, 0x13, 0x01}
)

// bareKey decodes runs of base64 as far as their first bytes and asks whether
// a private key starts there: a key pasted without its PEM lines.
func bareKey(data []byte) bool {
	const (
		head   = 64  // characters of a run that are decoded
		enough = 400 // bytes a key is given to be at least, for its length field
	)
	for i := 0; i+head <= len(data); {
		if data[i] != 'M' || i > 0 && isBase64(data[i-1]) {
			i++
			continue
		}
		n := 0
		for n < head && isBase64(data[i+n]) {
			n++
		}
		if n == head {
			der, err := base64.StdEncoding.DecodeString(string(data[i : i+head]))
			if err == nil && derKey(append(der, make([]byte, enough)...)) {
				return true
			}
		}
		i += n
	}
	return false
}

func isBase64(c byte) bool {
	return 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '+' || c == '/'
}

// jsonWebKey recognises a JSON Web Key with its private part (RFC 7517, RFC
// 7518 sections 6.2.2 and 6.3.2): a kty and a d member.
func jsonWebKey(data []byte) bool {
	return bytes.Contains(data, []byte(`"kty"`)) && bytes.Contains(data, []byte(`"d"`))
}

// sequence returns the content of the SEQUENCE that data starts with; it may
// be cut short, as a pasted head is.
func sequence(data []byte) ([]byte, bool) {
	content, _, ok := element(data, 0x30)
	return content, ok
}

// tail is what follows the first element of data.
func tail(data []byte) []byte {
	if len(data) == 0 {
		return nil
	}
	_, rest, _ := element(data, data[0])
	return rest
}

// element reads one DER element with that tag: its content and what follows.
func element(data []byte, tag byte) (content, rest []byte, ok bool) {
	if len(data) < 2 || data[0] != tag {
		return nil, nil, false
	}
	length, at := int(data[1]), 2
	if length >= 0x80 {
		count := length & 0x7f
		if count == 0 || count > 3 || len(data) < 2+count {
			return nil, nil, false
		}
		length = 0
		for _, b := range data[2 : 2+count] {
			length = length<<8 | int(b)
		}
		at += count
	}
	if at+length > len(data) {
		return data[at:], nil, true
	}
	return data[at : at+length], data[at+length:], true
}
