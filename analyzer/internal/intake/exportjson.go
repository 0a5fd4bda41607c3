package intake

import (
	"strings"
	"unicode/utf8"
)

// exportJSON reads the Table API's answer, {"result":[…]}, and JSONv2,
// {"records":[…]}, as they come. A field may be a text or an object with
// display_value and value. Every object whose columns make a record is taken.
type exportJSON struct {
	e       *exportReader
	stack   []jsonLevel
	started bool
	state   jsonState
	text    []byte // the string or word that is being read
	unicode int    // digits of \uXXXX still to come
	code    rune
	high    rune // first half of a surrogate pair
	key     bool // the string is a key
	skip    bool // the string's content is not wanted
}

type jsonState int8

const (
	jsonBetween jsonState = iota
	jsonString
	jsonEscape
	jsonWord
)

// jsonLevel is one object or list that is open.
type jsonLevel struct {
	object bool
	name   string // key in the object above
	key    string // key whose value comes next
	colon  bool
	record row
}

// maxLevels is how deep an export may nest: result, record, field.
const maxLevels = 32

// jsonStart finds where an export begins in a line, -1 when it is none.
func jsonStart(text string) int {
	for _, key := range []string{"\"result\"", "\"records\"", "\"pem_certificate\""} {
		i := strings.Index(text, key)
		if i < 0 {
			continue
		}
		if rest := strings.TrimLeft(text[i+len(key):], " \t"); !strings.HasPrefix(rest, ":") {
			continue
		}
		if at := strings.IndexAny(text[:i], "{["); at >= 0 {
			return at
		}
		return i
	}
	return -1
}

func (j *exportJSON) line(l line) bool {
	text := l.text
	if !j.started {
		text = text[jsonStart(text):] // begin has seen that there is one
		j.started = true
		if text[0] != '{' && text[0] != '[' {
			j.push(true, l) // the brace stood in a line before
		}
	}
	for i := 0; i < len(text); i++ {
		if !j.byte(text[i], l) {
			return false
		}
	}
	if !l.more && j.state == jsonString {
		j.put('\n') // a line end that should have been escaped
	}
	return true
}

// byte reads one byte, of which the first opens an object or list, and reports whether the export goes on.
func (j *exportJSON) byte(b byte, l line) bool {
	switch j.state {
	case jsonString:
		switch b {
		case '"':
			j.state = jsonBetween
			j.stringDone()
		case '\\':
			j.state = jsonEscape
		default:
			j.put(b)
		}
		return true
	case jsonEscape:
		j.escape(b)
		return true
	case jsonWord:
		if b > ' ' && b != ',' && b != '}' && b != ']' {
			j.put(b)
			return true
		}
		j.state = jsonBetween
		word := string(j.text)
		if word == "null" {
			word = ""
		}
		j.value(word)
	}
	top := j.top()
	switch b {
	case '{', '[':
		if len(j.stack) >= maxLevels {
			j.e.s.truncated("maxLevels")
			return false
		}
		j.push(b == '{', l)
	case '}', ']':
		j.pop()
		return len(j.stack) > 0
	case '"':
		j.state, j.text = jsonString, j.text[:0]
		j.key = top.object && !top.colon
		j.skip = !j.key && !j.wants(top)
	case ':':
		top.colon = true
	case ',':
		top.colon, top.key = false, ""
	case ' ', '\t', '\r', '\n':
	default:
		j.state, j.text, j.skip = jsonWord, append(j.text[:0], b), false
	}
	return true
}

// wants reports whether the value of an object's next field is kept.
func (j *exportJSON) wants(top *jsonLevel) bool {
	return wanted[top.key] || top.key == "display_value" && wanted[top.name]
}

func (j *exportJSON) put(b byte) {
	if j.skip {
		j.text = append(j.text[:0], b) // what tells a text from an empty one
		return
	}
	if len(j.text) >= maxCell {
		j.e.s.truncated("maxCell")
		return
	}
	j.text = append(j.text, b)
}

// escape reads what stands behind a backslash (RFC 8259 section 7).
func (j *exportJSON) escape(b byte) {
	if j.unicode > 0 {
		j.code = j.code<<4 | rune(max(nibble(b), 0))
		if j.unicode--; j.unicode == 0 {
			j.state = jsonString
			j.rune(j.code)
		}
		return
	}
	j.state = jsonString
	switch b {
	case 'n':
		j.put('\n')
	case 'r', 'b', 'f':
	case 't':
		j.put('\t')
	case 'u':
		j.state, j.unicode, j.code = jsonEscape, 4, 0
	default:
		j.put(b)
	}
}

func (j *exportJSON) rune(r rune) {
	switch {
	case r >= 0xd800 && r < 0xdc00:
		j.high = r
		return
	case r >= 0xdc00 && r < 0xe000:
		r = (j.high-0xd800)<<10 + (r - 0xdc00) + 0x10000
	}
	j.high = 0
	for _, b := range utf8.AppendRune(nil, r) {
		j.put(b)
	}
}

func (j *exportJSON) top() *jsonLevel {
	if len(j.stack) == 0 {
		return nil
	}
	return &j.stack[len(j.stack)-1]
}

func (j *exportJSON) push(object bool, l line) {
	name := ""
	if t := j.top(); t != nil {
		name = t.key
	}
	j.stack = append(j.stack, jsonLevel{object: object, name: name,
		record: row{cells: map[string]string{}, labels: map[string]string{}, line: l.number, form: "json"}})
}

func (j *exportJSON) stringDone() {
	if !j.key {
		j.value(string(j.text))
		return
	}
	t := j.top()
	t.key = columnName(string(j.text))
	j.e.pem = j.e.pem || t.key == "pem_certificate"
}

// value takes the value of the field that is open.
func (j *exportJSON) value(text string) {
	t := j.top()
	if secretColumn(t.key) || secretColumn(t.name) && (t.key == "value" || t.key == "display_value") {
		if text != "" {
			j.e.s.removal("password", j.e.to)
		}
		return
	}
	if t.key == "display_value" {
		t.record.labels["value"] = text
		return
	}
	if wanted[t.key] {
		t.record.cells[t.key] = text
	}
}

// pop ends an object or list.
func (j *exportJSON) pop() {
	t := j.top()
	if t == nil {
		return
	}
	level := *t
	j.stack = j.stack[:len(j.stack)-1]
	if !level.object {
		return
	}
	if above := j.top(); above != nil && above.object && len(level.record.cells) <= 1 && level.name != "result" {
		// A field with its display value, or a reference.
		value, plain := level.record.cells["value"]
		label, shown := level.record.labels["value"]
		if value == "" {
			value = label
		}
		if (plain || shown) && wanted[level.name] {
			above.record.cells[level.name] = value
			above.record.labels[level.name] = label
		}
		return
	}
	j.e.take(level.record)
}

// end takes the records of an export that was cut.
func (j *exportJSON) end() {
	if j.state == jsonString {
		j.value(string(j.text))
	}
	for len(j.stack) > 0 {
		j.pop()
	}
}
