package intake

import (
	"bytes"
	"encoding/base64"
)

// base64Text is what is base64 in some lines, and what followed each of its
// characters there.
type base64Text struct {
	data  []byte
	after []follower
	// padded: this reading or one before it saw "=", so a value that asks for
	// padding has it.
	padded bool
}

// follower is what stands behind a character.
type follower byte

const (
	moreBase64 follower = iota
	otherText           // or the end of a line
	padding             // "="
)

// base64In joins what is base64 in the lines.
func base64In(lines []string) (t base64Text) {
	size := 0
	for _, text := range lines {
		size += len(text)
	}
	t.data, t.after = make([]byte, 0, size), make([]follower, size)
	for _, text := range lines {
		for i := 0; i < len(text); i++ {
			begin := i
			for i < len(text) && inBase64[text[i]] {
				i++
			}
			if i == begin {
				continue
			}
			t.data = append(t.data, text[begin:i]...)
			next := otherText
			if i < len(text) && text[i] == '=' {
				next = padding
				t.padded = true
			}
			t.after[len(t.data)-1] = next
		}
	}
	return t
}

// maxStarts is how many places a value is tried at in one reading.
const maxStarts = 4

// values cuts DER values out of base64: each begins at a "MI" and is as long
// as its own header says. left counts the characters that belong to none.
//
// When padding was seen, a value must also end as base64 does: with padding
// when its length asks for some, and never in the middle of a word. When some
// are left, one without padding must also stand in lines of one length.
// Otherwise the beginning of the text behind a value that was cut would pass
// for its end, which is a signature that nothing else checks.
func (t base64Text) values(accept func(der []byte) bool) (values [][]byte, left int) {
	var closed, sure [][]byte
	for at, misses := 0, 0; at < len(t.data); {
		n := valueLength(t.data[at:])
		if n > 0 && at+n <= len(t.data) {
			if der := decode64(t.data[at : at+n]); accept(der) {
				values = append(values, der)
				at += n
				end := t.after[at-1]
				if end == padding || n%4 == 0 && (end == otherText || valueLength(t.data[at:]) > 0) {
					closed = append(closed, der)
					if n%4 != 0 || t.regular(at-n, at) {
						sure = append(sure, der)
					}
				}
				continue
			}
		}
		if misses++; misses > maxStarts && len(values) == 0 || misses > 10*maxStarts {
			left += len(t.data) - at
			break
		}
		next := bytes.Index(t.data[at+1:], []byte("MI"))
		if next < 0 {
			left += len(t.data) - at
			break
		}
		left += next + 1
		at += next + 1
	}
	switch {
	case left > 0:
		return sure, left
	case t.padded:
		return closed, len(values) - len(closed)
	}
	return values, 0
}

// regular reports whether the lines of a value have one length, all but the
// first and the last. An escape that was cut in two leaves a letter behind, or
// takes one, and its line is longer or shorter than the others.
func (t base64Text) regular(from, to int) bool {
	begin, width, lines := from, 0, 0
	for i := from; i < to-1; i++ {
		if t.after[i] == moreBase64 {
			continue
		}
		n := i + 1 - begin
		begin = i + 1
		if lines++; lines == 1 {
			continue
		}
		if width != 0 && n != width {
			return false
		}
		width = n
	}
	return true
}

// valueLength is how many base64 characters the DER SEQUENCE has that text
// begins with, 0 when none does (X.690 section 8.1.3).
func valueLength(text []byte) int {
	if len(text) < 8 {
		return 0
	}
	head := decode64(text[:8])
	if head == nil || head[0] != 0x30 {
		return 0
	}
	n := 2 + int(head[1])
	switch head[1] {
	case 0x81:
		n = 3 + int(head[2])
	case 0x82:
		n = 4 + int(head[2])<<8 + int(head[3])
	case 0x83:
		n = 5 + int(head[2])<<16 + int(head[3])<<8 + int(head[4])
	default:
		if head[1] >= 0x80 {
			return 0
		}
	}
	return (n*8 + 5) / 6
}

// decode64 decodes base64 without padding, whatever the unused bits are.
func decode64(text []byte) []byte {
	out := make([]byte, base64.RawStdEncoding.DecodedLen(len(text)))
	n, err := base64.RawStdEncoding.Decode(out, text)
	if err != nil {
		return nil
	}
	return out[:n]
}
