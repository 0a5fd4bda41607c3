package intake

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/golden"
)

// TestWanted holds behind which lines a reader wants the next one. A reader
// that wants too few misses rows, one that never stops is given a whole log.
func TestWanted(t *testing.T) {
	var b bytes.Buffer
	for _, x := range []struct {
		file, reader string
		newOne       func(*sink) carrier
	}{
		{"javalog", "debug log", newJavaLog}, {"javalog", "stack trace", newStackTrace}, {"javalog8", "debug log", newJavaLog},
		{"javalog8", "stack trace", newStackTrace}, {"javacert", "debug log", newJavaLog}, {"sentences", "stack trace", newStackTrace},
		{"servicenow", "log of the platform", newServiceNow}, {"servicenow", "secrets", newSecretReader},
	} {
		data, err := os.ReadFile(filepath.Join("testdata", "readings", x.file+".txt"))
		require.NoError(t, err)
		fmt.Fprintf(&b, "# %s, %s\n", x.file, x.reader)
		for _, part := range strings.Split("\n"+string(data), "\n"+textBegins)[1:] {
			name, rest, _ := strings.Cut(part, "\n")
			given, _, _ := strings.Cut(rest, evidenceBegins)
			if open := wantedBehind(x.newOne, expanded(given)); len(open) > 0 {
				fmt.Fprintf(&b, "%s: %s\n", name, ranges(open))
			}
		}
	}
	golden.Equal(t, "wanted.txt", b.String())
}

// wantedBehind gives a carrier the lines that wake it and those that it asks for,
// and returns the numbers of those behind which it asked.
func wantedBehind(newOne func(*sink) carrier, given string) []int {
	r := New(Options{})
	c := newOne(r.Input("given", "").(*input).s)
	var open []int
	more := false
	for i, text := range strings.Split(strings.TrimSuffix(given, "\n"), "\n") {
		low := strings.ToLower(text)
		woke := slices.ContainsFunc(c.triggers(), func(w string) bool { return strings.Contains(low, strings.ToLower(w)) })
		if !woke && !more {
			continue
		}
		if more = c.line(line{number: i + 1, text: visible(text), woke: woke}); more {
			open = append(open, i+1)
		}
	}
	c.end()
	return open
}
