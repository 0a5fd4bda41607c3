// Package render turns a report into text that people pass on: the ticket
// note, Markdown, the mail to the endpoint's owner, and the import checklist.
package render

import (
	"slices"
	"strconv"
	"strings"

	"missinglink/analyzer/internal/text"
	"missinglink/analyzer/report"
)

// NoteLines is how long a ticket note is at most: what fits on one screen and
// is still read. Longer parts end with a line that counts the rest.
const NoteLines = 40

// note is a text under construction, line by line.
type note struct {
	lines []string
	words *text.Catalogue
	r     *report.Report
}

func (n *note) say(key string, args map[string]string) string { return n.words.Say(key, args) }

// sided is the wording of the report's direction, where there is one of its
// own: a chain that no session shows is the client's when the instance is the
// server.
func (n *note) sided(key string) string {
	if n.r.Direction == report.Inbound && len(n.r.Sessions) == 0 && n.words.Has(key+".inbound") {
		return key + ".inbound"
	}
	return key
}

// Text is the ticket note: plain text, at most NoteLines lines, the verdict,
// who acts and the next action first.
func Text(r *report.Report, words *text.Catalogue) string {
	n := &note{words: words, r: r}
	v := r.Verdict
	n.put("", strings.ToUpper(v.Word)+": "+v.Title)
	n.put("", n.say("note.who", nil)+": "+v.OwnerText)
	n.put("", n.say("note.next", nil)+": "+v.NextAction)
	if v.NextCommand != "" {
		n.lines = append(n.lines, "  "+v.NextCommand)
	}
	tail := n.tail()
	n.put("", n.say("note.why", nil)+": "+v.Explanation)
	n.java()
	n.chain()
	n.steps(NoteLines - len(tail))
	n.also(NoteLines - len(tail))
	n.lines = append(n.lines, tail...)
	return strings.Join(n.lines, "\n") + "\n"
}

func (n *note) java() {
	j := n.r.Java
	if len(n.r.Chains) == 0 {
		return
	}
	said := j.Message
	switch {
	case slices.Contains(j.NotEvaluated, report.OwnStore):
		said = n.say("note.own-store", nil)
	case j.Accepted == nil:
		said = n.say("note.not-run", nil)
	case *j.Accepted:
		said = n.say("note.accepted", nil)
	}
	n.put("", n.say("note.java", map[string]string{"profile": j.Profile})+": "+said)
}

// maxLinks is how many links of a chain the note draws.
const maxLinks = 6

func (n *note) chain() {
	if len(n.r.Paths) == 0 {
		return
	}
	n.lines = append(n.lines, n.say(n.sided("note.chain"), nil)+":")
	links := n.r.Paths[0].Links
	for i, l := range links {
		if i == maxLinks {
			n.lines = append(n.lines, "  "+n.say("note.more", map[string]string{"count": strconv.Itoa(len(links) - i)}))
			break
		}
		n.lines = append(n.lines, "  "+strconv.Itoa(i)+" "+n.link(l))
		if l.Origin == "missing" {
			n.missing(l)
		}
	}
}

// missing says how to recognise and where to get the certificate that is not
// there.
func (n *note) missing(l report.Link) {
	if l.Fingerprint != "" {
		n.lines = append(n.lines, "      "+n.say("note.fingerprint", map[string]string{"fingerprint": l.Fingerprint}))
	}
	if m := n.r.Paths[0].Missing; m != nil && len(m.Download) > 0 {
		n.lines = append(n.lines, "      "+n.say("note.get", map[string]string{"address": m.Download[0]}))
	}
}

// link is one line of the chain: name, where it was found, how it is checked.
func (n *note) link(l report.Link) string {
	line := cut(l.Name, 60) + " [" + n.origin(l)
	if l.Check != "" && l.Origin != "missing" {
		line += "; " + n.say("check."+l.Check, nil)
	}
	if l.NotAfter != "" {
		line += "; – " + l.NotAfter[:10]
	}
	return line + "]"
}

func (n *note) origin(l report.Link) string {
	var stores []string
	for _, s := range l.Stores {
		if name, ok := strings.CutPrefix(s, "yours:"); ok {
			stores = append(stores, name)
		} else {
			stores = append(stores, n.say("store."+s, nil))
		}
	}
	args := map[string]string{"stores": strings.Join(stores, ", ")}
	out := n.say(n.sided("origin."+l.Origin), args)
	if l.Origin != "store" && len(stores) > 0 {
		out += ", " + n.say("origin.store", args)
	}
	return out
}

