package intake

import (
	"slices"
	"strings"
	"time"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/evidence"
)

// javaHandshake is one handshake of a debug log on its way to a session.
type javaHandshake struct {
	x     evidence.Session
	index int // of the session in the evidence
	// hello and serverHello: the message was seen since the handshake began.
	hello, serverHello bool
	side               javaSide
	sentShown          bool
	sent, client       []javaSent
	// sentWire and clientWire are the bytes of the two chains.
	sentWire, clientWire []*cert.Certificate
	anchor               *cert.Certificate
	// finished counts the Finished messages; both make a handshake.
	finished [2]bool
	ended    bool // by an alert or an exception
	thread   string
	// id is the session id of the ClientHello. tied is true when the server's
	// answer repeated it, unsure when the answer may be another handshake's.
	id           string
	tied, unsure bool
}

// javaSide is who wrote the log.
type javaSide int8

const (
	sideClient javaSide = iota
	sideServer
)

type javaSent struct {
	c    *cert.Certificate
	line int
}

// javaHandshakes keeps the handshakes that are under way. A thread has one at a
// time; with SSLEngine one may also walk from thread to thread of a pool.
type javaHandshakes struct {
	s    *sink
	tool string
	// byThread is the handshake a thread worked on last, open all of them in
	// the order in which they began.
	byThread map[string]*javaHandshake
	open     []*javaHandshake
	// walked is true when one was seen to walk, unsure when one was closed of
	// which nobody knows whose it was.
	walked, unsure bool
}

// maxOpen is how many handshakes of one log may be under way at once; the
// oldest is closed for the next. A busy instance has 60 worker threads.
const maxOpen = 256

func newJavaHandshakes(s *sink) *javaHandshakes {
	return &javaHandshakes{s: s, byThread: map[string]*javaHandshake{}}
}

// begin starts a handshake on a thread.
func (g *javaHandshakes) begin(thread string, side javaSide, at time.Time, l line) *javaHandshake {
	if h := g.byThread[thread]; h != nil {
		g.close(h)
	}
	if len(g.open) >= maxOpen {
		g.close(g.open[0])
	}
	h := &javaHandshake{side: side, thread: thread}
	h.x = evidence.Session{Source: "java-log", Tool: g.tool, Input: g.s.input, Line: l.number, At: at, VerifyCode: -1, Quote: g.s.quote(l)}
	h.index = g.s.session(h.x)
	g.s.kind("java-log")
	g.byThread[thread] = h
	g.open = append(g.open, h)
	return h
}

// of returns the handshake that a thread's event belongs to: its own if the
// event fits there. Else, with SSLEngine, another thread of the pool may have
// begun it; it is taken over when there is only one that fits, or when it is
// the newest that waits for what this thread read. Nil: none fits.
func (g *javaHandshakes) of(thread string, waits bool, fits func(*javaHandshake) bool) *javaHandshake {
	if own := g.byThread[thread]; own != nil && fits(own) {
		return own
	}
	var found *javaHandshake
	for i := len(g.open) - 1; i >= 0; i-- {
		h := g.open[i]
		if !fits(h) || h.thread == thread || family(h.thread) != family(thread) {
			continue
		}
		if found != nil {
			return nil
		}
		found = h
		if waits {
			break
		}
	}
	if found == nil {
		return nil
	}
	delete(g.byThread, found.thread)
	found.thread = thread
	g.byThread[thread] = found
	g.walked = true
	return found
}

// tie holds a server's answer against the ClientHello that it repeats the
// session id of (RFC 8446 section 4.1.3). Where that is another handshake's,
// the two take each other's beginning: SSLEngine reads where a thread is free.
func (g *javaHandshakes) tie(h *javaHandshake, id string) {
	if id == "" {
		return
	}
	for _, o := range g.open {
		if o.id != id || h.id == id {
			continue
		}
		g.walked = true
		h.id, o.id = o.id, h.id
		h.index, o.index = o.index, h.index
		h.x.SNI, o.x.SNI = o.x.SNI, h.x.SNI
		h.x.Line, o.x.Line = o.x.Line, h.x.Line
		h.x.At, o.x.At = o.x.At, h.x.At
		h.x.Quote, o.x.Quote = o.x.Quote, h.x.Quote
	}
	h.tied = h.id == id
}

// doubt sees to a chain that may be another handshake's: where handshakes walk
// and nothing ties the answer to its beginning (a TLS 1.2 server has ids of its
// own), it may be the answer to any that waits for one.
func (g *javaHandshakes) doubt(h *javaHandshake) {
	if h.tied || !h.hello || !g.walked && !strings.Contains(h.thread, "|HttpClient-") {
		return
	}
	for _, o := range g.open {
		if !o.tied && !o.sentShown && o.x.Handshake == evidence.NotKnown && o.x.SNI != h.x.SNI && family(o.thread) == family(h.thread) {
			o.unsure, h.unsure = true, true
		}
	}
}

// family is a thread's pool: HttpClient-1-Worker-0 becomes HttpClient-1-Worker-.
// A thread without a number is a family of its own.
func family(thread string) string {
	_, name, _ := strings.Cut(thread, "|")
	short := strings.TrimRight(name, "0123456789")
	if short == name || short == "" {
		return thread
	}
	return short
}

// under reports whether a handshake has begun and not ended.
func under(h *javaHandshake) bool { return !h.ended }

// progress notes that the handshake went on: the client's trust manager has
// accepted what the server sent. In a server's log only the client's messages
// tell; its own go out before the client has looked.
func (h *javaHandshake) progress(ours bool) {
	if (h.side != sideServer || !ours) && h.sentShown && h.x.TrustAccepted == evidence.NotKnown {
		h.x.TrustAccepted = evidence.Yes
	}
}

