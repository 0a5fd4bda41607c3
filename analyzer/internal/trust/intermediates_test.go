package trust_test

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/trust"
)

func table(t *testing.T, name string) []map[string]string {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	require.NoError(t, err)
	lines := strings.Split(strings.TrimSuffix(string(b), "\n"), "\n")
	heading := strings.Split(lines[0], "\t")
	var rows []map[string]string
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, cell := range strings.Split(line, "\t") {
			row[heading[i]] = cell
		}
		rows = append(rows, row)
	}
	return rows
}

// The generator copies from its source which lists each intermediate reaches,
// and writes the digests; the walk upward must come to the same.
func TestReachesWhatTheSourceSays(t *testing.T) {
	groups := map[string][]string{}
	for i := range trust.Intermediates() {
		group := ""
		if i.ReachesMozilla {
			group += "m"
		}
		if i.ReachesOpenJDK {
			group += "j"
		}
		groups[group] = append(groups[group], i.SHA256)
		if i.Cross {
			groups["cross"] = append(groups["cross"], i.SHA256)
		}
	}
	for _, row := range table(t, "reaches.tsv") {
		t.Run(row["group"], func(t *testing.T) {
			list := groups[row["group"]]
			slices.Sort(list)
			sum := sha256.Sum256([]byte(strings.Join(list, "\n")))
			require.Equal(t, row["sha256"], hex.EncodeToString(sum[:]), "%d of %s", len(list), row["count"])
		})
	}
	require.Empty(t, groups[""])
}
