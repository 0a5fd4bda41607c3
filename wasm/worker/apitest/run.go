package apitest

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer"
	"missinglink/analyzer/testpki"
	"missinglink/wasm/worker/api"
)

// mediaTypes are the types of the forms of an answer.
var mediaTypes = map[string]string{
	"text": "text/plain; charset=utf-8",
	"md":   "text/markdown; charset=utf-8",
	"json": "application/json",
}

// Run asks a server what every host must answer alike.
func Run(t *testing.T, s Server) {
	t.Run("reports", s.reports)
	t.Run("accept", s.accept)
	t.Run("options", s.options)
	t.Run("forms", s.forms)
	t.Run("refusals", s.refusals)
	t.Run("private keys", s.privateKeys)
	t.Run("sizes", s.sizes)
	t.Run("golden stories", s.stories)
	t.Run("version", s.version)
	t.Run("duplicate roots", s.duplicateRoots)
}

func (s Server) reports(t *testing.T) {
	for name, body := range Bodies(t) {
		for form, mediaType := range mediaTypes {
			got := s.Post(t, "?format="+form+"&"+AtQuery, body)
			require.Equal(t, http.StatusOK, got.Status, "%s: %s", name, got.Body)
			require.Equal(t, mediaType, got.Header.Get("Content-Type"))
			want := Want(t, []analyzer.Input{{Name: "stdin", Data: []byte(body)}}, analyzer.Options{At: At}, form)
			require.NotEmpty(t, want)
			require.Equal(t, want, got.Body, "%s as %s", name, form)
		}
	}
}

func (s Server) accept(t *testing.T) {
	body := Bodies(t)["PEM"]
	for accept, form := range map[string]string{
		"*/*":              "text",
		"application/json": "json",
		"text/markdown":    "md",
		"text/html, application/json;q=0.9, */*;q=0.1": "json",
		"text/plain;q=0.2, text/markdown;q=0.8":        "md",
		"image/png":                                    "text",
		"not a type,,;":                                "text",
	} {
		got := s.Post(t, "?"+AtQuery, body, "Accept", accept)
		require.Equal(t, http.StatusOK, got.Status)
		require.Equal(t, mediaTypes[form], got.Header.Get("Content-Type"), accept)
	}
	got := s.Post(t, "?format=md&"+AtQuery, body, "Accept", "application/json")
	require.Equal(t, mediaTypes["md"], got.Header.Get("Content-Type"), "the query outranks the header")
}

func (s Server) options(t *testing.T) {
	body := Bodies(t)["PEM"]
	for query, o := range map[string]analyzer.Options{
		"host=api.example.com": {Host: "api.example.com"},
		"host=other.example":   {Host: "other.example"},
		"store=none":           {Store: "none"},
		"store=mozilla":        {Store: "mozilla"},
		"direction=mid":        {Direction: "mid"},
		"lang=ja":              {Lang: "ja"},
		"redact=1":             {Redact: true},
		"java=17":              {Java: "17"},
	} {
		o.At = At
		want := Want(t, []analyzer.Input{{Name: "stdin", Data: []byte(body)}}, o, "json")
		got := s.Post(t, "?format=json&"+AtQuery+"&"+query, body)
		require.Equal(t, want, got.Body, query)
	}
	// Without a clock of its own the request is judged now.
	var now struct{ At string }
	require.NoError(t, json.Unmarshal([]byte(s.Post(t, "?format=json", body).Body), &now))
	require.NotEqual(t, At.Format("2006-01-02T15:04:05Z"), now.At)
}

