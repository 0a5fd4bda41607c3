package intake

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/testpki"
)

// folds are the ways in which a text is cut into rows.
var folds = map[string]func(text string, width int) string{
	"anywhere": wrapLines,
	"behind a blank": func(text string, width int) string {
		return foldedAtBlanks(text, width, func(row string) int { return strings.LastIndexByte(row[:width], ' ') + 1 }, 0)
	},
	"at a blank": func(text string, width int) string {
		return foldedAtBlanks(text, width, func(row string) int { return strings.LastIndexByte(row[:width+1], ' ') }, 1)
	},
}

// foldedAtBlanks cuts each line where cut says, leaving out so many characters.
// A word is cut only where blanks stay: a mail program lets it stand out.
func foldedAtBlanks(text string, width int, cut func(string) int, gone int) string {
	lines := strings.Split(text, "\n")
	for i, row := range lines {
		var rows []string
		for len(row) > width {
			margin := len(row) - len(strings.TrimLeft(row, " "))
			at := cut(row)
			if at <= margin && gone == 0 {
				at = width
			} else if at <= margin {
				word := strings.IndexByte(row[width:], ' ')
				if word < 0 {
					break
				}
				at = width + word
			}
			rows = append(rows, row[:at])
			row = row[at:]
			if len(row) > 0 {
				row = row[min(gone, len(row)):]
			}
		}
		lines[i] = strings.Join(append(rows, row), "\n")
	}
	return strings.Join(lines, "\n")
}

// lineOf is where something stood: in a folded text further down.
var lineOf = regexp.MustCompile(`"(Line|First|Last|From|To|Lines|Bytes)":\d+`)

func withoutLines(t *testing.T, ev *evidence.Evidence) string {
	data, err := json.Marshal(ev)
	require.NoError(t, err)
	return lineOf.ReplaceAllString(string(data), "$1")
}

// foldedLog is a log of one handshake as a ticket has it.
func foldedLog() string {
	p := testpki.New(91)
	root := p.Root("CN=Fold Root,O=Fold\\, Inc.,C=US")
	issuing := root.Intermediate("CN=An Issuing CA With A Name That Fills A Row,OU=Certification Services,O=Fold\\, Inc.,C=US")
	leaf := issuing.Leaf("api.fold.test")
	return entry11("10|main", "Ignore, context unavailable extension: server_name", "") +
		entry11("10|main", "Ignore unsupported signature scheme: dsa_sha224", "") +
		hello11("10|main", "api.fold.test") + serverHello11("10|main") +
		entry11("10|main", "Consuming server Certificate handshake message", chain11(leaf, issuing)) +
		entry11("10|main", "Fatal (CERTIFICATE_UNKNOWN): PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path to requested target", "\"throwable\" : {\n  sun.security.validator.ValidatorException: PKIX path building failed\n}")
}

// A folded log says what the log says. Wider rows cut its last line only.
func TestFoldedLog(t *testing.T) {
	log := foldedLog()
	want := withoutLines(t, read(log, 1<<20))
	for name, folded := range folds {
		for width := 56; width <= 116; width += 3 {
			t.Run(fmt.Sprint(name, " at ", width), func(t *testing.T) {
				text := folded(log, width)
				require.Equal(t, want, withoutLines(t, read(text, 1<<20)))
				require.Equal(t, want, withoutLines(t, read(text, 61)), "in pieces")
			})
		}
	}
}

// What stands in a folded text is told with the row where its line begins.
func TestFoldedLines(t *testing.T) {
	log := foldedLog()
	const width = 80
	before, _, ok := strings.Cut(log, "Fatal (")
	require.True(t, ok)
	last := strings.Count(wrapLines(before[:strings.LastIndexByte(before, '\n')+1], width), "\n") + 1
	ev := read(wrapLines(log, width), 1<<20)
	require.NotEmpty(t, ev.Signals)
	require.Equal(t, last, ev.Signals[0].Quote.Line)
	require.Equal(t, strings.Count(wrapLines(log, width), "\n"), ev.Inputs[0].Lines)
}

// Rows of one width are no fold by themselves.
func TestNoFold(t *testing.T) {
	p := testpki.New(92)
	root := p.Root("CN=No Fold Root,O=Example")
	chain := []*testpki.Entity{root.Leaf("one.fold.test"), root.Leaf("two.fold.test"), root.Leaf("three.fold.test"), root}
	table := ""
	for i := range 30 {
		table += fmt.Sprintf("%-80s\n", strings.Repeat(string(rune('a'+i%26)), 20+i)+" active trusted")
	}
	for name, text := range map[string]string{
		"PEM":                             pemOf(chain),
		"PEM behind numbers":              numbered(pemOf(chain)),
		"PEM quoted":                      perLine(func(_ int, row string) string { return "> " + row })(nil, pemOf(chain)),
		"a transcript":                    sClientOf(chain),
		"a dump":                          xxd(chain[0].DER),
		"a table filled up":               table,
		"a log":                           foldedLog(),
		"three times the same log":        strings.Repeat(foldedLog(), 3),
		"a log of which rows are cut off": rowsCutOff(strings.Repeat(foldedLog(), 2), 100),
		"a certificate":                   print11(chain[0]) + print8(chain[0]),
	} {
		sample := text[:min(len(text), sniffLength)]
		require.Nil(t, foldOf(sample), name)
	}
}

