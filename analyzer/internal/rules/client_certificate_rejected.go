package rules

import (
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
)

// clientCertificateRejected: a client certificate was sent and an alert
// followed, or the server asked for one and closed without a word. Most alerts
// prove that one was sent; bad_certificate and handshake_failure do not: a Java
// 17 server answers bad_certificate to a client that sent none.
func clientCertificateRejected(c *Case) []Finding {
	f := Finding{Severity: Error, Leads: c.clientLeads(), Owner: kb.Client, Args: map[string]string{},
		Remedies: []string{"try-client-certificate", "set-up-mutual", "rebuild-key-store", "trust-client-ca"}}
	if _, none := c.sentNone(); none {
		return nil
	}
	a, s, refused := c.refusedClient()
	if !refused {
		s, f.Quotes = c.cutAfterRequest()
		if s == nil {
			return nil
		}
		f.Variant = "cut"
		return []Finding{c.rejected(f)}
	}
	f.Args["alert"], f.Quotes = a.Name, []evidence.Quote{a.Quote}
	if f := c.rejected(f); f.Variant != "" {
		return []Finding{f} // its own certificate tells
	}
	sent := s != nil && len(s.ClientSent) > 0 || proveSent[a.Name]
	if a.Name == "certificate_required" || !sent && (vagueAlerts[a.Name] || s != nil && s.Source == "s_client") {
		return nil
	}
	f.Variant = a.Name
	if !proveSent[a.Name] && (s == nil || len(s.ClientSent) == 0 && c.Client == nil) {
		f.Variant = "alone." + a.Name
	}
	return []Finding{c.rejected(f)}
}

// rejected adds what the client's own certificate tells: a first day that has
// not come or a damaged signature is the reason.
func (c *Case) rejected(f Finding) Finding {
	chain := c.clientChain()
	if len(chain) == 0 {
		return f
	}
	leaf := chain[0]
	for k, v := range certArgs(leaf) {
		f.Args[k] = v
	}
	f.Certificates = list(leaf)
	switch {
	case leaf.NotBefore.After(c.At):
		f.Variant, f.Remedies = "early", []string{"replace-client-certificate"}
	case c.Client != nil && c.Client.Decision.Cause == "signature-mismatch":
		f.Variant, f.Remedies = "damaged", []string{"rebuild-key-store", "replace-client-certificate"}
	}
	return f
}
