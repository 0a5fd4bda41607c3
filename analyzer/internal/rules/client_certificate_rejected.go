package rules

import (
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
)

// clientCertificateRejected: a client certificate was sent and an alert
// followed. An alert about certificates with nothing else known is read the
// same way, but says that an empty message is the other likely cause:
// a Java 17 server answers bad_certificate to a client that sent none.
func clientCertificateRejected(c *Case) []Finding {
	a, s, ok := c.refusedClient()
	if !ok || a.Name == "certificate_required" {
		return nil
	}
	if _, none := c.sentNone(); none {
		return nil
	}
	sent := s != nil && len(s.ClientSent) > 0
	if !sent && (a.Name == "handshake_failure" || s != nil && s.Source == "s_client") {
		return nil
	}
	f := Finding{Severity: Error, Leads: c.clientLeads(), Variant: a.Name, Owner: kb.Client,
		Args: map[string]string{"alert": a.Name}, Quotes: []evidence.Quote{a.Quote},
		Remedies: []string{"try-client-certificate", "set-up-mutual", "rebuild-key-store", "trust-client-ca"}}
	if chain := c.clientChain(); len(chain) > 0 {
		f.Args = with(f.Args, "subject", chain[0].Subject.CommonName(), "issuer", chain[0].Issuer.CommonName())
		f.Certificates = list(chain[0])
	}
	if !sent {
		f.Variant = "alone"
	}
	return []Finding{f}
}
