package analyzer_test

import (
	"context"
	"regexp"
	"sort"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer"
	"missinglink/analyzer/report"
	"missinglink/analyzer/testpki"
)

// Every story renders in Japanese: the same report, within the same forty
// lines, and no English sentence but what is quoted.
func TestJapanese(t *testing.T) {
	for _, s := range everyStory() {
		t.Run(s.name, func(t *testing.T) {
			s.opts.At, s.opts.Lang = testpki.Now, "ja"
			r := analyzer.Analyze(context.Background(), s.inputs, s.opts)
			require.Equal(t, s.code, r.Verdict.Code)
			soundReport(t, r, analyzer.Text(r))
			foreign := evidenceOf(r)
			for _, sentence := range sentences(r) {
				require.Regexp(t, `[\p{Hiragana}\p{Katakana}\p{Han}]|^(store|KB)`, sentence)
				noEnglish(t, foreign, sentence)
			}
			for _, text := range []string{analyzer.Text(r), analyzer.Markdown(r), analyzer.Checklist(r), r.Mail} {
				for _, line := range strings.Split(wrapped.ReplaceAllString(unescaped(text), " $1"), "\n") {
					noEnglish(t, foreign, line)
				}
			}
		})
	}
}

// sentences are all strings of a report that its reader reads as sentences.
func sentences(r *report.Report) []string {
	out := []string{r.Verdict.Word, r.Verdict.Title, r.Verdict.Explanation, r.Verdict.NextAction, r.Verdict.OwnerText}
	for _, f := range r.Findings {
		out = append(out, f.Title, f.Explanation)
	}
	for _, m := range r.Remedies {
		out = append(out, m.Title, m.Why)
		if m.Proof.Text != "" {
			out = append(out, m.Proof.Text)
		}
		for _, s := range m.Steps {
			out = append(out, s.Text)
			if s.Note != "" {
				out = append(out, s.Note)
			}
		}
	}
	for _, p := range r.ImportPlan {
		out = append(out, p.Why)
	}
	if r.Comparison != nil {
		out = append(out, r.Comparison.Sentence)
	}
	return append(append(out, r.NotChecked...), r.Removed...)
}

// evidenceOf takes the evidence's own words out of a text: names, quotes, what
// Java says, and names of files and records.
func evidenceOf(r *report.Report) func(string) string {
	var words []string
	add := func(w ...string) {
		for _, x := range w {
			if len(x) > 3 {
				words = append(words, x)
			}
		}
	}
	add(r.Host, r.Java.Message, r.Verdict.NextCommand)
	for _, m := range r.Remedies {
		for _, step := range m.Steps {
			add(step.Command)
		}
		if m.Source != nil {
			add(m.Source.Section) // what a section is called in the article
		}
	}
	for _, c := range r.Certificates {
		add(c.Subject, c.Issuer, c.CommonName, c.FileName)
	}
	for _, p := range r.Paths {
		for _, l := range p.Links {
			add(l.Name)
			for _, s := range l.Stores {
				add(strings.TrimPrefix(s, "yours:"))
			}
		}
	}
	for _, s := range r.Sessions {
		add(s.AcceptableCAs...)
		add(s.Tool)
	}
	for _, s := range r.Stores {
		add(s.Name)
		for _, x := range s.Records {
			add(x.Name)
		}
	}
	for _, f := range r.Findings {
		for _, e := range f.Evidence {
			add(e.Quote)
		}
	}
	// A name stands in sentences whole, or as one attribute of it.
	for _, w := range words {
		for _, part := range strings.Split(w, ", ") {
			if _, value, ok := strings.Cut(part, "="); ok {
				add(value)
			}
		}
	}
	// Longest first: a part never breaks a whole.
	sort.SliceStable(words, func(i, j int) bool { return len(words[i]) > len(words[j]) })
	var pairs []string
	for _, w := range words {
		pairs = append(pairs, w, "")
	}
	return strings.NewReplacer(pairs...).Replace
}

var (
	// wrapped is where the note breaks a line: what follows is no new item.
	wrapped  = regexp.MustCompile(`\n +([^-\d\[ ]|\d{3,})`)
	inQuotes = regexp.MustCompile(`"[^"]*"|「[^」]*」`)
	// english is a run of words as only a sentence has them: product terms and
	// field paths are capitalised.
	english = regexp.MustCompile(`[A-Za-z]+(?:[ ,]+[a-z]{2,}){2,}`)
)

func noEnglish(t *testing.T, evidence func(string) string, sentence string) {
	t.Helper()
	require.NotRegexp(t, english, inQuotes.ReplaceAllString(evidence(sentence), ""), sentence)
}

// unescaped undoes what Markdown escapes.
func unescaped(line string) string {
	return strings.NewReplacer(`\\`, `\`, "\\`", "`", `\*`, "*", `\_`, "_", `\[`, "[", `\]`, "]", "&lt;", "<", "&gt;", ">", `\|`, "|", `\#`, "#").Replace(line)
}
