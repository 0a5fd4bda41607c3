package intake

import (
	"strings"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/evidence"
)

// javaLog8 reads the debug log of JDK 8 and before: "*** Certificate chain",
// "chain [0] = [". Only its record lines name the thread ("main, READ: TLSv1.2
// Handshake, length = 85"), so that handshakes that run at the same time
// cannot be told apart; each ClientHello begins the next one.
type javaLog8 struct {
	s    *sink
	g    *javaHandshakes
	h    *javaHandshake
	part part8
	one  *javaCertificate
	list []javaSent
	none bool // "<Empty>"
	at   line // of the part
	// server is true when the chain that is being read is the server's, done
	// when ServerHelloDone or the server's Finished was seen.
	server, done bool
	read         bool // the last record line was one that was read
	wire         map[string]*javaWire
	way          string
	dump         int    // the last row of a dump so far
	margin       string // what a log framework puts before every line
	rest         int    // lines since the last one that meant something
}

type part8 int

const (
	part8None part8 = iota
	part8Chain
	part8Trusted // "Found trusted certificate:"
	part8Dump    // a store or key that is listed, never sent
	part8Names   // "Cert Authorities:"
	part8Hello
	part8Raw // a dump of records or of a handshake message
)

// maxIdle8 is how many lines without meaning may come before the log counts as
// over: a dump of a session ticket or of a page fills some hundred.
const maxIdle8 = 2000

func (j *javaLog8) triggers() []string {
	return []string{
		"** ClientHello", "** ServerHello", "** Certificate", "** Finished", "chain [0] = [",
		"Found trusted certificate:", "adding as trusted cert", "found key for : ",
		", RECV TLS", ", RECV SSL", ", SEND TLS", ", SEND SSL", ", READ: TLS", ", WRITE: TLS", ", READ: SSL", ", WRITE: SSL",
		", handling exception: ", "no suitable certificate found - continuing", "[Raw read]: length", "[Raw write]: length",
		"[read] MD5 and SHA1 hashes", "[write] MD5 and SHA1 hashes", ", fatal error: ", "%% Invalidated:",
	}
}

// line reports whether the line belongs to a log of this form, so that the
// next one is wanted.
func (j *javaLog8) line(l line) bool {
	if before, _, ok := strings.Cut(l.text, "*** "); ok {
		j.margin = before
	}
	t := strings.TrimSpace(unmargined(l.text, j.margin))
	if strings.HasPrefix(t, "** ") {
		t = "*" + t // Markdown took a star
	}
	j.rest++
	if j.entry(t, l) {
		j.rest = 0
		return true
	}
	switch j.part {
	case part8None:
		return j.h != nil && j.rest < maxIdle8
	case part8Chain, part8Trusted:
		j.certificateRow(t, l)
	case part8Names:
		if strings.HasPrefix(t, "<") && strings.HasSuffix(t, ">") {
			if n := readName(t[1 : len(t)-1]); !n.Empty() && len(j.h.x.AcceptableCAs) < maxAuthorities {
				j.h.x.AcceptableCAs = append(j.h.x.AcceptableCAs, n)
			}
		}
	case part8Hello:
		if strings.HasPrefix(t, "Extension server_name") {
			j.serverName(t)
		}
	case part8Raw:
		if _, ok := dumpLine(t); ok {
			j.wires(j.way).row(t)
			j.rest, j.dump = 0, l.number
		} else {
			j.endRaw()
		}
	}
	return j.rest < maxIdle8
}

// entry8 is what begins with a word, and ends what was being read.
type entry8 struct {
	word string
	read func(j *javaLog8, t string, l line)
}

