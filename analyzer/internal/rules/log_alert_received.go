package rules

import (
	"strconv"

	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
)

// logAlertReceived: the other side ended the handshake with an alert. Beside a
// finding that explains it, it is the proof; alone it leads.
func logAlertReceived(c *Case) []Finding {
	var f *Finding
	for i := range c.Evidence.Sessions {
		for _, a := range c.Evidence.Sessions[i].Alerts {
			if a.Received && f == nil {
				f = &Finding{Args: map[string]string{"alert": a.Name, "number": strconv.Itoa(a.Number)}, Quotes: []evidence.Quote{a.Quote}}
			}
		}
	}
	if s := c.Signals(evidence.AlertReceived); len(s) > 0 && (f == nil || f.Args["alert"] == "") {
		f = &Finding{Args: map[string]string{"alert": s[0].Args["alert"]}, Quotes: quotes(s)}
	}
	if f == nil {
		return nil
	}
	f.Severity, f.Owner, f.Variant = Note, kb.Endpoint, f.Args["alert"]
	if !c.explained() {
		f.Severity, f.Leads = Error, true
		f.Remedies = []string{"paste-with-pem", "collect-log"}
	}
	return []Finding{*f}
}
