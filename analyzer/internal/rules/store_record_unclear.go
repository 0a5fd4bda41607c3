package rules

import "missinglink/analyzer/internal/kb"

// storeRecordUnclear: the record's column Active says neither yes nor no in a
// known language, so that nobody can tell whether its certificate is trusted.
func storeRecordUnclear(c *Case) []Finding {
	f := c.records("store-record-unclear", kb.Instance, Warning, "activate-record")
	for i := range f {
		f[i].Unknown = f[i].Leads
	}
	return f
}

// mayTrust reports whether a chain holds, or is issued by, a certificate in a
// record of which nobody can tell whether it counts.
func (c *Case) mayTrust(x *Chain) bool {
	for _, r := range c.Health {
		if r.Certificate == nil || !has(r.Problems, "store-record-unclear") {
			continue
		}
		for _, s := range x.Sent {
			if r.Certificate.ID == s.Certificate.ID || r.Certificate.Subject.Key() == s.Certificate.Issuer.Key() {
				return true
			}
		}
	}
	return false
}
