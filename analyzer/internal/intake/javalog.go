package intake

import (
	"strings"
	"time"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/evidence"
)

// javaLog reads the output of -Djavax.net.debug, with every option and of
// every JDK since 8. Two forms are known: entries with a head of seven columns
// (JDK 11 and later, and late updates of 8), read here, and the one before
// (javalog8.go). What an entry means is told by its words; the source line in
// its head differs from build to build and is not looked at.
type javaLog struct {
	s       *sink
	g       *javaHandshakes
	old     *javaLog8
	wires   map[string]*javaWire // by thread and direction
	head    javaHead
	block   javaBlock // what the lines belong to until the entry ends
	current *javaHandshake
	// What the block that is open has shown so far.
	printed javaPrinted
	list    []javaSent
	empty   bool
	fields  map[string]string
	inNames bool
	ofChain bool // the next schemes are of signatures in the client's chain
	dump    int  // the last row of a dump so far
	said    map[string]bool
	store   string // path of the trust store named last
}

// javaHead is the head of an entry.
type javaHead struct {
	thread  string // id and name
	stamp   string // the time as it is printed
	margin  string // what stands in front of it
	message string
	line    line
}

// at reads the time, which few entries need. It is zero when there is none.
func (h javaHead) at() time.Time {
	t, _ := javaTime(h.stamp)
	return t.UTC()
}

// javaBlock says what the lines behind a head are.
type javaBlock int

const (
	blockNone javaBlock = iota
	blockSkip
	blockHello        // ClientHello
	blockServerHello  // ServerHello
	blockServerChain  // the server's Certificate message
	blockClientChain  // the client's
	blockRequest      // CertificateRequest
	blockAlert        // an alert that was received
	blockThrowable    // an exception
	blockAnchor       // "Found trusted certificate"
	blockRead         // a dump of what was read
	blockWritten      // a dump of what was written
	blockPlainRead    // what the cipher opened
	blockPlainWritten // what it is about to hide
)

// javaRecord begins a record of JDK 11 and later.
const javaRecord = "javax.net.ssl|"

func newJavaLog(s *sink) carrier {
	g := newJavaHandshakes(s)
	return &javaLog{s: s, g: g, old: &javaLog8{s: s, g: g}, wires: map[string]*javaWire{}, printed: javaPrinted{read: map[string]*cert.Certificate{}}}
}

func (j *javaLog) triggers() []string {
	return append(j.old.triggers(),
		javaRecord, "handshake message (", "Certificate message (", "Received alert message (",
		"\"Certificates\": ", "\"certificate_list\": ", "\"certificate\" : {",
	)
}

func (j *javaLog) line(l line) bool {
	if !carried(l.text) {
		return j.logged(l)
	}
	more := false
	for _, text := range javaRows(l.text) {
		more = j.logged(line{number: l.number, text: text, woke: true})
	}
	return more
}

func (j *javaLog) logged(l line) bool {
	at := -1
	if l.woke {
		at = strings.Index(l.text, javaRecord)
	}
	if at >= 0 {
		j.old.close()
		j.endBlock(false)
		j.entry(readJavaHead(l, at))
		return j.block != blockNone
	}
	if j.block == blockNone {
		if j.old.line(l) {
			return true
		}
		if strings.Contains(l.text, "handshake message (") || strings.Contains(l.text, "rtificate message (") {
			// An excerpt whose heads were cut off.
			j.entry(javaHead{message: strings.TrimSpace(l.text), line: l, margin: ""})
			return j.block != blockNone
		}
		if strings.Contains(l.text, "\"Certificates\": ") || strings.Contains(l.text, "\"certificate_list\": ") || strings.Contains(l.text, "\"certificate\" : {") {
			j.headless(l)
			return true
		}
		return false
	}
	text := unmargined(l.text, j.head.margin)
	if strings.TrimRight(text, " \t") == ")" {
		j.endBlock(true)
		return false
	}
	j.row(line{number: l.number, text: text, more: l.more})
	return true
}

// readJavaHead cuts a head into its columns: logger, level, thread id, thread
// name, time, source, message.
func readJavaHead(l line, at int) javaHead {
	h := javaHead{line: l, margin: l.text[:at], message: l.text[at:]}
	rest := l.text[at+len(javaRecord):]
	_, rest, ok := strings.Cut(rest, "|")
	if !ok {
		return h
	}
	// A thread's name may hold anything; the time behind it looks like one.
	for from := 0; ; {
		i := strings.IndexByte(rest[from:], '|')
		if i < 0 {
			return h
		}
		i += from
		from = i + 1
		if len(rest) < i+20 || rest[i+5] != '-' || rest[i+8] != '-' || !allDigits(rest[i+1:i+5]) {
			continue
		}
		h.thread = rest[:i]
		stamp, behind, _ := strings.Cut(rest[i+1:], "|")
		h.stamp = stamp
		if _, message, ok := strings.Cut(behind, "|"); ok {
			h.message = message
		} else {
			h.message = behind
		}
		return h
	}
}

