// Package apitest holds the tests that every host of the API passes: the
// native server and the Worker on workerd are asked the same things.
package apitest

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/smallstep/pkcs7"
	"github.com/stretchr/testify/require"

	"missinglink/analyzer"
	"missinglink/analyzer/testpki"
	"missinglink/wasm/worker/api"
)

// A Server is a host under test. Its limits are those of contract.json, but
// for the number of requests in a minute, which is off.
type Server struct {
	URL string
}

// Answer is a reply that was read to its end.
type Answer struct {
	Status int
	Header http.Header
	Body   string
}

// Ask sends a request and reads the reply. Every reply passes through here, so
// that none is without the headers and none is a stranger to the description.
func (s Server) Ask(t testing.TB, method, path string, body io.Reader, headers ...string) Answer {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, body)
	require.NoError(t, err)
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	answer := send(t, request)
	isDescribed(t, request, answer)
	return answer
}

func send(t testing.TB, request *http.Request) Answer {
	t.Helper()
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err, "%s %s", request.Method, request.URL)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	answer := Answer{response.StatusCode, response.Header, string(text)}
	answer.hasHeaders(t)
	return answer
}

// Post sends a body to /api/analyze.
func (s Server) Post(t testing.TB, query, body string, headers ...string) Answer {
	t.Helper()
	return s.Ask(t, http.MethodPost, "/api/analyze"+query, strings.NewReader(body), headers...)
}

// hasHeaders holds a reply against the headers of contract.json.
func (a Answer) hasHeaders(t testing.TB) {
	t.Helper()
	for name, value := range api.TheContract().Headers {
		require.Equal(t, []string{value}, a.Header.Values(name), "%s on status %d", name, a.Status)
	}
	require.NotEmpty(t, a.Header.Get("Content-Type"))
	for name := range a.Header {
		require.False(t, strings.HasPrefix(name, "Access-Control-"), "%s on status %d", name, a.Status)
	}
	require.Empty(t, a.Header.Get("Set-Cookie"))
}

// Fail sends a request to an address that only a build for tests has. Its
// reply is a refusal, which is not in the description.
func (s Server) Fail(t testing.TB, path, body string) Answer {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+path, strings.NewReader(body))
	require.NoError(t, err)
	return send(t, request)
}

// Refused asserts that the answer is that refusal: its status, its one line,
// its Retry-After, and nothing else.
func (a Answer) Refused(t testing.TB, code string) {
	t.Helper()
	refusal := api.TheContract().Refusals[code]
	require.NotZero(t, refusal.Status, "no refusal %q", code)
	require.Equal(t, refusal.Status, a.Status, a.Body)
	require.True(t, strings.HasSuffix(a.Body, refusal.Message+"\n"), "%q", a.Body)
	require.Equal(t, 1, strings.Count(a.Body, "\n"), "one line: %q", a.Body)
	require.Equal(t, "text/plain; charset=utf-8", a.Header.Get("Content-Type"))
	if refusal.RetryAfter > 0 {
		require.NotEmpty(t, a.Header.Get("Retry-After"))
	}
}

// At is the clock that tests give.
var At = testpki.Now

// AtQuery is At as a query parameter.
var AtQuery = "at=" + At.Format(time.RFC3339)

// Chain is a server certificate and its two CAs, none of them public.
func Chain() (leaf, issuing, root *testpki.Entity) {
	pki := testpki.New(88)
	root = pki.Root("CN=Suite Root CA,O=Example")
	issuing = root.Intermediate("CN=Suite Issuing CA,O=Example")
	return issuing.Leaf("api.example.com"), issuing, root
}

// Bodies are one chain in the forms in which it arrives.
func Bodies(t testing.TB) map[string]string {
	t.Helper()
	leaf, issuing, _ := Chain()
	bundle, err := pkcs7.DegenerateCertificate(append(append([]byte(nil), leaf.DER...), issuing.DER...))
	require.NoError(t, err)
	return map[string]string{
		"a transcript": "CONNECTED(00000003)\n---\nCertificate chain\n 0 s:CN = api.example.com\n   i:O = Example, CN = Suite Issuing CA\n" +
			leaf.PEM() + " 1 s:O = Example, CN = Suite Issuing CA\n   i:O = Example, CN = Suite Root CA\n" + issuing.PEM() +
			"---\nServer certificate\nsubject=CN = api.example.com\n---\n",
		"PEM":    leaf.PEM() + issuing.PEM(),
		"DER":    string(leaf.DER),
		"PKCS#7": string(bundle),
	}
}

// Want is what the same analysis gives in this process.
func Want(t testing.TB, list []analyzer.Input, o analyzer.Options, form string) string {
	t.Helper()
	r := analyzer.Analyze(t.Context(), list, o)
	switch form {
	case "json":
		return string(analyzer.JSON(r))
	case "md":
		return analyzer.Markdown(r)
	default:
		return analyzer.Text(r)
	}
}

// Form is a multipart body: names and contents in turn. A name with a slash
// is a field and the name of its file.
func Form(t testing.TB, parts ...string) (contentType, body string) {
	t.Helper()
	var out bytes.Buffer
	form := multipart.NewWriter(&out)
	require.NoError(t, form.SetBoundary("a-boundary-of-the-suite"))
	for i := 0; i+1 < len(parts); i += 2 {
		field, file, isFile := strings.Cut(parts[i], "/")
		var err error
		var w io.Writer
		if isFile {
			w, err = form.CreateFormFile(field, file)
		} else {
			w, err = form.CreateFormField(field)
		}
		require.NoError(t, err)
		_, err = io.WriteString(w, parts[i+1])
		require.NoError(t, err)
	}
	require.NoError(t, form.Close())
	return form.FormDataContentType(), out.String()
}
