package intake

import (
	"strings"
)

// exportCSV reads a list export: RFC 4180 with whatever separator, fields over
// several lines in quotes, and PEM text over several lines without.
type exportCSV struct {
	e         *exportReader
	separator byte
	header    []string
	cells     []string
	cell      []byte
	quoted    bool // inside quotes
	closed    bool // a closing quote was seen; another one makes it one quote
	first     int  // line of the row
	over      bool
	within    bool // more of the line is to come
}

// csvHeader returns the separator when a line is the head of a list export
// with columns that mean something here, else 0.
func csvHeader(text string) byte {
	if strings.ContainsAny(text, "{<") {
		return 0
	}
	for _, separator := range []byte{',', ';', '\t'} {
		has := columns(text, separator)
		if len(has) < 2 {
			continue
		}
		if has["pem_certificate"] || has["response_status"] || has["http_status"] ||
			has["name"] && has["value"] || has["protocol"] && (has["default_port"] || has["keystore"]) {
			return separator
		}
	}
	return 0
}

// columns are the names in the head of a list export.
func columns(text string, separator byte) map[string]bool {
	has := map[string]bool{}
	for _, c := range strings.Split(text, string(separator)) {
		has[headed(strings.Trim(strings.TrimSpace(c), "\""))] = true
	}
	return has
}

// csvList reports whether a line is the head of a list of certificate records
// without the column that holds the certificates.
func csvList(text string) bool {
	if strings.ContainsAny(text, "{<") {
		return false
	}
	for _, separator := range []byte{',', ';', '\t'} {
		if has := columns(text, separator); has["name"] && has["expires"] && (has["active"] || has["type"] || has["format"]) {
			return true
		}
	}
	return false
}

func (c *exportCSV) line(l line) bool {
	text := l.text
	if c.header == nil {
		text = strings.TrimPrefix(text, "\ufeff")
	}
	blank := strings.TrimSpace(text) == ""
	if !c.quoted && len(c.cells) == 0 && len(c.cell) == 0 {
		if blank && !l.more {
			return false
		}
		c.first = l.number
	}
	if c.inArmour() && !c.quoted && !c.within && !isArmour(text) {
		// The text of the certificate was cut; this is the next row.
		c.endCell()
		c.endRow()
		c.first = l.number
	}
	for i := 0; i < len(text); i++ {
		b := text[i]
		switch {
		case c.quoted && b == '"':
			c.quoted, c.closed = false, true
		case c.quoted:
			c.put(b)
		case b == '"' && c.closed:
			c.put(b)
			c.quoted, c.closed = true, false
		case b == '"' && len(strings.TrimSpace(string(c.cell))) == 0:
			c.cell = c.cell[:0]
			c.quoted = true
		case b == c.separator:
			c.endCell()
		default:
			c.put(b)
		}
	}
	if c.within = l.more; c.within {
		return true
	}
	if c.quoted || c.inArmour() {
		c.put('\n')
		return true
	}
	c.endCell()
	c.endRow()
	return !c.over
}

// isArmour reports whether a line can go on with a field of PEM text: base64,
// or the END line, and what follows in the row.
func isArmour(text string) bool {
	n := 0
	for n < len(text) && (isBase64(text[n]) || text[n] == '=') {
		n++
	}
	return n == len(text) || n >= 16 || strings.HasPrefix(text, "-----END")
}

// inArmour reports whether the field is PEM text that has begun and not ended.
func (c *exportCSV) inArmour() bool {
	if c.closed || !strings.Contains(string(c.cell[:min(len(c.cell), 64)]), "BEGIN ") {
		return false
	}
	tail := string(c.cell[max(0, len(c.cell)-64):])
	return !strings.Contains(tail, "END ")
}

func (c *exportCSV) put(b byte) {
	c.closed = false
	if len(c.cell) >= maxCell {
		c.e.s.truncated("maxCell")
		return
	}
	c.cell = append(c.cell, b)
}

func (c *exportCSV) endCell() {
	c.closed = false
	value := string(c.cell)
	c.cell = c.cell[:0]
	if c.header != nil {
		name := ""
		if n := len(c.cells); n < len(c.header) {
			name = c.header[n]
		}
		if secretColumn(name) && strings.TrimSpace(value) != "" {
			c.e.s.removal("password", c.first)
		}
		if !wanted[name] {
			value = ""
		}
	}
	c.cells = append(c.cells, value)
	if len(c.cells) > 4096 {
		c.over = true // no table has as many columns
	}
}

func (c *exportCSV) endRow() {
	cells := c.cells
	c.cells = nil
	if c.header == nil {
		for _, cell := range cells {
			c.header = append(c.header, headed(cell))
			c.e.pem = c.e.pem || headed(cell) == "pem_certificate"
		}
		return
	}
	if len(cells) < 2 || 2*len(cells) < len(c.header) {
		c.over = true // text behind the export
		return
	}
	r := row{cells: map[string]string{}, line: c.first, form: "csv"}
	for i, cell := range cells {
		if i < len(c.header) {
			r.cells[c.header[i]] = cell
		}
	}
	c.e.take(r)
}

func (c *exportCSV) end() {
	c.endCell()
	c.endRow()
}
