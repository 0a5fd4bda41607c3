package intake

import (
	"cmp"
	"crypto/sha256"
	"io"
	"slices"
	"sort"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/evidence"
)

// sink is where carriers put what they found in one input. It gives every
// item its input index, cleans and redacts every quote, and counts.
type sink struct {
	input int
	ev    *evidence.Evidence
	opts  *Options
	role  evidence.Role
	// depth counts the containers around this input; see maxNesting.
	depth int
	// found leads from a certificate's ID to its place in the evidence; it is
	// shared by all inputs of a Reader.
	found map[string]int
	// claimers are the carriers that may take certificates from the PEM
	// reader, and claimed what they took.
	claimers []claimer
	claimed  []claimedAt
	parsed   parsed
	ranked   int // rank of the kind given so far
	origins  int // places of certificates recorded so far
	// budget is the work that hostile files may still ask for, shared by all
	// inputs of a Reader; see work.
	budget *budget
	// line stands for line 0 while a value is read that lies in a text.
	line int
}

type claimedAt struct {
	certificate *cert.Certificate
	line        int
}

// told counts what was found: certificates, and what was told instead of one.
func (s *sink) told() int { return len(s.claimed) + s.origins + len(s.ev.Damage) }

// quote makes a Quote of a line: redacted, printable, cut to QuoteLimit.
func (s *sink) quote(l line) evidence.Quote {
	return evidence.Quote{Input: s.input, Line: l.number, Text: quotable(l.text)}
}

// certificate records a certificate and returns the one to keep: the first
// seen with the same bytes. index is its place in a sent chain or -1; alone is
// true when it stands outside every session and store.
func (s *sink) certificate(c *cert.Certificate, lineNumber, index int, alone bool) *cert.Certificate {
	if lineNumber == 0 {
		lineNumber = s.line
	}
	s.origins++
	origin := evidence.Origin{Input: s.input, Line: lineNumber, Index: index}
	i, known := s.place(c)
	if !known {
		if len(s.ev.Certificates) >= maxCertificates {
			s.truncated("maxCertificates")
			return c
		}
		i = len(s.ev.Certificates)
		s.found[c.ID] = i
		s.ev.Certificates = append(s.ev.Certificates, evidence.Found{Certificate: c})
	}
	f := &s.ev.Certificates[i]
	if !s.seenHere(f) {
		s.ev.Inputs[s.input].Certificates++
	}
	f.Origins = append(f.Origins, origin)
	f.Alone = f.Alone || alone
	return f.Certificate
}

// parse reads a certificate, once for all the times its bytes come: what
// stands in an export is read from its record and from the text around it.
func (s *sink) parse(der []byte) (*cert.Certificate, error) {
	id := sha256.Sum256(der)
	if c := s.parsed[id]; c != nil {
		return c, nil
	}
	c, err := cert.Parse(der)
	if err != nil {
		return nil, err
	}
	if s.parsed == nil {
		s.parsed = parsed{}
	} else if len(s.parsed) >= maxCertificates {
		clear(s.parsed)
	}
	s.parsed[id] = c
	return c, nil
}

// parsed are certificates by the SHA-256 of their bytes.
type parsed map[[sha256.Size]byte]*cert.Certificate

// place is where a certificate with the same bytes stands in the evidence.
func (s *sink) place(c *cert.Certificate) (int, bool) {
	if s.found == nil {
		s.found = map[string]int{}
	}
	i, ok := s.found[c.ID]
	return i, ok
}

func (s *sink) seenHere(f *evidence.Found) bool {
	for _, o := range f.Origins {
		if o.Input == s.input {
			return true
		}
	}
	return false
}

// offer hands a certificate found in the text to the carrier whose block it
// stands in, or records it as one that stands alone.
func (s *sink) offer(c *cert.Certificate, first int) {
	for _, carrier := range s.claimers {
		if carrier.claim(c, first) {
			s.claimed = append(s.claimed, claimedAt{c, first})
			return
		}
	}
	s.certificate(c, first, -1, true)
}

// settle records what was claimed and then not recorded.
func (s *sink) settle() {
	for _, x := range s.claimed {
		i, ok := s.place(x.certificate)
		if !ok || !s.seenHere(&s.ev.Certificates[i]) {
			s.certificate(x.certificate, x.line, -1, false)
		}
	}
}