// The entries of a log, and those that stand behind a thread's name. The first
// word that fits counts.
var (
	entries8 = []entry8{
		{"*** ClientHello", func(j *javaLog8, _ string, l line) { j.begin(l); j.part = part8Hello }},
		{"*** ServerHelloDone", func(j *javaLog8, _ string, l line) { j.progress("", l); j.done = true }},
		{"*** ServerHello", (*javaLog8).serverHello},
		{"*** CertificateRequest", (*javaLog8).request},
		{"*** CertificateVerify", (*javaLog8).progress},
		{"*** Certificate chain", func(j *javaLog8, _ string, l line) { j.startChain(l) }},
		{"*** Finished", (*javaLog8).finished},
		{"***", (*javaLog8).keyExchange},
		{"Cert Authorities:", func(j *javaLog8, _ string, l line) { j.handshake(l); j.part = part8Names }},
		{"Found trusted certificate:", (*javaLog8).trusted},
		{"adding as trusted cert", (*javaLog8).listed},
		{"found key for : ", (*javaLog8).listed},
		{"[Raw read]: length", (*javaLog8).dumped},
		{"[Raw write]: length", (*javaLog8).dumped},
		{"[read] MD5 and SHA1 hashes", (*javaLog8).dumped},
		{"[write] MD5 and SHA1 hashes", (*javaLog8).dumped},
	}
	threads8 = []entry8{
		{"READ: ", func(j *javaLog8, what string, _ line) { j.read = strings.Contains(what, "Handshake") }},
		{"WRITE: ", (*javaLog8).wrote},
		{"RECV ", (*javaLog8).alert},
		{"SEND ", (*javaLog8).alert},
		{"handling exception: ", (*javaLog8).signal},
		{"fatal error: ", (*javaLog8).signal},
		{"called close", nil},
		{"Exception while waiting for close", nil},
	}
)

// entry reads a line that begins something.
func (j *javaLog8) entry(t string, l line) bool {
	if strings.HasPrefix(t, "chain [") {
		j.chainEntry(l)
		return true
	}
	if strings.Contains(t, "no suitable certificate found - continuing") {
		j.signal(t, l)
		return true
	}
	_, what, _ := strings.Cut(t, ", ")
	return j.begun(entries8, t, l) || j.begun(threads8, what, l)
}

func (j *javaLog8) begun(list []entry8, t string, l line) bool {
	for _, e := range list {
		if strings.HasPrefix(t, e.word) {
			j.closePart()
			if e.read != nil {
				e.read(j, t, l)
			}
			return true
		}
	}
	return false
}

// progress: up to ServerHelloDone the server speaks, behind it the client.
func (j *javaLog8) progress(_ string, l line) { j.handshake(l).progress(!j.done) }

func (j *javaLog8) keyExchange(t string, l line) {
	if strings.Contains(t, "KeyExchange") {
		j.progress(t, l)
	}
}

func (j *javaLog8) serverHello(t string, l line) {
	h := j.handshake(l)
	h.serverHello, j.done = true, false
	_, version, _ := strings.Cut(t, ", ")
	h.x.Protocol = protocolName(version)
}

func (j *javaLog8) request(t string, l line) {
	j.progress(t, l)
	j.h.x.Requested = evidence.Yes
}

// finished is printed once for each side; whose comes first does not matter.
func (j *javaLog8) finished(string, line) {
	if j.h != nil {
		j.h.progress(!j.done)
		j.h.finish(!j.h.finished[1])
	}
}

func (j *javaLog8) trusted(t string, l line) {
	j.progress(t, l)
	j.part, j.at = part8Trusted, l
}

func (j *javaLog8) listed(string, line) { j.part = part8Dump }

func (j *javaLog8) dumped(t string, _ line) {
	j.part = part8Raw
	j.way, _, _ = strings.Cut(t, "]")
}

// wrote reads that a record was written: what says hello first is the client.
func (j *javaLog8) wrote(string, line) {
	j.read = false
	if h := j.h; h != nil && !h.serverHello {
		h.side = sideClient
	}
}

func (j *javaLog8) alert(what string, l line) {
	_, rest, _ := strings.Cut(what, "fatal, ")
	a, ok := alertOf(strings.TrimPrefix(rest, "description = "), -1)
	if !ok || a.Name == "close_notify" {
		return
	}
	a.Received = strings.HasPrefix(what, "RECV ")
	j.g.alert(j.handshake(l), a, j.s.quote(l), javaLogTime(l))
}

// signal notes what a line says.
func (j *javaLog8) signal(t string, l line) {
	for _, x := range saidIn(squeeze(t)) {
		j.g.say(j.h, evidence.Signal{ID: x.id, Quote: j.s.quote(l), Args: x.args})
	}
	j.s.kind("java-log")
}

// begin starts a handshake. A server prints a ClientHello that it has just
// read, a client one that it is about to write.
func (j *javaLog8) begin(l line) {
	j.settle()
	j.g.tool = "javax.net.debug (JDK 8)"
	side := sideClient
	if j.read {
		side = sideServer
	}
	j.h = j.g.begin("", side, javaLogTime(l), l)
	j.h.hello, j.done = true, false
	j.wire = nil
}

