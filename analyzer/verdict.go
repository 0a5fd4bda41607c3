package analyzer

import (
	"missinglink/analyzer/internal/chain"
	"missinglink/analyzer/internal/kb"
	"missinglink/analyzer/internal/rules"
	"missinglink/analyzer/report"
)

func (s *speaker) verdict(findings []rules.Finding, lead int) {
	v := &s.report.Verdict
	x := s.case_.Leading()
	switch {
	case x == nil && len(s.case_.Evidence.Sessions)+len(s.case_.Evidence.Signals) == 0:
		v.Basis = report.Signatures // a store or a key store speaks for itself
	case x == nil:
		v.Basis = report.Log
	case x.ByLog:
		v.Basis = report.Log
	case x.ByNames():
		v.Basis = report.Names
	default:
		v.Basis = report.Signatures
	}
	if lead < 0 {
		// Nothing leads: something was read, and it does not decide.
		f := rules.Finding{ID: "no-certificate", Severity: rules.Error, Unknown: true, Owner: kb.Instance, Remedies: []string{"paste-with-pem", "collect-log"}}
		s.report.Findings = append([]report.Finding{s.finding(f)}, s.report.Findings...)
		findings, lead = append([]rules.Finding{f}, findings...), 0
	}
	f := findings[lead]
	args := s.args(f)
	v.Code = f.ID
	switch {
	case f.Unknown:
		v.Status = report.Unknown
	case f.ID == "chain-complete":
		v.Status = report.OK
	default:
		v.Status = report.Problem
	}
	v.Word = s.words.Say("verdict."+word(v.Status, f.ID), nil)
	v.Title = capital(s.words.Finding(f.ID, f.Variant, "title", short(args)))
	v.Explanation = s.words.Finding(f.ID, f.Variant, "explanation", args)
	v.NextAction = s.words.Finding(f.ID, f.Variant, "next", args)
	v.Owner = report.Owner(f.Owner)
	s.report.Host = args["host"]
	v.OwnerText = s.ownerText(v.Owner)
	if f.Unknown && v.Owner == report.Nobody {
		v.OwnerText = s.words.Say("owner.you", nil)
	}
	if f.Unknown || len(f.Remedies) > 0 && f.Remedies[0] == "paste-with-pem" || f.ID == "chain-complete" && v.Basis == report.Names {
		v.NextCommand = kb.Fill(kb.ShowCerts, args)
		if f.ID == "password-needed" || f.ID == "wrong-password" || f.ID == "client-certificate-expired" {
			v.NextCommand = kb.ListKeyStore
		}
		if f.Unknown && chain.Untrusted(f.ID) || f.ID == "store-record-unclear" { // the chain is here; the store is in doubt
			v.NextCommand = kb.ListTable
		}
		if f.Variant == "unchecked" || f.Variant == "server.open" { // everything was pasted already
			v.NextCommand = kb.DebugProperty
		}
	}
}

func (s *speaker) ownerText(o report.Owner) string {
	if o == report.Instance && s.report.Direction == report.MID {
		return s.words.Say("owner.instance.mid", nil)
	}
	return s.words.Say("owner."+string(o), map[string]string{"host": s.report.Host})
}

// word is the one of the page's four words for a verdict.
func word(status report.Status, code string) string {
	switch {
	case status == report.OK:
		return "complete"
	case status == report.Unknown:
		return "unknown"
	case chain.Untrusted(code), code == "browser-only-root", code == "root-needs-newer-java", code == "log-path-building-failed", code == "log-truststore-empty", code == "store-empty":
		return "missing"
	}
	return "refused"
}
