package intake

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"
)

// form is how an input is written down.
type form int

const (
	unknownForm form = iota
	textForm
	utf16LittleForm
	utf16BigForm
	macForm // lines end with a carriage return alone
	binaryForm
)

// sniff tells binary formats from text by the first bytes, so that no decoder
// ever sees bytes that cannot be its own.
func sniff(head []byte) form {
	for _, magic := range []string{
		"\x1f\x8b",         // gzip, RFC 1952
		"PK\x03\x04",       // zip
		"PK\x05\x06",       // zip without entries
		"\xfe\xed\xfe\xed", // JKS
		"\xce\xce\xce\xce", // JCEKS
	} {
		if bytes.HasPrefix(head, []byte(magic)) {
			return binaryForm
		}
	}
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xfe")):
		return utf16LittleForm
	case bytes.HasPrefix(head, []byte("\xfe\xff")):
		return utf16BigForm
	case len(head) > 4 && head[0] == 0x30 && head[1] >= 0x80 && head[1] <= 0x84:
		// A SEQUENCE with a length of its own (X.690 section 8.1.3); no text
		// has "0" before such a byte in UTF-8.
		return binaryForm
	case len(head) < 130 && shapeOf(head) != shapeUnknown:
		return binaryForm // a short one: an Ed25519 key has 48 bytes
	}
	if form := sniffWide(head); form != textForm {
		return form
	}
	alone := bytes.Count(head, []byte("\r")) - bytes.Count(head, []byte("\r\n"))
	if alone > 2 && alone > 2*bytes.Count(head, []byte("\n")) && alone > len(head)/128 {
		return macForm
	}
	return textForm
}

// sniffWide tells UTF-16 without a byte order mark: ASCII text has a zero in
// every second byte.
func sniffWide(head []byte) form {
	head = head[:len(head)&^1]
	var zero [2]int
	for i, b := range head {
		if b == 0 {
			zero[i&1]++
		}
	}
	pairs := len(head) / 2
	switch {
	case pairs < 4:
		return textForm
	case zero[1]*10 > pairs*8 && zero[0]*10 < pairs:
		return utf16LittleForm
	case zero[0]*10 > pairs*8 && zero[1]*10 < pairs:
		return utf16BigForm
	}
	return textForm
}

// decoder turns chunks of an input into UTF-8. Bytes that are not UTF-8 pass
// through it: asUTF8 sees to them line by line, where a line is wanted.
type decoder struct {
	form    form
	begun   bool
	odd     []byte // half a code unit, or a byte order mark not yet complete
	high    rune   // a surrogate that waits for its other half
	scratch []byte
}

func (d *decoder) utf8(p []byte) []byte {
	if d.form != utf16LittleForm && d.form != utf16BigForm {
		if !d.begun {
			d.begun = true
			p = bytes.TrimPrefix(p, []byte("\xef\xbb\xbf"))
		}
		if d.form == macForm {
			p = bytes.ReplaceAll(p, []byte("\r"), []byte("\n"))
		}
		return p
	}
	if len(d.odd) > 0 {
		p = append(d.odd, p...)
		d.odd = nil
	}
	out := d.scratch[:0]
	i := 0
	for ; i+1 < len(p); i += 2 {
		u := rune(p[i]) | rune(p[i+1])<<8
		if d.form == utf16BigForm {
			u = rune(p[i])<<8 | rune(p[i+1])
		}
		if d.high != 0 {
			r := utf16.DecodeRune(d.high, u)
			out, d.high = utf8.AppendRune(out, r), 0
			if r != utf8.RuneError {
				continue
			}
		}
		switch {
		case u == 0xfeff:
		case utf16.IsSurrogate(u):
			d.high = u
		default:
			out = utf8.AppendRune(out, u)
		}
	}
	d.odd = append(d.odd, p[i:]...)
	d.scratch = out
	return out
}

// rest is what the end of the input leaves.
func (d *decoder) rest() []byte {
	if d.high != 0 {
		return []byte(string(utf8.RuneError))
	}
	return nil
}

// windows1252 holds the printable characters of code page 1252 from 0x80 on;
// mail programs write their quotes and dashes in it.
var windows1252 = [32]rune{
	'€', 0xfffd, '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', 0xfffd, 'Ž', 0xfffd,
	0xfffd, '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', 0xfffd, 'ž', 'Ÿ',
}

// asUTF8 returns a line as UTF-8. A line that is not UTF-8 is read as code
// page 1252, the other form in which pastes come.
func asUTF8(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	out := make([]byte, 0, len(b)+16)
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 {
			r = rune(b[0])
			if r < 0xa0 {
				r = windows1252[r-0x80]
			}
		}
		out = utf8.AppendRune(out, r)
		b = b[n:]
	}
	return string(out)
}
