package rules

import (
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
)

// clientPathRefused: a Java server's own log or stack trace says that the path
// of the client's certificate was refused. Where the client sent a leaf alone
// and no CA that the server names issued it, what is missing is its issuer.
func clientPathRefused(c *Case) []Finding {
	f := Finding{Severity: Error, Leads: c.clientLeads(), Owner: kb.Client, Remedies: []string{"rebuild-key-store", "trust-client-ca"}}
	sent := c.clientChain()
	if len(sent) > 0 {
		f.Args, f.Certificates = certArgs(sent[0]), list(sent[0])
	}
	building, checked := c.Signals(evidence.ClientBuildingFailed), c.Signals(evidence.ClientValidationFailed)
	switch {
	case len(building) > 0:
		f.Quotes = quotes(building)
		if len(sent) == 1 && !sent[0].IsCA && !sent[0].SelfIssued() && len(Meets(sent, c.asked())) == 0 {
			f.Variant = "missing"
		}
	case len(checked) > 0:
		f.Variant, f.Quotes, f.Remedies = "check", quotes(checked), []string{"replace-client-certificate"}
		f.Args = with(map[string]string{}, "reason", checked[0].Args["reason"])
	default:
		return nil
	}
	return []Finding{f}
}
