package rules

import (
	"maps"
	"slices"

	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
)

// noCertificate: nothing in the input can be used: no certificate, no names of
// one, no known sentence, no store.
func noCertificate(c *Case) []Finding {
	if f := c.withoutColumn(); f != nil {
		return f
	}
	if s, at := c.untrusted(); len(s) > 0 {
		f := Finding{Severity: Error, Leads: true, Unknown: true, Variant: "curl", Owner: kb.Instance, Args: maps.Clone(s[0].Args), Quotes: quotes(s), Remedies: []string{"paste-with-pem"}}
		c.in(&f, at)
		switch reason := s[0].Args["reason"]; {
		case s[0].Args["by"] != "":
			f.Variant = "program"
		case reason == "self-signed certificate", reason == "self signed certificate":
			f.Variant = "curl.self-signed"
		}
		return []Finding{f}
	}
	other := len(c.Evidence.Damage) - len(c.damage("no-certificate")) // a revocation list is told and is none
	if !c.nothingElse() || c.Client != nil || other > 0 || len(c.Evidence.Keys) > 0 {
		return nil
	}
	f := Finding{Severity: Error, Leads: true, Unknown: true, Owner: kb.Instance, Remedies: []string{"paste-with-pem", "collect-log"}}
	if len(c.Evidence.Inputs) == 0 {
		f.Variant = "empty"
	}
	if told := c.damage("no-certificate"); len(told) > 0 {
		f.Variant = "other"
		f.Args = map[string]string{"detail": told[0].Detail, "input": c.Evidence.Inputs[told[0].Quote.Input].Name}
	}
	return []Finding{f}
}

// withoutColumn is a list of certificate records that shows no certificates:
// nothing can be said about that store.
func (c *Case) withoutColumn() []Finding {
	for _, d := range c.damage("no-certificate") {
		if d.Detail == evidence.WithoutPEMColumn {
			alone := c.nothingElse()
			f := Finding{Severity: Warning, Leads: alone, Unknown: alone, Variant: "columns", Owner: kb.Instance, Quotes: []evidence.Quote{d.Quote}}
			if alone {
				f.Severity, f.Remedies = Error, []string{"paste-with-pem"}
			}
			return []Finding{f}
		}
	}
	return nil
}

// untrusted are the lines in which another program refused a chain that the
// text does not show, and the connection of the first. Beside a chain that is
// shown they count for another endpoint, which that program names.
func (c *Case) untrusted() (found []evidence.Signal, first *evidence.Session) {
	if c.Leading() == nil && c.sessionSpeaks() {
		return nil, nil
	}
	for i, x := range c.Evidence.Signals {
		if x.ID != evidence.CurlUntrusted {
			continue
		}
		at := c.connection(i)
		if c.Leading() != nil && (at == nil || slices.ContainsFunc(c.Evidence.Sessions, func(s evidence.Session) bool {
			return len(s.Sent) > 0 && s.Peer() == at.Peer() && s.Port == at.Port
		})) {
			continue
		}
		if found = append(found, x); len(found) == 1 {
			first = at
		}
	}
	return found, first
}
