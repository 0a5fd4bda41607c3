package rules

import (
	"strings"

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
	c.in(&f, c.first(signal))
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
	return none && (refused || len(c.cutWithoutOne()) > 0) || refused && len(c.Signals(evidence.PathBuildingFailed)) == 0
}

// refusals are the lines in which Java says which check a certificate failed,
// the most exact ones. Beside a sentence about building or revocation another
// one is only its cause, and leads nowhere on its own.
func (c *Case) refusals() []evidence.Signal {
	var s []evidence.Signal
	for _, id := range []string{evidence.PathValidationFailed, evidence.CertificateRefused, evidence.ExpiredInLog, evidence.NotYetValidInLog} {
		if s = c.Signals(id); len(s) > 0 {
			break
		}
	}
	if !c.says(evidence.PathValidationFailed) && (c.says(evidence.PathBuildingFailed) || c.says(evidence.RevocationFailed)) {
		return nil
	}
	return s
}

// says reports whether there is a signal with that id.
func (c *Case) says(id string) bool { return len(c.Signals(id)) > 0 }

// ofClient reports whether a check is one that a server makes of its client.
func ofClient(s evidence.Signal) bool {
	return strings.HasSuffix(s.Args["reason"], "client authentication")
}
