package rules

import (
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
)

// connectionFailed: the TCP connection or the name look-up failed, and no
// certificate came from anywhere. The variant says how: refused, dns,
// timeout, or a proxy that let nothing through.
func connectionFailed(c *Case) []Finding {
	s := c.Signals(evidence.ConnectionFailed)
	if len(s) == 0 {
		return nil
	}
	f := Finding{Severity: Warning, Owner: kb.Network, Variant: s[0].Args["cause"], Quotes: quotes(s), Remedies: []string{"check-address"}}
	if c.Leading() == nil {
		f.Severity, f.Leads = Error, true
	}
	return []Finding{f}
}
