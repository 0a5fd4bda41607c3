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
