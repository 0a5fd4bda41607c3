package rules

import (
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
)

// noTLSOnPort: something answered, but not with TLS ("wrong version number"),
// and the same port did not speak it later either (STARTTLS).
func noTLSOnPort(c *Case) []Finding {
	f := Finding{Severity: Warning, Owner: kb.Network, Remedies: []string{"check-tls-port"}}
	if !c.stopped(&f, func(x evidence.Signal, at *evidence.Session) bool {
		return at == nil || !answered(at) && (at.Port == "" || !c.again(at.Peer(), at.Port, x.Quote))
	}, evidence.NoTLS) {
		return nil
	}
	return []Finding{f}
}
