package api

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/report"
)

func noon() time.Time { return time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC) }

func serve(c Config, r *http.Request) *httptest.ResponseRecorder {
	if c.Now == nil {
		c.Now = noon
	}
	w := httptest.NewRecorder()
	New(c).ServeHTTP(w, r)
	return w
}

func post(body io.Reader) *http.Request {
	return httptest.NewRequest(http.MethodPost, "/api/analyze", body)
}

func requireRefusal(t *testing.T, code string, w *httptest.ResponseRecorder) {
	t.Helper()
	want := contract.Refusals[code]
	require.Equal(t, want.Status, w.Code)
	require.Equal(t, want.Message+"\n", w.Body.String())
	for name, value := range contract.Headers {
		require.Equal(t, value, w.Header().Get(name))
	}
}

func TestAPanicIsAnAnswerWithoutTheInput(t *testing.T) {
	w := serve(Config{Now: func() time.Time { panic("canary") }}, post(strings.NewReader("hello")))
	requireRefusal(t, "crashed", w)
}

func TestBodiesThatDoNotArrive(t *testing.T) {
	requireRefusal(t, "slow-upload", serve(Config{}, post(iotest.ErrReader(os.ErrDeadlineExceeded))))
	requireRefusal(t, "bad-form", serve(Config{}, post(iotest.ErrReader(errors.New("canary")))))
}

func TestNoPlaceFree(t *testing.T) {
	w := serve(Config{Slots: make(chan struct{})}, post(strings.NewReader("hello")))
	requireRefusal(t, "busy", w)
	require.Equal(t, "2", w.Header().Get("Retry-After"))

	slots := make(chan struct{}, 1)
	for range 3 {
		w = serve(Config{Slots: slots}, post(strings.NewReader("hello")))
		require.NotEqual(t, http.StatusServiceUnavailable, w.Code, "a place is given back")
	}
}

func TestTooOften(t *testing.T) {
	var asked []string
	c := Config{Allow: func(client string) bool { asked = append(asked, client); return false }}
	w := serve(c, post(strings.NewReader("hello")))
	requireRefusal(t, "rate", w)
	require.Equal(t, "60", w.Header().Get("Retry-After"))
	require.Equal(t, []string{"192.0.2.1"}, asked, "the address without its port")
	require.Equal(t, http.StatusOK, serve(c, httptest.NewRequest("GET", "/api/version", nil)).Code, "reading the version is free")
}

func TestDeadline(t *testing.T) {
	requireRefusal(t, "deadline", serve(Config{Deadline: -time.Second}, post(strings.NewReader("hello"))))
	w := serve(Config{Deadline: time.Minute}, post(strings.NewReader("hello")))
	require.Equal(t, http.StatusUnprocessableEntity, w.Code)
}

// TestHeadersThatTheWorkersLibrarySplit: it cuts every header at its commas.
func TestHeadersThatTheWorkersLibrarySplit(t *testing.T) {
	r := post(strings.NewReader(""))
	r.Header["Accept"] = []string{"text/html", " application/json"}
	w := serve(Config{}, r)
	require.Equal(t, "application/json", w.Header().Get("Content-Type"))

	r = post(strings.NewReader("--a,b\r\nContent-Disposition: form-data; name=\"chain\"\r\n\r\n\r\n--a,b--\r\n"))
	r.Header["Content-Type"] = []string{`multipart/form-data; boundary="a`, `b"`}
	requireRefusal(t, "empty", serve(Config{}, r))
}

func TestIssuersAreOffByDefault(t *testing.T) {
	r := httptest.NewRequest(http.MethodPost, "/api/aia", strings.NewReader("x"))
	r.Header.Set("X-Missing-Link", "1")
	requireRefusal(t, "aia-off", serve(Config{}, r))
}

