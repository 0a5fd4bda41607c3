package rules

import (
	"missinglink/analyzer/internal/evidence"
)

// connectionRows are cases of several connections: what failed belongs to the
// one in which it stands.
func connectionRows() []row {
	no, failed, timedOut, curl, cut := evidence.NoTLS, evidence.ConnectionFailed, evidence.ReadTimedOut, evidence.CurlUntrusted, evidence.HandshakeCut
	all := func(list ...func(c *Case)) func(c *Case) {
		return func(c *Case) {
			for _, f := range list {
				f(c)
			}
		}
	}
	// session adds a connection to a host that answered nothing.
	session := func(host, port string, line int, more ...func(s *evidence.Session)) func(c *Case) {
		return func(c *Case) {
			s := evidence.Session{Source: "java-log", SNI: host, Port: port, Line: line, VerifyCode: -1}
			for _, f := range more {
				f(&s)
			}
			c.Evidence.Sessions = append(c.Evidence.Sessions, s)
		}
	}
	// loose adds a sentence that stands in no connection, said one in the last.
	loose := func(id string, line int, pairs ...string) func(c *Case) {
		return func(c *Case) { c.signal(id, line, pairs...) }
	}
	saidIn := func(s func(c *Case) *evidence.Session, id string, line int, pairs ...string) func(c *Case) {
		return func(c *Case) {
			x := s(c)
			x.Signals = append(x.Signals, len(c.Evidence.Signals))
			c.signal(id, line, pairs...)
		}
	}
	last := func(c *Case) *evidence.Session { return &c.Evidence.Sessions[len(c.Evidence.Sessions)-1] }
	lead := func(c *Case) *evidence.Session { return &c.Evidence.Sessions[0] }
	said := func(id string, line int, pairs ...string) func(c *Case) { return saidIn(last, id, line, pairs...) }
	alert := func(name string, line int) func(c *Case) {
		return func(c *Case) {
			last(c).Alerts = []evidence.Alert{{Name: name, Number: 70, Received: true, Quote: quote(line, "alert "+name)}}
		}
	}
	sent := func(s *evidence.Session) { s.Sent = []evidence.Sent{{Certificate: made.leaf.Certificate()}} }
	done := func(s *evidence.Session) { s.Handshake = evidence.Yes }
	other := func(s *evidence.Session) { s.Input = 1 }
	sClient := func(s *evidence.Session) { s.Source = "s_client" }
	nameless := func(c *Case) { c.Host, lead(c).Host = "", "" }
	partly := func(c *Case) { lead(c).Partial, c.Chains[0].Accepted = true, false }
	mismatch := func() *Case { c := accepted(); c.Chains[0].HostMessage = "No name matching"; return c }
	server := func(c *Case) { lead(c).ServerSide, c.Chains[0].ByLog = true, true }
	b := session("b.test", "", 30)
	port := session("b.test", "25", 30)
	return []row{
		{"no TLS elsewhere", accepted, all(b, said(no, 40))},
		{"no TLS at another port of the host", accepted, all(session("a.test", "8443", 30), said(no, 40))},
		{"no TLS, the host by itself", accepted, all(session("a.test", "", 30), said(no, 40))},
		{"no TLS in a connection without a name", accepted, all(session("", "", 30), said(no, 40))},
		{"no TLS, no name anywhere", accepted, all(nameless, session("", "", 30), said(no, 40))},
		{"no TLS, no name but the one that was given", nothing, all(func(c *Case) { c.Host = "a.test" }, session("", "", 30), said(no, 40))},
		{"no TLS, said twice", accepted, all(b, said(no, 40), session("c.test", "", 50), said(no, 60))},
		{"no TLS at first in the connection that went on", accepted, saidIn(lead, no, 40)},
		{"no TLS, then STARTTLS", accepted, all(port, said(no, 40), session("b.test", "25", 50, sent))},
		{"no TLS, then a resumed session", accepted, all(port, said(no, 40), session("b.test", "25", 50, done))},
		{"no TLS, then no TLS again", accepted, all(port, said(no, 40), session("b.test", "25", 50))},
		{"no TLS, TLS before", accepted, all(session("b.test", "25", 20, sent), port, said(no, 40))},
		{"no TLS in the line of another connection", accepted, all(port, said(no, 40), session("b.test", "25", 40, sent))},
		{"no TLS, TLS in another text", accepted, all(port, said(no, 40), session("b.test", "25", 50, sent, other))},
		{"no TLS, TLS at another port", accepted, all(port, said(no, 40), session("b.test", "465", 50, sent))},
		{"no TLS, TLS at another host", accepted, all(port, said(no, 40), session("c.test", "25", 50, sent))},
		{"no TLS, TLS at a port that no text names", accepted, all(b, said(no, 40), session("b.test", "", 50, sent))},
		{"no TLS elsewhere, issuer missing", missing, all(b, said(no, 40))},
		{"no TLS elsewhere, another name", mismatch, all(b, said(no, 40))},
		{"no TLS elsewhere, client refused", accepted, all(func(c *Case) { c.alert("bad_certificate", 20) }, b, said(no, 40))},
		{"no TLS elsewhere, a chain shown in part", accepted, all(partly, b, said(no, 40))},
		{"no TLS elsewhere, a chain shown in part and for another name", mismatch, all(partly, b, said(no, 40))},
		{"no TLS elsewhere, nothing is known of the chain", accepted, all(func(c *Case) { c.Chains[0].Accepted = false }, b, said(no, 40))},
		{"no TLS elsewhere, a server's log", accepted, all(server, b, said(no, 40))},
		{"no TLS, certificates alone", accepted, all(func(c *Case) { c.Evidence.Sessions, c.Chains[0].Session = nil, -1 }, loose(no, 40))},

		{"look-up failed", accepted, loose(failed, 40, "cause", "dns", "host", "b.test")},
		{"look-up failed of the host", accepted, loose(failed, 40, "cause", "dns", "host", "a.test")},
		{"look-up failed, then not", accepted, all(loose(failed, 40, "cause", "dns", "host", "b.test"), session("b.test", "", 50, sent))},
		{"look-up failed, before not", accepted, all(loose(failed, 40, "cause", "dns", "host", "b.test"), session("b.test", "", 30, sent))},
		{"look-up failed here, another program named the port", accepted, all(loose(failed, 40, "cause", "dns", "host", "b.test"), session("b.test", "443", 50, sent))},
		{"refused, nobody says where", accepted, all(loose(failed, 40, "cause", "refused"), session("", "", 50, sent))},
		{"refused elsewhere", accepted, all(session("b.test", "8443", 30), said(failed, 40, "cause", "refused", "host", "b.test"))},
		{"refused, then not", accepted, all(port, said(failed, 40, "cause", "refused"), session("b.test", "25", 50, sent))},
		{"refused at one of two addresses", accepted, saidIn(lead, failed, 3, "cause", "refused", "host", "a.test")},
		{"refused, then not; another look-up failed", accepted, all(port, said(failed, 40, "cause", "refused"), session("b.test", "25", 50, sent), loose(failed, 60, "cause", "dns", "host", "c.test"))},
		{"refused, issuer missing", missing, loose(failed, 40, "cause", "refused")},

		{"nothing came back", accepted, all(b, said(timedOut, 40, "cause", "timeout"))},
		{"nothing came back, at the second try it did", accepted, all(port, said(timedOut, 40, "cause", "timeout"), session("b.test", "25", 50, sent))},
		{"no answer to a request", accepted, saidIn(lead, timedOut, 40, "cause", "timeout")},
		{"no answer, in a trace", accepted, loose(timedOut, 40, "cause", "timeout")},

		{"curl refuses elsewhere", accepted, all(port, said(curl, 40, "reason", "unable to get local issuer certificate"))},
		{"curl refuses elsewhere, alone", nothing, all(func(c *Case) { c.Host = "a.test" }, session("a.test", "", 20), port, said(curl, 40, "reason", "self-signed certificate"))},
		{"curl refuses twice", accepted, all(port, said(curl, 40, "reason", "self-signed certificate"), session("c.test", "", 50), said(curl, 60, "reason", "x"))},
		{"curl refuses what is shown", accepted, all(port, said(curl, 40), session("b.test", "25", 50, sent))},
		{"curl refuses, nothing is shown of it", accepted, all(port, said(curl, 40), session("b.test", "25", 50, done))},
		{"curl refuses at another port", accepted, all(port, said(curl, 40), session("b.test", "26", 50, sent))},
		{"curl refuses at another host", accepted, all(port, said(curl, 40), session("c.test", "25", 50, sent))},
		{"curl refuses beside an alert", accepted, all(port, alert("protocol_version", 39), said(curl, 40))},
		{"curl refuses beside an alert, alone", nothing, all(port, alert("protocol_version", 39), said(curl, 40))},
		{"a program refuses", accepted, loose(curl, 40, "by", "program")},

		{"alert from elsewhere", accepted, all(port, alert("protocol_version", 40))},
		{"alert from elsewhere, without a name", accepted, all(session("", "", 30), alert("protocol_version", 40))},
		{"alert in a trace, below a log", accepted, all(b, loose(evidence.AlertReceived, 40, "alert", "protocol_version"))},
		{"cut elsewhere, another sentence before", accepted, all(session("c.test", "", 30), said(evidence.AlertSent, 31), b, said(cut, 40))},
		{"cut elsewhere", accepted, all(b, said(cut, 40))},
		{"cut, says a trace below two connections", accepted, all(session("c.test", "", 30), b, session("b.test", "", 35), session("c.test", "", 33), loose(cut, 40))},
		{"cut, says a trace below two connections of one line", accepted, all(session("c.test", "", 30), b, loose(cut, 40))},
		{"cut, says a trace above", accepted, all(session("b.test", "", 40), loose(cut, 40))},
		{"cut, says a trace of another text", accepted, all(session("b.test", "", 30, other), loose(cut, 40))},
		{"cut, says a trace below another program", accepted, all(session("b.test", "", 30, sClient), loose(cut, 40))},
		{"cut in the connection above", accepted, all(b, said(cut, 40), session("c.test", "", 35))},
		{"cut in the leading connection", accepted, all(func(c *Case) { lead(c).Port = "8443" }, saidIn(lead, cut, 40))},
		{"cut, explained", missing, all(b, said(cut, 40))},
	}
}
