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
	opts Options
	ev   evidence.Evidence
}

// New makes a Reader.
func New(o Options) *Reader { return &Reader{opts: o} }

// Input starts one input. The writer takes chunks of any size; Close ends the
// input. Write never fails: trouble becomes evidence.
func (r *Reader) Input(name string, role evidence.Role) io.WriteCloser { return nil }

// Evidence returns what was found. All inputs must be closed.
func (r *Reader) Evidence() *evidence.Evidence { return &r.ev }
