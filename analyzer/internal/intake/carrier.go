package intake

import (
	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/evidence"
)

// A line is one line of text input: decoded to UTF-8, without its line end,
// and at most maxLine bytes long.
type line struct {
	number int // 1-based
	text   string
}

// A carrier reads one kind of text, line by line, and writes what it finds to
// the sink it was made with. Several carriers may read the same input: a mail
// can hold a transcript and a stack trace.
type carrier interface {
	// triggers are the byte strings that wake the carrier: it is given a line
	// only when the line holds one of them, or while the carrier asked for
	// more. An empty list wakes it for every line.
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
	// line of its BEGIN marker.
	claim(c *cert.Certificate, first int) bool
}

// sink is where carriers put what they found in one input. It gives every
// item its input index, cleans and redacts every quote, and counts.
type sink struct {
	input int
	ev    *evidence.Evidence
	opts  *Options
}

// quote makes a Quote of a line: redacted, printable, cut to QuoteLimit.
func (s *sink) quote(l line) evidence.Quote {
	return evidence.Quote{Input: s.input, Line: l.number, Text: l.text}
}

// certificate records a certificate and returns the one to keep: the first
// seen with the same bytes. index is its place in a sent chain or -1; alone is
// true when it stands outside every session and store.
func (s *sink) certificate(c *cert.Certificate, lineNumber, index int, alone bool) *cert.Certificate {
	return c
}

// session adds a session and returns its index in the evidence; the pointer
// behind ev.Sessions[i] may be changed until the input ends.
func (s *sink) session(x evidence.Session) int {
	s.ev.Sessions = append(s.ev.Sessions, x)
	return len(s.ev.Sessions) - 1
}

// signal adds a signal and returns its index.
func (s *sink) signal(x evidence.Signal) int {
	s.ev.Signals = append(s.ev.Signals, x)
	return len(s.ev.Signals) - 1
}

// store, damage, setting, key, removal and kind record the rest.
func (s *sink) store(x evidence.Store)     { s.ev.Stores = append(s.ev.Stores, x) }
func (s *sink) damage(x evidence.Damage)   { s.ev.Damage = append(s.ev.Damage, x) }
func (s *sink) setting(x evidence.Setting) { s.ev.Settings = append(s.ev.Settings, x) }
func (s *sink) key(x evidence.Key)         { s.ev.Keys = append(s.ev.Keys, x) }
func (s *sink) removal(what string, lineNumber int) {
	s.ev.Removals = append(s.ev.Removals, evidence.Removal{What: what, Input: s.input, Line: lineNumber})
}

// kind names what the input turned out to be; the first carrier that is sure
// wins, and a transcript wins over plain PEM.
func (s *sink) kind(k string) {}
