package rules

import (
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
)

// noTLSOnPort: something answered, but not with TLS ("wrong version number").
func noTLSOnPort(c *Case) []Finding {
	s := c.Signals(evidence.NoTLS)
	if len(s) == 0 || c.Leading() != nil {
		return nil
	}
	return []Finding{{Severity: Error, Leads: true, Owner: kb.Network, Quotes: quotes(s), Remedies: []string{"check-tls-port"}}}
}
