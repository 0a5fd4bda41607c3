package intake

import (
	"strings"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/evidence"
)

// claim takes the certificates of the chain and of the server certificate, and
// those that stand where the chain belongs when its listing was left out.
func (c *sClient) claim(found *cert.Certificate, first int) bool {
	r := c.run
	if r == nil || c.idle >= maxIdle {
		return false
	}
	switch {
	case r.part == partChain:
		r.list.bytes(found, first, r.list.last())
	case r.part == partServer && len(r.list.entries) > 0:
		r.list.bytes(found, first, r.list.entries[0])
	case r.part == partServer, r.part == partStart:
		for _, p := range r.list.pool {
			if p.bytes.ID == found.ID && r.part == partServer {
				return true // the leaf once more
			}
		}
		r.list.bytes(found, first, nil)
	case first <= r.to: // a text on one line
		r.list.bytes(found, first, nil)
	default:
		return false
	}
	return true
}

func (c *sClient) end() {
	c.release()
	c.finish()
}

// finish turns the run into a session.
func (c *sClient) finish() {
	r := c.run
	if r == nil || r.merge(c.s) || r.again(c.s) || r.empty() {
		return
	}
	r.x.Partial = r.listed() < 0
	r.fillFromDepths()
	r.datesFromDepths()
	r.x.Sent = r.list.sent(c.s)
	for _, text := range r.names {
		if n := readName(text); !n.Empty() {
			r.x.AcceptableCAs = appendName(r.x.AcceptableCAs, n, text)
		}
	}
	switch {
	case r.asked:
		r.x.Requested = evidence.Yes
		if r.noNames && r.x.AcceptableCAs == nil {
			r.x.AcceptableCAs = []cert.Name{}
		}
	case r.noNames && r.digest && r.x.Requested == evidence.NotKnown:
		r.x.Requested = evidence.No
	}
	r.x.Handshake = r.handshake()
	if r.cut != nil && r.x.Handshake != evidence.Yes && len(r.x.Alerts) == 0 {
		addSignal(c.s, &r.x, evidence.HandshakeCut, *r.cut, nil)
	}
	c.s.kind("s_client")
	c.s.session(r.x)
}

// empty reports a run of which nothing is known but its command.
func (r *sClientRun) empty() bool {
	return !r.connected && !r.finished && len(r.list.entries) == 0 && len(r.list.pool) == 0 && len(r.depths) == 0 &&
		len(r.x.Signals) == 0 && !r.x.NoPeerCertificate && r.server.description.Subject.Empty() &&
		len(r.x.VerifyErrors) == 0 && len(r.names) == 0 && r.cut == nil
}

// merge adds a run of which only the error stream is there to the session
// before it, when that has no errors of its own: the two streams were pasted
// one behind the other.
func (r *sClientRun) merge(s *sink) bool {
	if !r.errors || len(s.ev.Sessions) == 0 {
		return false
	}
	x := &s.ev.Sessions[len(s.ev.Sessions)-1]
	if x.Input != s.input || x.Source != "s_client" || len(x.VerifyErrors) > 0 || len(r.list.pool) > 0 {
		return false
	}
	if len(x.Sent) > 0 && len(r.depths) > 0 && r.depths[0] != nil && !r.depths[0].matches(x.Sent[0].Certificate) {
		return false
	}
	x.VerifyErrors = r.x.VerifyErrors
	x.Alerts = append(x.Alerts, r.x.Alerts...)
	x.Signals = append(x.Signals, r.x.Signals...)
	return true
}

