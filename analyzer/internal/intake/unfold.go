package intake

// unfold holds the rows of a line until the next line begins.
type unfold struct {
	*fold
	number int    // of the first row, 0 while there is none
	line   []byte // the rows so far
	last   string // the last of them
}

// take adds a row, and reports false where that one begins a new line.
func (u *unfold) take(number int, row string) bool {
	switch {
	case u.number == 0:
		u.number = number
	case len(u.line)+1+len(row) > maxLine || !u.goesOn(u.last, row):
		return false
	case u.atGap:
		u.line = append(u.line, ' ')
	}
	u.line = append(u.line, row...)
	u.last = row
	return true
}

// unfolded passes on the lines of a folded text. A row of which only a piece is
// here is longer than any fold.
func (t *text) unfolded(b []byte, more bool) {
	row := string(b)
	if !more && t.unfold.take(t.number, row) {
		return
	}
	t.lastLine()
	if more {
		t.give(t.number, b, true)
		return
	}
	t.unfold.take(t.number, row)
}

// lastLine passes on the line whose end is known by now.
func (t *text) lastLine() {
	if u := &t.unfold; u.number > 0 {
		t.give(u.number, u.line, false)
		u.number, u.line = 0, u.line[:0]
	}
}