// handshake is the one that is under way; an excerpt may begin in its middle.
func (j *javaLog8) handshake(l line) *javaHandshake {
	if j.h == nil {
		j.begin(l)
		j.h.hello, j.h.side = false, sideClient
	}
	return j.h
}

// startChain begins a chain: the server's comes before ServerHelloDone, the
// client's behind it.
func (j *javaLog8) startChain(l line) {
	h := j.handshake(l)
	j.server = !j.done
	if j.server && h.sentShown {
		// The hello was cut out between two handshakes.
		j.settle()
		h = j.handshake(l)
	}
	if j.server {
		h.sentShown = true
	} else {
		h.progress(false)
		h.x.ClientShown = true
	}
	j.part, j.at, j.none = part8Chain, l, false
}

// chainEntry reads "chain [0] = [". Without a head above it, it is the chain
// that somebody cut out of the log.
func (j *javaLog8) chainEntry(l line) {
	switch j.part {
	case part8Dump:
		return
	case part8None:
		j.startChain(l)
	}
	j.closeCertificate()
	j.one = &javaCertificate{line: l.number}
}

func (j *javaLog8) certificateRow(t string, l line) {
	if strings.Contains(t, "<Empty>") {
		j.none = true
	}
	if strings.HasPrefix(t, "Subject: ") && (j.one == nil || j.one.named) {
		// Somebody left the lines above it out.
		j.closeCertificate()
		j.one = &javaCertificate{line: l.number}
	}
	if j.one != nil {
		j.one.read(t)
	}
}

func (j *javaLog8) closeCertificate() {
	if j.one == nil {
		return
	}
	if c := j.one.certificate(); c != nil && len(j.list) < maxSent {
		j.list = append(j.list, javaSent{c, j.one.line})
	}
	j.one = nil
}

// serverName reads "[type=host_name (0), value=example.test]" and
// "[host_name: example.test]".
func (j *javaLog8) serverName(t string) {
	for _, before := range []string{"value=", "host_name: "} {
		if _, name, ok := strings.Cut(t, before); ok {
			name, _, _ = strings.Cut(name, "]")
			if isHost(name) {
				j.h.x.SNI = name
			}
			return
		}
	}
}

func (j *javaLog8) endRaw() {
	w := j.wires(j.way)
	if strings.HasPrefix(j.way, "[Raw") {
		w.record(j.way == rawWrite)
	} else {
		w.plaintext()
	}
	j.part = part8None
}

func (j *javaLog8) wires(way string) *javaWire {
	if j.wire == nil {
		j.wire = map[string]*javaWire{}
	}
	if j.wire[way] == nil {
		j.wire[way] = &javaWire{}
	}
	return j.wire[way]
}

// closePart ends what is being read.
func (j *javaLog8) closePart() {
	p := j.part
	j.part = part8None
	switch p {
	case part8Raw:
		j.endRaw()
	case part8Trusted:
		j.closeCertificate()
		if len(j.list) > 0 {
			j.h.anchor = j.list[0].c
		}
		j.list = nil
	case part8Chain:
		j.closeCertificate()
		list := j.list
		j.list = nil
		if j.server {
			j.h.sent = list
			return
		}
		j.h.client = list
		if j.none && j.h.side != sideServer {
			j.g.say(j.h, evidence.Signal{ID: evidence.NoClientCertificate, Quote: j.s.quote(j.at)})
		}
	}
}

// close ends the log: a newer form follows, or nothing.
func (j *javaLog8) close() {
	if j.part == part8Chain && j.server {
		j.h.x.Partial = true
	}
	j.closePart()
	j.settle()
}

// ways are how the heads of dumps begin.
var ways = []string{"[Raw read", rawWrite, "[read", "[write"}

const rawWrite = "[Raw write"

// settle closes the handshake. Our own chain is printed before its bytes are.
func (j *javaLog8) settle() {
	if h := j.h; h != nil {
		for _, c := range []struct {
			list  []javaSent
			bytes *[]*cert.Certificate
		}{{h.sent, &h.sentWire}, {h.client, &h.clientWire}} {
			for _, w := range ways {
				if x := j.wire[w]; x != nil && *c.bytes == nil {
					*c.bytes = x.take(certificatesOf(c.list))
				}
			}
		}
		j.g.close(h)
		j.h = nil
	}
}
