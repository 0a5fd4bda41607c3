package rules

import (
	"strconv"
	"time"

	"missinglink/analyzer/internal/kb"
)

// SoonDays is when an end of validity is worth a warning: 30 days, the time
// that an order at a public CA and a change window take together.
const SoonDays = 30

// expiresSoon: a certificate on the leaf's way up ends within SoonDays, so
// that a connection that works will break on a known day.
func expiresSoon(c *Case) []Finding {
	if c.StoreAlone {
		return c.storeFault("expires-soon", Warning)
	}
	x := c.Leading()
	if x == nil {
		return nil
	}
	var out []Finding
	for _, i := range x.Shape.Way {
		s := x.Sent[i].Certificate
		left := s.NotAfter.Sub(c.At) // far below zero where no date is known
		if left < 0 || left > SoonDays*24*time.Hour {
			continue
		}
		out = append(out, Finding{Severity: Warning, Owner: kb.Endpoint,
			Args:         with(certArgs(s), "days", strconv.Itoa(int(left/(24*time.Hour)))),
			Certificates: list(s), Remedies: []string{"renew-leaf"}})
	}
	return out
}
