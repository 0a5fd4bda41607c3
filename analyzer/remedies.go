package analyzer

import (
	"strings"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/chain"
	"missinglink/analyzer/internal/kb"
	"missinglink/analyzer/internal/rules"
	"missinglink/analyzer/internal/trust"
	"missinglink/analyzer/report"
)

// remedies words each remedy once, in the order of the findings, the leading
// finding's first.
func (s *speaker) remedies(findings []rules.Finding, lead int) {
	done := map[string]bool{}
	chainFile := false
	put := func(f rules.Finding) {
		for _, id := range f.Remedies {
			id = kb.ForDirection(id, side(f))
			r, ok := kb.ByID(id)
			if !ok || done[id] {
				continue
			}
			done[id] = true
			chainFile = chainFile || r.ChainFile()
			s.report.Remedies = append(s.report.Remedies, s.remedy(r, f))
		}
	}
	if lead >= 0 {
		put(findings[lead])
	} else {
		put(rules.Finding{Remedies: []string{"paste-with-pem", "collect-log"}})
	}
	for _, severity := range []rules.Severity{rules.Error, rules.Warning, rules.Note} {
		for i, f := range findings {
			if i != lead && f.Severity == severity {
				put(f)
			}
		}
	}
	if chainFile {
		put(rules.Finding{Remedies: []string{kb.ServerSettings}})
	}
}

func (s *speaker) remedy(r kb.Remedy, f rules.Finding) report.Remedy {
	args := s.args(f)
	if x := s.case_.Leading(); x != nil && repairs[r.ID] == chain.ImportIssuer {
		for _, rep := range x.Repairs {
			if rep.Kind == chain.ImportIssuer { // what was proved, where another one is missing
				args["missing"] = cert.Visible(rep.Adds[0].Subject.CommonName())
			}
		}
	}
	if c := s.case_.Client; c != nil && r.Owner == kb.Client && args["alias"] == "" {
		args["alias"] = alias(c.Alias) // what the key store calls it stays
	}
	if args["alias"] == "" {
		args["alias"] = alias(subjectOf(r.ID, args))
	}
	out := report.Remedy{ID: r.ID, Owner: report.Owner(r.Owner), Title: s.words.Say("remedy."+r.ID+".title", args), Why: s.words.Say("remedy."+r.ID+".why", args), Proof: s.proof(r.ID, f)}
	if r.Source.Article != "" {
		out.Source = &report.Source{Article: r.Source.Article, Section: r.Source.Section}
	}
	for _, st := range r.Steps {
		step := report.Step{Text: s.words.Say("step."+st.ID, args), Note: s.words.Say("step."+st.ID+".note", args)}
		if st.Command != "" {
			step.Command = kb.Fill(st.Command, args)
		}
		out.Steps = append(out.Steps, step)
	}
	return out
}

// subjectOf is the name of the certificate that a remedy puts into a store.
func subjectOf(id string, args map[string]string) string {
	for _, x := range []struct{ prefix, arg string }{{"import-issuer", "missing"}, {"import-root", "root"}, {"import-leaf", "subject"}, {"rebuild-key-store", "subject"}, {"replace-client", "subject"}} {
		if strings.HasPrefix(id, x.prefix) && args[x.arg] != "" {
			return args[x.arg]
		}
	}
	for _, arg := range []string{"root", "missing", "subject"} {
		if args[arg] != "" {
			return args[arg]
		}
	}
	return ""
}

// alias makes a key store alias of a name: lower-case letters, digits, hyphens.
func alias(name string) string {
	out := strings.Trim(strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return '-'
	}, name), "-")
	for strings.Contains(out, "--") {
		out = strings.ReplaceAll(out, "--", "-")
	}
	const longest = 40 // keytool takes more; people type it
	if len(out) > longest {
		out = strings.TrimRight(out[:longest], "-")
	}
	return out
}

// repairs says which kind of repair proves which remedy.
var repairs = map[string]chain.RepairKind{
	"send-chain": chain.SendChain, "replace-in-chain": chain.SendChain, "renew-issuer": chain.SendChain,
	"import-issuer": chain.ImportIssuer, "import-issuer-mid": chain.ImportIssuer,
	"import-root": chain.ImportRoot, "import-root-mid": chain.ImportRoot, "replace-trusted-root": chain.ImportRoot, "fill-store": chain.ImportRoot,
	"import-leaf": chain.ImportLeaf, "import-leaf-mid": chain.ImportLeaf,
	"fix-order": chain.SendInOrder, "remove-extra": chain.DropFromChain,
}

