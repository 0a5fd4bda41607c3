package rules

import (
	"strings"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/evidence"
)

// The predicates below say who refused whom. They are shared by the rules of
// the client certificate group.

// The alerts with which a server speaks about a client certificate
// (RFC 8446 section 6.2, RFC 5246 section 7.2.2; measured per server stack).
var clientAlerts = map[string]bool{
	"bad_certificate": true, "unsupported_certificate": true, "certificate_revoked": true,
	"certificate_expired": true, "certificate_unknown": true, "unknown_ca": true,
	"access_denied": true, "certificate_required": true, "handshake_failure": true,
	"decrypt_error": true, "no_certificate": true, "decode_error": true, "internal_error": true,
}

// vagueAlerts have other reasons than a client certificate as well: a cipher,
// a message that could not be read, a fault of the server. They count only
// after the server's own chain, or its request for a certificate.
var vagueAlerts = map[string]bool{"handshake_failure": true, "decode_error": true, "internal_error": true}

// proveSent are the alerts with which no server stack answers a client that
// sent no certificate (measured: OpenSSL, Go, Java 17 and 25, GnuTLS, Node.js):
// a certificate was sent and refused.
var proveSent = map[string]bool{
	"unsupported_certificate": true, "certificate_revoked": true, "certificate_expired": true,
	"certificate_unknown": true, "unknown_ca": true, "access_denied": true, "decrypt_error": true, "internal_error": true,
}

// refusal is the alert with which the other side refused the client, with the
// session it stood in; nil when there is none. An alert out of a stack trace
// alone has no session.
func (c *Case) refusal() (*evidence.Alert, *evidence.Session) {
	for i := range c.Evidence.Sessions {
		s := &c.Evidence.Sessions[i]
		if s.TrustAccepted == evidence.No || s.ServerSide {
			continue
		}
		for j := range s.Alerts {
			if a := &s.Alerts[j]; a.Received && clientAlerts[a.Name] {
				return a, s
			}
		}
	}
	for _, s := range c.Signals(evidence.AlertReceived) {
		if clientAlerts[s.Args["alert"]] && !c.serverWrote(s.Quote.Input) {
			return &evidence.Alert{Name: s.Args["alert"], Number: -1, Received: true, Quote: s.Quote}, nil
		}
	}
	return nil, nil
}

// serverWrote reports whether an input is the log of a server alone: an alert
// that it received is the client's.
func (c *Case) serverWrote(input int) bool {
	wrote := false
	for i := range c.Evidence.Sessions {
		if s := &c.Evidence.Sessions[i]; s.Input == input {
			if !s.ServerSide {
				return false
			}
			wrote = true
		}
	}
	return wrote
}

// took reports whether a server's own log shows that it was content with what
// the client sent: there is nothing to find about it.
func took(s *evidence.Session) bool { return s.ServerSide && s.Handshake == evidence.Yes }

// refusedClient reports whether the evidence shows that the server refused us:
// an alert about certificates, after its own chain was on the table.
func (c *Case) refusedClient() (*evidence.Alert, *evidence.Session, bool) {
	a, s := c.refusal()
	if a == nil {
		return nil, nil, false
	}
	if vagueAlerts[a.Name] {
		asked := s != nil && (s.Requested == evidence.Yes || len(s.AcceptableCAs) > 0)
		if !asked && (a.Name != "handshake_failure" || s == nil || !mayHaveAsked(s)) {
			return a, s, false
		}
	}
	return a, s, true
}

// mayHaveAsked reports whether the server's own chain was on the table (its
// certificates, or an error of the client's verification) and nothing shows
// that it asked for no certificate.
func mayHaveAsked(s *evidence.Session) bool {
	return len(s.Sent)+len(s.VerifyErrors) > 0 && s.Requested != evidence.No
}

// cutAfterRequest is the session in which the server asked for a client
// certificate and then closed without a word; nil when there is none. Servers
// that finish the handshake first refuse like that, and alerts get lost.
func (c *Case) cutAfterRequest() (*evidence.Session, []evidence.Quote) {
	cut := c.Signals(evidence.HandshakeCut)
	if len(cut) == 0 {
		return nil, nil
	}
	for i := range c.Evidence.Sessions {
		if s := &c.Evidence.Sessions[i]; s.TrustAccepted != evidence.No && !s.ServerSide && (s.Requested == evidence.Yes || len(s.AcceptableCAs) > 0) {
			return s, quotes(cut)
		}
	}
	return nil, nil
}

// cutWithoutOne are the lines that show that the server closed without a word
// after it had asked for a client certificate and got none; where a path was not
// found as well, that tells more. Before TLS 1.3 a
// server that completes the handshake has accepted that (RFC 5246 section
// 7.4.6); in TLS 1.3 the client is done before the server has looked.
func (c *Case) cutWithoutOne() []evidence.Quote {
	s, q := c.cutAfterRequest()
	if s == nil || len(s.ClientSent) > 0 || c.says(evidence.PathBuildingFailed) || s.Handshake == evidence.Yes && s.Protocol != "TLSv1.3" {
		return nil
	}
	return q
}

// wentOn reports whether each handshake in which the client sent no certificate
// was completed.
func (c *Case) wentOn() bool {
	went := false
	for i := range c.Evidence.Sessions {
		if s := &c.Evidence.Sessions[i]; s.ClientShown && len(s.ClientSent) == 0 {
			if s.Handshake != evidence.Yes {
				return false
			}
			went = true
		}
	}
	return went
}

// sentNone reports whether the evidence shows an empty or absent client
// Certificate message, with the lines that show it.
func (c *Case) sentNone() ([]evidence.Quote, bool) {
	q := quotes(append(c.Signals(evidence.NoClientCertificate), c.Signals(evidence.ServerGotNone)...))
	if len(q) > 0 {
		return q, true
	}
	for i := range c.Evidence.Sessions {
		if s := &c.Evidence.Sessions[i]; s.ClientShown && len(s.ClientSent) == 0 && !took(s) {
			return []evidence.Quote{s.Quote}, true
		}
	}
	return nil, false
}

// clientChain is the client's chain as far as it is known: the given one, or
// what a log shows as sent.
func (c *Case) clientChain() []*cert.Certificate {
	if c.Client != nil {
		return c.Client.Chain
	}
	for i := range c.Evidence.Sessions {
		if s := &c.Evidence.Sessions[i]; len(s.ClientSent) > 0 && !took(s) {
			var out []*cert.Certificate
			for _, x := range s.ClientSent {
				out = append(out, x.Certificate)
			}
			return out
		}
	}
	return nil
}

// asked are the acceptable CAs that servers named.
func (c *Case) asked() []cert.Name {
	if x := c.Session(c.Leading()); x != nil && len(x.AcceptableCAs) > 0 {
		return x.AcceptableCAs
	}
	for _, s := range c.Evidence.Sessions {
		if len(s.AcceptableCAs) > 0 {
			return s.AcceptableCAs
		}
	}
	return nil
}

// names prints a few distinguished names.
func names(list []cert.Name) string {
	const shown = 4 // a server can name hundreds
	var out []string
	for i, n := range list {
		if i == shown {
			out = append(out, "…")
			break
		}
		out = append(out, n.String())
	}
	return strings.Join(out, "; ")
}

// clientLeads reports whether a finding about the client certificate may lead:
// the server's chain has been accepted, or nothing is known about it.
func (c *Case) clientLeads() bool {
	x := c.Leading()
	return x == nil || x.Accepted || x.Cause == ""
}
