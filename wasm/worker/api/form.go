package api

import (
	"bytes"
	"strings"
)

// A part is one part of a form.
type part struct {
	field, file string
	data        []byte
}

// readForm reads a body of the type multipart/form-data (RFC 7578). It works
// on the bytes in place: mime/multipart would stream what is already here, and
// weigh thirty kilobytes in the Worker.
func readForm(body []byte, boundary string, most int) (parts []part, ok bool) {
	mark := []byte("\r\n--" + boundary)
	// The first boundary has no line break of its own.
	rest, found := bytes.CutPrefix(body, mark[2:])
	if !found {
		_, rest, found = bytes.Cut(body, mark)
	}
	for found {
		if bytes.HasPrefix(rest, []byte("--")) {
			return parts, true
		}
		// White space may follow a boundary (RFC 2046 section 5.1.1).
		line, _, ended := bytes.Cut(rest, []byte("\r\n"))
		if !ended || len(bytes.TrimLeft(line, " \t")) > 0 || len(parts) == most {
			return nil, false
		}
		var content []byte
		content, rest, found = bytes.Cut(rest[len(line):], mark)
		head, data, ended := bytes.Cut(content, []byte("\r\n\r\n"))
		if !found || !ended {
			return nil, false
		}
		p := part{data: data}
		for line := range strings.SplitSeq(string(head), "\r\n") {
			name, value, _ := strings.Cut(line, ":")
			if strings.EqualFold(strings.TrimSpace(name), "Content-Disposition") {
				_, params := mediaType(value)
				p.field, p.file = params["name"], params["filename"]
			}
		}
		parts = append(parts, p)
	}
	return nil, false
}

// mediaType takes a header such as text/plain; q="0.5" apart: the value in
// lower case, and its parameters (RFC 9110 section 5.6.6). A backslash before
// a quote or a backslash is dropped; before anything else it stays, as in the
// file names that Windows clients send.
func mediaType(header string) (value string, params map[string]string) {
	value, rest, _ := strings.Cut(header, ";")
	params = map[string]string{}
	for rest != "" {
		var name string
		name, rest, _ = strings.Cut(rest, "=")
		name = strings.ToLower(strings.TrimSpace(name))
		rest = strings.TrimLeft(rest, " \t")
		var text strings.Builder
		if strings.HasPrefix(rest, `"`) {
			i := 1
			for ; i < len(rest) && rest[i] != '"'; i++ {
				if rest[i] == '\\' && i+1 < len(rest) && (rest[i+1] == '"' || rest[i+1] == '\\') {
					i++
				}
				text.WriteByte(rest[i])
			}
			_, rest, _ = strings.Cut(rest[min(i+1, len(rest)):], ";")
		} else {
			var bare string
			bare, rest, _ = strings.Cut(rest, ";")
			text.WriteString(strings.TrimSpace(bare))
		}
		if _, twice := params[name]; !twice && name != "" {
			params[name] = text.String()
		}
	}
	return strings.ToLower(strings.TrimSpace(value)), params
}
