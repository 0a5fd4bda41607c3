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
	x, s := c.Leading(), c.Signals(evidence.ChainTooLong)
	args := map[string]string{}
	switch {
	case len(s) > 0:
		args = s[0].Args
	case x == nil || !x.Ordered || x.Count <= chain.MaxSent || c.StoreAlone:
		return nil
	default:
		args["count"], args["limit"] = strconv.Itoa(x.Count), strconv.Itoa(chain.MaxSent)
	}
	return []Finding{{Severity: Error, Leads: true, Owner: kb.Endpoint, Args: args, Quotes: quotes(s), Remedies: []string{"remove-extra"}}}
}