// unmargined takes away what a log framework puts in front of every line,
// if this line begins like the head's margin: digits may differ.
func unmargined(text, margin string) string {
	if len(text) < len(margin) {
		return text
	}
	for i := range len(margin) {
		if anyDigit(margin[i]) != anyDigit(text[i]) {
			return text
		}
	}
	return text[len(margin):]
}

// anyDigit is the same for all digits.
func anyDigit(c byte) byte {
	if isDigit(c) {
		return '0'
	}
	return c
}

// entry reads a head and decides what the lines behind it are.
func (j *javaLog) entry(h javaHead) {
	j.head, j.current, j.said = h, nil, nil
	j.g.tool = "javax.net.debug"
	if h.thread != "" {
		j.s.kind("java-log")
	}
	m := strings.TrimSpace(h.message)
	block := strings.HasSuffix(m, "(")
	switch {
	case strings.HasPrefix(m, "Produced "), strings.HasPrefix(m, "Consuming "):
		j.message(m)
	case strings.HasPrefix(m, "Negotiated protocol version: "):
		if x := j.of(); x != nil {
			x.x.Protocol = protocolName(strings.TrimPrefix(m, "Negotiated protocol version: "))
		}
	case strings.HasPrefix(m, "Received alert message"):
		j.block = blockAlert
	case strings.HasPrefix(m, "Fatal ("):
		j.fatal(m)
	case strings.HasPrefix(m, "Found trusted certificate"):
		if j.current = j.of(); j.current != nil {
			j.current.progress(false)
			j.block = blockAnchor
		}
	case strings.HasPrefix(m, "Raw read"):
		j.block = blockRead
	case strings.HasPrefix(m, "Raw write"):
		j.block = blockWritten
	case strings.HasPrefix(m, "Plaintext after DECRYPTION"):
		j.block = blockPlainRead
	case strings.HasPrefix(m, "Plaintext before ENCRYPTION"):
		j.block = blockPlainWritten
	case strings.HasPrefix(m, "No X.509 certificate for client authentication"),
		strings.HasPrefix(m, "No available client authentication scheme"):
		j.say(m)
	case strings.HasPrefix(m, "trustStore is: "):
		j.trustStore(strings.TrimSpace(m[len("trustStore is: "):]))
	case strings.HasPrefix(m, "handling exception"):
		j.current = j.last()
		j.block = blockThrowable
	}
	if !block {
		j.endBlock(false)
	} else if j.block == blockNone {
		j.block = blockSkip
	}
}

// claim takes the certificates that the hex dump reader finds in our dumps:
// they belong to a Certificate message, or to a session ticket and to nothing.
// One that stands before our dumps has been offered before them.
func (j *javaLog) claim(_ *cert.Certificate, first int) bool {
	return first <= max(j.dump, j.old.dump)
}

// of is the handshake this entry's thread works on.
func (j *javaLog) of() *javaHandshake { return j.g.of(j.head.thread, false, under) }

// last is the handshake this entry's thread worked on last, also when it has
// ended: an alert is followed by the exception it leads to.
func (j *javaLog) last() *javaHandshake {
	if h := j.g.byThread[j.head.thread]; h != nil {
		return h
	}
	return j.of()
}

// trustStore notes where the JVM has its trust store: it tells a MID Server
// from the instance.
func (j *javaLog) trustStore(path string) {
	if path != j.store {
		j.store = path
		j.s.setting(evidence.Setting{Name: "javax.net.ssl.trustStore", Value: quotable(path), Quote: j.s.quote(j.head.line)})
	}
}

// message reads the head of a handshake message.
func (j *javaLog) message(m string) {
	verb, what, _ := strings.Cut(m, " ")
	ours := verb == "Produced"
	switch {
	case strings.HasPrefix(what, "ClientHello("): // after HelloRetryRequest
		if j.current = j.of(); j.current != nil {
			j.current.serverHello = false
		}
	case strings.HasPrefix(what, "ClientHello"):
		side := sideServer
		if ours {
			side = sideClient
		}
		h := j.g.byThread[j.head.thread]
		if h == nil || h.ended || h.hello || h.sentShown {
			h = j.g.begin(j.head.thread, side, j.head.at(), j.head.line)
		}
		h.hello, j.current = true, h
		for _, way := range []string{"r", "w", "R", "W"} {
			delete(j.wires, j.head.thread+way)
		}
		j.block = blockHello
	case strings.HasPrefix(what, "ServerHello ") || strings.HasPrefix(what, "HelloRetryRequest"):
		h := j.g.of(j.head.thread, true, func(h *javaHandshake) bool { return !h.ended && h.hello && !h.serverHello })
		if h == nil {
			h = j.started(ours)
		}
		h.serverHello = strings.HasPrefix(what, "ServerHello")
		j.current, j.block = h, blockServerHello
	case strings.HasPrefix(what, "server Certificate "):
		h := j.of()
		if h == nil || h.sentShown {
			h = j.started(ours)
		}
		j.g.doubt(h)
		j.chain(h, blockServerChain)
	case strings.HasPrefix(what, "client Certificate "):
		h := j.of()
		if h == nil || h.x.ClientShown {
			h = j.started(!ours)
		}
		h.progress(ours)
		j.chain(h, blockClientChain)
	case strings.HasPrefix(what, "CertificateRequest"):
		h := j.of()
		if h == nil {
			h = j.started(ours)
		}
		h.progress(ours)
		h.x.Requested = evidence.Yes
		j.current, j.block = h, blockRequest
	case strings.Contains(what, "Finished "):
		if h := j.of(); h != nil {
			h.progress(ours)
			h.finish(ours)
		}
	case strings.Contains(what, "handshake message"), strings.HasPrefix(what, "NewSessionTicket"):
		if h := j.of(); h != nil && !strings.HasPrefix(what, "EncryptedExtensions") {
			h.progress(ours)
		}
	}
}

