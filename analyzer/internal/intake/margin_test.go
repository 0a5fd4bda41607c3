package intake

import (
	"fmt"
	"html"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/testpki"
)

// framed puts something around every row of a text.
func framed(format string) func(string) string {
	return func(text string) string {
		var b strings.Builder
		for i, row := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
			if strings.Contains(format, "%[1]") {
				fmt.Fprintf(&b, format+"\n", i+1, row)
			} else {
				fmt.Fprintf(&b, format+"\n", row)
			}
		}
		return b.String()
	}
}

// TestListingsInEveryFrame holds names-only listings against what editors,
// logs, chats and mails make of them: nothing but the rows themselves shows
// the chain.
func TestListingsInEveryFrame(t *testing.T) {
	root := testpki.New(3).Root("CN=Corp Root CA,O=Example,C=US")
	issuing := root.Intermediate("CN=Issuing CA 1,O=Example,C=US")
	leaf := issuing.Leaf("api.example.test")
	whole := testpki.Transcript{Host: "api.example.test", Sent: []*testpki.Entity{leaf, issuing, root}, Names: true, AcceptableCAs: []string{"CN=Client CA,O=Example,C=US"}}.String()
	var rows []string
	for _, row := range strings.Split(whole, "\n") {
		if strings.Contains(row, " s:") || strings.Contains(row, " i:") {
			rows = append(rows, row)
		}
	}
	grepped := strings.Join(rows, "\n") + "\n"
	for name, frame := range map[string]func(string) string{
		"as it is":       framed("%s"),
		"mail bar":       framed("| %s"),
		"mail four deep": framed(">>>> %s"),
		"line numbers":   framed("%[1]5d  %[2]s"),
		"numbers, bar":   framed("%[1]4d | %[2]s"),
		"numbers, colon": framed("%[1]d:%[2]s"),
		"diff":           framed("+%s"),
		"comment":        framed("# %s"),
		"star":           framed(" * %s"),
		"rem":            framed("REM %s"),
		"bullets":        framed("• %s"),
		"log record":     framed("2026-06-01 10:10:1%[1]d,123 INFO  [worker.3] c.e.Probe - %[2]s"),
		"syslog":         framed("Jun  1 10:10:10 host1 app[123]: %s"),
		"container":      framed("web_1  | %s"),
		"json records":   framed(`{"level":"info","message":"%s"}`),
		"colours":        framed("\x1b[01;31m\x1b[K%s\x1b[m\x1b[K"),
		"hard spaces":    func(text string) string { return strings.ReplaceAll(text, " ", "\u00a0") },
		"html":           func(text string) string { return strings.ReplaceAll(html.EscapeString(text), " ", "&nbsp;") },
		"code fence":     func(text string) string { return "```" + text + "```\n" },
		"one line":       func(text string) string { return strings.ReplaceAll(text, "\n", " ") + "\n" },
		"no line ends":   func(text string) string { return strings.ReplaceAll(text, "\n", "") + "\n" },
	} {
		for kind, text := range map[string]string{"whole": whole, "grepped": grepped} {
			t.Run(name+"/"+kind, func(t *testing.T) {
				ev := read(frame(text), 1<<20)
				require.Len(t, ev.Sessions, 1)
				s := ev.Sessions[0]
				require.Len(t, s.Sent, 3)
				for i, e := range []*testpki.Entity{leaf, issuing, root} {
					require.Equal(t, e.Certificate().Subject.SetKey(), s.Sent[i].Certificate.Subject.SetKey())
					require.Equal(t, e.Certificate().Issuer.SetKey(), s.Sent[i].Certificate.Issuer.SetKey())
				}
				if kind == "whole" {
					require.Len(t, s.AcceptableCAs, 1)
					require.Equal(t, 20, s.VerifyCode)
				}
			})
		}
	}
}

// TestMarginIsLearnedFromTheToolsWords: words in a sentence are no margin, and
// a row without the margin stays as it is.
func TestMarginIsLearnedFromTheToolsWords(t *testing.T) {
	for _, text := range []string{
		"We checked the Certificate chain and the Server certificate, depth=2 of the search.\nissuer=nobody\n",
		"time=12 depth=3 level=info msg=searching\n",
	} {
		require.Empty(t, read(text, 1<<20).Sessions, text)
	}
	var m margin
	require.Equal(t, "CONNECTED(00000003)", m.off("12| CONNECTED(00000003)", sClientBegins))
	require.Equal(t, "---", m.off("113| ---", sClientBegins))
	require.Empty(t, m.off("114|", sClientBegins))
	require.Equal(t, "without", m.off("without", sClientBegins))
}

// TestMargin learns a margin from the first row and takes it off the second.
func TestMargin(t *testing.T) {
	begins := func(row string) int { return strings.Index(row, "depth=") }
	long := strings.Repeat("x", maxMark-1) + "|"
	for _, c := range []struct{ first, second, want, rest string }{
		{"a| depth=0", "a| row", "depth=0", "row"},
		{"a9- depth=0", "a10- row", "depth=0", "row"},
		{"a- depth=0", "a5 row", "depth=0", "a5 row"},
		{"ab- depth=0", "a5b- row", "depth=0", "a5b- row"},
		{"1: depth=0", ": row", "depth=0", ": row"},
		{"   depth=0", "   row", "   depth=0", "   row"},
		{"depth=0", "row", "depth=0", "row"},
		{"xdepth=0", "xrow", "xdepth=0", "xrow"},
		{"Zdepth=0", "Zrow", "Zdepth=0", "Zrow"},
		{"9depth=0", "9row", "9depth=0", "9row"},
		{"\"depth=0\",", "\"row\",", "depth=0", "row"},
		{long + "depth=0", long + "row", "depth=0", "row"},
		{"x" + long + "depth=0", "x" + long + "row", "x" + long + "depth=0", "x" + long + "row"},
	} {
		var m margin
		require.Equal(t, c.want, m.off(c.first, begins))
		require.Equal(t, c.rest, m.off(c.second, begins))
	}
}
