package render

import (
	"strconv"
	"strings"

	"missinglink/analyzer/internal/text"
	"missinglink/analyzer/report"
)

// Markdown is the full report for a knowledge base or a long ticket.
func Markdown(r *report.Report, words *text.Catalogue) string {
	n := &note{words: words, r: r}
	v := r.Verdict
	n.line("# " + inline(n.say("note.title", map[string]string{"host": r.Host})))
	n.line("")
	n.line("**" + v.Word + ".** " + inline(v.Title))
	n.line("")
	n.line("- " + n.say("note.who", nil) + ": " + inline(v.OwnerText))
	n.line("- " + n.say("note.next", nil) + ": " + inline(v.NextAction))
	n.line("- " + n.say("note.why", nil) + ": " + inline(v.Explanation))
	if v.NextCommand != "" {
		n.code(v.NextCommand)
	}
	if len(r.Chains) > 0 {
		n.line("")
		n.java()
	}
	n.markChain()
	n.markRemedies()
	n.markPlan()
	n.markFindings()
	n.markStores()
	n.markCertificates()
	n.markRest()
	return strings.Join(n.lines, "\n") + "\n"
}

func (n *note) line(s string) { n.lines = append(n.lines, s) }

func (n *note) heading(key string) {
	n.lines = append(n.lines, "", "## "+n.say(key, nil), "")
}

// code writes a fenced block; the fence is longer than any run of backticks in
// the text, so that nothing pasted can end it.
func (n *note) code(s string) {
	fence := "```"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	n.lines = append(n.lines, fence, s, fence)
}

// inline escapes what Markdown would read as markup: names and quotes come
// from certificates and logs.
var inlineEscapes = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", "&lt;", ">", "&gt;", "|", `\|`, "#", `\#`)

func inline(s string) string { return inlineEscapes.Replace(s) }

func (n *note) markChain() {
	if len(n.r.Paths) == 0 {
		return
	}
	n.heading(n.sided("note.chain"))
	for i, l := range n.r.Paths[0].Links {
		n.line(strconv.Itoa(i+1) + ". " + inline(n.link(l)))
		if l.Fingerprint != "" {
			n.line("   SHA-256 `" + l.Fingerprint + "`")
		}
	}
}

func (n *note) markRemedies() {
	if len(n.r.Remedies) == 0 {
		return
	}
	n.heading("note.do")
	for _, m := range n.r.Remedies {
		n.line("### " + inline(m.Title) + " (" + inline(n.owner(m.Owner)) + ")")
		n.line("")
		n.line(inline(m.Why))
		if s := n.source(m); s != "" {
			n.line("")
			n.line(s)
		}
		n.line("")
		for i, s := range m.Steps {
			n.line(strconv.Itoa(i+1) + ". " + inline(s.Text))
			if s.Command != "" {
				n.code(s.Command)
			}
			if s.Note != "" {
				n.line("   " + inline(s.Note))
			}
		}
		if m.Proof.Text != "" {
			n.line("")
			n.line(n.say("note.proof", nil) + ": " + m.Proof.Text)
		}
		n.line("")
	}
}

func (n *note) markPlan() {
	if len(n.r.ImportPlan) == 0 {
		return
	}
	n.heading("note.import")
	for _, p := range n.r.ImportPlan {
		n.line(strconv.Itoa(p.Order) + ". " + inline(p.Name) + ": " + inline(p.Why))
		for _, f := range n.fields(p) {
			n.line("   - " + f.label + ": " + inline(f.value))
		}
	}
}

func (n *note) markFindings() {
	if len(n.r.Findings) == 0 {
		return
	}
	n.heading("note.also")
	for _, f := range n.r.Findings {
		n.line("- **" + n.say("severity."+string(f.Severity), nil) + "** `" + f.ID + "`: " + inline(f.Title) + " " + inline(f.Explanation))
		for _, e := range f.Evidence {
			place := ""
			if e.Line > 0 {
				place = n.say("note.evidence", map[string]string{"line": strconv.Itoa(e.Line)}) + ": "
			}
			n.line("  - " + place + inline(e.Quote))
		}
	}
}

func (n *note) markStores() {
	if len(n.r.Stores) == 0 {
		return
	}
	n.heading("note.stores")
	for _, s := range n.r.Stores {
		n.line("- " + inline(s.Name) + ": " + strconv.Itoa(s.Count))
		for _, c := range s.Covers {
			n.line("  - " + inline(c.Name) + ": " + n.say("coverage."+c.State, nil))
		}
		for _, x := range s.Records {
			if len(x.Problems) > 0 {
				n.line("  - " + inline(x.Name) + ": " + x.State)
			}
		}
	}
}

func (n *note) markCertificates() {
	if len(n.r.Certificates) == 0 {
		return
	}
	n.heading("note.certificates")
	const most = 50 // a store export holds thousands; the JSON has them all
	for i, c := range n.r.Certificates {
		if i == most {
			n.line("- " + n.say("note.more", map[string]string{"count": strconv.Itoa(len(n.r.Certificates) - i)}))
			return
		}
		dates := ""
		if c.NotAfter != "" {
			dates = ", " + c.NotBefore[:min(10, len(c.NotBefore))] + " – " + c.NotAfter[:10]
		}
		n.line("- " + n.say("role."+c.Role, nil) + ": " + inline(c.Subject) + dates)
		if c.Fingerprint != "" {
			n.line("  SHA-256 `" + c.Fingerprint + "`")
		}
	}
}

func (n *note) markRest() {
	n.line("")
	n.line("---")
	for _, t := range n.tail() {
		n.line(inline(t))
	}
}
