package rules

import (
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
)

// noPeerCertificate: TLS began and the server ended it before its certificate.
// "Verify return code: 0 (ok)" beside it is no success.
// The alert tells a protocol version or a name that the server does not serve.
// keytool does not even tell whether a connection was made: it counts when
// nothing else speaks.
func noPeerCertificate(c *Case) []Finding {
	if c.Leading() != nil {
		return nil
	}
	for _, id := range []string{evidence.ConnectionFailed, evidence.NoTLS, evidence.PathBuildingFailed, evidence.PathValidationFailed} {
		if len(c.Signals(id)) > 0 {
			return nil // none came, or one did and its message was not read
		}
	}
	for _, s := range c.Evidence.Sessions {
		switch {
		case !s.NoPeerCertificate:
		case s.Source == "keytool":
			if len(c.Evidence.Signals) == 0 {
				return []Finding{{Severity: Error, Leads: true, Unknown: true, Variant: "keytool", Owner: kb.Nobody, Quotes: []evidence.Quote{s.Quote}, Remedies: []string{"paste-with-pem"}}}
			}
		default:
			f := Finding{Severity: Error, Leads: true, Owner: kb.Endpoint, Quotes: []evidence.Quote{s.Quote}, Remedies: []string{"check-sni"}}
			for _, a := range s.Alerts {
				f.Quotes = append(f.Quotes, a.Quote)
				if a.Received {
					f.Variant = a.Name
				}
			}
			return []Finding{f}
		}
	}
	return nil
}
