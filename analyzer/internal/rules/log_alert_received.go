package rules

import (
	"strconv"

	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
)

// logAlertReceived: the other side ended the handshake with an alert. Beside a
// finding that explains it, it is the proof; alone it leads, unless it ended a
// probe: another run of s_client against a server that works.
func logAlertReceived(c *Case) []Finding {
	var f *Finding
	var at *evidence.Session
	probe := false
	for i := range c.Evidence.Sessions {
		s := &c.Evidence.Sessions[i]
		for _, a := range s.Alerts {
			if a.Received && (f == nil || probe && !c.probe(s)) {
				probe, at = c.probe(s), s
				f = &Finding{Args: map[string]string{"alert": a.Name, "number": strconv.Itoa(a.Number)}, Quotes: []evidence.Quote{a.Quote}}
			}
		}
	}
	if s := c.Signals(evidence.AlertReceived); len(s) > 0 && (f == nil || f.Args["alert"] == "") {
		at, f = c.first(evidence.AlertReceived), &Finding{Args: map[string]string{"alert": s[0].Args["alert"]}, Quotes: quotes(s)}
	}
	if f == nil {
		return nil
	}
	c.in(f, at)
	f.Severity, f.Owner, f.Variant = Note, kb.Endpoint, f.Args["alert"]
	if !probe && !c.explained() {
		f.Severity, f.Leads = Error, true
		f.Remedies = []string{"paste-with-pem", "collect-log"}
	}
	return []Finding{*f}
}

// probe reports whether a run of s_client is not the one that the verdict is
// about, whose handshake was completed: somebody tried what else the server
// takes. A server of another name is no probe.
func (c *Case) probe(s *evidence.Session) bool {
	x := c.Session(c.Leading())
	return x != nil && x != s && x.Source == "s_client" && s.Source == "s_client" && x.Handshake == evidence.Yes &&
		(x.Host == "" || s.Host == "" || x.Host == s.Host && x.Port == s.Port)
}
