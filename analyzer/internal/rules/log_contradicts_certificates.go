package rules

import (
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
)

// logContradictsCertificates: a log and the certificates pasted beside it cannot both be
// about the same endpoint today: the log speaks of building, the chain is
// complete, or the log speaks of a date and no certificate has expired.
func logContradictsCertificates(c *Case) []Finding {
	x := c.Leading()
	if x == nil || x.ByLog {
		return nil
	}
	if s := c.Session(x); s != nil && (s.Source == "java-log" || s.Partial) { // what is not shown contradicts nothing
		return nil
	}
	building, validation := c.Signals(evidence.PathBuildingFailed), c.refusals()
	if len(validation) > 0 && ofClient(validation[0]) {
		validation = nil // the paste does not show the client certificate
	}
	f := Finding{Severity: Warning, Owner: kb.Instance, Remedies: []string{"run-again-both"}}
	switch {
	case len(building) > 0 && x.Accepted:
		// Never answered with "complete": the log outranks the paste.
		f.Variant, f.Quotes, f.Severity, f.Leads = "building", quotes(building), Error, true
	case len(validation) > 0 && x.Accepted:
		f.Variant, f.Quotes, f.Severity, f.Leads = "validation", quotes(validation), Error, true
	case len(validation) > 0 && validation[0].ID == evidence.PathValidationFailed && len(building) == 0 && (x.Cause == "missing-intermediate" || x.Cause == "root-not-trusted"):
		f.Variant, f.Quotes = "trusted", quotes(validation)
	default:
		return nil
	}
	if len(validation) > 0 {
		reason := validation[0].Args["reason"]
		switch { // of a date Java says no more than the name of its exception
		case reason != "":
		case validation[0].ID == evidence.ExpiredInLog:
			reason = "CertificateExpiredException"
		default:
			reason = "CertificateNotYetValidException"
		}
		f.Args = map[string]string{"reason": reason}
	}
	return []Finding{f}
}