// finish notes a Finished message.
func (h *javaHandshake) finish(ours bool) {
	i := 0
	if ours {
		i = 1
	}
	h.finished[i] = true
	if h.finished[0] && h.finished[1] && !h.ended {
		h.x.Handshake = evidence.Yes
		if h.x.Requested == evidence.NotKnown && h.hello && h.sentShown {
			// A resumed session shows no chain, and nobody asks again.
			h.x.Requested = evidence.No
		}
	}
}

// aboutChain are the alerts with which a client refuses the server's chain
// (RFC 8446 section 6.2), as the server's log shows them.
var aboutChain = map[string]bool{
	"bad_certificate": true, "unsupported_certificate": true, "certificate_revoked": true,
	"certificate_expired": true, "certificate_unknown": true, "unknown_ca": true,
}

// alert notes an alert that ended the handshake.
func (g *javaHandshakes) alert(h *javaHandshake, a evidence.Alert, q evidence.Quote, at time.Time) {
	h.ended = true
	h.x.Handshake = evidence.No
	fromClient := a.Received == (h.side == sideServer)
	if fromClient && (!a.Received || aboutChain[a.Name]) && h.sentShown && h.x.TrustAccepted == evidence.NotKnown {
		h.x.TrustAccepted = evidence.No
	}
	known := len(h.x.Signals)
	addAlert(g.s, &h.x, a, q)
	for _, i := range h.x.Signals[known:] {
		g.s.ev.Signals[i].At = at
	}
}

// say notes a sentence of the log.
func (g *javaHandshakes) say(h *javaHandshake, x evidence.Signal) {
	if h == nil {
		g.s.signal(x)
		return
	}
	if h.side == sideServer {
		x.ID = aboutClient(x.ID)
	}
	for _, i := range h.x.Signals {
		if k := g.s.ev.Signals[i]; k.ID == x.ID && sameArgs(k.Args, x.Args) {
			return
		}
	}
	if h.x.Host == "" && x.ID == evidence.HostNameMismatch {
		h.x.Host = x.Args["host"]
	}
	h.x.Signals = append(h.x.Signals, g.s.signal(x))
}

// close turns a handshake into its session.
func (g *javaHandshakes) close(h *javaHandshake) {
	if g.byThread[h.thread] == h {
		delete(g.byThread, h.thread)
	}
	g.open = slices.DeleteFunc(g.open, func(x *javaHandshake) bool { return x == h })
	x := &h.x
	if h.unsure && !h.tied {
		x.SNI, g.unsure = "", true
	}
	x.ServerSide = h.side == sideServer
	if h.sentShown || len(h.sentWire) > 0 {
		x.Sent = g.record(h.sent, h.sentWire, x.Line)
		x.NoPeerCertificate = len(x.Sent) == 0 && !x.Partial
	}
	if x.ClientShown {
		x.ClientSent = g.record(h.client, h.clientWire, x.Line)
	}
	if h.anchor != nil && h.side == sideClient {
		x.Anchor = g.s.certificate(h.anchor, x.Line, -1, false)
	}
	g.s.ev.Sessions[h.index] = *x
}

// record registers a chain: bytes where the log has them.
func (g *javaHandshakes) record(named []javaSent, wire []*cert.Certificate, at int) []evidence.Sent {
	out := []evidence.Sent{}
	for i := range max(len(named), len(wire)) {
		var c *cert.Certificate
		number := at
		if i < len(named) {
			c, number = named[i].c, named[i].line
		}
		if i < len(wire) {
			c = wire[i]
		}
		c = g.s.certificate(c, number, i, false)
		out = append(out, evidence.Sent{Certificate: c, Line: number})
	}
	return out
}

// end closes all that is open, oldest first.
func (g *javaHandshakes) end() {
	for len(g.open) > 0 {
		g.close(g.open[0])
	}
}

func certificatesOf(list []javaSent) []*cert.Certificate {
	var out []*cert.Certificate
	for _, x := range list {
		out = append(out, x.c)
	}
	return out
}

// authorities reads a list of distinguished names that are joined by commas:
// "CN=A, O=B, CN=C, OU=D". Names go from the most specific attribute to the
// country, so a common name begins a new one, and so does anything but a
// country or a domain behind a country or a domain.
func authorities(text string) []cert.Name {
	var out []cert.Name
	start, level := 0, 0
	quoted, named := false, false
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
			continue
		case '"':
			quoted = !quoted
		}
		at := i
		if i > 0 {
			if quoted || !strings.HasPrefix(text[i:], ", ") {
				continue
			}
			at = i + len(", ")
		}
		key, _, ok := strings.Cut(text[at:], "=")
		if !ok || strings.ContainsAny(key, ", \"") {
			continue
		}
		next := attributeLevel(key)
		common := strings.EqualFold(key, "CN")
		if next < level || common && named {
			out = append(out, readName(text[start:i]))
			start, level, named = at, 0, false
		}
		level, named = max(level, next), named || common
	}
	if n := readName(text[start:]); !n.Empty() {
		out = append(out, n)
	}
	return out
}

// attributeLevel sorts attributes into those of a name's beginning, middle and
// end. What may stand anywhere belongs to the middle.
func attributeLevel(key string) int {
	switch strings.ToUpper(key) {
	case "CN", "EMAILADDRESS", "UID":
		return 1
	case "C", "DC":
		return 3
	}
	return 2
}

// javaLogTime is the time a log framework put before a line, zero when there is
// none.
func javaLogTime(l line) time.Time {
	at, _ := entryTime(l.text)
	return at
}