func numbered(text string) string {
	return perLine(func(i int, row string) string { return fmt.Sprintf("%3d  %s", i+1, row) })(nil, text)
}

func rowsCutOff(text string, width int) string {
	return perLine(func(_ int, row string) string { return row[:min(len(row), width)] })(nil, text)
}

// cutText has rows of one width: so many that are cut, each with another rest,
// and so many that are whole.
func cutText(width, cut, whole int) string {
	row := "line " + strings.Repeat("x", width-5) + "\n"
	text := "line\n"
	for i := range cut {
		text += row + string(rune('a'+i)) + "nd so on\n"
	}
	return text + strings.Repeat(row, whole) + "line\n"
}

func TestFoldOf(t *testing.T) {
	wide := strings.Repeat("y", 300)
	for _, x := range []struct {
		name, text string
		width      int // 0: no fold
	}{
		{"three rests", cutText(80, 3, 0), 80},
		{"two rests", cutText(80, 2, 0), 0},
		{"three times one rest", strings.Repeat(cutText(80, 1, 0), 3), 0},
		{"whole rows among many", cutText(80, 4, 1), 80},
		{"whole rows among few", cutText(80, 3, 1), 0},
		{"line feeds of Windows", strings.ReplaceAll(cutText(80, 3, 0), "\n", "\r\n"), 80},
		{"a row that goes on behind the sample", cutText(80, 3, 0) + wide, 80},
		{"a longer row", cutText(80, 3, 0) + wide + "\n", 0},
		{"the narrowest", cutText(minFold, 3, 0), minFold},
		{"narrower", cutText(minFold-1, 3, 0), 0},
		{"the widest", cutText(maxFold, 3, 0), maxFold},
		{"wider", cutText(maxFold+1, 3, 0), 0},
		{"one record without its fields", "one\n" + javaRecord + strings.Repeat("x", 60) + "\nrest of it\nthe end\n", 60 + len(javaRecord)},
		{"one record with its fields", "one\n" + javaRecord + "||||||" + strings.Repeat("x", 60) + "\nrest of it\nthe end\n", 0},
		{"one open quote", "one " + javaRecord + "\n" + `  "subject" : "` + strings.Repeat("x", 60) + "\nrest of it\nthe end\n", 75},
		{"nothing", "", 0},
	} {
		width := 0
		if f := foldOf(x.text); f != nil {
			width = f.width
		}
		require.Equal(t, x.width, width, x.name)
	}
}

// A record's long first word has no room behind many a whole row: what tells a
// mail program's rows is that more are cut than whole.
func TestFoldAtGap(t *testing.T) {
	whole := strings.Repeat("w", 30) + " whole\n" + javaRecord + strings.Repeat("r", 40) + "|2|3|4|5|6|7\n\n"
	cut := func(i int) string {
		return strings.Repeat("c", 30) + " row\n" + string(rune('f'+i)) + strings.Repeat("rest", 10) + "\n\n"
	}
	text := func(cuts, wholes int) string {
		out := javaRecord + "1|2|3|4|5|6 of a width that is the longest one of them\n\n"
		for i := range cuts {
			out += cut(i)
		}
		return out + "\n" + strings.Repeat(whole, wholes) + "\n"
	}
	require.NotNil(t, foldOf(text(3, 3)))
	require.True(t, foldOf(text(3, 3)).atGap)
	require.Nil(t, foldOf(text(3, 4)))
	require.Nil(t, foldOf(text(2, 0)))
	require.Nil(t, foldOf(strings.ReplaceAll(text(3, 0), javaRecord, "org.example.xy|")), "only in Java's log")
}

