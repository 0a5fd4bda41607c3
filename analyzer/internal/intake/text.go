package intake

import (
	"bytes"
	"strings"
	"sync"

	"missinglink/analyzer/internal/words"
)

// text cuts an input into lines and gives each to the carriers that want it.
// A line that wakes nobody costs one scan and leaves nothing behind, so that
// memory stays flat however long a log is.
type text struct {
	s        *sink
	carriers []carrier
	words    *words.Automaton
	sieve    *words.Sieve
	open     uint64 // carriers that asked for the next line
	carry    []byte // the beginning of a line whose end has not come yet
	shipped  shipped
	unfold   unfold
	number   int
	rows     int
	first    int // how many certificates were known before this input
}

// newText begins a text; sample is the beginning of it.
func newText(s *sink, sample []byte) *text {
	t := &text{s: s, carriers: allCarriers(s), number: 1, first: len(s.ev.Certificates)}
	if t.shipped = shippedOf(string(sample)); t.shipped == nil {
		t.unfold.fold = foldOf(string(sample))
	}
	t.words, t.sieve = vocabulary()
	for _, c := range t.carriers {
		if claims, ok := c.(claimer); ok {
			s.claimers = append(s.claimers, claims)
		}
	}
	return t
}

// allCarriers puts the PEM reader last: when it has found a certificate, the
// carrier in whose block it stands has seen the lines around it.
func allCarriers(s *sink) []carrier {
	return append(textCarriers(s), newHexDump(s), newPEM(s))
}

// vocabulary is what the carriers wait for, the same for every input.
var vocabulary = sync.OnceValues(func() (*words.Automaton, *words.Sieve) {
	var lists [][]string
	for _, c := range allCarriers(&sink{}) {
		lists = append(lists, c.triggers())
	}
	return words.NewAutomaton(lists), words.NewSieve(lists)
})

func (t *text) write(p []byte) {
	end := bytes.LastIndexByte(p, '\n') + 1
	for lines := p[:end]; ; {
		if len(t.carry) == 0 {
			lines = t.skip(lines)
		}
		i := bytes.IndexByte(lines, '\n')
		if i < 0 {
			break
		}
		if len(t.carry) > 0 {
			t.hold(lines[:i])
			t.line(t.carry, false)
			t.carry = t.carry[:0]
		} else {
			t.whole(lines[:i])
		}
		t.number++
		lines = lines[i+1:]
	}
	t.hold(p[end:])
}

// skip passes over the lines at the beginning of p that nobody wants.
func (t *text) skip(p []byte) []byte {
	if t.open != 0 || t.unfold.fold != nil || t.shipped != nil {
		return p
	}
	n, lines := t.sieve.Quiet(p)
	if lines == 0 {
		return p
	}
	t.rows = t.number + lines - 1
	t.number += lines
	return p[bytes.LastIndexByte(p[:n], '\n')+1:]
}

// whole passes on a line that lies in one chunk.
func (t *text) whole(b []byte) {
	for len(b) > maxLine {
		t.line(b[:maxLine], true)
		b = b[maxLine:]
	}
	t.line(b, false)
}

// hold keeps a line's beginning, and passes it on when it is too long.
func (t *text) hold(b []byte) {
	for len(t.carry)+len(b) > maxLine {
		room := maxLine - len(t.carry)
		t.carry = append(t.carry, b[:room]...)
		b = b[room:]
		t.line(t.carry, true)
		t.carry = t.carry[:0]
	}
	t.carry = append(t.carry, b...)
}

func (t *text) line(b []byte, more bool) {
	t.rows = t.number
	for !more && len(b) > 0 && b[len(b)-1] == '\r' {
		b = b[:len(b)-1]
	}
	if t.unfold.fold != nil {
		t.unfolded(b, more)
		return
	}
	if t.shipped != nil && !more {
		if lines, ok := t.shipped.lines(string(b), func(value string) bool { return t.woken([]byte(value)) != 0 }); ok {
			for _, text := range lines {
				t.give(t.number, []byte(text), false)
			}
			return
		}
	}
	t.give(t.number, b, more)
}

// give passes on a line to the carriers that want it.
func (t *text) give(number int, b []byte, more bool) {
	woke := t.woken(b)
	if bytes.IndexByte(b, '\r') >= 0 {
		woke |= t.woken(bytes.ReplaceAll(b, []byte("\r"), nil))
	}
	want := t.open | woke
	if want == 0 {
		return
	}
	l := line{number: number, text: visible(asUTF8(b)), more: more}
	for i, c := range t.carriers {
		if want&(1<<i) == 0 {
			continue
		}
		t.open &^= 1 << i
		l.woke = woke&(1<<i) != 0
		if c.line(l) {
			t.open |= 1 << i
		}
	}
}

// woken returns the carriers that have a trigger in b.
func (t *text) woken(b []byte) uint64 {
	if n, _ := t.sieve.Quiet(b); n == len(b) {
		return 0
	}
	return t.words.In(b)
}

// zeroWidth are characters that copying from web pages and chats leaves in a
// text, and that nobody sees; a space that does not break looks like another.
var zeroWidth = strings.NewReplacer("\u200b", "", "\u200c", "", "\u200d", "", "\u2060", "", "\ufeff", "", "\u00ad", "", "\u00a0", " ", "\u202f", " ")

const escape = '\x1b'

// visible leaves out what a terminal or a browser does not show.
func visible(text string) string {
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] >= 0x80:
			return zeroWidth.Replace(uncoloured(text))
		case text[i] == escape:
			return uncoloured(text)
		}
	}
	return text
}

// uncoloured leaves out the control sequences of a terminal: ESC [, parameters,
// and one final byte from @ to ~ (ECMA-48 section 5.4).
func uncoloured(text string) string {
	var b strings.Builder
	for {
		i := strings.IndexByte(text, escape)
		if i < 0 {
			break
		}
		b.WriteString(text[:i])
		if text = text[i+1:]; strings.HasPrefix(text, "[") {
			end := strings.IndexFunc(text[1:], func(r rune) bool { return r >= '@' && r <= '~' })
			text = text[min(max(end, 0)+2, len(text)):]
		}
	}
	b.WriteString(text)
	return b.String()
}

// end closes the carriers, the PEM reader first: what it still finds belongs
// to a block that is open.
func (t *text) end() {
	if len(t.carry) > 0 {
		t.line(t.carry, false)
	}
	t.lastLine()
	for i := len(t.carriers) - 1; i >= 0; i-- {
		t.carriers[i].end()
	}
	t.s.settle()
	t.s.inOrder(t.first)
}

// lines is how many lines came.
func (t *text) lines() int { return t.rows }
