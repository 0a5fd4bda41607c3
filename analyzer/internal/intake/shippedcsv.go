package intake

import (
	"slices"
	"strings"
)

// csvRecords reads a log that was exported as a table (RFC 4180), as Splunk and
// Kibana do: one column has the line, or the event with all its lines.
type csvRecords struct {
	separator byte
	column    int  // that has the line
	begun     bool // the row of headings has passed
	at        int  // the column that the next row goes on in
	quoted    bool // in a cell that goes on there
}

// csvRecordsOf learns from the beginning of a text whether it is one, nil if
// not. A sentence with a comma is no row of headings: those are words alone, and
// the row below has as many separators.
func csvRecordsOf(sample string) *csvRecords {
	head, rest, _ := strings.Cut(strings.TrimLeft(sample, "\r\n"), "\n")
	below, _, _ := strings.Cut(strings.TrimLeft(rest, "\r\n"), "\n")
	for _, separator := range []byte{',', ';', '\t'} {
		names := strings.Split(strings.TrimRight(head, "\r"), string(separator))
		if len(names) < 2 || strings.Count(below, string(separator)) < len(names)-1 {
			continue
		}
		for i, name := range names {
			names[i] = strings.Trim(name, `"`)
		}
		for _, key := range messageKeys {
			if column := slices.Index(names, key); column >= 0 {
				return &csvRecords{separator: separator, column: column}
			}
		}
	}
	return nil
}

// lines returns what a row says: the piece of the column that has the line, and
// what other cells say that a reader waits for. It reports false for a row in
// the middle of another cell.
func (x *csvRecords) lines(row string, awaited func(string) bool) ([]string, bool) {
	if !x.begun {
		x.begun = strings.TrimSpace(row) != ""
		return nil, true
	}
	if x.quoted && x.at != x.column && strings.IndexByte(row, '"') < 0 {
		return nil, false
	}
	var logged, beside []string
	var cell []byte
	done := func() {
		switch text := string(cell); {
		case x.at == x.column:
			logged = append(logged, text)
		case awaited(text):
			beside = append(beside, text)
		}
		cell = cell[:0]
	}
	for i := 0; i < len(row); i++ {
		switch c := row[i]; {
		case c == '"' && x.quoted && i+1 < len(row) && row[i+1] == '"':
			cell = append(cell, c)
			i++
		case c == '"' && (x.quoted || len(cell) == 0):
			x.quoted = !x.quoted
		case c == x.separator && !x.quoted:
			done()
			x.at++
		default:
			cell = append(cell, c)
		}
	}
	done()
	if !x.quoted {
		x.at = 0
	}
	return append(logged, beside...), true
}
