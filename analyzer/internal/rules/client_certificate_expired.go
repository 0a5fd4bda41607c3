package rules

import "missinglink/analyzer/internal/kb"

// clientCertificateExpired: the client certificate is past its notAfter, or
// the server says so with alert 45, which Go servers also send before the
// certificate's first day.
func clientCertificateExpired(c *Case) []Finding {
	chain := c.clientChain()
	if len(chain) > 0 && !chain[0].NotAfter.IsZero() && chain[0].NotAfter.Before(c.At) {
		return []Finding{{Severity: Error, Leads: c.clientLeads(), Owner: kb.Client, Args: certArgs(chain[0]),
			Certificates: list(chain[0]), Remedies: []string{"replace-client-certificate"}}}
	}
	if a, _, ok := c.refusedClient(); ok && a.Name == "certificate_expired" && !(len(chain) > 0 && chain[0].NotBefore.After(c.At)) {
		f := Finding{Severity: Error, Leads: c.clientLeads(), Variant: "alert", Owner: kb.Client, Args: map[string]string{"alert": a.Name},
			Remedies: []string{"replace-client-certificate"}}
		f.Quotes = append(f.Quotes, a.Quote)
		return []Finding{f}
	}
	return nil
}
