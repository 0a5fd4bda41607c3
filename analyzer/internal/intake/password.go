package intake

import "unicode/utf16"

// maxPasswords is how many of the passwords given are tried: a person has a few.
const maxPasswords = 16

// A password is one to try. null tells the absent password from the empty
// one: PKCS#12 files made without a password use either, and their keys differ.
type password struct {
	text string
	null bool
}

// utf16 is the password as PKCS#12 wants it (RFC 7292 appendix B.1): UTF-16
// with two zero bytes behind it, nothing at all for the absent password.
func (p password) utf16() []byte {
	if p.null {
		return nil
	}
	return append(p.chars(), 0, 0)
}

// chars is the password as a JKS wants it: UTF-16, big endian.
func (p password) chars() []byte {
	var out []byte
	for _, u := range utf16.Encode([]rune(p.text)) {
		out = append(out, byte(u>>8), byte(u))
	}
	return out
}

// passwords lists what is tried: those given first, since work is bounded,
// then the empty ones and the two that tools use by default.
func (s *sink) passwords() []password {
	var out []password
	seen := map[string]bool{"": true, "changeit": true, "password": true}
	for _, text := range s.opts.Passwords {
		if seen[text] {
			continue
		}
		if len(out) == maxPasswords {
			s.truncated("maxPasswords")
			break
		}
		seen[text] = true
		out = append(out, password{text: text})
	}
	return append(out, password{}, password{null: true}, password{text: "changeit"}, password{text: "password"})
}

// fromUTF16 is the text of big-endian UTF-16 code units.
func fromUTF16(b []byte) string {
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = uint16(b[2*i])<<8 | uint16(b[2*i+1])
	}
	return string(utf16.Decode(units))
}