func TestFoldSteps(t *testing.T) {
	anywhere, java, gap := &fold{width: 10}, &fold{width: 10, java: true}, &fold{width: 10, atGap: true, java: true}
	for _, x := range []struct {
		f         *fold
		row, next string
		want      bool
	}{
		{anywhere, "0:23456789", "x", true}, {anywhere, "0:2345678", "x", false}, {anywhere, "", "x", false}, {anywhere, "0:23456789", "", false},
		{anywhere, "ÄÖÜ4567890", "x", true},
		{anywhere, "01234567  ", "x", false}, {java, "01234567  ", "x", true}, {anywhere, "012345678 ", "x", true},
		{anywhere, "0123456 ", "abc", true}, {anywhere, "0123456 ", "ab cd", true}, {anywhere, "012345 ", "ab", false}, {anywhere, "0123456", "abc", false},
		{anywhere, "0123456 ", " abc", false}, {anywhere, "0123456 ", "\tabc", false}, {anywhere, "012345678 ", "\tabc", true},
		{gap, "0:2345", "abcd efg", true}, {gap, "0:2345", "abc defg", false}, {gap, "0:2345", " abcd", false}, {gap, "0:2345", "\tabcd", false},
		{anywhere, "0123456789 ", " abc", false}, {gap, "0:23456789x", " abc", false}, {gap, "0:234 ", "abcd", true}, {gap, "012345", "abcd", false},
	} {
		require.Equal(t, x.want, x.f.full(x.row, x.next), "full: %q %q", x.row, x.next)
	}
	for _, x := range []struct {
		f         *fold
		row, next string
		want      bool
	}{
		{anywhere, "x:cut here", "alnum", true}, {anywhere, "x:cut here", "+mark", false}, {anywhere, "x:cut her:", "alnum", false}, {anywhere, "x:cut her ", "+", true},
		{anywhere, "MIIBMIIB", "MIIB", false}, {anywhere, "MIIBMIIB", "M:IB", true}, {anywhere, "M:IBMIIB", "MIIB", true},
		{anywhere, `"a": "b,`, "+", true}, {gap, "a row of 10", "x", false}, {gap, "a row of9", "x", true},
	} {
		require.Equal(t, x.want, x.f.tells(x.row, x.next), "tells: %q %q", x.row, x.next)
	}
	for row, want := range map[string]bool{
		"javax.net.ssl|DEBUG|01|main|2026-01-01": true, "javax.net.ssl|DEBUG|01|main|2026|F.java:1|x": false, "javax.net.ssl|DEBUG|01|main|2026|F.java:1": true,
		`  "issuer"  : "CN=A, O="B`: false, `  "issuer"  : "CN=A"`: false, `  "issuer"  : "CN=A, O="B, C"`: true, `"x": "y`: true, `x: "y`: false, `"x" "y`: false, "": false,
	} {
		require.Equal(t, want, isBroken(row), row)
	}
	for _, x := range []struct {
		row, next             string
		beside, opens, closes bool
	}{
		{"> a", "> b", true, false, false}, {"> a", ">b", false, false, false}, {"a", "b", false, false, false},
		{"0000: 41", "0010: 42", true, false, false}, {"0000: 41", "0010 42", false, false, false}, {"abc", "abc", false, false, false},
		{"message (", `"Certificates": [`, false, true, false}, {"list [", "  one", false, true, false}, {"x {", "\ty", false, true, false}, {"x (", "{", false, true, false},
		{"dump ..[", "..&;", false, false, false}, {"message (", "more", false, false, false}, {"message )", `"x"`, false, false, false},
		{"at f(F.java:1", ")", false, false, true}, {"at f(F.java:1)", ")", false, false, false}, {"at f(F.java:1", "2)", false, false, false},
		{"Ä", "Ä", false, false, false},
	} {
		require.Equal(t, []bool{x.beside, x.opens, x.closes}, []bool{beside(x.row, x.next), opens(x.row, x.next), closes(x.row, x.next)}, "%q %q", x.row, x.next)
	}
	for row, want := range map[string]string{"": "", "abcdefgh": "abcdef", "> abcdefgh": "> abcdef", "12. x": "0. ", "12": "0", "a1": "a1", "é-": "é-"} {
		require.Equal(t, want, beginning(row), row)
	}
	known := &fold{width: 10, starts: map[string]bool{")": true, "known": true}}
	require.False(t, known.goesOn("0:23456789", "known"))
	require.True(t, known.goesOn("0:23456789", "other"))
	require.True(t, known.goesOn("0(23456789", ")"))
	require.False(t, known.goesOn("0:23456789", ")"))
}

// piecesRecorder also wants to know which lines go on in the next piece.
type piecesRecorder struct {
	recorder
	more []bool
}

func (r *piecesRecorder) line(l line) bool {
	r.more = append(r.more, l.more)
	return r.recorder.line(l)
}

// Lines of a folded text keep their pieces and their bounds.
func TestUnfolded(t *testing.T) {
	x, r := newText(New(Options{}).Input("text", "").(*input).s, nil), &piecesRecorder{}
	x.unfold.fold = &fold{width: 10, starts: map[string]bool{"begin": true}}
	x.carriers, x.open = []carrier{r}, 1
	long := strings.Repeat("l", maxLine)
	x.write([]byte("begin:6789\nrest\nbegin\n" + long + "over\nbegin:6789\nlast"))
	x.end()
	require.Equal(t, []string{"begin:6789rest", "begin", long, "over", "begin:6789last"}, r.lines)
	require.Equal(t, []bool{false, false, true, false, false}, r.more)
	require.Equal(t, 6, x.lines())

	u := unfold{fold: x.unfold.fold}
	require.True(t, u.take(1, "0:23456789"))
	u.line = append(u.line, make([]byte, maxLine-10-11)...)
	require.True(t, u.take(2, "x:23456789"))
	require.False(t, u.take(3, "y:23456789"), "a line of %d bytes is as long as lines are", len(u.line))
}
