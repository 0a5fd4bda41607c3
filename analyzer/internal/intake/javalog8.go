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
	part8Raw     // a dump of records
	part8Message // a dump of a handshake message
)

// maxMargin is how much may stand before the text of a line.
const maxMargin = 200

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
	if at := strings.Index(l.text, "*** "); at >= 0 && at < maxMargin {
		j.margin = l.text[:at]
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
	case part8Raw, part8Message:
		if _, ok := dumpLine(t); ok {
			j.wires(j.way).row(t)
			j.rest, j.dump = 0, l.number
		} else {
			j.endRaw()
		}
	}
	return j.rest < maxIdle8
}

// entry reads a line that begins something.
func (j *javaLog8) entry(t string, l line) bool {
	switch {
	case strings.HasPrefix(t, "*** ClientHello"):
		j.closePart()
		j.begin(l)
		j.part = part8Hello
	case strings.HasPrefix(t, "*** ServerHelloDone"):
		j.closePart()
		j.handshake(l).progress()
		j.done = true
	case strings.HasPrefix(t, "*** ServerHello"):
		j.closePart()
		h := j.handshake(l)
		h.serverHello, j.done = true, false
		_, version, _ := strings.Cut(t, ", ")
		h.x.Protocol = strings.TrimSpace(version)
	case strings.HasPrefix(t, "*** CertificateRequest"):
		j.closePart()
		h := j.handshake(l)
		h.progress()
		h.x.Requested = evidence.Yes
	case strings.HasPrefix(t, "Cert Authorities:"):
		j.closePart()
		j.handshake(l)
		j.part = part8Names
	case strings.HasPrefix(t, "*** CertificateVerify"), strings.Contains(t, "KeyExchange") && strings.HasPrefix(t, "*** "):
		j.closePart()
		j.handshake(l).progress()
	case strings.HasPrefix(t, "*** Certificate chain"):
		j.closePart()
		j.startChain(l)
	case strings.HasPrefix(t, "*** Finished"):
		j.closePart()
		if j.h != nil {
			j.h.progress()
			// Printed once for each side; whose comes first does not matter.
			j.h.finish(!j.h.finished[1])
		}
	case t == "***":
		j.closePart()
	case strings.HasPrefix(t, "Found trusted certificate:"):
		j.closePart()
		j.handshake(l).progress()
		j.part, j.at = part8Trusted, l
		j.one = &javaCertificate{line: l.number}
	case strings.HasPrefix(t, "adding as trusted cert"), strings.HasPrefix(t, "found key for : "):
		j.closePart()
		j.part = part8Dump
	case strings.HasPrefix(t, "chain ["):
		return j.chainEntry(l)
	case strings.HasPrefix(t, "[Raw read]: length"), strings.HasPrefix(t, "[Raw write]: length"):
		j.closePart()
		j.part, j.way = part8Raw, "r"
		if strings.HasPrefix(t, "[Raw write]") {
			j.way = "w"
		}
	case strings.HasPrefix(t, "[read] MD5 and SHA1 hashes"), strings.HasPrefix(t, "[write] MD5 and SHA1 hashes"):
		j.closePart()
		j.part, j.way = part8Message, "R"
		if strings.HasPrefix(t, "[write]") {
			j.way = "W"
		}
	case strings.Contains(t, "no suitable certificate found - continuing"):
		j.signal(t, l)
	default:
		return j.thread(t, l)
	}
	return true
}

