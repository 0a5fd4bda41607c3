package intake

import (
	"strings"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/evidence"
)

// The lines behind a head of a debug log: certificates, what the server asks
// for, alerts, exceptions and dumps.

// row reads a line of the block that is open.
func (j *javaLog) row(l line) {
	text := l.text
	switch j.block {
	case blockServerChain, blockClientChain, blockAnchor:
		j.certificateRow(l)
	case blockHello:
		if _, name, ok := strings.Cut(text, "type=host_name (0), value="); ok {
			j.hostName(name)
		}
		if id, ok := sessionID(text); ok {
			j.current.id = id
		}
	case blockServerHello:
		if id, ok := sessionID(text); ok {
			j.g.tie(j.current, id)
		}
		if j.current.x.Protocol == "" {
			if _, v, ok := strings.Cut(text, "\"server version\""); ok {
				j.current.x.Protocol = protocolName(strings.TrimLeft(v, " :\""))
			}
		}
		if _, v, ok := strings.Cut(text, "\"selected version\": ["); ok {
			j.current.x.Protocol = protocolName(v)
		}
	case blockRequest:
		j.keyRow(l, text)
		j.requestRow(text)
	case blockAlert:
		key, value, _ := strings.Cut(text, ":")
		if j.fields == nil {
			j.fields = map[string]string{}
		}
		if key = strings.Trim(key, " \""); key == "level" || key == "description" {
			j.fields[key] = strings.Trim(value, " \",")
		}
	case blockThrowable:
		if t := strings.TrimSpace(text); !isFrame(t) {
			j.sentence(t, l)
		}
	case blockRead, blockPlainRead:
		j.dump = l.number
		j.wire("r").row(text)
	case blockWritten, blockPlainWritten:
		j.dump = l.number
		j.wire("w").row(text)
	}
}

// sessionID reads the session id of a ClientHello and of its answer.
func sessionID(text string) (string, bool) {
	_, id, ok := strings.Cut(text, "\"session id\"")
	return strings.Trim(id, " :\","), ok
}

func (j *javaLog) hostName(name string) {
	name = strings.Trim(name, " \"}],")
	if isHost(name) {
		j.current.x.SNI = name
	}
}

// wire is the dump reader of this thread; way is r or w, in capitals for what
// lies inside the cipher.
func (j *javaLog) wire(way string) *javaWire {
	if j.block == blockPlainRead || j.block == blockPlainWritten {
		way = strings.ToUpper(way)
	}
	key := j.head.thread + way
	w := j.wires[key]
	if w == nil {
		if len(j.wires) >= 4*maxOpen {
			clear(j.wires)
		}
		w = &javaWire{}
		j.wires[key] = w
	}
	return w
}

// certificateRow reads a line of a Certificate message.
func (j *javaLog) certificateRow(l line) {
	t := strings.TrimSpace(l.text)
	switch {
	case strings.HasPrefix(t, "\"certificate\"") && strings.HasSuffix(t, "{"):
		j.closeCertificate()
		j.printed.begin(l.number)
	case strings.Contains(t, "<empty list>"):
		j.empty = true
	case j.printed.open:
		j.printed.row(l.text)
	}
}

func (j *javaLog) closeCertificate() {
	if !j.printed.open {
		return
	}
	if c := j.printed.end(); c != nil && len(j.list) < maxSent {
		j.list = append(j.list, javaSent{c, j.printed.line})
	}
}

// requestRow reads the acceptable CAs: one list on a line in TLS 1.2, one name
// per line in TLS 1.3.
func (j *javaLog) requestRow(text string) {
	t := strings.TrimSpace(text)
	rest, first := strings.CutPrefix(t, "\"certificate authorities\": [")
	if first {
		j.inNames, t = true, strings.TrimSpace(rest)
	}
	if !j.inNames {
		return
	}
	if strings.HasSuffix(t, "]") {
		j.inNames = false
		t = strings.TrimSuffix(t, "]")
	}
	names := []cert.Name{readName(strings.TrimSuffix(t, ","))}
	if first {
		names = authorities(t)
	}
	x := &j.current.x
	for _, n := range names {
		if !n.Empty() && len(x.AcceptableCAs) < maxAuthorities {
			x.AcceptableCAs = append(x.AcceptableCAs, n)
		}
	}
}

