package analyzer

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/chain"
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
	"missinglink/analyzer/internal/rules"
	"missinglink/analyzer/internal/text"
	"missinglink/analyzer/internal/trust"
	"missinglink/analyzer/report"
)

// say words a report: findings, the verdict, remedies and what was not
// checked. Every sentence comes from the catalogue.
func say(r *report.Report, c *rules.Case, findings []rules.Finding, words *text.Catalogue) {
	s := speaker{case_: c, report: r, words: words}
	lead := rules.Lead(findings)
	for i, f := range findings {
		if f.ID == "chain-complete" && i != lead && lead >= 0 && c.Leading() != nil && !c.Leading().Accepted {
			continue
		}
		r.Findings = append(r.Findings, s.finding(f))
	}
	s.verdict(findings, lead)
	s.remedies(findings, lead)
	s.plan(findings, lead)
	s.inputs()
	s.comparison()
	s.margins()
	report.Fill(r)
}

type speaker struct {
	case_  *rules.Case
	report *report.Report
	words  *text.Catalogue
}

// args are a finding's arguments with what every sentence may use. Names are
// made visible: they come from certificates and logs.
func (s *speaker) args(f rules.Finding) map[string]string {
	out := map[string]string{"host": s.case_.Host, "port": s.case_.Port}
	for k, v := range f.Args {
		out[k] = cert.Visible(v)
	}
	for _, said := range []string{"java", "reason"} {
		out[said] = strings.TrimSuffix(out[said], ".") // our sentence ends it
	}
	if store := out["store"]; store != "" {
		out["store"] = s.storeName(store)
	}
	if out["host"] == "" {
		out["host"] = cert.Visible(s.case_.Host)
	}
	return out
}

// storeName is how a trust store is called in a sentence.
func (s *speaker) storeName(store string) string {
	if name, ok := strings.CutPrefix(store, "yours:"); ok {
		return s.words.Say("store.yours", map[string]string{"name": name})
	}
	if key := "store." + store; s.words.Has(key) {
		return s.words.Say(key, nil)
	}
	return store
}

// capital makes the first letter of a sentence a capital, where the sentence
// begins with a word of ours; a name keeps its own letters.
func capital(sentence string) string {
	if rest, ok := strings.CutPrefix(sentence, "the "); ok {
		return "The " + rest
	}
	return sentence
}

// titleName is how long a name in a title may be, so that the sentence stays
// within its ninety characters.
const titleName = 40

func short(args map[string]string) map[string]string {
	out := map[string]string{}
	for k, v := range args {
		if utf8.RuneCountInString(v) > titleName {
			v = string([]rune(v)[:titleName-1]) + "…"
		}
		out[k] = v
	}
	return out
}

func (s *speaker) finding(f rules.Finding) report.Finding {
	args := s.args(f)
	out := report.Finding{
		ID: f.ID, Severity: report.Severity(f.Severity), Owner: report.Owner(f.Owner),
		Title:       capital(s.words.Finding(f.ID, f.Variant, "title", short(args))),
		Explanation: s.words.Finding(f.ID, f.Variant, "explanation", args),
	}
	for _, x := range f.Certificates {
		out.Certificates = append(out.Certificates, x.ID)
	}
	for _, id := range f.Remedies {
		out.Remedies = append(out.Remedies, kb.ForDirection(id, s.case_.Direction))
	}
	for _, q := range f.Quotes {
		if q != (evidence.Quote{}) {
			out.Evidence = append(out.Evidence, report.Evidence{Input: q.Input, Line: q.Line, Quote: q.Text})
		}
	}
	if len(out.Evidence) == 0 {
		out.Evidence = s.where(f.Certificates)
	}
	return out
}

// where proves a finding about certificates by the place they stand in.
func (s *speaker) where(list []*cert.Certificate) []report.Evidence {
	var out []report.Evidence
	for _, x := range list {
		for _, f := range s.case_.Evidence.Certificates {
			if f.Certificate.ID != x.ID || len(f.Origins) == 0 || len(out) == 3 {
				continue
			}
			o := f.Origins[0]
			quote := x.Subject.String()
			if !x.NotAfter.IsZero() {
				quote += " (" + x.NotBefore.UTC().Format("2006-01-02") + " – " + x.NotAfter.UTC().Format("2006-01-02") + ")"
			}
			out = append(out, report.Evidence{Input: o.Input, Line: o.Line, Quote: quote})
			break
		}
	}
	return out
}

