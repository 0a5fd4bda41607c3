// Package api is the HTTP face of the analysis: a plain http.Handler that the
// Cloudflare Worker, the native server and the tests share. It keeps no state
// between requests, logs nothing and stores nothing.
package api

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"time"

	"missinglink/analyzer"
	"missinglink/analyzer/report"
	"missinglink/wasm/worker/aia"
)

// Config is what a host gives the handler. Now must be set; the zero value of
// the other fields switches them off, as in the Worker, whose entry.mjs
// counts, limits and times before Go is asked.
type Config struct {
	// Now is the clock; a request may give its own with the parameter at.
	Now func() time.Time
	// Issuers fetches the certificates that POST /api/aia answers with; nil
	// switches that address off.
	Issuers aia.Fetcher
	// Allow says whether a client may send another request now; nil: always.
	Allow func(client string) bool
	// Slots bounds the analyses under way by its capacity; nil: unbounded.
	Slots chan struct{}
	// Deadline ends an analysis; 0: none. It needs timers, which the Worker
	// must not use (docs/worker.md).
	Deadline time.Duration
}

// New makes the handler.
func New(c Config) http.Handler { return server{c} }

type server struct{ Config }

// addresses are what the handler answers to, and with which methods.
var addresses = map[string]struct {
	allow string
	serve func(server, http.ResponseWriter, *http.Request)
}{
	"/api/analyze":      {"POST", server.analyze},
	"/api/aia":          {"POST", server.aia},
	"/api/version":      {"GET, HEAD", server.version},
	"/api/openapi.json": {"GET, HEAD", server.description},
}

func (s server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	setHeaders(w.Header())
	defer func() {
		// The reply is written in one piece at the end, so a panic comes
		// before it. What the panic says may hold input: it is dropped.
		if recover() != nil {
			refuse(w, r, "crashed", "")
		}
	}()
	address, known := addresses[r.URL.Path]
	if !known {
		refuse(w, r, "not-found", "")
		return
	}
	if !allows(address.allow, r.Method) {
		w.Header().Set("Allow", address.allow)
		refuse(w, r, "method", "")
		return
	}
	if r.Method == http.MethodPost && s.Allow != nil && !s.Allow(clientOf(r)) {
		refuse(w, r, "rate", "")
		return
	}
	address.serve(s, w, r)
}

func allows(allow, method string) bool {
	return allow == method || allow == "GET, HEAD" && (method == http.MethodGet || method == http.MethodHead)
}

// clientOf is the address a request came from, without its port.
func clientOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// analyze answers POST /api/analyze.
func (s server) analyze(w http.ResponseWriter, r *http.Request) {
	question, fault := ask(r, s.Now)
	if fault != "" {
		refuse(w, r, "bad-parameter", fault)
		return
	}
	body, code := readBody(r, contract.Limits.Body)
	if code != "" {
		refuse(w, r, code, "")
		return
	}
	list, passwords, code := inputs(r, body)
	if code != "" {
		refuse(w, r, code, "")
		return
	}
	question.options.Passwords = passwords
	result, code := s.report(r.Context(), list, question.options)
	if code != "" {
		refuse(w, r, code, "")
		return
	}
	switch {
	case holdsFinding(result, "private-key-pasted"):
		refuse(w, r, "private-key", "")
	case result.Verdict.Code == "no-certificate":
		v := result.Verdict
		write(w, r, Refusal{Code: v.Code, Status: http.StatusUnprocessableEntity,
			Message: oneLine(v.Title + " " + v.NextAction + " " + v.NextCommand)})
	default:
		answer(w, question.form.contentType(), render(result, question.form))
	}
}

// report runs the analysis in a slot and within the deadline.
func (s server) report(ctx context.Context, list []analyzer.Input, o analyzer.Options) (*report.Report, string) {
	if s.Slots != nil {
		select {
		case s.Slots <- struct{}{}:
		default:
			return nil, "busy"
		}
	}
	leave := func() {
		if s.Slots != nil {
			<-s.Slots
		}
	}
	if s.Deadline == 0 {
		defer leave()
		return analyzer.Analyze(ctx, list, o), ""
	}
	ctx, cancel := context.WithTimeout(ctx, s.Deadline)
	defer cancel()
	done := make(chan *report.Report, 1)
	go func() {
		// A slot stays taken until the analysis has really ended.
		defer leave()
		defer close(done)
		defer func() { _ = recover() }()
		done <- analyzer.Analyze(ctx, list, o)
	}()
	select {
	case result := <-done:
		if ctx.Err() != nil {
			return nil, "deadline"
		}
		if result == nil {
			return nil, "crashed"
		}
		return result, ""
	case <-ctx.Done():
		return nil, "deadline"
	}
}

func holdsFinding(r *report.Report, id string) bool {
	for _, f := range r.Findings {
		if f.ID == id {
			return true
		}
	}
	return false
}

// render gives the bytes that the command line prints for the same report.
func render(r *report.Report, f format) []byte {
	switch f {
	case jsonForm:
		return analyzer.JSON(r)
	case markdown:
		return []byte(analyzer.Markdown(r))
	default:
		return []byte(analyzer.Text(r))
	}
}

// oneLine puts a sentence of several lines on one.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// answer writes a whole reply.
func answer(w http.ResponseWriter, contentType string, body []byte) {
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(body)
}

// Version is the reply of GET /api/version.
type Version struct {
	Name string `json:"name"`
	// Version of the tool, and of the report's contract.
	Version string `json:"version"`
	Schema  int    `json:"schema"`
	// TrustDate is the day of the trust stores built in.
	TrustDate string `json:"trustDate"`
	// Go is the release of the compiler.
	Go string `json:"go"`
	// AIA says whether POST /api/aia is switched on.
	AIA bool `json:"aia"`
}

// version answers GET /api/version.
func (s server) version(w http.ResponseWriter, r *http.Request) {
	tool := analyzer.Analyze(r.Context(), nil, analyzer.Options{At: s.Now().UTC()}).Tool
	v := Version{Name: tool.Name, Version: tool.Version, Schema: report.Schema, TrustDate: tool.TrustDate, Go: runtime.Version(), AIA: s.Issuers != nil}
	body, err := json.Marshal(v)
	if err != nil {
		panic("api: " + err.Error())
	}
	answer(w, jsonForm.contentType(), append(body, '\n'))
}
