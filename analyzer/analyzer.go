// Package analyzer reads what a support engineer has of a failing TLS or
// mutual TLS connection and says what is wrong, who acts, and what to do.
//
// Data flows one way: bytes, evidence, certificates, graph, paths and the
// JDK's verdict, findings, remedies, worded report. The package is pure: it
// reads no clock, no network, no file and no random source.
package analyzer

import (
	"context"
	"encoding/json"
	"io"
	"strings"
	"time"

	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/intake"
	"missinglink/analyzer/internal/render"
	"missinglink/analyzer/internal/rules"
	"missinglink/analyzer/internal/text"
	"missinglink/analyzer/internal/trust"
	"missinglink/analyzer/report"
)

// Version of the tool; the build may set it with -ldflags -X.
var Version = "0.1.0"

// Tool names what makes the reports: this, its version and the date of its
// trust data, as a day.
func Tool() report.Tool {
	return report.Tool{Name: "Missing Link", Version: Version, TrustDate: trust.Date}
}

// Options of an analysis. The zero value of every field but At is a default.
type Options struct {
	// At is the instant at which certificates are judged. It must be set.
	At time.Time
	// Host is the name the client connects to, or its URL; empty: taken from the
	// input. "name:443" is a name that no certificate has, as it is for the JDK:
	// what people type into a field goes through [Peer].
	Host string
	// Port is where it connects to, empty: taken from the input.
	Port string
	// Store is the default trust store: "openjdk" (default), "mozilla", "none".
	Store string
	// Direction says who connects to whom; empty: found from the evidence.
	Direction report.Direction
	// Java is the JDK profile, "17" by default.
	Java string
	// Lang is "en" or "ja".
	Lang string
	// Passwords are tried on key stores.
	Passwords []string
	// Redact leaves host names, serials and organisations out of the report.
	Redact bool
}

// Role says what an input is for: "" (judged by content), "endpoint", "store",
// "client", "before" or "pool".
type Role string

// Input is one input of Analyze.
type Input struct {
	Name string
	Role Role
	Data []byte
}

// Analysis collects inputs and answers once.
type Analysis struct {
	opts   Options
	reader *intake.Reader
}

// Peer reads what somebody typed as the host: its name or address, with a port
// or inside a URL as well. What is neither stays as it is, without blanks.
func Peer(text string) (host, port string) { return intake.Peer(text) }

// New starts an analysis.
func New(o Options) *Analysis {
	if o.Store == "" {
		o.Store = "openjdk"
	}
	if o.Java == "" {
		o.Java = "17"
	}
	if o.Lang != "ja" {
		o.Lang = "en"
	}
	if strings.ContainsRune(o.Host, '/') {
		o.Host, o.Port = Peer(o.Host)
	}
	return &Analysis{opts: o, reader: intake.New(intake.Options{Passwords: o.Passwords})}
}

// Input adds an input; write its bytes in chunks of any size and close it.
// Write never fails: what cannot be read becomes a finding.
func (a *Analysis) Input(name string, role Role) io.WriteCloser {
	return a.reader.Input(name, evidence.Role(role))
}

// Report analyses what was read. All inputs must be closed. It always returns
// a report: a context that ends early cuts the analysis of further chains
// short, and the report says so.
func (a *Analysis) Report(ctx context.Context) *report.Report {
	words := text.For(a.opts.Lang)
	c := buildCase(ctx, a.reader.Evidence(), a.opts)
	findings := rules.Run(c)
	r := assemble(c, a.opts)
	say(r, c, findings, words)
	if a.opts.Redact {
		redact(r, c)
	}
	r.Mail = render.Mail(r, words) // wraps lines: after names have been replaced
	return r
}

// Analyze is New, Input and Report in one call.
func Analyze(ctx context.Context, inputs []Input, o Options) *report.Report {
	a := New(o)
	for _, in := range inputs {
		w := a.Input(in.Name, in.Role)
		w.Write(in.Data)
		w.Close()
	}
	return a.Report(ctx)
}

// Text renders the ticket note: plain text in the report's language.
func Text(r *report.Report) string { return render.Text(r, text.For(r.Lang)) }

// Markdown renders the full report in the report's language.
func Markdown(r *report.Report) string { return render.Markdown(r, text.For(r.Lang)) }

// Checklist renders what to import and the value of every field, root first;
// empty when nothing is to be imported.
func Checklist(r *report.Report) string { return render.Checklist(r, text.For(r.Lang)) }

// JSON is the report as every shell prints it: two spaces, no HTML escapes, a
// final newline. The same report gives the same bytes everywhere.
func JSON(r *report.Report) []byte {
	var out layout
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(r); err != nil {
		panic("analyzer: internal error: " + err.Error()) // a report holds only what JSON can
	}
	return out
}
