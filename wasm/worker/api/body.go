package api

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"os"
	"path"
	"slices"
	"strings"

	"missinglink/analyzer"
)

// readBody reads a body of at most limit bytes. The code names the refusal
// and is empty when there is none.
func readBody(r *http.Request, limit int64) (body []byte, code string) {
	if r.ContentLength > limit {
		return nil, "too-large"
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, limit+1))
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		return nil, "slow-upload"
	case err != nil:
		return nil, "bad-form"
	case int64(len(body)) > limit:
		return nil, "too-large"
	}
	return body, ""
}

// fields are those of a form, what each is for, and their order: the inputs of
// the command line, which reads files, --trust, --client, --intermediates and
// --before one after the other.
var fields = []struct {
	name string
	role analyzer.Role
}{
	{"chain", ""},
	{"store", "store"},
	{"client", "client"},
	{"intermediates", "pool"},
	{"before", "before"},
}

// fieldNamed is the place of a field in the order, -1 for a stranger.
func fieldNamed(name string) int {
	for i, f := range fields {
		if f.name == name {
			return i
		}
	}
	return -1
}

// inputs makes the inputs of an analysis out of a body: the body as it is, or
// the parts of a form. The passwords are those of the form's password fields.
func inputs(r *http.Request, body []byte) (list []analyzer.Input, passwords []string, code string) {
	kind, params := mediaType(header(r, "Content-Type"))
	if kind != "multipart/form-data" {
		if holdsPrivateKey(body) {
			return nil, nil, "private-key"
		}
		if len(bytes.TrimSpace(body)) == 0 {
			return nil, nil, "empty"
		}
		return []analyzer.Input{{Name: "stdin", Data: body}}, nil, ""
	}
	parts, ok := readForm(body, params["boundary"], contract.Limits.Parts)
	if !ok || params["boundary"] == "" {
		return nil, nil, "bad-form"
	}
	lists := make([][]analyzer.Input, len(fields))
	for _, p := range parts {
		field := fieldNamed(p.field)
		switch {
		case p.field == "password":
			passwords = append(passwords, strings.TrimRight(string(p.data), "\r\n"))
			continue
		case field < 0:
			return nil, nil, "bad-form"
		case holdsPrivateKey(p.data):
			return nil, nil, "private-key"
		case len(bytes.TrimSpace(p.data)) == 0:
			continue
		}
		name := p.field
		if p.file != "" {
			name = path.Base(strings.ReplaceAll(p.file, `\`, "/"))
		}
		lists[field] = append(lists[field], analyzer.Input{Name: name, Role: fields[field].role, Data: p.data})
	}
	if list = slices.Concat(lists...); len(list) == 0 {
		return nil, nil, "empty"
	}
	return list, passwords, ""
}
