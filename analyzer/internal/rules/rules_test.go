package rules

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/kb"
	"missinglink/analyzer/internal/text"
)

// Every rule has its sentences in every language, and every remedy it names
// exists with all its words.
func TestSentences(t *testing.T) {
	for _, lang := range []string{"en", "ja"} {
		words := text.For(lang)
		for _, r := range All {
			for _, part := range []string{"title", "explanation"} {
				require.True(t, words.Has("finding."+r.ID+"."+part), "%s: finding.%s.%s", lang, r.ID, part)
			}
		}
		for _, m := range kb.Remedies {
			for _, part := range []string{"title", "why"} {
				require.True(t, words.Has("remedy."+m.ID+"."+part), "%s: remedy.%s.%s", lang, m.ID, part)
			}
			for _, s := range m.Steps {
				require.True(t, words.Has("step."+s.ID), "%s: step.%s", lang, s.ID)
			}
		}
	}
}

// A finding that can lead says what to do next.
func TestNext(t *testing.T) {
	never := " leaf-only incorrect-order extra-certificate duplicate-certificate contains-root names-only several-sessions secrets-removed chain-changed expires-soon "
	for _, r := range All {
		if !strings.Contains(never, " "+r.ID+" ") {
			require.NotEmpty(t, text.For("en").Finding(r.ID, "", "next", nil), r.ID)
		}
	}
}

func TestIDs(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range All {
		require.Regexp(t, `^[a-z]+(-[a-z]+)*$`, r.ID)
		require.False(t, seen[r.ID], r.ID)
		seen[r.ID] = true
		require.FileExists(t, strings.ReplaceAll(r.ID, "-", "_")+".go", "one finding is one file")
	}
}

// Every rule fires in at least one story and stays silent in at least one.
func TestStoriesCoverRules(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "..", "testdata", "stories", "*.txtar"))
	require.NoError(t, err)
	fired := map[string]int{}
	for _, f := range files {
		data, err := os.ReadFile(f)
		require.NoError(t, err)
		for _, l := range strings.Split(string(data), "\n") {
			if ids, ok := strings.CutPrefix(l, "lead: "); ok {
				fired[strings.TrimSpace(ids)]++
			}
			if ids, ok := strings.CutPrefix(l, "also: "); ok {
				for _, id := range strings.Fields(ids) {
					fired[id]++
				}
			}
			if l == "-- input pasted 1 --" {
				break
			}
		}
	}
	var silent []string
	for _, r := range All {
		if fired[r.ID] == 0 {
			silent = append(silent, r.ID)
		}
		require.Less(t, fired[r.ID], len(files), r.ID)
	}
	require.Empty(t, silent, "no story shows these")
}