// TestRefusals holds the sentences to the house style and to the numbers that
// they name.
func TestRefusals(t *testing.T) {
	l := contract.Limits
	require.EqualValues(t, 1<<20, l.Body)
	require.Equal(t, 10*time.Second, l.UploadOf())
	require.Equal(t, 15*time.Second, l.DeadlineOf())
	never := regexp.MustCompile(`(?i)\b(please|sorry|oops|valid|invalid|illegal|forbidden)\b|went wrong`)
	for code, r := range contract.Refusals {
		require.Regexp(t, `^[A-Z].*\.$|^The form cannot be read\.`, r.Message, code)
		require.NotContains(t, r.Message, "\n")
		require.NotRegexp(t, never, r.Message, code)
		require.GreaterOrEqual(t, r.Status, 400)
		require.Equal(t, r.Status == 429 || r.Status == 503, r.RetryAfter > 0, code)
	}
	require.Contains(t, contract.Refusals["too-large"].Message, "1 MiB")
	require.Contains(t, contract.Refusals["slow-upload"].Message, "10 seconds")
	require.Contains(t, contract.Refusals["deadline"].Message, "15 seconds")
	require.Contains(t, contract.Refusals["busy"].Message, "2 seconds")
}

// schema is what the test reads of a schema in openapi.json.
type schema struct {
	Enum       []string
	Required   []string
	Properties map[string]schema
	Items      *schema
}

// TestDescription holds openapi.json against the handler.
func TestDescription(t *testing.T) {
	var d struct {
		Paths map[string]map[string]struct {
			Parameters []struct {
				Name, In string
				Schema   schema
			}
			RequestBody struct {
				Content map[string]struct{ Schema schema }
			}
			Responses map[string]json.RawMessage
		}
		Components struct{ Schemas map[string]schema }
	}
	require.NoError(t, json.Unmarshal(openAPI, &d))

	// Every address with its methods, and no other.
	require.Len(t, d.Paths, len(addresses))
	for path, address := range addresses {
		var methods []string
		for method := range d.Paths[path] {
			methods = append(methods, strings.ToUpper(method))
		}
		require.Equal(t, []string{strings.Split(address.allow, ",")[0]}, methods, path)
	}

	// Every parameter, and what it takes.
	analyze := d.Paths["/api/analyze"]["post"]
	require.Len(t, analyze.Parameters, len(parameters))
	for i, p := range parameters {
		require.Equal(t, p.name, analyze.Parameters[i].Name)
		for _, choice := range analyze.Parameters[i].Schema.Enum {
			require.True(t, p.takes(choice), "%s=%s", p.name, choice)
		}
		require.False(t, p.takes(""), p.name)
		require.False(t, p.takes("\x00"), p.name)
	}

	// Every field of a form.
	form := analyze.RequestBody.Content["multipart/form-data"].Schema
	require.Len(t, form.Properties, len(fields)+1)
	for _, field := range fields {
		require.Contains(t, form.Properties, field.name)
	}
	require.Contains(t, form.Properties, "password")

	// Every code, every field of the version and of the report.
	codes := []string{"no-certificate"}
	for code := range contract.Refusals {
		codes = append(codes, code)
	}
	refusal := d.Components.Schemas["Refusal"].Properties["error"]
	require.ElementsMatch(t, codes, refusal.Properties["code"].Enum)
	for name, value := range map[string]any{"Version": Version{}, "Report": report.Report{}} {
		all, required := members(reflect.TypeOf(value))
		require.ElementsMatch(t, required, d.Components.Schemas[name].Required, name)
		var described []string
		for field := range d.Components.Schemas[name].Properties {
			described = append(described, field)
		}
		require.ElementsMatch(t, all, described, name)
	}
}

// members are the JSON names of a struct, and of them those always present.
func members(t reflect.Type) (all, required []string) {
	for f := range t.NumField() {
		tag := strings.Split(t.Field(f).Tag.Get("json"), ",")
		all = append(all, tag[0])
		if !slices.Contains(tag, "omitempty") {
			required = append(required, tag[0])
		}
	}
	return all, required
}

// FuzzAsk: no query and no Accept header make the reading of them panic, and
// what passes is one of the choices.
func FuzzAsk(f *testing.F) {
	f.Add("format=json&at=2026-01-01T00:00:00Z", "text/html;q=0.1,application/json")
	f.Add("host=%zz&;&=", ";;,")
	f.Fuzz(func(t *testing.T, query, accept string) {
		r := httptest.NewRequest("POST", "/api/analyze", nil)
		r.URL.RawQuery = query
		r.Header.Set("Accept", accept)
		q, fault := ask(r, noon)
		if fault != "" {
			return
		}
		require.Contains(t, []format{text, markdown, jsonForm}, q.form)
		require.False(t, q.options.At.IsZero() && !r.URL.Query().Has("at"))
		require.NotContains(t, q.options.Host, " ")
	})
}
