package rules

import "missinglink/analyzer/internal/kb"

// storeEmpty: a store was given and not one of its records counts as trusted.
func storeEmpty(c *Case) []Finding {
	for _, s := range c.Own {
		trusted := 0
		for _, r := range s.Records {
			if r.Certificate != nil || len(r.Chain) > 0 {
				trusted++
			}
		}
		if trusted == 0 {
			return []Finding{{Severity: Error, Leads: c.StoreAlone, Owner: kb.Instance, Args: map[string]string{"store": s.Name}, Remedies: []string{"fill-store"}}}
		}
	}
	return nil
}
