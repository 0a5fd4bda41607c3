package rules

import (
	"slices"
	"strconv"

	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
)

// damaged gathers damage of one kind into one finding. It leads, as "can't
// tell yet", only when nothing else in the input answers.
func (c *Case) damaged(kind string, severity Severity, owner kb.Owner, remedies ...string) []Finding {
	d := c.damage(kind)
	if len(d) == 0 {
		return nil
	}
	f := Finding{Severity: severity, Owner: owner, Remedies: remedies,
		Args: map[string]string{"count": strconv.Itoa(len(d)), "detail": d[0].Detail, "line": strconv.Itoa(d[0].Quote.Line), "bytes": strconv.Itoa(d[0].Bytes)}}
	if c.Evidence.Inputs != nil && d[0].Quote.Input < len(c.Evidence.Inputs) {
		f.Args["input"] = c.Evidence.Inputs[d[0].Quote.Input].Name
	}
	for _, x := range d {
		if len(f.Quotes) < maxQuotes && x.Quote.Text != "" {
			f.Quotes = append(f.Quotes, x.Quote)
		}
		if x.Certificate != nil {
			f.Certificates = append(f.Certificates, x.Certificate)
		}
	}
	switch {
	case d[0].Quote.Line == 0:
		f.Variant = "file" // a binary file has no lines
	case len(d) > 1:
		f.Variant = "several"
	}
	x := c.Leading()
	f.Leads = c.nothingElse() || x != nil && !x.Accepted && (x.Cause == kind || x.Cause == "" && x.Leaf().Damage != "")
	f.Unknown = f.Leads
	if f.Unknown && kind != "password-needed" && kind != "wrong-password" && !slices.Contains(f.Remedies, "paste-with-pem") {
		f.Remedies = append(f.Remedies, "paste-with-pem")
	}
	return []Finding{f}
}

// nothingElse reports whether the input holds nothing that a verdict could
// rest on, apart from what could not be read.
func (c *Case) nothingElse() bool {
	return c.Leading() == nil && !c.StoreAlone && len(c.Evidence.Signals) == 0 && !c.sessionSpeaks()
}

// sessionSpeaks reports whether a session without certificates still says
// something: no certificate came, or an alert. The alert that the writer of the
// text sent says no more than its own error does.
func (c *Case) sessionSpeaks() bool {
	for _, s := range c.Evidence.Sessions {
		received := slices.ContainsFunc(s.Alerts, func(a evidence.Alert) bool { return a.Received })
		if s.NoPeerCertificate || received {
			return true
		}
	}
	return false
}
