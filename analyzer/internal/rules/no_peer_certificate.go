package rules

import (
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
)

// noPeerCertificate: TLS began and the server ended it before its certificate.
// "Verify return code: 0 (ok)" beside it is no success.
func noPeerCertificate(c *Case) []Finding {
	if c.Leading() != nil || len(c.Signals(evidence.ConnectionFailed)) > 0 || len(c.Signals(evidence.NoTLS)) > 0 {
		return nil
	}
	for _, s := range c.Evidence.Sessions {
		if s.NoPeerCertificate {
			q := []evidence.Quote{s.Quote}
			for _, a := range s.Alerts {
				q = append(q, a.Quote)
			}
			return []Finding{{Severity: Error, Leads: true, Owner: kb.Endpoint, Quotes: q, Remedies: []string{"check-sni"}}}
		}
	}
	return nil
}