// started begins a handshake whose beginning the log does not show. server
// tells who wrote it.
func (j *javaLog) started(server bool) *javaHandshake {
	side := sideClient
	if server {
		side = sideServer
	}
	return j.g.begin(j.head.thread, side, j.head.at(), j.head.line)
}

// headless starts a chain that stands without its head: by all the articles
// say, what people cut out is the server's. It counts when it ends and holds
// certificates: other JSON has fields of the same names.
func (j *javaLog) headless(l line) {
	j.head = javaHead{line: l}
	j.current, j.block, j.empty = nil, blockServerChain, false
	j.row(l)
}

func (j *javaLog) chain(h *javaHandshake, b javaBlock) {
	j.current, j.block, j.empty = h, b, false
	if b == blockServerChain {
		h.sentShown = true
	} else {
		h.x.ClientShown = true
	}
}

// fatal reads "Fatal (CERTIFICATE_UNKNOWN): <message>". The word in brackets
// is the alert that goes out, or the one that came in.
func (j *javaLog) fatal(m string) {
	j.current = j.last()
	word, message, _ := strings.Cut(strings.TrimPrefix(m, "Fatal ("), ")")
	message = strings.TrimSpace(strings.TrimPrefix(message, ":"))
	_, received := strings.CutPrefix(message, "Received fatal alert:")
	j.block, j.said = blockThrowable, nil
	if a, ok := alertOf(strings.ToLower(word), -1); ok && a.Name != "close_notify" {
		a.Received = received
		if h := j.current; h != nil {
			j.g.alert(h, a, j.s.quote(j.head.line), j.head.at())
		} else {
			id := evidence.AlertSent
			if received {
				id = evidence.AlertReceived
			}
			j.g.say(nil, evidence.Signal{ID: id, Quote: j.s.quote(j.head.line), At: j.head.at(), Args: map[string]string{"alert": a.Name}})
		}
	}
	j.sentence(strings.TrimSuffix(message, "("), j.head.line)
}

// say notes the sentences of an entry of one line.
func (j *javaLog) say(m string) {
	j.current, j.said = j.of(), nil
	j.sentence(m, j.head.line)
}

// sentence notes what a line says, once per entry.
func (j *javaLog) sentence(text string, l line) {
	for _, x := range saidIn(squeeze(text)) {
		if x.id == evidence.AlertReceived || x.id == evidence.AlertSent || j.said[x.id] {
			continue
		}
		if j.said == nil {
			j.said = map[string]bool{}
		}
		j.said[x.id] = true
		j.g.say(j.current, evidence.Signal{ID: x.id, Quote: j.s.quote(l), At: j.head.at(), Args: x.args})
	}
}

func withArg(args map[string]string, key, value string) map[string]string {
	out := map[string]string{key: value}
	for k, v := range args {
		out[k] = v
	}
	return out
}

func (j *javaLog) end() {
	j.old.close()
	j.endBlock(false)
	for _, h := range j.g.open {
		if w := j.wires[h.thread+"r"]; !h.sentShown && w != nil && len(w.chains) > 0 && h.side != sideServer {
			h.sentWire = w.chains[0]
		}
	}
	j.g.end()
	j.hosts()
}

// hosts gives the host that the log around the handshakes names to those that
// name none: a client that sends no server_name extension, or an excerpt.
func (j *javaLog) hosts() {
	if j.g.unsure {
		return // it may be that of another
	}
	var host, port string
	for _, x := range j.s.ev.Signals {
		if x.Quote.Input != j.s.input || x.ID != evidence.RequestNotSent && x.ID != evidence.HTTPNoStatus || x.Args["host"] == "" {
			continue
		}
		if host != "" && host != x.Args["host"] {
			return
		}
		host, port = x.Args["host"], x.Args["port"]
	}
	for i := range j.s.ev.Sessions {
		if x := &j.s.ev.Sessions[i]; x.Input == j.s.input && x.Source == "java-log" && x.Host == "" && x.SNI == "" {
			x.Host, x.Port = host, port
		}
	}
}