func (s *speaker) verdict(findings []rules.Finding, lead int) {
	v := &s.report.Verdict
	x := s.case_.Leading()
	switch {
	case x == nil:
		v.Basis = report.Log
	case x.ByLog:
		v.Basis = report.Log
	case x.NamesOnly || !x.Decision.Evaluated:
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
	case f.ID == "chain-complete":
		v.Status = report.OK
	case f.Unknown:
		v.Status = report.Unknown
	default:
		v.Status = report.Problem
	}
	v.Word = s.words.Say("verdict."+word(v.Status, f.ID), nil)
	v.Title = capital(s.words.Finding(f.ID, f.Variant, "title", short(args)))
	v.Explanation = s.words.Finding(f.ID, f.Variant, "explanation", args)
	v.NextAction = s.words.Finding(f.ID, f.Variant, "next", args)
	v.Owner = report.Owner(f.Owner)
	v.OwnerText = s.ownerText(v.Owner)
	if f.Unknown && v.Owner == report.Nobody {
		v.OwnerText = s.words.Say("owner.you", nil)
	}
	if f.Unknown || len(f.Remedies) > 0 && f.Remedies[0] == "paste-with-pem" || f.ID == "chain-complete" && v.Basis == report.Names {
		v.NextCommand = kb.Fill(kb.ShowCerts, args)
		if f.ID == "password-needed" || f.ID == "wrong-password" {
			v.NextCommand = kb.ListKeyStore
		}
	}
}

