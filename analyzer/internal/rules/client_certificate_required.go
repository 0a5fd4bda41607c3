package rules

import (
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
)

// clientCertificateRequired: the server demands a client certificate (alert
// 116, or alert 40 after its chain, or acceptable CAs and then a refusal) and
// nothing shows what the client did.
func clientCertificateRequired(c *Case) []Finding {
	if _, none := c.sentNone(); none {
		return nil
	}
	for i := range c.Evidence.Sessions {
		s := &c.Evidence.Sessions[i]
		if s.ClientShown || s.ServerSide {
			continue
		}
		a := demand(s)
		if a == nil {
			continue
		}
		return []Finding{{Severity: Error, Leads: c.clientLeads(), Owner: kb.Client,
			Args:   map[string]string{"alert": a.Name, "asked": names(s.AcceptableCAs)},
			Quotes: []evidence.Quote{a.Quote}, Remedies: []string{"set-up-mutual", "try-client-certificate"}}}
	}
	for _, s := range c.Signals(evidence.AlertReceived) {
		if s.Args["alert"] == "certificate_required" && !c.serverWrote(s.Quote.Input) {
			return []Finding{{Severity: Error, Leads: c.clientLeads(), Owner: kb.Client,
				Args: map[string]string{"alert": "certificate_required"}, Quotes: []evidence.Quote{s.Quote}, Remedies: []string{"set-up-mutual", "try-client-certificate"}}}
		}
	}
	for i := range c.Evidence.Sessions {
		// Asked for, and nobody refused: worth knowing, never the verdict.
		if s := &c.Evidence.Sessions[i]; s.Requested == evidence.Yes && !s.ClientShown && !s.ServerSide && c.Client == nil {
			return []Finding{{Severity: Note, Variant: "optional", Owner: kb.Client, Args: map[string]string{"asked": names(s.AcceptableCAs)},
				Quotes: []evidence.Quote{s.Quote}, Remedies: []string{"set-up-mutual"}}}
		}
	}
	return nil
}

// demand is the alert that shows that a session's server wants a certificate.
func demand(s *evidence.Session) *evidence.Alert {
	for i := range s.Alerts {
		a := &s.Alerts[i]
		switch {
		case !a.Received || proveSent[a.Name]:
		case a.Name == "certificate_required":
			return a
		case a.Name == "handshake_failure" && (mayHaveAsked(s) || len(s.AcceptableCAs) > 0):
			return a
		case a.Name == "bad_certificate" && s.Source == "s_client":
			return a // a Java server's word to a client that sent none
		case clientAlerts[a.Name] && (s.Requested == evidence.Yes || len(s.AcceptableCAs) > 0):
			return a
		}
	}
	return nil
}
