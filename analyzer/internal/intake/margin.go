package intake

import "strings"

// margin takes away what an editor, a diff, a mail or a log writes in front of
// the rows of a transcript. It is learned from a row that begins further in
// with words that a tool begins a row with; its digits may differ from row to
// row. A row without it stays as it is.
type margin struct {
	mark string
}

// maxMark is how long a margin may be: the prefix of a log record, with its
// time, thread and class.
const maxMark = 240

// off returns a row without the margin. begins is where the tool's own words
// begin in a row, -1 when it holds none that tell.
func (m *margin) off(row string, begins func(string) int) string {
	if rest, ok := m.cut(row); ok {
		return rest
	}
	i := begins(row)
	if i == -1 || i > maxMark || strings.TrimSpace(row[:i]) == "" || isAlnum(row[i-1]) {
		return row
	}
	m.mark = row[:i]
	return closed(m.mark, row[i:])
}

// cut takes the mark off a row that has it.
func (m *margin) cut(row string) (string, bool) {
	if m.mark == "" {
		return "", false
	}
	mark, rest := strings.TrimLeft(m.mark, " "), strings.TrimLeft(row, " ")
	for mark != "" && rest != "" {
		a, b := len(digits(mark)), len(digits(rest))
		if a == 0 || b == 0 {
			if mark[0] != rest[0] {
				return "", false
			}
			a, b = 1, 1
		}
		mark, rest = mark[a:], rest[b:]
	}
	return closed(m.mark, rest), strings.TrimSpace(mark) == ""
}

// closed leaves out what follows the closing quote of a value.
func closed(mark, rest string) string {
	if strings.HasSuffix(mark, `"`) {
		rest, _, _ = strings.Cut(rest, `"`)
	}
	return rest
}

func isAlnum(c byte) bool { return isLetter(c) || isDigit(c) }
