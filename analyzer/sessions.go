package analyzer

import (
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/report"
)

func (b *book) session(s *evidence.Session) report.Session {
	y := report.Session{Source: s.Source, Input: s.Input, Line: s.Line, Host: s.Host, Port: s.Port, SNI: s.SNI, Tool: s.Tool,
		Protocol: s.Protocol, At: stamp(s.At), VerifyCode: s.VerifyCode, ClientCertificateRequested: tri(s.Requested), Outcome: outcome(s)}
	for _, x := range s.Sent {
		y.Sent = append(y.Sent, b.add(x.Certificate))
	}
	for _, x := range s.ClientSent {
		y.ClientSent = append(y.ClientSent, b.add(x.Certificate))
	}
	for _, n := range s.AcceptableCAs {
		y.AcceptableCAs = append(y.AcceptableCAs, n.String())
	}
	for _, v := range s.VerifyErrors {
		y.Errors = append(y.Errors, v.Quote.Text)
	}
	for _, i := range s.Signals {
		y.Errors = append(y.Errors, b.case_.Evidence.Signals[i].Quote.Text)
	}
	for i := range s.Alerts {
		a := s.Alerts[i]
		if y.Alert == nil || a.Received && y.Alert.Direction == "sent" {
			y.Alert = &report.Alert{Name: a.Name, Number: a.Number, Direction: map[bool]string{true: "received", false: "sent"}[a.Received]}
		}
	}
	return y
}

func tri(t evidence.Tri) string {
	switch t {
	case evidence.Yes:
		return "yes"
	case evidence.No:
		return "no"
	}
	return "unknown"
}

func outcome(s *evidence.Session) string {
	switch {
	case s.TrustAccepted == evidence.No:
		return "refused-by-client"
	case s.Handshake == evidence.Yes:
		return "accepted"
	}
	for _, a := range s.Alerts {
		if a.Received != s.ServerSide {
			return "refused-by-server"
		}
	}
	return "unknown"
}
