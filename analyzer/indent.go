package analyzer

import "bytes"

// layout keeps what an encoder writes, indented. An encoder writes a value at
// once.
type layout []byte

func (l *layout) Write(compact []byte) (int, error) {
	*l = indented(compact)
	return len(compact), nil
}

// indented lays out JSON that encoding/json wrote, with two spaces a level. The
// library's own indentation checks again what it has just written, byte by
// byte: in WebAssembly that was a tenth of an analysis.
func indented(compact []byte) []byte {
	// A report doubles its size, more or less.
	out := make([]byte, 0, 2*len(compact))
	depth := 0
	line := func() {
		out = append(out, '\n')
		for range depth {
			out = append(out, ' ', ' ')
		}
	}
	for len(compact) > 0 {
		c := compact[0]
		switch c {
		case '"':
			n := stringEnd(compact)
			out = append(out, compact[:n]...)
			compact = compact[n:]
			continue
		case '{', '[':
			out = append(out, c)
			if next := compact[1]; next == '}' || next == ']' {
				out = append(out, next)
				compact = compact[2:]
				continue
			}
			depth++
			line()
		case '}', ']':
			depth--
			line()
			out = append(out, c)
		case ',':
			out = append(out, c)
			line()
		case ':':
			out = append(out, c, ' ')
		default:
			out = append(out, c)
		}
		compact = compact[1:]
	}
	return out
}

// stringEnd is where the JSON string at the start of text ends.
func stringEnd(text []byte) int {
	for n := 1; ; n++ {
		n += bytes.IndexByte(text[n:], '"')
		escapes := 0
		for text[n-1-escapes] == '\\' {
			escapes++
		}
		if escapes%2 == 0 {
			return n + 1
		}
	}
}
