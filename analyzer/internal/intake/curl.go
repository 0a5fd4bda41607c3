package intake

import (
	"cmp"
	"strconv"
	"strings"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/evidence"
)

// curl reads the output of curl -v. It names the leaf only; with
// --write-out '%{certs}' the whole chain stands there as PEM.
type curl struct {
	s      *sink
	run    *evidence.Session
	leaf   *printed
	list   listing
	inLeaf bool
	out    bool // the row before was an outgoing Certificate message
	closed bool
	idle   int
}

func newCurl(s *sink) carrier { return &curl{s: s} }

func (c *curl) triggers() []string {
	return []string{
		"*   Trying ", "* Trying ", "* Connected to ", "* About to connect", "* Server certificate:", "curl: (", "* SSL certificate",
		"* SSL connection using", "* Could not resolve", "TLS alert,", "Request CERT (13)", "curl -", "curl '", `curl "`, "curl.exe ", "curl https:", "* connect to ", "* Host ",
	}
}

func (c *curl) line(l line) bool {
	for _, row := range rows(l) {
		c.row(line{number: l.number, text: row})
	}
	return c.run != nil && c.idle < 2*maxIdle
}

func (c *curl) start(l line) {
	c.finish()
	c.run = &evidence.Session{Source: "curl", Tool: "curl", Line: l.number, VerifyCode: -1, Partial: true, Quote: c.s.quote(l)}
	c.idle, c.closed = 0, false
}

func (c *curl) row(l line) {
	text := strings.TrimSpace(l.text)
	c.idle++
	if rest, ok := commandOf(text, "curl"); ok {
		c.start(l)
		c.url(rest)
		return
	}
	star, isInfo := strings.CutPrefix(text, "*")
	star = strings.TrimSpace(star)
	if isInfo && (strings.HasPrefix(star, "Trying ") || strings.HasPrefix(star, "About to connect") || strings.HasPrefix(star, "Host ") && strings.HasSuffix(star, "was resolved.")) {
		if c.run == nil || c.closed || c.run.Protocol != "" || c.leaf != nil {
			c.start(l)
		}
		c.idle = 0
		return
	}
	if c.run == nil {
		if !isInfo && !strings.HasPrefix(text, "curl: (") {
			return
		}
		if isInfo && !strings.HasPrefix(star, "Connected to ") && !strings.HasPrefix(star, "Server certificate:") &&
			!strings.HasPrefix(star, "SSL c") && !strings.HasPrefix(star, "Could not resolve") && !strings.Contains(star, "TLS alert,") && !strings.Contains(star, "Request CERT (13)") {
			return
		}
		c.start(l)
	}
	known := false
	switch {
	case strings.HasPrefix(text, "curl: ("):
		known = c.failed(l, text)
	case isInfo:
		known = c.info(l, star)
	case c.out && (strings.HasPrefix(text, "} [") || strings.HasPrefix(text, "=> Send SSL data, ")):
		// An empty Certificate message has 8 bytes in TLS 1.3 and 7 in 1.2
		// (RFC 8446 section 4.4.2, RFC 5246 section 7.4.2).
		if n := firstNumber(text, 1); n > 0 && n <= 8 {
			c.run.ClientShown = true
			c.run.Quote = c.s.quote(l)
		}
		c.out = false
	}
	if known {
		c.idle = 0
	}
}

// commandOf returns what follows a tool's name in a command line: at the
// beginning, or behind a prompt.
func commandOf(text, tool string) (string, bool) {
	for _, prompt := range []string{"", "$ ", "# ", "> ", "% "} {
		_, rest, _ := strings.Cut(text, prompt)
		for _, name := range []string{tool + " ", tool + ".exe "} {
			if args, ok := strings.CutPrefix(rest, name); ok {
				return whole(args), true
			}
		}
	}
	return "", false
}

// whole is a command line without the word that dots cut short, as PowerShell
// quotes one ("-servername api.ex ..."). The host of a URL whose path was cut
// is whole.
func whole(command string) string {
	rest := strings.TrimRight(command, " ")
	for _, dots := range []string{" ...", " …", "...", "…"} {
		if cut, ok := strings.CutSuffix(rest, dots); ok {
			stump := cut[strings.LastIndexByte(cut, ' ')+1:]
			if strings.Count(stump, "/") > 2 {
				return cut
			}
			return strings.TrimSuffix(cut, stump)
		}
	}
	return command
}

