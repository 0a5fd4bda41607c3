package rules

import (
	"strconv"

	"missinglink/analyzer/internal/kb"
)

// severalSessions: the input shows more than one connection. They are judged
// apart; the verdict is about the first that failed.
func severalSessions(c *Case) []Finding {
	n, refused := 0, 0
	hosts := map[string]bool{}
	for i := range c.Chains {
		if s := c.Session(&c.Chains[i]); s != nil {
			n++
			hosts[s.Host+s.SNI] = true
			if !c.Chains[i].Accepted || len(s.Alerts) > 0 { // the server may refuse as well
				refused++
			}
		}
	}
	if n < 2 {
		return nil
	}
	x := c.Session(c.Leading())
	f := Finding{Severity: Note, Owner: kb.Nobody, Args: map[string]string{"count": strconv.Itoa(n), "refused": strconv.Itoa(refused), "hosts": strconv.Itoa(len(hosts))}}
	if x != nil {
		f.Args["line"] = strconv.Itoa(x.Line)
	}
	return []Finding{f}
}
