package render

import (
	"strconv"
	"strings"

	"missinglink/analyzer/internal/text"
	"missinglink/analyzer/report"
)

// Checklist is what to import, root first, with the value of every field of
// the record; empty when nothing is to be imported.
func Checklist(r *report.Report, words *text.Catalogue) string {
	if len(r.ImportPlan) == 0 {
		return ""
	}
	n := &note{words: words, r: r}
	n.line(n.say("note.import", nil))
	for _, p := range r.ImportPlan {
		n.line("")
		n.put("", strconv.Itoa(p.Order)+". "+p.Name+": "+p.Why)
		for _, f := range n.fields(p) {
			n.line("   [ ] " + f.label + ": " + f.value)
		}
	}
	return strings.Join(n.lines, "\n") + "\n"
}

// A field is one field of a record, by the label the form shows.
type field struct{ label, value string }

// fields are the values of an import. The labels are those of the platform's
// forms and of keytool, in every language.
func (n *note) fields(p report.Import) []field {
	var out []field
	if p.Type != "CA Cert" || p.Order == 1 { // one record takes the whole bundle
		out = []field{{"Name", p.Name}, {"Type", p.Type}, {"Format", p.Format}}
	}
	if p.Type == "Trust Store Cert" {
		out = append(out, field{"Active", "true"})
	}
	for _, c := range n.r.Certificates {
		if c.ID != p.Certificate || c.ID == "" {
			continue
		}
		if c.FileName != "" {
			out = append(out, field{"PEM Certificate", c.FileName})
		}
		out = append(out, field{"Subject", c.Subject})
		if c.NotAfter != "" {
			out = append(out, field{"Expires", c.NotAfter[:10]})
		}
		if c.Fingerprint != "" {
			out = append(out, field{"SHA-256", c.Fingerprint})
		}
		return out
	}
	return append(out, field{"PEM Certificate", n.say("mail.missing", map[string]string{"missing": p.Name})})
}
