package api

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"net/textproto"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestReadForm(t *testing.T) {
	const curl = "--b\r\nContent-Disposition: form-data; name=\"chain\"; filename=\"C:\\certs\\a.pem\"\r\nContent-Type: application/octet-stream\r\n\r\none\r\n--not the mark\r\n\r\n--b\r\n"
	for name, c := range map[string]struct {
		body string
		want []part
		ok   bool
	}{
		"two parts":         {curl + "content-disposition:form-data;name=store\r\n\r\n\r\n--b--\r\n", []part{{"chain", `C:\certs\a.pem`, []byte("one\r\n--not the mark\r\n")}, {"store", "", []byte{}}}, true},
		"text around it":    {"before\r\n" + curl + "Content-Disposition: form-data; name=\"a\\\"b\"\r\n\r\n2\r\n--b--after", []part{{"chain", `C:\certs\a.pem`, []byte("one\r\n--not the mark\r\n")}, {`a"b`, "", []byte("2")}}, true},
		"no part":           {"--b--", nil, true},
		"space after mark":  {"--b \t\r\n\r\nx\r\n--b--", []part{{"", "", []byte("x")}}, true},
		"nothing":           {"", nil, false},
		"not closed":        {curl, nil, false},
		"no empty line":     {"--b\r\nContent-Disposition: form-data\r\n--b--", nil, false},
		"another boundary":  {"--c\r\n\r\n\r\n--c--", nil, false},
		"bytes in between":  {"--b\r\nHeader: x\r\n\r\n1\r\n--b noise\r\n\r\n\r\n--b--", nil, false},
		"longer boundary":   {"--bb\r\n\r\n\r\n--bb--", nil, false},
		"more than allowed": {strings.Repeat("--b\r\n\r\nx\r\n", 4) + "--b--", nil, false},
	} {
		parts, ok := readForm([]byte(c.body), "b", 3)
		require.Equal(t, c.ok, ok, name)
		require.Equal(t, c.want, parts, name)
	}
}

func TestMediaType(t *testing.T) {
	for header, want := range map[string]struct {
		value  string
		params map[string]string
	}{
		"":                                    {"", map[string]string{}},
		"text/plain":                          {"text/plain", map[string]string{}},
		" Text/Plain ; Charset=UTF-8; q=0.5 ": {"text/plain", map[string]string{"charset": "UTF-8", "q": "0.5"}},
		`a; b="c;d\"e\\f\g"; h = i`:           {"a", map[string]string{"b": `c;d"e\f\g`, "h": "i"}},
		`a; b="open`:                          {"a", map[string]string{"b": "open"}},
		"a; b=1; b=2; =3":                     {"a", map[string]string{"b": "1"}},
	} {
		value, params := mediaType(header)
		require.Equal(t, want.value, value, header)
		require.Equal(t, want.params, params, header)
	}
}

// FuzzForm: what the standard library writes and reads is read the same here,
// and no bytes make it panic.
func FuzzForm(f *testing.F) {
	f.Add("chain", "a.pem", []byte("-----BEGIN CERTIFICATE-----\r\n"), []byte("--b\r\n\r\n"))
	f.Add(`a"b`, `c:\d`, []byte("\r\n--b"), []byte("\r\n--b--"))
	f.Fuzz(func(t *testing.T, field, file string, data, noise []byte) {
		readForm(noise, "b", 3)
		mediaType(string(noise))
		if strings.ContainsFunc(field+file, func(c rune) bool { return c < ' ' || c > '~' }) || bytes.Contains(data, []byte("--the-mark")) {
			return
		}
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		require.NoError(t, form.SetBoundary("the-mark"))
		quote := strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace
		w, err := form.CreatePart(textproto.MIMEHeader{"Content-Disposition": {`form-data; name="` + quote(field) + `"; filename="` + quote(file) + `"`}})
		require.NoError(t, err)
		_, _ = w.Write(data)
		require.NoError(t, form.Close())

		parts, ok := readForm(body.Bytes(), "the-mark", 1)
		require.True(t, ok)
		require.Equal(t, field, parts[0].field)
		require.Equal(t, file, parts[0].file)
		require.True(t, bytes.Equal(data, parts[0].data))

		_, params, err := mime.ParseMediaType(form.FormDataContentType())
		require.NoError(t, err)
		theirs, err := multipart.NewReader(&body, params["boundary"]).NextPart()
		require.NoError(t, err)
		same, err := io.ReadAll(theirs)
		require.NoError(t, err)
		require.True(t, bytes.Equal(same, parts[0].data))
	})
}
