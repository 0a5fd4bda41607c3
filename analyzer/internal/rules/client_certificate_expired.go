package rules

import (
	"time"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
)

// clientCertificateExpired: the client certificate is past its notAfter, or
// the server says so with alert 45, which Go servers also send before the
// certificate's first day. Where the key store holds one in force as well, it
// is not known which of the two the JDK presents: SunX509 looks at no dates
// (measured).
func clientCertificateExpired(c *Case) []Finding {
	chain := c.clientChain()
	a, _, refused := c.refusedClient()
	if c.Client != nil && c.Client.Old != nil {
		old := c.Client.Old
		f := Finding{Severity: Warning, Leads: c.clientLeads() && !refused, Unknown: true, Variant: "beside", Owner: kb.Client,
			Args:         with(certArgs(old), "alias", c.Client.Alias, "until", day(c.Client.Leaf.NotAfter)),
			Certificates: list(old, c.Client.Leaf), Remedies: []string{"rebuild-key-store"}}
		if refused && a.Name == "certificate_expired" {
			f.Severity, f.Leads, f.Unknown, f.Quotes = Error, c.clientLeads(), false, []evidence.Quote{a.Quote}
		}
		return []Finding{f}
	}
	if len(chain) > 0 && Expired(chain[0], c.At) {
		return []Finding{{Severity: Error, Leads: c.clientLeads(), Owner: kb.Client, Args: certArgs(chain[0]),
			Certificates: list(chain[0]), Remedies: []string{"replace-client-certificate"}}}
	}
	if refused && a.Name == "certificate_expired" && !(len(chain) > 0 && chain[0].NotBefore.After(c.At)) {
		f := Finding{Severity: Error, Leads: c.clientLeads(), Variant: "alert", Owner: kb.Client, Args: map[string]string{"alert": a.Name},
			Remedies: []string{"replace-client-certificate"}}
		f.Quotes = append(f.Quotes, a.Quote)
		return []Finding{f}
	}
	return nil
}

// Expired reports whether a certificate's last day is known and has passed.
func Expired(x *cert.Certificate, at time.Time) bool {
	return !x.NotAfter.IsZero() && x.NotAfter.Before(at)
}