// thread reads the lines that begin with a thread's name.
func (j *javaLog8) thread(t string, l line) bool {
	name, what, ok := strings.Cut(t, ", ")
	if !ok || len(name) > 200 {
		return false
	}
	switch {
	case strings.HasPrefix(what, "READ: "), strings.HasPrefix(what, "WRITE: "):
		j.closePart()
		j.read = strings.HasPrefix(what, "READ: ") && strings.Contains(what, "Handshake")
		if h := j.h; h != nil && h.hello && !h.serverHello && strings.HasPrefix(what, "WRITE: ") {
			h.side = sideClient
		}
	case strings.HasPrefix(what, "RECV "), strings.HasPrefix(what, "SEND "):
		_, rest, fatal := strings.Cut(what, "fatal, ")
		if !fatal {
			return true
		}
		a, ok := alertOf(strings.TrimPrefix(rest, "description = "), -1)
		if !ok || a.Name == "close_notify" {
			return true
		}
		a.Received = strings.HasPrefix(what, "RECV ")
		j.closePart()
		j.g.alert(j.handshake(l), a, j.s.quote(l), javaLogTime(l))
	case strings.HasPrefix(what, "handling exception: "), strings.HasPrefix(what, "fatal error: "):
		j.closePart()
		j.signal(what, l)
	case strings.HasPrefix(what, "called close"), strings.HasPrefix(what, "Exception while waiting for close"):
		j.closePart()
	default:
		return false
	}
	return true
}

// signal notes what a line says.
func (j *javaLog8) signal(t string, l line) {
	for _, x := range saidIn(squeeze(t)) {
		if x.id == evidence.AlertReceived {
			continue // the line before said so
		}
		if j.h != nil && j.h.side == sideServer && (x.id == evidence.PathBuildingFailed || x.id == evidence.PathValidationFailed) {
			x.args = withArg(x.args, "checked", "client")
		}
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
		j.begin(l)
		h = j.h
		h.hello = false
	}
	if j.server {
		h.sentShown = true
	} else {
		h.progress()
		h.x.ClientShown = true
	}
	j.part, j.at, j.none = part8Chain, l, false
}

// chainEntry reads "chain [0] = [". Without a head above it, it is the chain
// that somebody cut out of the log.
func (j *javaLog8) chainEntry(l line) bool {
	switch j.part {
	case part8Dump:
		return true
	case part8None:
		j.startChain(l)
	}
	j.closeCertificate()
	j.one = &javaCertificate{line: l.number}
	return true
}

func (j *javaLog8) certificateRow(t string, l line) {
	if strings.Contains(t, "<Empty>") {
		j.none = true
	}
	if strings.HasPrefix(t, "Subject: ") && j.part == part8Chain && (j.one == nil || j.one.named) {
		// Somebody left the lines above it out.
		j.closeCertificate()
		j.one = &javaCertificate{line: l.number}
	}
	if j.one != nil {
		j.one.read(t)
		if j.one.full && t == "]" && j.part == part8Trusted {
			j.closePart()
		}
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
	if j.part == part8Message {
		w.plaintext()
	} else {
		w.record(j.way == "w")
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
	if p == part8Raw || p == part8Message {
		j.endRaw()
		return
	}
	j.part = part8None
	switch p {
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
		way := "r"
		if j.server == (j.h.side == sideServer) {
			way = "w"
		}
		bytes := j.wires(way).take(certificatesOf(list))
		if j.server {
			j.h.sent, j.h.sentWire = list, bytes
			return
		}
		j.h.client, j.h.clientWire = list, bytes
		if j.none {
			id := evidence.NoClientCertificate
			if j.h.side == sideServer {
				id = evidence.ServerGotNone
			}
			j.g.say(j.h, evidence.Signal{ID: id, Quote: j.s.quote(j.at)})
		}
	}
}

// close ends the log: a newer form follows, or nothing.
func (j *javaLog8) close() {
	if j.part == part8Chain && j.server && j.h != nil {
		j.h.x.Partial = true
	}
	j.closePart()
	j.settle()
	j.margin = ""
}

// settle closes the handshake. Our own chain is printed before its bytes are.
func (j *javaLog8) settle() {
	if h := j.h; h != nil {
		for _, c := range []struct {
			list  []javaSent
			bytes *[]*cert.Certificate
		}{{h.sent, &h.sentWire}, {h.client, &h.clientWire}} {
			for _, w := range []string{"r", "w", "R", "W"} {
				if x := j.wire[w]; x != nil && *c.bytes == nil {
					*c.bytes = x.take(certificatesOf(c.list))
				}
			}
		}
		j.g.close(h)
		j.h = nil
	}
}
