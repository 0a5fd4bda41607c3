package intake

import (
	"strings"
	"unicode/utf8"
)

// A fold is how something on the way cut the lines of a text into rows of one
// width: a terminal or a ticket's field anywhere, a mail program at a blank,
// which is gone then. It is learned from the beginning of the text: rows that
// were cut are as long as the longest, or the next word would not have fitted,
// and what follows them does not begin as lines of this text do. In a table and
// in a dump every row is as long, but each begins as the one before.
type fold struct {
	width  int  // of the longest row, in characters
	atGap  bool // cut at blanks, which are gone
	java   bool // of a Java debug log; the lines of other tools are too short to tell a mail program's rows
	starts map[string]bool
}

const (
	// A narrower text is a list, a wider one no screen: a line of a Java debug
	// log has up to 8,000 characters.
	minFold, maxFold = 40, 240
	// So many rests must begin unlike each other: what follows the longest line
	// of a text, each time that it comes, is no rest.
	minCuts = 3
)

// foldOf learns the fold of a text from its beginning, nil if there is none.
func foldOf(sample string) *fold {
	list := strings.Split(sample, "\n")
	list = list[:len(list)-1] // the last one may go on
	for i, row := range list {
		list[i] = strings.TrimRight(row, "\r")
	}
	best, most := (*fold)(nil), 0
	java := strings.Contains(sample, javaRecord)
	for _, atGap := range []bool{false, true} {
		f := &fold{width: widest(list, atGap), atGap: atGap, java: java, starts: map[string]bool{}}
		if f.width < minFold || f.width > maxFold || atGap && !java {
			continue
		}
		if n := f.learn(list); n > most {
			best, most = f, n
		}
	}
	return best
}

// widest is how many characters the longest row has. Where rows are cut at
// blanks only, a single word may be longer.
func widest(list []string, atGap bool) int {
	n := 0
	for _, row := range list {
		if !atGap || strings.Contains(strings.TrimSpace(row), " ") {
			n = max(n, utf8.RuneCountInString(row))
		}
	}
	return n
}

// learn takes in how the lines begin, and returns how many rows tell that they
// were cut in this way, 0 for too few.
func (f *fold) learn(list []string) int {
	for i, row := range list {
		if i == 0 || !f.full(list[i-1], row) {
			f.starts[beginning(row)] = true
		}
	}
	unlike := map[string]bool{}
	cuts, against, sure := 0, 0, false
	for i := range len(list) - 1 {
		switch row, next := list[i], list[i+1]; {
		case !f.full(row, next):
		case !f.goesOn(row, next):
			against++
		case f.tells(row, next):
			cuts++
			unlike[beginning(next)] = true
			sure = sure || isBroken(row)
		}
	}
	// At a gap, many a whole row has no room for the long word that begins a
	// record.
	if len(unlike) < minCuts && !sure || !f.atGap && against*4 > cuts || f.atGap && against > cuts {
		return 0
	}
	return cuts
}

// full reports whether a row has no room for what begins the next.
func (f *fold) full(row, next string) bool {
	if row == "" || next == "" {
		return false
	}
	n := utf8.RuneCountInString(row)
	word, _, _ := strings.Cut(next, " ")
	if next[0] == '\t' {
		word = ""
	}
	noRoom := word != "" && n+utf8.RuneCountInString(word) >= f.width
	blank := strings.HasSuffix(row, " ")
	switch {
	case f.atGap:
		return noRoom && !onlyBase64(row)
	case n == f.width:
		return f.java || !strings.HasSuffix(row, "  ") // filled up with blanks
	}
	return blank && noRoom
}

// goesOn reports whether a row is the rest of the one before: that one is full,
// and this one does not begin as lines begin here.
func (f *fold) goesOn(row, next string) bool {
	if !f.full(row, next) || beside(row, next) || opens(row, next) {
		return false
	}
	return closes(row, next) || !f.starts[beginning(next)]
}

// beside reports rows of one table: behind the same margin, or numbered.
func beside(row, next string) bool {
	margin := row[:len(row)-len(strings.TrimLeftFunc(row, isMark))]
	return margin != "" && strings.HasPrefix(next, margin) || isDigit(row[0]) && beginning(row) == beginning(next)
}

// opens reports a row that ends because the next one is set in.
func opens(row, next string) bool {
	return strings.ContainsRune("([{", rune(row[len(row)-1])) && strings.ContainsRune(" \t\"{", rune(next[0]))
}

// closes reports a row that ends a bracket of the one before.
func closes(row, next string) bool {
	return next[0] == ')' && strings.Count(row, "(") > strings.Count(row, ")")
}

// tells reports whether a cut is more than a row that happens to be as long as
// the longest: it goes through a word, or leaves a blank at the end. What was
// cut at a blank that is gone is shorter than the longest.
func (f *fold) tells(row, next string) bool {
	if f.atGap {
		return utf8.RuneCountInString(row) < f.width
	}
	if isBroken(row) {
		return true
	}
	body := onlyBase64(row) && onlyBase64(next) // of a PEM block
	return !body && (strings.HasSuffix(row, " ") || isAlnum(row[len(row)-1]) && isAlnum(next[0]))
}

// isBroken reports a row of a Java debug log that cannot be a line: a record
// without all its fields, a value whose quote is not closed.
func isBroken(row string) bool {
	if strings.HasPrefix(row, javaRecord) {
		return strings.Count(row, "|") < 6
	}
	return strings.HasPrefix(strings.TrimLeft(row, " "), `"`) && strings.Contains(row, `: "`) && strings.Count(row, `"`)%2 == 1
}

// onlyBase64 reports a row of nothing but base64.
func onlyBase64(row string) bool {
	for i := range len(row) {
		if !isBase64(row[i]) {
			return false
		}
	}
	return true
}

// beginning is how a row begins: with a number, with a mark and what it marks,
// with a word.
func beginning(row string) string {
	n := 0
	for n < len(row) && isDigit(row[n]) {
		n++
	}
	digits := n > 0
	for n < len(row) && isMark(rune(row[n])) {
		n++
	}
	if digits {
		return "0" + strings.TrimLeft(row[:n], "0123456789")
	}
	return row[:min(n+6, len(row))]
}

func isMark(r rune) bool { return r < utf8.RuneSelf && !isAlnum(byte(r)) }