// steps writes the remedies of the verdict, as many as fit.
func (n *note) steps(limit int) {
	if len(n.r.Remedies) == 0 {
		return
	}
	head := n.say("note.do", nil) + ":"
	const reserve = 4 // lines kept for what else was found
	for i, m := range n.r.Remedies {
		if !n.leading(m.ID) && i > 0 {
			break
		}
		block := wrap("  ", "     ", strconv.Itoa(i+1)+". "+n.head(m))
		for _, s := range m.Steps {
			block = append(block, wrap("     - ", "       ", s.Text)...)
			if s.Command != "" {
				block = append(block, "       "+s.Command)
			}
		}
		if m.Proof.Text != "" {
			block = append(block, "     "+m.Proof.Text)
		}
		if len(n.lines)+len(block)+1 > limit-reserve {
			if i == 0 {
				n.lines = append(n.lines, head)
				room := limit - reserve - len(n.lines)
				if room > 0 && room < len(block) {
					block = block[:room]
				}
				n.lines = append(n.lines, block...)
			}
			break
		}
		if i == 0 {
			n.lines = append(n.lines, head)
		}
		n.lines = append(n.lines, block...)
	}
}

// leading reports whether a remedy belongs to the verdict's finding.
func (n *note) leading(id string) bool {
	for _, f := range n.r.Findings {
		if f.ID == n.r.Verdict.Code {
			for _, x := range f.Remedies {
				if x == id {
					return true
				}
			}
		}
	}
	return false
}

func (n *note) owner(o report.Owner) string {
	if o == report.Instance && n.r.Direction == report.MID {
		return n.say("owner.instance.mid", nil)
	}
	return n.say("owner."+string(o), map[string]string{"host": n.r.Host})
}

// head is a remedy's own line: what, who, and where it is from.
func (n *note) head(m report.Remedy) string {
	return strings.TrimRight(n.say("note.remedy", map[string]string{"title": m.Title, "owner": n.owner(m.Owner), "source": n.source(m)}), " ")
}

func (n *note) source(m report.Remedy) string {
	if m.Source == nil {
		return ""
	}
	if m.Source.Section == "" {
		return m.Source.Article
	}
	return m.Source.Article + ", " + m.Source.Section
}

// also lists the other findings, one line each, as many as fit.
func (n *note) also(limit int) {
	var rest []report.Finding
	for _, f := range n.r.Findings {
		if f.ID != n.r.Verdict.Code {
			rest = append(rest, f)
		}
	}
	if len(rest) == 0 || len(n.lines)+2 > limit {
		return
	}
	n.lines = append(n.lines, n.say("note.also", nil)+":")
	for i, f := range rest {
		if len(n.lines) >= limit-1 && i < len(rest)-1 {
			n.lines = append(n.lines, "  "+n.say("note.more", map[string]string{"count": strconv.Itoa(len(rest) - i)}))
			return
		}
		n.lines = append(n.lines, "  - "+n.say("severity."+string(f.Severity), nil)+": "+f.Title)
	}
}

// tail says what was not checked and who made the note.
func (n *note) tail() []string {
	var out []string
	if len(n.r.NotChecked) > 0 {
		out = append(out, wrap("", "  ", n.say("note.not-checked", nil)+": "+strings.Join(n.r.NotChecked, n.say("note.join", nil))+n.say("note.stop", nil))...)
	}
	if len(n.r.Removed) > 0 {
		out = append(out, n.say("note.removed", nil)+": "+strings.Join(n.r.Removed, n.say("note.join", nil))+n.say("note.stop", nil))
	}
	return append(out, n.made())
}

func (n *note) made() string {
	return n.say("note.made", map[string]string{"tool": n.r.Tool.Name, "version": n.r.Tool.Version, "at": n.r.At, "date": n.r.Tool.TrustDate})
}

// cut shortens a name for a line of the note.
func cut(s string, limit int) string {
	if r := []rune(s); len(r) > limit {
		return string(r[:limit-1]) + "…"
	}
	return s
}
