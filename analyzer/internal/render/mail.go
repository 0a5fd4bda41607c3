package render

import (
	"strconv"
	"strings"

	"missinglink/analyzer/internal/text"
	"missinglink/analyzer/report"
)

// serverSettings is the remedy that tells each kind of server where to take
// the chain from; it belongs to every letter that asks for another chain.
const serverSettings = "server-settings"

// namesArticle tells an aside about a knowledge article, KB and digits: the
// endpoint's owner has not read it.
func namesArticle(note string) bool {
	for {
		_, rest, ok := strings.Cut(note, "KB")
		if !ok {
			return false
		}
		if rest != "" && rest[0] >= '0' && rest[0] <= '9' {
			return true
		}
		note = rest
	}
}

// Mail is the letter to the endpoint's owner, empty when the endpoint has
// nothing to do. The ordered chain file is part of it.
func Mail(r *report.Report, words *text.Catalogue) string {
	var mine []report.Remedy
	n := &note{words: words, r: r}
	for _, m := range r.Remedies {
		if m.Owner == report.Endpoint && n.leading(m.ID) {
			mine = append(mine, m)
		}
	}
	if len(mine) == 0 {
		return ""
	}
	for _, m := range r.Remedies {
		if m.ID == serverSettings {
			mine = append(mine, m)
		}
	}
	port := "443"
	for _, s := range r.Sessions {
		if s.Port != "" {
			port = s.Port
			break
		}
	}
	n.line(n.say("mail.subject", map[string]string{"host": r.Host}))
	n.line("")
	n.line(n.say("mail.hello", nil))
	n.line("")
	n.put("", n.say("mail.problem", map[string]string{"host": r.Host, "port": port, "title": r.Verdict.Title}))
	if r.Java.Message != "" {
		n.put("", n.say("mail.java", map[string]string{"message": r.Java.Message}))
	}
	n.line("")
	n.line(n.say("mail.ask", nil))
	proved, together := "", n.say("proof.together", nil)
	for i, m := range mine {
		n.put("", strconv.Itoa(i+1)+". "+n.say("mail.remedy", map[string]string{"title": m.Title, "why": m.Why}))
		for _, s := range m.Steps {
			n.put("   ", "- "+s.Text)
			if s.Command != "" {
				n.line("     " + s.Command)
			}
			if s.Note != "" && !namesArticle(s.Note) {
				n.put("     ", s.Note)
			}
		}
		if m.Proof.Kind == "counterfactual" && m.Proof.JavaAccepts {
			proved = n.say("mail.proof", nil)
			if m.Proof.Text == together { // it takes the reader's change and ours
				proved = together
			}
		}
	}
	if proved != "" {
		n.line("")
		n.put("", proved)
	}
	n.bundle()
	n.line("")
	n.line(n.say("mail.bye", nil))
	n.line("")
	n.line(n.made())
	return strings.Join(n.lines, "\n") + "\n"
}

// bundle writes the chain file, leaf first, root left out.
func (n *note) bundle() {
	if len(n.r.ServerBundle) == 0 {
		return
	}
	n.line("")
	n.line(n.say("mail.bundle", nil))
	held := map[string]bool{}
	for _, id := range n.r.ServerBundle {
		for _, c := range n.r.Certificates {
			if c.ID == id {
				held[c.Subject] = true
				n.line("# " + c.Subject)
				n.line(strings.TrimRight(c.PEM, "\n"))
			}
		}
	}
	if len(n.r.Paths) > 0 && n.r.Paths[0].Missing != nil && !held[n.r.Paths[0].Missing.Subject] {
		m := n.r.Paths[0].Missing
		n.line("# " + n.say("mail.missing", map[string]string{"missing": m.Subject}))
		if len(m.Download) > 0 {
			n.line("# " + n.say("note.get", map[string]string{"address": m.Download[0]}))
		}
	}
}
