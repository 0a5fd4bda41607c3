package intake

import (
	"encoding/binary"
	"strings"

	"missinglink/analyzer/internal/cert"
)

// hexReader finds certificates in hex dumps: s_client -msg and -debug, xxd,
// hexdump, od, arrays in source code, bytes in a database's notation.
type hexReader struct {
	s     *sink
	bytes []byte
	lines []int // where each line of the dump begins in bytes
	row   []int // and its number
	awake bool
}

// maxHex is how much of one dump is kept: a Certificate message has at most
// 16 MiB by its length field (RFC 8446 section 4), a real one 64 KiB.
const maxHex = 1 << 18

func newHexDump(s *sink) *hexReader { return &hexReader{s: s} }

func (h *hexReader) triggers() []string {
	return []string{"30 82", "3082", "30:82", "0x30", "x30\\x82", ", Handshake [length", "read from 0x"}
}

func (h *hexReader) line(l line) bool {
	for _, text := range rows(l) {
		if strings.Contains(text, "Handshake [length") || strings.Contains(text, "read from 0x") {
			h.flush()
			h.awake = true
			continue
		}
		if strings.TrimSpace(text) == "" {
			continue
		}
		b := hexBytes(text)
		if len(b) == 0 {
			h.flush()
			continue
		}
		h.awake = true
		h.lines = append(h.lines, len(h.bytes))
		h.row = append(h.row, l.number)
		h.bytes = append(h.bytes, b...)
		if len(h.bytes) > maxHex {
			h.flush()
		}
	}
	return h.awake
}

func (h *hexReader) end() { h.flush() }

// flush looks for certificates in the bytes of a dump that is over.
func (h *hexReader) flush() {
	data := h.bytes
	for i := 0; i+8 < len(data); {
		n := certificateLength(data[i:])
		if n > 0 && i+n <= len(data) {
			c, err := cert.Parse(data[i : i+n])
			if err == nil && c.Damage == "" {
				h.s.kind("hex")
				h.s.offer(c, h.number(i))
				i += n
				continue
			}
		}
		i++
	}
	h.bytes, h.lines, h.row, h.awake = h.bytes[:0], h.lines[:0], h.row[:0], false
}

// number is the line in which a byte stands.
func (h *hexReader) number(at int) (line int) {
	for i, begin := range h.lines {
		if begin <= at {
			line = h.row[i]
		}
	}
	return line
}

// certificateLength is the length of the certificate that data begins with,
// judged by its outline: a SEQUENCE in a SEQUENCE, both with two bytes of
// length, the inner one the smaller.
func certificateLength(data []byte) int {
	if data[0] != 0x30 || data[1] != 0x82 || data[4] != 0x30 || data[5] != 0x82 {
		return 0
	}
	n := 4 + int(binary.BigEndian.Uint16(data[2:]))
	if inner := 4 + int(binary.BigEndian.Uint16(data[6:])); inner+4 >= n {
		return 0
	}
	return n
}

// hexBytes reads a line of a dump: an offset at the beginning and text at the
// end are left out. Nil when the line is no dump: without an offset, all of it
// must be hexadecimal, or one long run in it.
func hexBytes(text string) []byte {
	text = strings.Trim(text, " \t\r>#*/;")
	offset := offsetOfDump(text)
	text = text[offset:]
	if offset == 0 {
		if run := hexRun(text); run != "" {
			text = run
		} else if _, array, ok := strings.Cut(text, "{"); ok {
			text = array
		}
	}
	var out []byte
	gap := 0
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case strings.HasPrefix(text[i:], "0x") || strings.HasPrefix(text[i:], "\\x"):
			i += 2
			gap = 0
		case c == ' ' || c == '\t':
			i++
			gap++
		case (c == ':' || c == '-' || c == ',' || c == '"' || c == '\'' || c == '{' || c == '}' || c == ';' || c == '(' || c == '[') && gap <= 1:
			i++
		case i+1 < len(text) && nibble(c) >= 0 && nibble(text[i+1]) >= 0 && !(offset > 0 && gap > 1 && len(out)%8 != 0) && !(offset > 0 && len(out) >= 32):
			out = append(out, byte(nibble(c)<<4|nibble(text[i+1])))
			i += 2
			gap = 0
		default:
			if offset == 0 {
				return nil // words
			}
			return out
		}
		if offset > 0 && len(out) >= 16 && gap > 1 {
			return out
		}
	}
	return out
}

// minRun is a run of hexadecimal digits that is no fingerprint: twice as long
// as SHA-512.
const minRun = 256

// hexRun is the longest run of hexadecimal digits, when it is long.
func hexRun(text string) string {
	best := ""
	for text != "" {
		n := 0
		for n < len(text) && nibble(text[n]) >= 0 {
			n++
		}
		if n > len(best) {
			best = text[:n]
		}
		text = text[min(n+1, len(text)):]
	}
	if len(best) < minRun {
		return ""
	}
	return best
}

// offsetOfDump is how long the offset is that a line of a dump begins with:
// "0000 - ", "00000000: ", "0000000 ".
func offsetOfDump(text string) int {
	n := 0
	for n < len(text) && nibble(text[n]) >= 0 {
		n++
	}
	if n < 4 || n > 8 {
		return 0
	}
	for _, mark := range []string{" - ", ": ", " "} {
		if strings.HasPrefix(text[n:], mark) {
			if mark == " " && n != 7 && n != 8 {
				return 0
			}
			return n + len(mark)
		}
	}
	return 0
}
