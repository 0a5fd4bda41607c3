//go:build js && wasm

// Command page is the analysis as the page runs it: bytes in, JSON out. It
// holds one analysis at a time and no rule of its own.
//
// JavaScript finds six functions on the global object missingLink:
//
//	begin(options)     start an analysis; options is JSON, see [readOptions]
//	open(name, role)   start an input
//	push(bytes)        add a Uint8Array to the open input
//	close()            end the open input
//	report()           analyse: {json: Uint8Array, note: string, markdown: string}
//	collect()          give back what the last analysis held: when nobody waits
//
// and tool, what this is: {name, version, trustDate}. Each function returns
// {error: string} when it could not do its work; no Go panic leaves them.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"syscall/js"
	"time"

	"missinglink/analyzer"
	"missinglink/analyzer/report"
)

// session is the analysis in progress.
type session struct {
	analysis *analyzer.Analysis
	input    io.WriteCloser
	// chunk is as long as the longest piece so far, and reused, so that a log
	// does not make the heap grow.
	chunk []byte
	// read is the length of what was put in, in bytes.
	read int
}

// spareOf is by how many percent the heap may grow between two collections once
// so many bytes were put in. The memory of a WebAssembly instance never shrinks:
// what the heap was let grow to, the tab keeps for as long as it is open. A
// paste is judged without any collection (400 kB are allocated for a chain); a
// store of 20,000 records, 16 MB, wants its time, and a log, which leaves little
// behind, its 24 MB at 100 MB (docs/benchmarks.md). A limit in bytes is no other
// way: what needs more than it is collected without end.
func spareOf(read int) int {
	switch {
	case read <= 256<<10:
		return 60
	case read <= 32<<20:
		return 40
	}
	return 20
}

// chunkSize is how much of an input is read at once.
const chunkSize = 1 << 20

func main() {
	s := &session{}
	api := js.Global().Get("Object").New()
	for name, f := range map[string]func([]js.Value) (any, error){
		"begin": s.begin, "open": s.open, "push": s.push, "close": s.close, "report": s.report, "collect": s.collect,
	} {
		api.Set(name, js.FuncOf(func(_ js.Value, args []js.Value) any { return guard(f, args) }))
	}
	tool := analyzer.Tool()
	api.Set("tool", map[string]any{"name": tool.Name, "version": tool.Version, "trustDate": tool.TrustDate})
	js.Global().Set("missingLink", api)
	select {}
}

// guard turns an error or a panic into a value.
func guard(f func([]js.Value) (any, error), args []js.Value) (result any) {
	defer func() {
		if r := recover(); r != nil {
			result = failure(fmt.Errorf("page: %v", r))
		}
	}()
	value, err := f(args)
	if err != nil {
		return failure(err)
	}
	return value
}

func failure(err error) map[string]any { return map[string]any{"error": err.Error()} }

func (s *session) begin(args []js.Value) (any, error) {
	o, err := readOptions(args[0])
	if err != nil {
		return nil, fmt.Errorf("page: options: %w", err)
	}
	s.input, s.read = nil, 0
	debug.SetGCPercent(spareOf(0))
	s.analysis = analyzer.New(o)
	return nil, nil
}

// readOptions reads the JSON of what the page sends, with the browser's own
// reader; the clock is the page's. What is left out is empty.
func readOptions(text js.Value) (o analyzer.Options, err error) {
	in := js.Global().Get("JSON").Call("parse", text)
	word := func(name string) string {
		if v := in.Get(name); v.Type() == js.TypeString {
			return v.String()
		}
		return ""
	}
	if at := word("at"); at != "" {
		if o.At, err = time.Parse(time.RFC3339, at); err != nil {
			return o, err
		}
	}
	o.Host, o.Port = analyzer.Peer(word("host"))
	o.Store, o.Java, o.Lang = word("store"), word("java"), word("lang")
	o.Direction = report.Direction(word("direction"))
	o.Redact = in.Get("redact").Truthy()
	if list := in.Get("passwords"); list.Type() == js.TypeObject {
		for i := range list.Length() {
			o.Passwords = append(o.Passwords, list.Index(i).String())
		}
	}
	return o, nil
}

var errOrder = errors.New("page: begin, open, push, close and report were called out of order")

func (s *session) open(args []js.Value) (any, error) {
	if s.analysis == nil || s.input != nil {
		return nil, errOrder
	}
	s.input = s.analysis.Input(args[0].String(), analyzer.Role(args[1].String()))
	return nil, nil
}

func (s *session) push(args []js.Value) (any, error) {
	if s.input == nil {
		return nil, errOrder
	}
	n := args[0].Get("byteLength").Int()
	s.read += n
	debug.SetGCPercent(spareOf(s.read))
	if len(s.chunk) < min(n, chunkSize) {
		s.chunk = make([]byte, min(n, chunkSize))
	}
	for at := 0; at < n; {
		got := js.CopyBytesToGo(s.chunk, args[0].Call("subarray", at))
		if _, err := s.input.Write(s.chunk[:got]); err != nil {
			return nil, err
		}
		at += got
	}
	return nil, nil
}

func (s *session) close([]js.Value) (any, error) {
	if s.input == nil {
		return nil, errOrder
	}
	err := s.input.Close()
	s.input = nil
	return nil, err
}

func (s *session) report([]js.Value) (any, error) {
	if s.analysis == nil || s.input != nil {
		return nil, errOrder
	}
	r := s.analysis.Report(context.Background())
	s.analysis = nil
	data := analyzer.JSON(r)
	bytes := js.Global().Get("Uint8Array").New(len(data))
	js.CopyBytesToJS(bytes, data)
	return map[string]any{"json": bytes, "note": analyzer.Text(r), "markdown": analyzer.Markdown(r)}, nil
}

// collect has each analysis start from the same heap. Where one starts amid what
// the last one left, its peak is a matter of chance, and since memory is never
// given back the worst of all chances adds up (make soak).
func (s *session) collect([]js.Value) (any, error) {
	runtime.GC()
	return nil, nil
}
