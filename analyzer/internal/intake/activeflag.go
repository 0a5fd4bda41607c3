package intake

import (
	"strings"

	"missinglink/analyzer/internal/evidence"
)

// activeFlag notes that a text says of a record that it is not active: a form
// of the platform copied as text, a list saved as HTML. Which certificate that
// is about is not told; a store made of the certificates in such a text must
// not count them as trusted.
type activeFlag struct {
	s *sink
	// head is true once a heading Active stood there without a value, no the
	// line of the first value that says no, off that of one beside Active.
	head    bool
	no, off evidence.Quote
}

func newActiveFlag(s *sink) carrier { return &activeFlag{s: s} }

// minTrigger is how long a word has to be that wakes a carrier.
const minTrigger = 4

func (a *activeFlag) triggers() (list []string) {
	for _, w := range strings.Fields(activeWords + " " + noWords) {
		if len(w) >= minTrigger {
			list = append(list, w)
		}
	}
	return list
}

func (a *activeFlag) line(l line) bool {
	if a.off.Line > 0 {
		return false
	}
	cells := append(flagCells(l.text), "")
	for i, c := range cells[:len(cells)-1] {
		label, value, _ := strings.Cut(c, " ")
		if value == "" {
			value = cells[i+1]
		}
		flag := yesOrNo(value)
		switch {
		case oneOf(label, activeWords) && flag == evidence.No:
			a.off = a.s.quote(l)
		case oneOf(c, activeWords) && flag == evidence.NotKnown:
			a.head = true
		case a.no.Line == 0 && yesOrNo(c) == evidence.No:
			a.no = a.s.quote(l)
		}
	}
	return false
}

func (a *activeFlag) end() {
	if a.off.Line == 0 && a.head {
		a.off = a.no
	}
	a.s.ev.Inputs[a.s.input].Inactive = a.off
}

// flagCells are the cells of a line in lower case: what stands between tags,
// tabs and the marks that part a label from its value.
func flagCells(text string) (cells []string) {
	tag := false
	var cell []byte
	end := func() {
		if c := strings.Trim(string(cell), " *-"); c != "" {
			cells = append(cells, c)
		}
		cell = cell[:0]
	}
	text = strings.ToLower(text)
	for i := range len(text) {
		switch b := text[i]; {
		case b == '<', b == '>':
			tag = b == '<'
			end()
		case strings.IndexByte("\t|:=,;\"", b) >= 0:
			end()
		case !tag:
			cell = append(cell, b)
		}
	}
	end()
	return cells
}
