package api

import (
	_ "embed"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// contract.json is the part of the API that two programs enforce: this
// handler, and entry.mjs, which refuses in JavaScript before Go starts.
//
//go:embed contract.json
var contractJSON []byte

// Limits of one request and of one process.
type Limits struct {
	// Body is the largest body in bytes. A long chain with a trust store of
	// a hundred roots is 250 KB of PEM; 1 MiB leaves room for a log around it
	// and keeps the analysis inside the CPU time of a hosted plan.
	Body int64 `json:"body"`
	// Buffered is how many body bytes may wait in memory at once. An isolate
	// has 128 MB, of which the analysis itself needs up to a half.
	Buffered int64 `json:"buffered"`
	// Upload is how long a body may take to arrive, in milliseconds.
	Upload int `json:"upload"`
	// Deadline of an analysis in milliseconds.
	Deadline int `json:"deadline"`
	// InFlight is how many analyses may be under way. They share one thread,
	// so more would only make all of them late.
	InFlight int `json:"inFlight"`
	// Uses is how many requests one Go instance serves before a fresh one
	// takes over: the library keeps two callbacks for every body it reads.
	Uses int `json:"uses"`
	// Rate is how many requests one address may send in a minute.
	Rate int `json:"rate"`
	// Parts is the largest number of parts in a form.
	Parts int `json:"parts"`
}

// A Refusal is an answer without a report: a status and one line that says
// what to do.
type Refusal struct {
	Code       string `json:"code"`
	Status     int    `json:"status"`
	Message    string `json:"message"`
	RetryAfter int    `json:"retryAfter,omitempty"`
}

// Contract holds the limits, the headers of every reply and the refusals.
type Contract struct {
	Limits   Limits             `json:"limits"`
	Headers  map[string]string  `json:"headers"`
	Refusals map[string]Refusal `json:"refusals"`
}

var contract = func() (c Contract) {
	if err := json.Unmarshal(contractJSON, &c); err != nil {
		panic("api: contract.json: " + err.Error())
	}
	for code, r := range c.Refusals {
		r.Code = code
		c.Refusals[code] = r
	}
	return c
}()

// TheContract returns a copy of what contract.json says.
func TheContract() Contract { return contract }

// DeadlineOf is the deadline of an analysis.
func (l Limits) DeadlineOf() time.Duration { return time.Duration(l.Deadline) * time.Millisecond }

// UploadOf is the time a body may take.
func (l Limits) UploadOf() time.Duration { return time.Duration(l.Upload) * time.Millisecond }

// setHeaders puts the headers of every reply on this one.
func setHeaders(h http.Header) {
	for name, value := range contract.Headers {
		h.Set(name, value)
	}
}

// refuse answers with the refusal of that code. A detail, where there is one,
// is said before the line and never holds bytes of the body.
func refuse(w http.ResponseWriter, r *http.Request, code, detail string) {
	refusal, known := contract.Refusals[code]
	if !known {
		refusal = contract.Refusals["crashed"]
	}
	if detail != "" {
		refusal.Message = detail + " " + refusal.Message
	}
	write(w, r, refusal)
}

// write sends a refusal as JSON to a client that reads JSON, else as a line.
func write(w http.ResponseWriter, r *http.Request, refusal Refusal) {
	setHeaders(w.Header())
	if refusal.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(refusal.RetryAfter))
	}
	body := []byte(refusal.Message + "\n")
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if readsJSON(r) {
		w.Header().Set("Content-Type", "application/json")
		body, _ = json.Marshal(map[string]Refusal{"error": refusal})
		body = append(body, '\n')
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(refusal.Status)
	_, _ = w.Write(body)
}

// readsJSON says whether a refusal goes out as JSON. entry.mjs asks the same.
func readsJSON(r *http.Request) bool {
	if f := r.URL.Query().Get("format"); f != "" {
		return f == "json"
	}
	return strings.Contains(header(r, "Accept"), "application/json")
}

// header joins a header that the Workers library splits at every comma.
func header(r *http.Request, name string) string {
	return strings.Join(r.Header.Values(name), ",")
}
