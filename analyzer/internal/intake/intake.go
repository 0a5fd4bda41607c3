// Package intake reads whatever people paste or drop and turns it into
// evidence. Each carrier has a file of its own and is told by content, never
// by a file's name. Input is read in one pass and chunk by chunk; what cannot
// be read is reported and never stops the rest.
package intake

import (
	"io"

	"missinglink/analyzer/internal/evidence"
)

// Options of a Reader.
type Options struct {
	// Passwords are tried on key stores, after the empty one and the two that
	// tools use by default.
	Passwords []string
}

// Reader collects evidence over several inputs.
type Reader struct {
	opts  Options
	ev    evidence.Evidence
	found map[string]int
	// budget is shared by all inputs.
	budget budget
}

// New makes a Reader.
func New(o Options) *Reader { return &Reader{opts: o, found: map[string]int{}} }

// Input starts one input. The writer takes chunks of any size; Close ends the
// input. Write never fails: trouble becomes evidence.
func (r *Reader) Input(name string, role evidence.Role) io.WriteCloser {
	if role == "" {
		role = evidence.RoleUnknown
	}
	r.ev.Inputs = append(r.ev.Inputs, evidence.Input{Name: name, Role: role})
	return &input{s: &sink{
		input: len(r.ev.Inputs) - 1, ev: &r.ev, opts: &r.opts, role: role, found: r.found, budget: &r.budget, parsed: parsed{},
	}}
}

// Evidence returns what was found. All inputs must be closed.
func (r *Reader) Evidence() *evidence.Evidence { return &r.ev }

// input is one input on its way in. Until sniffLength bytes have come nobody
// knows what it is; then it is either kept whole for the binary readers or
// passed on, line by line, as text.
type input struct {
	s      *sink
	bytes  int64
	head   []byte // what came before the form was known, or all of a binary input
	form   form
	decode decoder
	text   *text
	closed bool
}

func (in *input) Write(p []byte) (int, error) {
	if !in.closed {
		in.bytes += int64(len(p))
		in.write(p)
	}
	return len(p), nil
}

func (in *input) write(p []byte) {
	if in.form == unknownForm {
		n := min(sniffLength-len(in.head), len(p))
		in.head = append(in.head, p[:n]...)
		p = p[n:]
		if len(in.head) == sniffLength {
			in.start()
		}
	}
	switch {
	case in.text != nil:
		in.text.write(in.decode.utf8(p))
	case in.form == binaryForm:
		in.keep(p)
	}
}

// start decides what the input is.
func (in *input) start() {
	in.form = sniff(in.head)
	if in.form != binaryForm {
		in.readText()
	}
}

func (in *input) readText() {
	in.decode = decoder{form: in.form}
	head := in.decode.utf8(in.head)
	in.text = newText(in.s, head[:min(len(head), sniffLength)])
	in.text.write(head)
	in.head = nil
}

func (in *input) keep(p []byte) {
	if room := maxBinary - len(in.head); len(p) > room {
		in.s.truncated("maxBinary")
		p = p[:max(room, 0)]
	}
	in.head = append(in.head, p...)
}

// Close ends the input.
func (in *input) Close() error {
	if in.closed {
		return nil
	}
	if in.form == unknownForm && in.bytes > 0 { // an archive may list thousands that are empty
		in.start()
	}
	in.closed = true
	if in.form == binaryForm && !readBinary(in.s, in.head) {
		// Bytes that no reader knows may still carry PEM blocks, as a mail
		// saved by an office program does.
		in.readText()
	}
	if in.text != nil {
		in.text.write(in.decode.rest())
		in.text.end()
	}
	x := &in.s.ev.Inputs[in.s.input]
	x.Bytes = in.bytes
	if in.text != nil {
		x.Lines = in.text.lines()
	}
	if x.Kind == "" {
		x.Kind = "text"
	}
	in.head, in.text = nil, nil
	return nil
}
