package rules

import (
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
	"missinglink/analyzer/internal/trust"
)

// storeEmpty: a store was given and not one of its records counts as trusted,
// or might.
func storeEmpty(c *Case) []Finding {
	for _, s := range c.Own {
		if len(trust.Anchors(s)) > 0 || mayCount(s) {
			continue
		}
		f := Finding{Severity: Error, Leads: c.StoreAlone, Owner: kb.Instance, Args: map[string]string{"store": s.Name}, Remedies: []string{"fill-store"}}
		if _, u := c.unusedRecord(); u != nil && u.remedy != "" {
			f.Remedies = nil // its record is set right instead
		}
		return []Finding{f}
	}
	return nil
}

// mayCount reports whether a store has a record that may be active, or whose
// certificate is an attachment.
func mayCount(s evidence.Store) bool {
	for i := range s.Records {
		if s.Records[i].Unclear != "" || trust.Attached(s.Records[i]) {
			return true
		}
	}
	return false
}
