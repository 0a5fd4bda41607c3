package rules

import (
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
)

// connectionFailed: the TCP connection or the name look-up failed, or nothing
// came back, and no certificate came over it. The variant says how: refused,
// dns, timeout, or a proxy that let nothing through. An endpoint that answered
// later is not down.
func connectionFailed(c *Case) []Finding {
	f := Finding{Severity: Warning, Owner: kb.Network, Remedies: []string{"check-address"}}
	if !c.stopped(&f, func(x evidence.Signal, at *evidence.Session) bool {
		if at == nil {
			return x.ID == evidence.ConnectionFailed && (x.Args["host"] == "" || !c.again(x.Args["host"], "", x.Quote))
		}
		return !answered(at) && !c.again(at.Peer(), at.Port, x.Quote)
	}, evidence.ConnectionFailed, evidence.ReadTimedOut) {
		if !c.stopped(&f, func(evidence.Signal, *evidence.Session) bool { return true }, evidence.ConnectionFailed) {
			return nil
		}
		f.Severity, f.Leads = Warning, false
	}
	return []Finding{f}
}
