package analyzer_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer"
	"missinglink/analyzer/internal/golden"
	"missinglink/analyzer/report"
	"missinglink/analyzer/testpki"
)

// story is one case as a user tells it: what was pasted, with which options,
// and why it matters. The text report it must give stands in
// testdata/stories/<name>.txtar, together with the very input.
type story struct {
	name string
	why  string
	// code is the finding that must lead, also those that must be there.
	code   string
	also   []string
	opts   analyzer.Options
	inputs []analyzer.Input
}

func paste(text string) []analyzer.Input {
	return []analyzer.Input{{Name: "pasted 1", Data: []byte(text)}}
}

func TestStories(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range everyStory() {
		t.Run(s.name, func(t *testing.T) {
			require.False(t, seen[s.name], "two stories with one name")
			seen[s.name] = true
			if s.opts.At.IsZero() {
				s.opts.At = testpki.Now
			}
			r := analyzer.Analyze(context.Background(), s.inputs, s.opts)
			text := analyzer.Text(r)
			golden.Equal(t, filepath.Join("stories", s.name+".txtar"), string(s.archive(r, text)))

			require.Equal(t, s.code, r.Verdict.Code)
			var ids []string
			for _, f := range r.Findings {
				ids = append(ids, f.ID)
			}
			require.Subset(t, ids, s.also)
			soundReport(t, r, text)
			again := analyzer.Analyze(context.Background(), s.inputs, s.opts)
			require.Equal(t, string(analyzer.JSON(r)), string(analyzer.JSON(again)), "the same input gives the same bytes")
		})
	}
}

// archive writes a story the way it is kept: the reason, the options, every
// input, the report.
func (s story) archive(r *report.Report, text string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\n\n-- options --\nlead: %s\n", s.why, s.code)
	if ids := others(r); len(ids) > 0 {
		fmt.Fprintf(&b, "also: %s\n", strings.Join(ids, " "))
	}
	fmt.Fprintf(&b, "at: %s\n", s.opts.At.Format(time.RFC3339))
	for _, o := range [][2]string{{"host", s.opts.Host}, {"store", s.opts.Store}, {"direction", string(s.opts.Direction)}, {"java", s.opts.Java}} {
		if o[1] != "" {
			fmt.Fprintf(&b, "%s: %s\n", o[0], o[1])
		}
	}
	for _, in := range s.inputs {
		fmt.Fprintf(&b, "-- input %s", in.Name)
		if in.Role != "" {
			fmt.Fprintf(&b, " as %s", in.Role)
		}
		fmt.Fprint(&b, " --\n")
		if bytes.IndexFunc(in.Data, func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' && r != '\r' }) >= 0 {
			fmt.Fprintf(&b, "(%d bytes of a binary file)\n", len(in.Data))
			continue
		}
		b.Write(in.Data)
		if !bytes.HasSuffix(in.Data, []byte("\n")) {
			b.WriteByte('\n')
		}
	}
	fmt.Fprintf(&b, "-- want.txt --\n%s", text)
	return b.Bytes()
}

// others are the findings of a report besides the leading one.
func others(r *report.Report) []string {
	var ids []string
	for _, f := range r.Findings {
		if f.ID != r.Verdict.Code {
			ids = append(ids, f.ID)
		}
	}
	return ids
}

// soundReport holds what every report must keep, whatever it is about.
func soundReport(t *testing.T, r *report.Report, text string) {
	t.Helper()
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	require.LessOrEqual(t, len(lines), 40, "a ticket note is at most 40 lines")
	require.Contains(t, strings.Join(lines[:min(4, len(lines))], " "), r.Verdict.OwnerText, "who acts stands at the top")
	for _, f := range r.Findings {
		require.NotEmpty(t, f.Title, f.ID)
		require.LessOrEqual(t, len([]rune(f.Title)), 130, "%s: %s", f.ID, f.Title)
		require.NotContains(t, f.Title+f.Explanation, "{", f.ID)
	}
	for _, m := range r.Remedies {
		require.NotEmpty(t, m.Title, m.ID)
		require.NotEmpty(t, m.Steps, m.ID)
		for _, s := range m.Steps {
			require.NotEmpty(t, s.Text, m.ID)
			require.NotContains(t, s.Text+s.Command, "{", m.ID)
		}
	}
	require.NotContains(t, string(analyzer.JSON(r)), ": null,\n      \"links\"")
	var back report.Report
	require.NoError(t, json.Unmarshal(analyzer.JSON(r), &back))
	if r.Verdict.Status == report.Unknown {
		require.NotEmpty(t, r.Verdict.NextCommand, "an unknown verdict names the paste that would decide")
	}
}
