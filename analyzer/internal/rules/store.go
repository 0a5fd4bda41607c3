package rules

import (
	"strconv"
	"strings"

	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
)

// records gathers the store records that have a problem into one finding: how
// many, the first few by name, their lines as proof. A store problem never
// outranks what refuses the connection; it leads when a store is all there is.
func (c *Case) records(id string, owner kb.Owner, severity Severity, remedies ...string) []Finding {
	f := Finding{Severity: severity, Owner: owner, Args: map[string]string{}, Remedies: remedies}
	count := 0
	for _, r := range c.Health {
		if !has(r.Problems, id) {
			continue
		}
		record := c.Own[r.Store].Records[r.Record]
		if count++; count == 1 {
			f.Args["name"], f.Args["store"] = r.Name, c.Own[r.Store].Name
			f.Args["to"] = day(record.Expires)
			if r.Certificate != nil {
				f.Args["to"] = day(r.Certificate.NotAfter)
			}
		}
		if len(f.Quotes) < maxQuotes && record.Quote != (evidence.Quote{}) {
			f.Quotes = append(f.Quotes, record.Quote)
		}
		if len(f.Certificates) < maxQuotes && r.Certificate != nil {
			f.Certificates = append(f.Certificates, r.Certificate)
		}
	}
	if count == 0 {
		return nil
	}
	f.Args["count"] = strconv.Itoa(count)
	if count > 1 {
		f.Variant = "several"
	}
	f.Leads = c.StoreAlone && severity != Note
	return []Finding{f}
}

// storeFault is a fault that certificates on a path have as well, found in the
// records of a store that was given alone. It has words of its own.
func (c *Case) storeFault(id string, severity Severity) []Finding {
	f := c.records(id, kb.Instance, severity, "clean-records")
	for i := range f {
		f[i].Variant = strings.TrimSuffix("records-"+f[i].Variant, "-")
		f[i].Leads = false
	}
	return f
}

func has(list []string, id string) bool {
	for _, s := range list {
		if s == id {
			return true
		}
	}
	return false
}
