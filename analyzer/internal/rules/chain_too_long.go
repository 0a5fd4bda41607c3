package rules

import (
	"strconv"

	"missinglink/analyzer/internal/chain"
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
)

// chainTooLong: the JDK refuses a Certificate message of more than ten
// certificates before the trust manager sees it (measured on 17 and 25). A log
// that says so knows how many were sent.
func chainTooLong(c *Case) []Finding {
	f := Finding{Severity: Error, Leads: true, Owner: kb.Endpoint, Remedies: []string{"remove-extra"}}
	if s := c.Signals(evidence.ChainTooLong); len(s) > 0 {
		f.Args, f.Quotes = map[string]string{"count": s[0].Args["count"], "limit": s[0].Args["limit"]}, quotes(s)
		return []Finding{f}
	}
	x := c.Leading()
	if x == nil || !x.Ordered || x.Count <= chain.MaxSent || c.StoreAlone {
		return nil
	}
	f.Args = map[string]string{"count": strconv.Itoa(x.Count), "limit": strconv.Itoa(chain.MaxSent)}
	return []Finding{f}
}
