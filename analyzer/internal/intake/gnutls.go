package intake

import (
	"strconv"
	"strings"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/evidence"
)

// gnutls reads the output of gnutls-cli, with and without --print-cert.
type gnutls struct {
	s    *sink
	run  *evidence.Session
	list listing
	idle int
	want int  // certificates announced
	name bool // rows of "Server's trusted authorities" follow
	cut  *evidence.Quote
	bare bool // only rows of the error stream were seen, which may come first
}

func newGnuTLS(s *sink) carrier { return &gnutls{s: s} }

func (g *gnutls) triggers() []string {
	return []string{
		"Resolving '", "Connecting to '", "Got a certificate list of", "- Certificate[", "*** Received alert", "*** Fatal error",
		"Server has requested a certificate", "Handshake was completed", "- Certificate type: X", "Cannot resolve ",
		"Could not connect to ",
	}
}

func (g *gnutls) line(l line) bool {
	for _, row := range rows(l) {
		g.row(line{number: l.number, text: row})
	}
	return g.run != nil && g.idle < maxIdle
}

func (g *gnutls) start(l line) {
	g.finish()
	g.run = &evidence.Session{Source: "gnutls-cli", Tool: "gnutls-cli", Line: l.number, VerifyCode: -1, Quote: g.s.quote(l)}
}

func (g *gnutls) row(l line) {
	text := strings.TrimSpace(l.text)
	g.idle++
	if rest, ok := strings.CutPrefix(text, "Resolving '"); ok {
		if !g.bare {
			g.start(l)
		}
		g.bare = false
		name, _, _ := strings.Cut(rest, "'")
		g.run.Host, g.run.Port, _ = address(name)
		if !isIP(g.run.Host) {
			g.run.SNI = g.run.Host
		}
		g.idle = 0
		return
	}
	if g.run == nil {
		if !strings.HasPrefix(text, "Connecting to '") && !strings.HasPrefix(text, "- ") && !strings.HasPrefix(text, "*** ") &&
			!strings.HasPrefix(text, "Cannot resolve ") && !strings.HasPrefix(text, "Could not connect to ") {
			return
		}
		g.start(l)
		g.bare = !strings.HasPrefix(text, "Connecting") && !strings.HasPrefix(text, "- ")
	}
	if g.content(l, text) {
		g.idle = 0
	}
}

func (g *gnutls) content(l line, text string) bool {
	x := g.run
	if strings.HasPrefix(text, "- subject ") {
		p := &printed{line: l.number, description: gnutlsCertificate(text)}
		g.list.entries = append(g.list.entries, p)
		return true
	}
	if _, name, ok := strings.Cut(text, "]: "); ok && g.name {
		x.AcceptableCAs = append(x.AcceptableCAs, readName(name))
		return true
	}
	g.name = strings.HasPrefix(text, "- Server's trusted authorities")
	switch {
	case g.name:
		x.Requested = evidence.Yes
	case strings.HasPrefix(text, "Connecting to '"):
		if x.Host == "" {
			name, _, _ := strings.Cut(text[len("Connecting to '"):], "'")
			x.Host, x.Port, _ = address(name)
		}
	case strings.HasPrefix(text, "- Got a certificate list of "):
		if len(g.list.entries) > 0 {
			g.start(l)
		}
		g.want, _ = strconv.Atoi(digits(text[len("- Got a certificate list of "):]))
	case strings.HasPrefix(text, "- Server has requested a certificate"):
		x.Requested = evidence.Yes
	case strings.HasPrefix(text, "- Successfully sent 0 certificate(s)"):
		x.ClientShown = true
		x.Quote = g.s.quote(l)
	case strings.HasPrefix(text, "- Description: (TLS"), strings.HasPrefix(text, "- Version: TLS"):
		_, version, _ := strings.Cut(text, "TLS")
		x.Protocol, x.ProtocolQuote = protocolName("TLSv"+strings.TrimLeft(version, "v")), g.s.quote(l)
	case strings.HasPrefix(text, "- Handshake was completed"):
		x.Handshake = evidence.Yes
	case strings.HasPrefix(text, "- Session ID: "):
		g.s.removal("session-ticket", l.number)
	case strings.HasPrefix(text, "*** Received alert ["):
		n, _ := strconv.Atoi(digits(text[len("*** Received alert ["):]))
		if a, ok := alertOf("", n); ok && n != 0 {
			a.Received = true
			addAlert(g.s, x, a, g.s.quote(l))
			x.Handshake = evidence.No
		}
	case strings.HasPrefix(text, "Could not connect to"), strings.HasPrefix(text, "Cannot resolve "), strings.HasPrefix(text, "Cannot connect"):
		cause := failureIn(text)
		if cause == "" {
			cause = "other"
		}
		addSignal(g.s, x, evidence.ConnectionFailed, g.s.quote(l), map[string]string{"cause": cause, "host": x.Host})
	case strings.HasPrefix(text, "*** Fatal error: ") && plainAnswer(text):
		addSignal(g.s, x, evidence.NoTLS, g.s.quote(l), nil)
	case strings.HasPrefix(text, "*** Fatal error: ") && cutIn(text), strings.HasPrefix(text, "*** Fatal error: Error in the pull"):
		q := g.s.quote(l)
		g.cut = &q
	default:
		return strings.HasPrefix(text, "- ") || strings.HasPrefix(text, "*** ")
	}
	return true
}

