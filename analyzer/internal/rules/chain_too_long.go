package rules

import (
	"strconv"

	"missinglink/analyzer/internal/chain"
	"missinglink/analyzer/internal/kb"
)

// chainTooLong: the JDK refuses a Certificate message of more than ten
// certificates before the trust manager sees it (measured on 17 and 25).
func chainTooLong(c *Case) []Finding {
	x := c.Leading()
	if x == nil || !x.Ordered || x.Count <= chain.MaxSent || c.StoreAlone {
		return nil
	}
	return []Finding{{Severity: Error, Leads: true, Owner: kb.Endpoint,
		Args:     map[string]string{"count": strconv.Itoa(x.Count), "limit": strconv.Itoa(chain.MaxSent)},
		Remedies: []string{"remove-extra"}}}
}
