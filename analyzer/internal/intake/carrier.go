package intake

import (
	"missinglink/analyzer/internal/cert"
)

// A line is one line of text input: decoded to UTF-8, without its line end,
// and at most maxLine bytes long. A longer one arrives in pieces with the same
// number; every piece but the first has more set to true on the one before it.
type line struct {
	number int // 1-based
	text   string
	more   bool // the line goes on in the next piece
	woke   bool // it holds one of the carrier's own triggers
}

// A carrier reads one kind of text, line by line, and writes what it finds to
// the sink it was made with. Several carriers may read the same input: a mail
// can hold a transcript and a stack trace.
type carrier interface {
	// triggers are the byte strings that wake the carrier: it is given a line
	// only when the line holds one of them, or while the carrier asked for
	// more. ASCII letters match in either case.
	triggers() []string
	// line takes a line and reports whether the next one is wanted as well.
	line(l line) (more bool)
	// end closes what is open: the input is over.
	end()
}

// A claimer is a carrier that wants the certificates that stand inside what it
// reads: the PEM blocks of a transcript belong to its session.
type claimer interface {
	// claim takes a certificate that the PEM reader found at a line, and
	// reports whether it belongs to this carrier's open block. first is the
	// line of its BEGIN marker. A carrier that claims records the certificate
	// itself (sink.certificate), at once or when its block ends; what it does
	// not record by the end of the input is recorded for it, without an index.
	// The carrier has by then been given every line up to the END marker.
	claim(c *cert.Certificate, first int) bool
}