// keyRow reads the kinds of keys in a request: the types and algorithms of
// TLS 1.2, or the extension of TLS 1.3; that of signatures in the chain, which
// looks alike, says nothing about keys.
func (j *javaLog) keyRow(l line, text string) {
	key, list, _ := strings.Cut(strings.TrimSpace(text), ": [")
	switch list, whole := strings.CutSuffix(list, "]"); key {
	case `"signature_algorithms_cert (50)": {`:
		j.ofChain = true
	case `"certificate types"`, `"supported signature algorithms"`, `"signature schemes"`:
		if whole && !j.ofChain {
			keepKinds(&j.current.x, keyKinds(list), j.s.quote(l))
		}
		j.ofChain = false
	}
}

// maxAuthorities is how many acceptable CAs are kept. A server that names all
// public roots names 150.
const maxAuthorities = 1000

// endBlock closes the block that is open; whole is true at its last line.
func (j *javaLog) endBlock(whole bool) {
	b := j.block
	j.block = blockNone
	h := j.current
	switch b {
	case blockServerChain, blockClientChain:
		j.closeCertificate()
		j.endChain(h, b, whole)
	case blockAnchor:
		j.closeCertificate()
		if len(j.list) > 0 {
			h.anchor = j.list[0].c
		}
		j.list = nil
	case blockRequest:
		j.inNames = false
	case blockAlert:
		j.endAlert()
	case blockRead, blockWritten:
		w := j.dumped(b)
		w.record(b == blockWritten)
		j.matchWritten(b == blockWritten, w)
	case blockPlainRead, blockPlainWritten:
		w := j.dumped(b)
		w.plaintext()
		j.matchWritten(b == blockPlainWritten, w)
	}
}

// dumped is the reader of the dump that has just ended.
func (j *javaLog) dumped(b javaBlock) *javaWire {
	j.block = b
	defer func() { j.block = blockNone }()
	if b == blockWritten || b == blockPlainWritten {
		return j.wire("w")
	}
	return j.wire("r")
}

// endChain gives a chain to its handshake, with its bytes when a dump had them.
func (j *javaLog) endChain(h *javaHandshake, b javaBlock, whole bool) {
	list := j.list
	j.list = nil
	if h == nil {
		// A longer one is a piece of a trust store's listing.
		const most = 20
		if len(list) == 0 || len(list) > most {
			return
		}
		if h = j.of(); h == nil || h.sentShown {
			h = j.started(false)
		}
		h.sentShown = true
	}
	if !whole && !j.empty {
		h.x.Partial = h.x.Partial || b == blockServerChain
	}
	var named = certificatesOf(list)
	var bytes = j.wired(named)
	if b == blockServerChain {
		h.sent, h.sentWire = list, bytes
		return
	}
	h.client, h.clientWire = list, bytes
	// A server may go on without one; if it does not, it says so.
	if (len(list) == 0 && whole || j.empty) && h.side != sideServer {
		j.g.say(h, evidence.Signal{ID: evidence.NoClientCertificate, Quote: j.s.quote(j.head.line), At: j.head.at()})
	}
}

// wired looks for a chain's bytes in the dumps that were read before.
func (j *javaLog) wired(named []*cert.Certificate) []*cert.Certificate {
	for _, way := range []string{"r", "R"} {
		if w := j.wires[j.head.thread+way]; w != nil {
			if list := w.take(named); list != nil {
				return list
			}
		}
	}
	return nil
}

// matchWritten gives the bytes of our own chain to the message that was
// printed before they were written.
func (j *javaLog) matchWritten(written bool, w *javaWire) {
	h := j.g.byThread[j.head.thread]
	if !written || h == nil {
		return
	}
	if h.side == sideServer {
		if h.sentWire == nil {
			h.sentWire = w.take(certificatesOf(h.sent))
		}
	} else if h.clientWire == nil {
		h.clientWire = w.take(certificatesOf(h.client))
	}
}

// endAlert notes an alert that was received.
func (j *javaLog) endAlert() {
	level, what := j.fields["level"], j.fields["description"]
	j.fields = nil
	a, ok := alertOf(what, -1)
	if !ok || level != "fatal" || a.Name == "close_notify" || a.Name == "user_canceled" {
		return
	}
	a.Received = true
	q := j.s.quote(line{number: j.head.line.number, text: j.head.line.text + " " + what})
	if h := j.last(); h != nil {
		j.g.alert(h, a, q, j.head.at())
		return
	}
	j.g.say(nil, evidence.Signal{ID: evidence.AlertReceived, Quote: q, At: j.head.at(), Args: map[string]string{"alert": a.Name}})
}
