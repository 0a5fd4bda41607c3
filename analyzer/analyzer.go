// Package analyzer reads what a support engineer has of a failing TLS or
// mutual TLS connection and says what is wrong, who acts, and what to do.
//
// Data flows one way: bytes, evidence, certificates, graph, paths and the
// JDK's verdict, findings, remedies, worded report. The package is pure: it
// reads no clock, no network, no file and no random source.
package analyzer

import (
	"context"
	"io"
	"time"

	"missinglink/analyzer/report"
)

// Version of the tool; the build may set it with -ldflags -X.
var Version = "0.1.0"

// Options of an analysis. The zero value of every field but At is a default.
type Options struct {
	// At is the instant at which certificates are judged. It must be set.
	At time.Time
	// Host is the name the client connects to; empty: taken from the input.
	Host string
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

// Analysis collects inputs and answers once.
type Analysis struct{}

// Role says what an input is for: "", "endpoint", "store", "client", "before", "pool".
type Role string

// Input is one input of Analyze.
type Input struct {
	Name string
	Role Role
	Data []byte
}

// New starts an analysis.
func New(o Options) *Analysis { return &Analysis{} }

// Input adds an input; write its bytes in chunks of any size and close it.
func (a *Analysis) Input(name string, role Role) io.WriteCloser { return nil }

// Report analyses what was read.
func (a *Analysis) Report(ctx context.Context) *report.Report { return &report.Report{} }

// Analyze is New, Input and Report in one call.
func Analyze(ctx context.Context, inputs []Input, o Options) *report.Report {
	return New(o).Report(ctx)
}

// Text renders the ticket note, Markdown the full report, both in the
// report's language.
func Text(r *report.Report) string { return "" }

// Markdown renders the full report.
func Markdown(r *report.Report) string { return "" }
