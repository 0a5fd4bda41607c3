package rules

import (
	"missinglink/analyzer/internal/chain"
	"missinglink/analyzer/internal/kb"
)

// storeRecordUnclear: the record's column Active says neither yes nor no in a
// known language, so that nobody can tell whether its certificate is trusted.
func storeRecordUnclear(c *Case) []Finding {
	f := c.records("store-record-unclear", kb.Instance, Warning, "activate-record")
	for i := range f {
		f[i].Unknown = f[i].Leads
	}
	return f
}

// mayTrust reports whether the fault of a chain that reaches no trust anchor
// rests on what could not be read: a record, of one of its certificates or of
// their issuers, that may be active, or a store. No store stands in for an
// intermediate that was not sent, as a rule.
func (c *Case) mayTrust(x *Chain, fault string) bool {
	if !chain.Untrusted(fault) {
		return false
	}
	for _, r := range c.Health {
		if !has(r.Problems, "store-record-unclear") || !c.counted(r) {
			continue
		}
		for _, y := range c.held(r) {
			for _, s := range x.Sent {
				if y.ID == s.Certificate.ID || y.Subject.Key() == s.Certificate.Issuer.Key() {
					return true
				}
			}
		}
	}
	return fault != "missing-intermediate" && c.unreadStore() != nil
}