func (s Server) forms(t *testing.T) {
	leaf, issuing, root := Chain()
	contentType, body := Form(t,
		"before/monday.pem", leaf.PEM(), "client", leaf.PEM(), "chain/leaf.pem", leaf.PEM(), `chain/C:\certs\issuing.pem`, issuing.PEM(),
		"intermediates", issuing.PEM(), "store/store.pem", root.PEM(), "password", "changeit")
	want := Want(t, []analyzer.Input{
		{Name: "leaf.pem", Data: []byte(leaf.PEM())},
		{Name: "issuing.pem", Data: []byte(issuing.PEM())},
		{Name: "store.pem", Role: "store", Data: []byte(root.PEM())},
		{Name: "client", Role: "client", Data: []byte(leaf.PEM())},
		{Name: "intermediates", Role: "pool", Data: []byte(issuing.PEM())},
		{Name: "monday.pem", Role: "before", Data: []byte(leaf.PEM())},
	}, analyzer.Options{At: At, Passwords: []string{"changeit"}}, "json")
	got := s.Post(t, "?format=json&"+AtQuery, body, "Content-Type", contentType)
	require.Equal(t, want, got.Body)

	for name, parts := range map[string][]string{
		"an unknown field": {"upload", leaf.PEM()},
		"too many parts":   many("chain", leaf.PEM(), api.TheContract().Limits.Parts+1),
	} {
		contentType, body := Form(t, parts...)
		t.Log(name)
		s.Post(t, "", body, "Content-Type", contentType).Refused(t, "bad-form")
	}
	contentType, body = Form(t, "chain", "", "password", "changeit")
	s.Post(t, "", body, "Content-Type", contentType).Refused(t, "empty")
	contentType, body = Form(t, "chain", leaf.PEM())
	s.Post(t, "", body[:len(body)-20], "Content-Type", contentType).Refused(t, "bad-form")
	s.Post(t, "", body, "Content-Type", "multipart/form-data").Refused(t, "bad-form")
	contentType, body = Form(t, "chain", leaf.PEM(), "client/key.pem", leaf.KeyPEM())
	s.Post(t, "", body, "Content-Type", contentType).Refused(t, "private-key")
}

func many(name, content string, n int) (parts []string) {
	for range n {
		parts = append(parts, name, content)
	}
	return parts
}

func (s Server) refusals(t *testing.T) {
	for _, method := range []string{"GET", "PUT", "DELETE", "PATCH", "OPTIONS"} {
		got := s.Ask(t, method, "/api/analyze", nil)
		got.Refused(t, "method")
		require.Equal(t, "POST", got.Header.Get("Allow"))
	}
	got := s.Ask(t, "POST", "/api/version", strings.NewReader("x"))
	got.Refused(t, "method")
	require.Equal(t, "GET, HEAD", got.Header.Get("Allow"))
	s.Ask(t, "GET", "/api/", nil).Refused(t, "not-found")
	s.Ask(t, "POST", "/api/analyse", strings.NewReader("x")).Refused(t, "not-found")
	s.Ask(t, "GET", "/api/../api/nothing", nil).Refused(t, "not-found")

	body := Bodies(t)["PEM"]
	for _, query := range []string{
		"format=xml", "format=", "at=yesterday", "at=", "store=windows", "direction=up", "lang=de", "java=x", "java=99999",
		"redact=yes", "host=", "host=a%20b", "host=%3Cscript%3E", "host=" + strings.Repeat("a", 254), "hots=a", "host=%0aX",
	} {
		s.Post(t, "?"+query, body).Refused(t, "bad-parameter")
	}
	s.Post(t, "", "").Refused(t, "empty")
	s.Post(t, "", " \r\n\t").Refused(t, "empty")

	for _, noise := range []string{"hello", "GET / HTTP/1.1", "\x00\x01\x02", strings.Repeat("lorem ipsum ", 1000)} {
		got := s.Post(t, "?"+AtQuery, noise)
		require.Equal(t, http.StatusUnprocessableEntity, got.Status, got.Body)
		require.Equal(t, 1, strings.Count(got.Body, "\n"), "one line: %q", got.Body)
		require.Greater(t, len(got.Body), 20, "says what to do: %q", got.Body)
	}

	got = s.Post(t, "?format=json", "")
	var refused struct{ Error api.Refusal }
	require.NoError(t, json.Unmarshal([]byte(got.Body), &refused))
	require.Equal(t, api.TheContract().Refusals["empty"], refused.Error)
	require.Equal(t, "application/json", got.Header.Get("Content-Type"))
	got = s.Post(t, "?format=text", "", "Accept", "application/json")
	got.Refused(t, "empty")

	s.Ask(t, "GET", "/api/aia", nil).Refused(t, "method")
}

