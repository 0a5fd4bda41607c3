package render

import "unicode"

// width is where lines of the note are broken: tickets show them unwrapped. A
// wide character, as Japanese has them, takes two columns.
const width = 100

// put appends a line, broken at word ends, with an indent for what follows.
func (n *note) put(indent, line string) {
	n.lines = append(n.lines, wrap(indent, indent+"  ", line)...)
}

// wrap breaks a line at spaces and between wide characters; the first line
// begins with first, the following ones with next. Other text without spaces
// is never broken: a command or a fingerprint must stay whole.
func wrap(first, next, line string) []string {
	var out []string
	indent, rest := first, []rune(line)
	for columns(rest)+len(indent) > width {
		cut := breakAt(rest, width-len(indent))
		if cut < 0 {
			break
		}
		out = append(out, indent+string(rest[:cut]))
		rest = rest[cut:]
		if rest[0] == ' ' {
			rest = rest[1:]
		}
		indent = next
	}
	return append(out, indent+string(rest))
}

// breakAt finds the last place to break a text within room columns, -1 when
// there is none in the second half of the line.
func breakAt(text []rune, room int) int {
	best, at := -1, 0
	for i, r := range text {
		if at > room {
			break
		}
		if at > width/2 && (r == ' ' || i > 0 && text[i-1] != ' ' && (wide(text[i-1]) || wide(r)) && !closing(r) && !opening(text[i-1])) {
			best = i
		}
		at += columns(text[i : i+1])
	}
	return best
}

func columns(text []rune) int {
	n := len(text)
	for _, r := range text {
		if wide(r) {
			n++
		}
	}
	return n
}

// wide reports whether a character takes two columns: CJK letters, their
// punctuation, and full width forms.
func wide(r rune) bool {
	const first = 0x2e80 // of Han: most text ends here
	return r >= first && (r >= 0x3000 && r <= 0x303f || r >= 0xff01 && r <= 0xff60 || unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana))
}

// A line does not begin with what closes, nor end with what opens (JIS X 4051).
func closing(r rune) bool {
	return unicode.In(r, unicode.Pe, unicode.Pf) || isOneOf(r, "、。,.:;!?ー")
}
func opening(r rune) bool { return unicode.In(r, unicode.Ps, unicode.Pi) }

func isOneOf(r rune, set string) bool {
	for _, x := range set {
		if x == r {
			return true
		}
	}
	return false
}