func (s *speaker) ownerText(o report.Owner) string {
	if o == report.Instance && s.report.Direction == report.MID {
		return s.words.Say("owner.instance.mid", nil)
	}
	return s.words.Say("owner."+string(o), map[string]string{"host": cert.Visible(s.case_.Host)})
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

// remedies words each remedy once, in the order of the findings, the leading
// finding's first.
func (s *speaker) remedies(findings []rules.Finding, lead int) {
	done := map[string]bool{}
	put := func(f rules.Finding) {
		for _, id := range f.Remedies {
			id = kb.ForDirection(id, s.case_.Direction)
			r, ok := kb.ByID(id)
			if !ok || done[id] {
				continue
			}
			done[id] = true
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
}

func (s *speaker) remedy(r kb.Remedy, f rules.Finding) report.Remedy {
	args := s.args(f)
	if args["alias"] == "" {
		args["alias"] = alias(args["root"] + args["missing"])
	}
	out := report.Remedy{ID: r.ID, Owner: report.Owner(r.Owner), Title: s.words.Say("remedy."+r.ID+".title", args), Why: s.words.Say("remedy."+r.ID+".why", args), Proof: s.proof(r.ID)}
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

func (s *speaker) proof(id string) report.Proof {
	p := report.Proof{Kind: "none"}
	x := s.case_.Leading()
	if x == nil {
		return p
	}
	kind, ok := repairs[id]
	if !ok || x.Accepted {
		return p
	}
	for _, rep := range x.Repairs {
		if rep.Kind != kind || !rep.Proved {
			continue
		}
		p.Kind, p.JavaAccepts = "counterfactual", rep.After.Accepted
		for _, a := range rep.Adds {
			p.Adds = append(p.Adds, a.ID)
		}
		p.Text = s.words.Say("proof.counterfactual", nil)
		return p
	}
	if len(x.Paths) > 0 && x.Paths[0].Missing != nil && strings.HasPrefix(id, "send-chain") || strings.HasPrefix(id, "import-") {
		if len(x.Paths) > 0 && x.Paths[0].Missing != nil {
			m := x.Paths[0].Missing
			if k := trust.Lookup(m.Subject, m.KeyID); len(k) > 0 && k[0].ReachesOpenJDK {
				p.Kind, p.Adds, p.JavaAccepts = "facts", []string{k[0].SHA256}, true
				p.Text = s.words.Say("proof.facts", nil)
				return p
			}
		}
		p.Text = s.words.Say("proof.none", nil)
	}
	return p
}

// plan lists what to import on the instance, root first, when an import is
// among the remedies of the verdict.
func (s *speaker) plan(findings []rules.Finding, lead int) {
	x := s.case_.Leading()
	if lead < 0 || x == nil || x.Accepted {
		return
	}
	for _, rep := range x.Repairs {
		why := ""
		switch rep.Kind {
		case chain.ImportRoot:
			why = "why.root"
		case chain.ImportIssuer:
			why = "why.issuer"
		case chain.ImportLeaf:
			why = "why.leaf"
		default:
			continue
		}
		for _, a := range rep.Adds {
			s.row(a.ID, a.Subject.CommonName(), s.words.Say(why, nil))
		}
	}
	if len(s.report.ImportPlan) == 0 && chain.Untrusted(findings[lead].ID) && len(x.Paths) > 0 && x.Paths[0].Missing != nil {
		m := x.Paths[0].Missing
		why := "why.issuer"
		if findings[lead].ID == "root-not-trusted" {
			why = "why.root"
		}
		s.row("", m.Subject.CommonName(), s.words.Say(why, nil))
	}
}

func (s *speaker) row(id, name, why string) {
	for _, p := range s.report.ImportPlan {
		if p.Certificate == id && p.Name == name {
			return
		}
	}
	s.report.ImportPlan = append(s.report.ImportPlan, report.Import{Order: len(s.report.ImportPlan) + 1, Certificate: id, Name: name, Type: "Trust Store Cert", Format: "PEM", Why: why})
}

// inputs says what was understood from each input.
func (s *speaker) inputs() {
	ev := s.case_.Evidence
	for i := range s.report.Inputs {
		in := &s.report.Inputs[i]
		var parts []string
		count := func(n int, one, many string, args map[string]string) {
			switch {
			case n == 1:
				parts = append(parts, s.words.Say(one, args))
			case n > 1:
				args["count"] = strconv.Itoa(n)
				parts = append(parts, s.words.Say(many, args))
			}
		}
		count(in.Certificates, "input.certificate", "input.certificates", map[string]string{"count": "1"})
		sessions, host, tool := 0, "", ""
		for j := range ev.Sessions {
			if x := &ev.Sessions[j]; x.Input == i {
				if sessions++; sessions == 1 {
					host, tool = hostOf(x), x.Tool
					if x.Port != "" && host != "" {
						host += ":" + x.Port
					}
				}
			}
		}
		count(sessions, "input.session", "input.sessions", map[string]string{"host": cert.Visible(host)})
		if tool != "" {
			parts = append(parts, cert.Visible(tool))
		}
		records, messages, damage := 0, 0, 0
		for _, x := range ev.Stores {
			if x.Input == i {
				records += len(x.Records)
			}
		}
		for _, x := range ev.Signals {
			if x.Quote.Input == i {
				messages++
			}
		}
		for _, x := range ev.Damage {
			if x.Quote.Input == i {
				damage++
			}
		}
		count(records, "input.records", "input.records", map[string]string{"count": "1"})
		count(messages, "input.messages", "input.messages", map[string]string{"count": "1"})
		count(damage, "input.unreadable", "input.unreadable", map[string]string{"count": "1"})
		for _, k := range ev.Keys {
			if k.Origin.Input == i {
				parts = append(parts, s.words.Say("input.key", nil))
				break
			}
		}
		if len(parts) == 0 {
			parts = append(parts, s.words.Say("input.nothing", nil))
		}
		in.Summary = strings.Join(parts, " · ")
	}
}

func (s *speaker) comparison() {
	d := s.report.Comparison
	if d == nil {
		return
	}
	args := map[string]string{"added": strconv.Itoa(len(d.Added)), "removed": strconv.Itoa(len(d.Removed)),
		"rekeyed": strconv.Itoa(len(d.Rekeyed) / 2), "reissued": strconv.Itoa(len(d.Reissued) / 2)}
	switch {
	case len(d.Added)+len(d.Removed)+len(d.Rekeyed)+len(d.Reissued) > 0:
		d.Sentence = s.words.Say("comparison.changed", args)
	case d.Reordered:
		d.Sentence = s.words.Say("comparison.reordered", args)
	default:
		d.Sentence = s.words.Say("comparison.same", args)
	}
}

// margins says what was not checked, what was left out, what was cut.
func (s *speaker) margins() {
	c, r := s.case_, s.report
	not := func(key string) {
		if line := s.words.Say("not-checked."+key, nil); line != "" && !slices.Contains(r.NotChecked, line) {
			r.NotChecked = append(r.NotChecked, line)
		}
	}
	not("live")
	not("revocation")
	if len(c.Own) == 0 {
		not("store")
	}
	if x := c.Leading(); x != nil {
		if c.Host == "" {
			not("host")
		}
		if r.Verdict.Basis == report.Names || x.NamesOnly {
			not("signatures")
		}
		for _, n := range x.Decision.NotEvaluated {
			not(n)
		}
	}
	if c.Client == nil {
		for i := range c.Evidence.Sessions {
			if c.Evidence.Sessions[i].Requested == evidence.Yes {
				not("client")
				break
			}
		}
	}
	seen := map[string]bool{}
	for _, x := range c.Evidence.Removals {
		if !seen[x.What] {
			seen[x.What] = true
			word := s.words.Say("removed."+x.What, nil)
			if word == "" {
				word = x.What
			}
			r.Removed = append(r.Removed, word)
		}
	}
	for _, x := range c.Evidence.Truncated {
		if !seen["limit "+x.Limit] {
			seen["limit "+x.Limit] = true
			r.Truncated = append(r.Truncated, x.Limit)
		}
	}
}
