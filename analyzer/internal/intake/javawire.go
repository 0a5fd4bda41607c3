package intake

import (
	"missinglink/analyzer/internal/cert"
)

// javaWire rebuilds the Certificate messages of one thread and one direction
// from the hex dumps that javax.net.debug=all prints: TLS records as they were
// read or written, and plaintext around the cipher.
type javaWire struct {
	dump    []byte // the dump that is being printed
	body    int    // bytes that the record announced by the last dump still lacks
	kind    byte   // content type of that record
	cipher  bool   // records are encrypted from here on
	message []byte // a handshake message whose end has not come
	// chains are the certificate lists that came by and were not yet matched
	// with a message that the log prints.
	chains [][]*cert.Certificate
}

const (
	// maxDump is one dump: a TLS record is 16 KiB and some, and the network
	// buffer that SSLEngine dumps holds two.
	maxDump = 64 << 10
	// maxMessage is one handshake message. The JDK refuses more than 32 KiB
	// unless it is told otherwise (jdk.tls.maxHandshakeMessageSize).
	maxMessage = 256 << 10
	// maxChains is how many lists wait to be matched.
	maxChains = 4
	// maxSent is how many certificates of one message are kept. The JDK
	// refuses more than 10.
	maxSent = 100
)

// Content types and handshake messages (RFC 8446 section 5.1 and 4).
const (
	changeCipherSpec   = 20
	alertRecord        = 21
	handshakeRecord    = 22
	applicationRecord  = 23
	certificateMessage = 11
	lastMessage        = 25 // CompressedCertificate, RFC 8879
)

func (w *javaWire) row(text string) {
	if b, _ := dumpLine(text); len(w.dump) < maxDump {
		w.dump = append(w.dump, b...)
	}
}

// record takes the dump for records: a head of five bytes and then its body in
// a dump of its own, as sockets read them, or both in one. SSLEngine dumps all
// it has each time it takes one record, so that of several only the first is
// new; what is written is new as a whole.
func (w *javaWire) record(written bool) {
	d := w.dump
	w.dump = nil
	if w.body > 0 {
		n := min(w.body, len(d))
		w.body -= n
		w.fragment(w.kind, d[:n])
		return
	}
	for len(d) >= 5 && d[0] >= changeCipherSpec && d[0] <= applicationRecord && d[1] == 3 {
		n := int(d[3])<<8 | int(d[4])
		w.kind = d[0]
		if len(d) == 5 {
			w.body = n
			return
		}
		if len(d) < 5+n {
			return // dumped again when the rest is there
		}
		w.fragment(d[0], d[5:5+n])
		d = d[5+n:]
		if !written {
			return
		}
	}
}

func (w *javaWire) fragment(kind byte, b []byte) {
	switch {
	case kind == changeCipherSpec:
		w.cipher = true
	case kind == handshakeRecord && !w.cipher:
		w.handshake(b)
	}
}

// plaintext takes the dump for what a cipher is about to hide or has just
// opened. It says nothing about its type, so only a beginning that a handshake
// message can have is believed.
func (w *javaWire) plaintext() {
	d := w.dump
	w.dump = nil
	w.handshake(d)
}

func (w *javaWire) handshake(b []byte) {
	if len(w.message) == 0 && (len(b) < 4 || b[0] > lastMessage) {
		return
	}
	w.message = append(w.message, b...)
	for len(w.message) >= 4 {
		n := int(w.message[1])<<16 | int(w.message[2])<<8 | int(w.message[3])
		if n > maxMessage {
			break
		}
		if len(w.message) < 4+n {
			if w.message[0] != certificateMessage {
				break // the rest of anything else is of no use
			}
			return
		}
		if w.message[0] == certificateMessage {
			w.certificates(w.message[4 : 4+n])
		}
		w.message = w.message[4+n:]
	}
	w.message = nil
}

// certificates reads the body of a Certificate message: RFC 5246 section
// 7.4.2, or with a context and extensions RFC 8446 section 4.4.2.
func (w *javaWire) certificates(b []byte) {
	list := certificateList(b, false)
	if list == nil && len(b) > 0 && len(b) > int(b[0]) {
		list = certificateList(b[1+int(b[0]):], true)
	}
	if list == nil {
		return
	}
	if len(w.chains) == maxChains {
		w.chains = w.chains[1:]
	}
	w.chains = append(w.chains, list)
}

// certificateList reads a list of certificates, nil when it is none.
func certificateList(b []byte, extensions bool) []*cert.Certificate {
	b, rest, _ := vector(b, 3)
	if len(rest) > 0 {
		return nil
	}
	var out []*cert.Certificate
	for len(b) > 0 && len(out) < maxSent {
		var der []byte
		var ok bool
		if der, b, ok = vector(b, 3); !ok {
			return nil
		}
		if extensions {
			if _, b, ok = vector(b, 2); !ok {
				return nil
			}
		}
		c, err := cert.Parse(der)
		if err != nil {
			return nil
		}
		out = append(out, c)
	}
	return out
}

// vector reads a length of n bytes and as many bytes as it says.
func vector(b []byte, n int) (body, rest []byte, ok bool) {
	if len(b) < n {
		return nil, nil, false
	}
	size := 0
	for _, x := range b[:n] {
		size = size<<8 | int(x)
	}
	if len(b) < n+size {
		return nil, nil, false
	}
	return b[n : n+size], b[n+size:], true
}

// take returns the newest list that fits the certificates a log names, and
// forgets it.
func (w *javaWire) take(named []*cert.Certificate) []*cert.Certificate {
	for i := len(w.chains) - 1; i >= 0; i-- {
		if list := w.chains[i]; sameCertificates(named, list) {
			w.chains = append(w.chains[:i:i], w.chains[i+1:]...)
			return list
		}
	}
	return nil
}

// sameCertificates reports whether bytes can be those of what was named:
// serial numbers, and subjects where they are known.
func sameCertificates(named, list []*cert.Certificate) bool {
	if len(named) != len(list) {
		return false
	}
	for i, n := range named {
		if serialText(n.Serial) != serialText(list[i].Serial) {
			return false
		}
		if !n.NotAfter.IsZero() && !n.NotAfter.Equal(list[i].NotAfter) && n.Subject.SetKey() != list[i].Subject.SetKey() {
			return false
		}
	}
	return true
}