func (s *speaker) proof(id string, f rules.Finding) report.Proof {
	p := report.Proof{Kind: "none"}
	x := s.case_.Leading()
	if x == nil {
		return p
	}
	kind, ok := repairs[id]
	if inRecord(f) {
		kind, ok = chain.ImportRoot, true // a record that counts is what an import would make
	} else if f.Args["record"] != "" && (id == "activate-record" || id == "correct-type") {
		kind, ok = chain.ImportIssuer, true
	}
	if !ok || x.Accepted {
		return p
	}
	for _, rep := range x.Repairs {
		adds, text := rep.Adds, "proof.counterfactual"
		if rep.Kind == chain.SendAndImport {
			root := len(adds) - 1
			switch kind {
			case chain.SendChain:
				rep.Kind, adds = kind, adds[:root]
			case chain.ImportRoot:
				rep.Kind, adds = kind, adds[root:]
			}
			text = "proof.together"
		}
		if rep.Kind != kind || !rep.Proved {
			continue
		}
		p.Kind, p.JavaAccepts = "counterfactual", rep.After.Accepted
		for _, a := range adds {
			p.Adds = append(p.Adds, a.ID)
		}
		p.Text = s.words.Say(text, nil)
		return p
	}
	if len(x.Paths) > 0 && x.Paths[0].Missing != nil && strings.HasPrefix(id, "send-chain") || strings.HasPrefix(id, "import-") {
		if len(x.Paths) > 0 && x.Paths[0].Missing != nil {
			m := x.Paths[0].Missing
			if k := trust.Lookup(m.Subject, m.KeyID); len(k) > 0 && k[0].ReachesOpenJDK && (s.case_.Store == "openjdk" || strings.HasPrefix(id, "import-")) {
				p.Kind, p.Adds, p.JavaAccepts = "facts", []string{k[0].SHA256}, true
				p.Text = s.words.Say("proof.facts", nil)
				return p
			}
		}
		p.Text = s.words.Say("proof.none", nil)
	}
	return p
}

// inRecord reports a root that stands in a record which has to be set right:
// there is nothing to import.
func inRecord(f rules.Finding) bool {
	return f.ID == "root-not-trusted" && (f.Variant == "inactive" || f.Variant == "wrong-type" || f.Variant == "unclear")
}

// plan lists what to import on the instance, root first, when an import is
// among the remedies of the verdict.
func (s *speaker) plan(findings []rules.Finding, lead int) {
	x := s.case_.Leading()
	if lead < 0 || x == nil || x.Accepted || inRecord(findings[lead]) {
		return
	}
	if x.Question.Usage == chain.Client && chain.Untrusted(findings[lead].ID) {
		s.bundle(findings[lead].ID, x)
		return
	}
	held := findings[lead].Args["record"] != "" // the issuer stands in a record
	record := recordType[report.Direction(side(findings[lead]))]
	for _, kind := range []struct {
		repair chain.RepairKind
		why    string
	}{{chain.ImportRoot, "why.root"}, {chain.ImportIssuer, "why.issuer"}, {chain.ImportLeaf, "why.leaf"}} {
		for _, rep := range x.Repairs {
			adds := rep.Adds
			switch {
			case rep.Kind == chain.SendAndImport && kind.repair == chain.ImportRoot:
				adds = adds[len(adds)-1:]
			case rep.Kind != kind.repair, held && rep.Kind == chain.ImportIssuer:
				continue
			}
			for _, a := range adds {
				s.row(record, a.ID, a.Subject.CommonName(), s.words.Say(kind.why, nil))
			}
		}
	}
	if len(s.report.ImportPlan) == 0 && chain.Untrusted(findings[lead].ID) && len(x.Paths) > 0 && x.Paths[0].Missing != nil {
		m := x.Paths[0].Missing
		why := "why.issuer"
		if findings[lead].ID == "root-not-trusted" {
			why = "why.root"
		} else if held {
			return
		}
		s.row(record, "", m.Subject.CommonName(), s.words.Say(why, nil))
	}
}

// bundle lists the CAs above a client's certificate, root first: they are
// registered as one record that holds them all, also those that the client sends.
// Every chain has a path, be it of the leaf alone.
func (s *speaker) bundle(lead string, x *rules.Chain) {
	links, why := s.report.Paths[0].Links, "why.root"
	put := func(id, name string) {
		s.row(recordType[report.Inbound], id, name, s.words.Say(why, nil))
		why = "why.bundle"
	}
	above := x.Paths[0].Links
	if top := above[len(above)-1].Certificate; links[len(links)-1].Origin == "given" && !top.SelfIssued() {
		put("", top.Issuer.CommonName()) // neither at hand nor drawn
	}
	for i := len(links) - 1; i > 0; i-- {
		if links[i].Origin == "missing" && lead == "missing-intermediate" {
			why = "why.bundle" // the root above it is not known
		}
		put(links[i].Certificate, cert.ReadName(links[i].Name).CommonName())
	}
}

// recordType is what a trusted certificate is called where each direction
// keeps it.
var recordType = map[report.Direction]string{report.Outbound: "Trust Store Cert", report.MID: "trustedCertEntry", report.Inbound: "CA Cert"}

func (s *speaker) row(record, id, name, why string) {
	for _, p := range s.report.ImportPlan {
		if p.Certificate == id && p.Name == name {
			return
		}
	}
	s.report.ImportPlan = append(s.report.ImportPlan, report.Import{Order: len(s.report.ImportPlan) + 1, Certificate: id, Name: name, Type: record, Format: "PEM", Why: why})
}