// privateKeys: the answer says that there was one, and shows nothing of it.
func (s Server) privateKeys(t *testing.T) {
	leaf, _, _ := Chain()
	key := leaf.KeyPEM()
	canary := strings.Split(key, "\n")[1]
	for _, form := range []string{"text", "md"} {
		got := s.Post(t, "?format="+form, leaf.PEM()+key)
		got.Refused(t, "private-key")
		require.NotContains(t, got.Body, canary[:16])
	}
	got := s.Post(t, "?format=json", leaf.PEM()+key)
	require.Equal(t, http.StatusUnprocessableEntity, got.Status)
	require.NotContains(t, got.Body, canary[:16])
}

// endless is a body of n bytes that never exists as a whole.
func endless(n int64) io.Reader { return io.LimitReader(zeros{}, n) }

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func (s Server) sizes(t *testing.T) {
	limit := api.TheContract().Limits.Body
	body := Bodies(t)["PEM"]
	got := s.Post(t, "?"+AtQuery, body+strings.Repeat("\n", int(limit)-len(body)))
	require.Equal(t, http.StatusOK, got.Status, "a body of exactly the limit")
	s.Post(t, "", body+strings.Repeat("\n", int(limit)-len(body)+1)).Refused(t, "too-large")
	for _, size := range []int64{10 << 20, 100 << 20} {
		s.tooLarge(t, size)
	}
}

// tooLarge sends a body with its length, and in chunks without one. A server
// may close the connection before it has read all; the client may then see
// the answer or the end of the connection, but never wait.
func (s Server) tooLarge(t *testing.T, size int64) {
	t.Helper()
	for _, chunked := range []bool{false, true} {
		request, err := http.NewRequestWithContext(t.Context(), "POST", s.URL+"/api/analyze", endless(size))
		require.NoError(t, err)
		if request.ContentLength = size; chunked {
			request.ContentLength = -1
		}
		// The client then sends the body only when it is asked to.
		request.Header.Set("Expect", "100-continue")
		response, err := (&http.Transport{ExpectContinueTimeout: 1e8}).RoundTrip(request)
		if err != nil {
			require.True(t, chunked, "%d bytes with a length: %v", size, err)
			continue
		}
		text, err := io.ReadAll(response.Body)
		response.Body.Close()
		require.NoError(t, err)
		answer := Answer{response.StatusCode, response.Header, string(text)}
		answer.hasHeaders(t)
		answer.Refused(t, "too-large")
	}
}

func (s Server) version(t *testing.T) {
	got := s.Ask(t, "GET", "/api/version", nil)
	require.Equal(t, http.StatusOK, got.Status)
	var v api.Version
	require.NoError(t, json.Unmarshal([]byte(got.Body), &v))
	require.Equal(t, analyzer.Version, v.Version)
	require.Equal(t, 1, v.Schema)
	require.NotEmpty(t, v.TrustDate)
	head := s.Ask(t, "HEAD", "/api/version", nil)
	require.Equal(t, http.StatusOK, head.Status)
	require.Empty(t, head.Body)
	described := s.Ask(t, "GET", "/api/openapi.json", nil)
	require.True(t, json.Valid([]byte(described.Body)))
}

// duplicateRoots: copies of one RSA root all fit as each other's issuer. What
// is distinct is checked, and once.
func (s Server) duplicateRoots(t *testing.T) {
	root := testpki.New(89).Root("CN=Copied Root", testpki.KeyOf(testpki.RSA4096))
	bomb := bytes.Repeat([]byte(root.PEM()), int(api.TheContract().Limits.Body)/len(root.PEM()))
	got := s.Ask(t, "POST", "/api/analyze?format=json&"+AtQuery, bytes.NewReader(bomb))
	require.Equal(t, http.StatusOK, got.Status, got.Body[:min(300, len(got.Body))])
	want := Want(t, []analyzer.Input{{Name: "stdin", Data: bomb}}, analyzer.Options{At: At}, "json")
	require.Equal(t, want, got.Body)
}