// gnutlsCertificate reads "subject `…', issuer `…', serial 0x…, RSA key 2048
// bits, signed using …, activated `…', expires `…'". Newer versions quote
// with ' on both sides, older ones print no serial number.
func gnutlsCertificate(text string) cert.Description {
	field := func(before, after string) (value, rest string) {
		_, rest, _ = strings.Cut(text, before)
		value, rest, _ = strings.Cut(rest[min(1, len(rest)):], after)
		return value, rest
	}
	subject, _ := field("subject ", "', issuer ")
	issuer, rest := field("', issuer ", "', ")
	from, _ := field(", activated ", "'")
	until, _ := field(", expires ", "'")
	d := cert.Description{
		Subject: readName(subject), Issuer: readName(strings.TrimSuffix(issuer, "'")),
		NotBefore: readTime(from), NotAfter: readTime(until),
	}
	if serial, ok := strings.CutPrefix(rest, "serial "); ok {
		serial, rest, _ = strings.Cut(serial, ",")
		d.Serial = serialText(serial)
	}
	key, rest, _ := strings.Cut(rest, ",")
	d.Key = keyOf(key)
	if _, name, ok := strings.Cut(rest, "signed using "); ok {
		name, _, _ = strings.Cut(name, ",")
		d.SignatureAlgorithm = signatureName(name)
	}
	return d
}

func (g *gnutls) claim(c *cert.Certificate, first int) bool {
	if g.idle >= maxIdle || len(g.list.entries) == 0 {
		return false
	}
	if e := g.list.last(); e.bytes != nil && e.bytes.ID != c.ID {
		return false // stands behind the list
	}
	g.list.bytes(c, first, g.list.last())
	return true
}

func (g *gnutls) end() { g.finish() }

func (g *gnutls) finish() {
	x := g.run
	if x == nil {
		return
	}
	x.Partial = g.want > len(g.list.entries)
	x.Sent = g.list.sent(g.s)
	if g.cut != nil && len(x.Alerts) == 0 && x.Handshake != evidence.Yes {
		addSignal(g.s, x, evidence.HandshakeCut, *g.cut, nil)
	}
	known := len(x.Sent) > 0 || len(x.Signals) > 0 // an alert is a signal too
	g.list, g.want, g.name, g.cut, g.bare = listing{}, 0, false, nil, false
	if known {
		g.s.kind("gnutls-cli")
		g.s.session(*x)
	}
}
