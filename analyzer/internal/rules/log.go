package rules

import (
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
)

// fromLog is a finding that rests on a log's sentence alone. It leads only
// when nothing that ranks above it explains the failure; then the verdict says
// what to collect next.
func (c *Case) fromLog(signal string, owner kb.Owner, leads bool, remedies ...string) []Finding {
	s := c.Signals(signal)
	if len(s) == 0 {
		return nil
	}
	f := Finding{Severity: Note, Owner: owner, Args: map[string]string{}, Quotes: quotes(s), Remedies: remedies}
	for k, v := range s[0].Args {
		f.Args[k] = v
	}
	if !c.explained() {
		f.Severity, f.Leads = Error, leads
	}
	return []Finding{f}
}

// explained reports whether the certificates or the client's side already say
// what is wrong.
func (c *Case) explained() bool {
	x := c.Leading()
	if x != nil && x.Cause != "" {
		return true
	}
	_, none := c.sentNone()
	_, _, refused := c.refusedClient()
	return none && refused || refused && len(c.Signals(evidence.PathBuildingFailed)) == 0
}