// url takes host and port out of a command line.
func (c *curl) url(args string) {
	for _, word := range strings.Fields(args) {
		word = strings.TrimLeft(word, "\"'`")
		if x := urlArgs(word); x != nil && strings.HasPrefix(word, "https://") {
			c.named(x["host"], cmp.Or(x["port"], "443"))
		}
	}
}

func (c *curl) named(host, port string) {
	c.run.Host, c.run.Port = host, port
	if !isIP(host) {
		c.run.SNI = host
	}
}

// info reads a line that begins with "*".
func (c *curl) info(l line, text string) bool {
	x := c.run
	if c.inLeaf && c.certificate(l, text) {
		return true
	}
	c.out = false
	if rest, ok := strings.CutPrefix(text, "Connected to "); ok {
		c.connected(rest)
		return true
	}
	switch {
	case strings.HasPrefix(text, "Server certificate:"), strings.HasPrefix(text, "Proxy certificate:"):
		c.inLeaf = strings.HasPrefix(text, "Server")
		if c.inLeaf {
			c.leaf = &printed{line: l.number}
		}
	case strings.HasPrefix(text, "Establish HTTP proxy tunnel to "):
		if host, port, ok := address(strings.TrimPrefix(text, "Establish HTTP proxy tunnel to ")); ok {
			c.named(host, port) // connected to is the proxy
		}
	case strings.HasPrefix(text, "SSL connection using "):
		x.Protocol, x.ProtocolQuote = protocolName(text[len("SSL connection using "):]), c.s.quote(l)
		x.Handshake = evidence.Yes
	case strings.Contains(text, "Request CERT (13)"):
		x.Requested = evidence.Yes
	case strings.Contains(text, "(OUT), TLS handshake, Certificate (11)"):
		c.out = true
	case strings.Contains(text, "TLS alert,"):
		c.alert(l, text)
	case strings.HasPrefix(text, "SSL certificate problem"), strings.HasPrefix(text, "schannel:") && strings.Contains(text, "trust error"):
		x.Handshake = evidence.No
		c.refused(l, reasonOf(text))
	case strings.HasPrefix(text, "Closing connection"), strings.HasPrefix(text, "closing connection"):
		c.closed = true
	case strings.HasPrefix(text, "Could not resolve"), strings.HasPrefix(text, "connect to ") && strings.Contains(text, "failed:"):
		c.broken(l, text)
	case strings.Contains(text, "no alternative certificate subject name"), strings.Contains(text, "does not match target host name"):
		c.mismatch(l)
	default:
		if a, ok := alertIn(text); ok {
			addAlert(c.s, x, a, c.s.quote(l))
			x.Handshake = evidence.No
			return true
		}
		return false
	}
	return true
}

func (c *curl) connected(rest string) {
	host, rest, _ := strings.Cut(rest, " ")
	_, port, _ := strings.Cut(rest, "port ")
	if host, port, ok := address(host + ":" + digits(port)); ok {
		if c.run.Host == "" || !isIP(host) {
			c.named(host, port)
		}
	}
}

// certificate reads the rows about the leaf.
func (c *curl) certificate(l line, text string) bool {
	d := &c.leaf.description
	if v, ok := valueOf(text, "subject:"); ok {
		d.Subject = readName(v)
	} else if v, ok := valueOf(text, "issuer:"); ok {
		d.Issuer = readName(v)
	} else if v, ok := valueOf(text, "start date:"); ok {
		d.NotBefore = readTime(v)
	} else if v, ok := valueOf(text, "expire date:"); ok {
		d.NotAfter = readTime(v)
	} else if v, ok := valueOf(text, "SSL certificate verify result:"); ok {
		if i := strings.LastIndexByte(v, '('); i >= 0 {
			if n, err := strconv.Atoi(digits(v[i+1:])); err == nil {
				c.run.VerifyCode = n
			}
		}
		c.inLeaf = false
	} else if _, ok := valueOf(text, "SSL certificate verify ok"); ok {
		c.run.VerifyCode = 0
		c.inLeaf = false
	} else if _, ok := valueOf(text, "subjectAltName:", "subjectAltName does not match", "Certificate level", "Public key type", "common name:"); !ok {
		c.inLeaf = false
		return false
	}
	return true
}

