package analyzer

import (
	"slices"
	"strings"
	"unicode/utf8"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
	"missinglink/analyzer/internal/rules"
	"missinglink/analyzer/internal/text"
	"missinglink/analyzer/report"
)

// say words a report: findings, the verdict, remedies and what was not
// checked. Every sentence comes from the catalogue.
func say(r *report.Report, c *rules.Case, findings []rules.Finding, words *text.Catalogue) {
	s := speaker{case_: c, report: r, words: words}
	findings = sided(c, findings)
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
	out := map[string]string{"host": cert.Visible(s.case_.Host), "port": cert.Visible(s.case_.Port)}
	for k, v := range f.Args {
		out[k] = cert.Visible(v)
	}
	for _, said := range []string{"java", "reason"} {
		out[said] = strings.TrimSuffix(out[said], ".") // our sentence ends it
	}
	if store := out["store"]; store != "" {
		out["store"] = s.storeName(store)
	}
	switch {
	case f.Nameless:
		out["host"], out["port"] = "", ""
	case out["host"] == "":
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
		if id = kb.ForDirection(id, side(f)); !slices.Contains(out.Remedies, id) {
			out.Remedies = append(out.Remedies, id)
		}
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
