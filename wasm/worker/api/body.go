package api

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"os"
	"path"
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

// roles are the fields of a form and what each is for; they are the inputs of
// the command line: files, --trust, --client and --before.
var roles = map[string]analyzer.Role{
	"chain":  "endpoint",
	"store":  "store",
	"client": "client",
	"before": "before",
}

// inputs makes the inputs of an analysis out of a body: the body as it is, or
// the parts of a form. The passwords are those of the form's password fields.
func inputs(r *http.Request, body []byte) (list []analyzer.Input, passwords []string, code string) {
	kind, params, err := mime.ParseMediaType(header(r, "Content-Type"))
	if err != nil || kind != "multipart/form-data" {
		if holdsPrivateKey(body) {
			return nil, nil, "private-key"
		}
		if len(bytes.TrimSpace(body)) == 0 {
			return nil, nil, "empty"
		}
		return []analyzer.Input{{Name: "stdin", Data: body}}, nil, ""
	}
	form := multipart.NewReader(bytes.NewReader(body), params["boundary"])
	for n := 0; ; n++ {
		part, err := form.NextPart()
		if err == io.EOF {
			break
		}
		if err != nil || n >= contract.Limits.Parts {
			return nil, nil, "bad-form"
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return nil, nil, "bad-form"
		}
		role, known := roles[part.FormName()]
		switch {
		case part.FormName() == "password":
			passwords = append(passwords, strings.TrimRight(string(data), "\r\n"))
			continue
		case !known:
			return nil, nil, "bad-form"
		case holdsPrivateKey(data):
			return nil, nil, "private-key"
		case len(bytes.TrimSpace(data)) == 0:
			continue
		}
		name := part.FormName()
		if file := part.FileName(); file != "" {
			name = path.Base(strings.ReplaceAll(file, `\`, "/"))
		}
		list = append(list, analyzer.Input{Name: name, Role: role, Data: data})
	}
	if len(list) == 0 {
		return nil, nil, "empty"
	}
	return list, passwords, ""
}
