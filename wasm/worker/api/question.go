package api

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"missinglink/analyzer"
	"missinglink/analyzer/report"
)

// format is the form of the answer.
type format string

const (
	text     format = "text"
	markdown format = "md"
	jsonForm format = "json"
)

// mediaTypes are the types of the three forms, in the order in which a client
// that accepts all of them gets one.
var mediaTypes = []struct {
	form format
	name string
}{
	{text, "text/plain"},
	{markdown, "text/markdown"},
	{jsonForm, "application/json"},
}

func (f format) contentType() string {
	for _, m := range mediaTypes {
		if m.form == f && f != jsonForm {
			return m.name + "; charset=utf-8"
		}
	}
	return "application/json"
}

// maxHost is the longest name in the DNS, in characters (RFC 1035 section 2.3.4).
const maxHost = 253

// A parameter of the query: its name, whether a value may stand there, and
// what it takes in words.
type parameter struct {
	name  string
	takes func(value string) bool
	says  string
}

// parameters are those of /api/analyze; the names and meanings are those of
// the command line.
var parameters = []parameter{
	{"format", oneOf("text", "json", "md", "markdown"), "text, json or md"},
	{"at", isTime, "a time such as 2026-01-31T12:00:00Z"},
	{"host", isHost, "a host name"},
	{"store", oneOf("openjdk", "mozilla", "none"), "openjdk, mozilla or none"},
	{"direction", oneOf("outbound", "mid", "inbound"), "outbound, mid or inbound"},
	{"java", oneOf("8", "11", "17", "21", "25"), "8, 11, 17, 21 or 25"},
	{"lang", oneOf("en", "ja"), "en or ja"},
	{"redact", oneOf("0", "1"), "0 or 1"},
}

func oneOf(choices ...string) func(string) bool {
	return func(v string) bool { return slices.Contains(choices, v) }
}

func isTime(v string) bool {
	_, err := time.Parse(time.RFC3339, v)
	return err == nil
}

// question is what a request asks besides its body.
type question struct {
	form    format
	options analyzer.Options
}

// ask reads the query and the Accept header. The fault is a sentence for the
// client, empty when there is none; it holds no byte of the request.
func ask(r *http.Request, now func() time.Time) (q question, fault string) {
	query := r.URL.Query()
	for name := range query {
		if !slices.ContainsFunc(parameters, func(p parameter) bool { return p.name == name }) {
			return q, "The query holds a parameter that is not known."
		}
	}
	for _, p := range parameters {
		if query.Has(p.name) && !p.takes(query.Get(p.name)) {
			return q, "The parameter " + p.name + " takes " + p.says + "."
		}
	}
	q.form = accepted(header(r, "Accept"))
	switch query.Get("format") {
	case "text":
		q.form = text
	case "json":
		q.form = jsonForm
	case "md", "markdown":
		q.form = markdown
	}
	at := now().Truncate(time.Second)
	if query.Has("at") {
		at, _ = time.Parse(time.RFC3339, query.Get("at"))
	}
	q.options = analyzer.Options{
		At:        at.UTC(),
		Host:      query.Get("host"),
		Store:     query.Get("store"),
		Direction: report.Direction(query.Get("direction")),
		Java:      query.Get("java"),
		Lang:      query.Get("lang"),
		Redact:    query.Get("redact") == "1",
	}
	return q, ""
}

// isHost says whether a name may stand in a report as the host: letters,
// digits, dots, hyphens and underscores of names, colons and brackets of
// addresses. Names beyond ASCII arrive in their punycode form.
func isHost(host string) bool {
	const also = ".-_:[]"
	if len(host) == 0 || len(host) > maxHost {
		return false
	}
	for _, c := range []byte(host) {
		if !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte(also, c) >= 0) {
			return false
		}
	}
	return true
}

// accepted picks the form that an Accept header prefers (RFC 9110 section
// 12.5.1); text when it names none of ours.
func accepted(accept string) format {
	best, bestQ := text, 0.0
	for _, part := range strings.Split(accept, ",") {
		name, params := mediaType(part)
		weight := 1.0
		if q, err := strconv.ParseFloat(params["q"], 64); err == nil {
			weight = q
		}
		for _, m := range mediaTypes {
			if m.name == name && weight > bestQ {
				best, bestQ = m.form, weight
			}
		}
	}
	return best
}
