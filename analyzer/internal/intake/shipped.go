package intake

import (
	"slices"
	"strconv"
	"strings"
)

// shipped reads the text of a log shipper, a container or a log server: each
// line of the log stands in a record, with the time, the host and more beside
// it. Readers get the line as it was logged.
type shipped interface {
	// lines returns what a row says: the line that was logged, which may be an
	// event of several, and what stands beside it where a reader waits for
	// that. It reports false for a row that is no record.
	lines(row string, awaited func(string) bool) ([]string, bool)
}

// shippedOf learns from the beginning of a text whether it is one, nil if not.
func shippedOf(sample string) shipped {
	if x := jsonRecordsOf(sample); x != nil {
		return x
	}
	if x := csvRecordsOf(sample); x != nil {
		return x
	}
	return nil
}

// jsonRecords are objects: the line is the value of one key.
type jsonRecords struct {
	key string // whose value is the line
}

// messageKeys are what the line is called, the surest first: by Splunk,
// Docker and Kubernetes, journald, Elastic and most others, Google's, Loki's.
var messageKeys = []string{"_raw", "log", "MESSAGE", "message", "@message", "msg", "textPayload", "line"}

// jsonRecordsOf learns from the beginning of a text whether it is one, nil if
// not. An export of ServiceNow's tables has its own reader; Splunk's has a
// result as well.
func jsonRecordsOf(sample string) *jsonRecords {
	if text := strings.TrimLeft(sample, " \t\r\n"); text == "" || text[0] != '{' && text[0] != '[' {
		return nil
	}
	table := jsonStart(sample) >= 0
	for _, key := range messageKeys {
		if table && key != messageKeys[0] {
			return nil
		}
		for row := range strings.Lines(sample) {
			members, _ := jsonMembers(row)
			if slices.ContainsFunc(members, func(m jsonMember) bool { return m.key == key }) {
				return &jsonRecords{key: key}
			}
		}
	}
	return nil
}

// lines also returns other values that have lines of their own, as a stack
// trace. A row may be a piece of an object.
func (x *jsonRecords) lines(row string, awaited func(string) bool) ([]string, bool) {
	members, ok := jsonMembers(row)
	if !ok {
		return nil, false
	}
	var logged, beside []string
	for _, m := range members {
		value := unquotedJSON(m.value)
		rows := strings.Split(strings.TrimSuffix(strings.ReplaceAll(value, "\r\n", "\n"), "\n"), "\n")
		switch {
		case m.key == x.key:
			logged = append(logged, rows...)
		case len(rows) > 1 || awaited(value):
			beside = append(beside, rows...)
		}
	}
	return append(logged, beside...), true
}

// jsonMember is a key and its text.
type jsonMember struct{ key, value string }

// jsonMembers cuts a row of JSON, one object or a piece of one, into the texts
// that have a key, at any depth. It reports false, and what it has until then,
// where the row is something else, or a list that has no keys.
func jsonMembers(row string) ([]jsonMember, bool) {
	var members []jsonMember
	key, keyed := "", false
	for row = strings.TrimLeft(row, jsonPunctuation); row != ""; row = strings.TrimLeft(row, jsonPunctuation) {
		if row[0] != '"' {
			word := jsonPlain(row)
			if word == "" {
				return members, false
			}
			row = row[len(word):]
			continue
		}
		text, ended := jsonText(row[1:])
		row = strings.TrimLeft(row[min(len(text)+2, len(row)):], " \t")
		switch {
		case strings.HasPrefix(row, ":"):
			key, keyed, row = text, true, row[1:]
		case keyed:
			members = append(members, jsonMember{key, text})
			key = "" // what follows in a list has none
		default:
			return members, false
		}
		if !ended {
			return members, false
		}
	}
	return members, true
}

// jsonPunctuation stands between texts, words and numbers.
const jsonPunctuation = "{}[], \t\r\n"

// jsonPlain is the number, true, false or null that s begins with.
func jsonPlain(s string) string {
	for _, word := range []string{"true", "false", "null"} {
		if strings.HasPrefix(s, word) {
			return word
		}
	}
	return s[:len(s)-len(strings.TrimLeft(s, "0123456789+-.eE"))]
}

// jsonText is what stands before the quote that ends it, and whether one does.
func jsonText(s string) (string, bool) {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return s[:i], true
		}
	}
	return s, false
}

// plainSlashes writes a slash without the backslash that Go does not know.
var plainSlashes = strings.NewReplacer(`\\`, `\\`, `\/`, `/`)

// unquotedJSON undoes the escapes of a text (RFC 8259 section 7).
func unquotedJSON(text string) string {
	if strings.IndexByte(text, '\\') < 0 {
		return text
	}
	if s, err := strconv.Unquote(`"` + plainSlashes.Replace(text) + `"`); err == nil {
		return s
	}
	return escapes.Replace(text)
}