// inOrder puts the certificates from the given place on into the order in
// which they stand in the text. A transcript records its own when it ends.
func (s *sink) inOrder(from int) {
	list := s.ev.Certificates[min(from, len(s.ev.Certificates)):]
	sort.SliceStable(list, func(a, b int) bool { return before(list[a].Origins[0], list[b].Origins[0]) < 0 })
	for i := range list {
		s.found[list[i].Certificate.ID] = from + i
		origins := list[i].Origins
		sort.SliceStable(origins, func(a, b int) bool { return before(origins[a], origins[b]) < 0 })
	}
}

func before(x, y evidence.Origin) int {
	return cmp.Or(cmp.Compare(x.Input, y.Input), cmp.Compare(x.Line, y.Line))
}

// session adds a session and returns its index in the evidence; the pointer
// behind ev.Sessions[i] may be changed until the input ends. When there are
// maxSessions, the last one is used again.
func (s *sink) session(x evidence.Session) int {
	x.Input = s.input
	if len(s.ev.Sessions) >= maxSessions {
		s.truncated("maxSessions")
		s.ev.Sessions[maxSessions-1] = x
		return maxSessions - 1
	}
	s.ev.Sessions = append(s.ev.Sessions, x)
	return len(s.ev.Sessions) - 1
}

// signal adds a signal and returns its index, that of the last one when there
// are maxSignals. Two carriers that read the same line make one signal of it.
func (s *sink) signal(x evidence.Signal) int {
	for i := len(s.ev.Signals) - 1; i >= 0 && i >= len(s.ev.Signals)-8; i-- {
		known := &s.ev.Signals[i]
		if known.ID == x.ID && known.Quote.Input == x.Quote.Input && known.Quote.Line == x.Quote.Line && known.Quote.Text == x.Quote.Text {
			if len(known.Args) < len(x.Args) {
				known.Args = x.Args
			}
			return i
		}
	}
	if len(s.ev.Signals) >= maxSignals {
		s.truncated("maxSignals")
		return maxSignals - 1
	}
	s.ev.Signals = append(s.ev.Signals, x)
	return len(s.ev.Signals) - 1
}

// store, damage, setting, key, removal and kind record the rest.
func (s *sink) store(x evidence.Store) {
	x.Input = s.input
	s.ev.Stores = append(s.ev.Stores, x)
}

func (s *sink) damage(x evidence.Damage) {
	if x.Quote.Line == 0 {
		x.Quote.Line = s.line
	}
	if len(s.ev.Damage) >= maxDamage {
		s.truncated("maxDamage")
		return
	}
	s.ev.Damage = append(s.ev.Damage, x)
}

func (s *sink) setting(x evidence.Setting) {
	if len(s.ev.Settings) >= maxSettings {
		s.truncated("maxSettings")
		return
	}
	s.ev.Settings = append(s.ev.Settings, x)
}

func (s *sink) key(x evidence.Key) { s.ev.Keys = append(s.ev.Keys, x) }

func (s *sink) removal(what string, lineNumber int) {
	x := evidence.Removal{What: what, Input: s.input, Line: lineNumber}
	if n := len(s.ev.Removals); n < maxRemovals && !slices.Contains(s.ev.Removals[max(0, n-8):], x) {
		s.ev.Removals = append(s.ev.Removals, x)
	}
}

// truncated notes a limit that was hit, by the name of its constant.
func (s *sink) truncated(limit string) {
	x := evidence.Truncation{Limit: limit, Input: s.input}
	for _, t := range s.ev.Truncated {
		if t == x {
			return
		}
	}
	s.ev.Truncated = append(s.ev.Truncated, x)
}

// kind names what the input turned out to be; the first carrier that is sure
// wins, and a transcript wins over plain PEM.
func (s *sink) kind(k string) {
	rank := 2
	switch k {
	case "pem", "x509-text", "csr", "crl", "key", "hex":
		rank = 1
	}
	if rank > s.ranked {
		s.ranked = rank
		s.ev.Inputs[s.input].Kind = k
	}
}

// inner starts an input inside this one, such as an entry of a zip file or
// what a gzip file holds. It has the role of the outer one, an index of its
// own, and is sniffed like any other. Beyond maxNesting it is not read.
func (s *sink) inner(name string) io.WriteCloser {
	if s.depth+1 > maxNesting {
		s.truncated("maxNesting")
		return nothing{}
	}
	s.ev.Inputs = append(s.ev.Inputs, evidence.Input{Name: name, Role: s.role, Inner: true})
	return &input{s: &sink{
		input: len(s.ev.Inputs) - 1, ev: s.ev, opts: s.opts, role: s.role,
		depth: s.depth + 1, found: s.found, budget: s.work(), parsed: parsed{},
	}}
}

type nothing struct{}

func (nothing) Write(p []byte) (int, error) { return len(p), nil }
func (nothing) Close() error                { return nil }