// again reports a run that is the one before it once more: -prexit prints the
// summary of a session a second time at its end.
func (r *sClientRun) again(s *sink) bool {
	if r.connected || len(r.depths) > 0 || len(r.x.Alerts) > 0 || r.x.Host != "" || len(s.ev.Sessions) == 0 {
		return false
	}
	x := &s.ev.Sessions[len(s.ev.Sessions)-1]
	if x.Input != s.input || x.Source != "s_client" || x.NoPeerCertificate != r.x.NoPeerCertificate ||
		x.Protocol != r.x.Protocol || x.VerifyCode != r.x.VerifyCode || len(x.Sent) != len(r.list.entries) {
		return false
	}
	for i, e := range r.list.entries {
		if !e.matches(x.Sent[i].Certificate) {
			return false
		}
	}
	return true
}

// listed is how many certificates the tool printed, -1 when it printed no
// list: then there may have been more.
func (r *sClientRun) listed() int {
	if r.x.NoPeerCertificate {
		return 0
	}
	if n := len(r.list.entries); n > 0 {
		return n
	}
	if len(r.list.pool) > 1 {
		return len(r.list.pool)
	}
	return -1
}

// fillFromDepths makes a list of what was verified when the tool printed no
// list itself, as -brief does.
func (r *sClientRun) fillFromDepths() {
	if len(r.list.entries) > 0 || len(r.list.pool) > 0 {
		return
	}
	if len(r.depths) > 0 && r.depths[0] == nil && !r.server.description.Subject.Empty() {
		r.depths[0] = &r.server // at verify depth 1 and more, -brief names the leaf below
	}
	for i, p := range r.depths {
		if p == nil {
			break
		}
		if i+1 < len(r.depths) && r.depths[i+1] != nil {
			p.description.Issuer = r.depths[i+1].description.Subject
		}
		r.list.entries = append(r.list.entries, p)
	}
	for _, e := range r.x.VerifyErrors {
		if (e.Code == 18 || e.Code == 19) && e.Depth < len(r.list.entries) {
			d := &r.list.entries[e.Depth].description
			d.Issuer = d.Subject
		}
	}
	if !r.server.description.Subject.Empty() {
		if len(r.list.entries) == 0 {
			r.list.entries = []*printed{&r.server}
			return
		}
		if d := &r.list.entries[0].description; d.Issuer.Empty() {
			d.Issuer = r.server.description.Issuer
		}
	}
}

// datesFromDepths gives the certificates of the list the dates that only the
// rows of the verification show: before 3.0 the list has none.
func (r *sClientRun) datesFromDepths() {
	for _, p := range r.depths {
		if p == nil {
			continue
		}
		for _, e := range r.list.entries {
			if d := &e.description; d.NotAfter.IsZero() && d.NotBefore.IsZero() && d.Subject.SetKey() == p.description.Subject.SetKey() {
				d.NotBefore, d.NotAfter = p.description.NotBefore, p.description.NotAfter
			}
		}
	}
}

// handshake is whether it was completed. In TLS 1.3 the client completes it
// before the server has looked at the client's certificate, so an alert that
// follows counts.
func (r *sClientRun) handshake() evidence.Tri {
	for _, a := range r.x.Alerts {
		if a.Received {
			return evidence.No
		}
	}
	switch {
	case r.cipher:
		return evidence.Yes
	case r.nothing || r.x.NoPeerCertificate:
		return evidence.No
	}
	return evidence.NotKnown
}

// appendName adds the name of an acceptable CA. -nameopt multiline prints one
// attribute a row, with its long word, and terminals wrap: a row that goes on
// with the name above it repeats none of its attributes.
func appendName(list []cert.Name, n cert.Name, text string) []cert.Name {
	long := strings.TrimLeft(text, "abcdefghijklmnopqrstuvwxyz") != text
	if len(list) == 0 || len(n.RDNs) != 1 || !long && !strings.HasPrefix(text, "/") {
		return append(list, n)
	}
	last := &list[len(list)-1]
	for _, rdn := range last.RDNs {
		if rdn[0].Type.Equal(n.RDNs[0][0].Type) {
			return append(list, n)
		}
	}
	last.RDNs = append(last.RDNs, n.RDNs...)
	return list
}