// alert reads "TLSv1.3 (IN), TLS alert, unknown (628):": the number is level
// and description in one.
func (c *curl) alert(l line, text string) {
	_, number, _ := strings.Cut(text, "TLS alert,")
	n, _ := strconv.Atoi(digits(number[strings.LastIndexByte(number, '(')+1:]))
	if a, ok := alertOf("", n&0xff); ok && n>>8 == 2 {
		a.Received = strings.Contains(text, "(IN)")
		addAlert(c.s, c.run, a, c.s.quote(l))
		c.run.Handshake = evidence.No
	}
}

func reasonOf(text string) string {
	parts := strings.Split(text, ": ")
	return quotable(parts[len(parts)-1])
}

// failed reads curl's own error line.
func (c *curl) failed(l line, text string) bool {
	x := c.run
	n, _ := strconv.Atoi(digits(text[len("curl: ("):]))
	switch n {
	case 6, 7, 28, 5:
		c.broken(l, text)
	case 60, 77:
		x.Handshake = evidence.No
		c.refused(l, reasonOf(text))
		if strings.Contains(text, "subject name") || strings.Contains(text, "host name") {
			c.mismatch(l)
		}
	case 51:
		c.mismatch(l)
	case 35, 56, 55, 52, 58:
		a, ok := alertIn(text)
		switch {
		case ok:
			addAlert(c.s, x, a, c.s.quote(l))
			x.Handshake = evidence.No
		case plainAnswer(text):
			addSignal(c.s, x, evidence.NoTLS, c.s.quote(l), nil)
		case failureIn(text) == "proxy":
			c.broken(l, text)
		case cutIn(text) && len(x.Alerts) == 0:
			addSignal(c.s, x, evidence.HandshakeCut, c.s.quote(l), nil)
		}
	default:
		return false
	}
	c.closed = true
	return true
}

// refused notes why curl did not go on. A date holds for every program.
func (c *curl) refused(l line, reason string) {
	id, args := evidence.CurlUntrusted, map[string]string{"reason": reason}
	if strings.HasSuffix(reason, "expired") {
		id, args["by"] = evidence.ExpiredInLog, "curl"
	}
	addSignal(c.s, c.run, id, c.s.quote(l), args)
}

func (c *curl) broken(l line, text string) {
	cause := failureIn(text)
	if cause == "" {
		cause = "other"
	}
	addSignal(c.s, c.run, evidence.ConnectionFailed, c.s.quote(l), map[string]string{"cause": cause, "host": c.run.Host})
}

func (c *curl) mismatch(l line) {
	addSignal(c.s, c.run, evidence.HostNameMismatch, c.s.quote(l), map[string]string{"host": c.run.Host, "by": "curl"})
}

// claim takes what --write-out '%{certs}' prints: the chain as it was sent.
func (c *curl) claim(found *cert.Certificate, first int) bool {
	if c.leaf == nil {
		return false
	}
	if len(c.list.pool) == 0 && !c.leaf.matches(found) {
		return false
	}
	c.list.bytes(found, first, nil)
	c.idle = 0
	return true
}

func (c *curl) end() { c.finish() }

func (c *curl) finish() {
	x := c.run
	if x == nil {
		return
	}
	if len(c.list.pool) > 0 {
		x.Partial = false
	} else if c.leaf != nil && !c.leaf.description.Subject.Empty() {
		c.list.entries = []*printed{c.leaf}
	}
	x.Sent = c.list.sent(c.s)
	c.list, c.leaf, c.inLeaf, c.out = listing{}, nil, false, false
	if len(x.Sent) == 0 && len(x.Signals) == 0 { // an alert is a signal too
		return
	}
	c.s.kind("curl")
	c.s.session(*x)
}
