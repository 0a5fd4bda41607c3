package kb_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/kb"
	"missinglink/analyzer/internal/rules"
)

var reference = regexp.MustCompile("`(rule|step|remedy):([a-z0-9-]+)`")

func readDoc(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "..", "docs", "kb.md"))
	require.NoError(t, err)
	return string(data)
}

// Everything that docs/kb.md refers to exists, every statement of an article
// is used or says why not, and every step of the catalogue is on the page.
func TestDocument(t *testing.T) {
	doc := readDoc(t)
	known := map[string][]string{}
	for _, r := range rules.All {
		known["rule"] = append(known["rule"], r.ID)
	}
	for _, m := range kb.Remedies {
		known["remedy"] = append(known["remedy"], m.ID)
		for _, s := range m.Steps {
			known["step"] = append(known["step"], s.ID)
		}
	}
	for _, ref := range reference.FindAllStringSubmatch(doc, -1) {
		require.Contains(t, known[ref[1]], ref[2], ref[0])
	}
	for _, id := range known["step"] {
		require.Contains(t, doc, "`step:"+id+"`", "a step that the page does not know")
	}
	statements := 0
	for _, line := range strings.Split(doc, "\n") {
		cells := strings.Split(line, "|")
		if len(cells) < 4 || strings.Contains(line, "|---") || strings.Contains(line, "Used by |") || strings.HasPrefix(line, "| Step |") {
			continue
		}
		statements++
		require.True(t, reference.MatchString(line) || strings.Contains(line, "Not used: "), line)
	}
	require.Greater(t, statements, 40)
}

// Every article that a remedy cites is on the page, in our own words.
func TestSources(t *testing.T) {
	doc := readDoc(t)
	for _, m := range kb.Remedies {
		if m.Source.Article != "" {
			require.Regexp(t, `^KB\d{7}$`, m.Source.Article, m.ID)
			require.Contains(t, doc, m.Source.Article, m.ID)
		}
	}
}

// Every remedy is handed out by a rule, or stands in for one that is.
func TestEveryRemedyIsUsed(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "rules", "*.go"))
	require.NoError(t, err)
	var source strings.Builder
	for _, f := range append(files, filepath.Join("..", "..", "remedies.go")) {
		data, err := os.ReadFile(f)
		require.NoError(t, err)
		source.Write(data)
	}
	seen := map[string]bool{}
	for _, m := range kb.Remedies {
		require.False(t, seen[m.ID], "two remedies of one id: %s", m.ID)
		seen[m.ID] = true
		require.NotEmpty(t, m.Steps, m.ID)
		id := strings.TrimSuffix(strings.TrimSuffix(m.ID, "-mid"), "-inbound")
		require.True(t, m.ID == kb.ServerSettings || strings.Contains(source.String(), `"`+id+`"`), "%s is used by no rule", m.ID)
	}
}

// A remedy of one direction is never the answer in another one: what is done
// on the instance's certificate table stays with outbound calls.
func TestDirections(t *testing.T) {
	table := []string{"import-issuer-record", "import-root-record", "import-leaf-record", "replace-root-record", "key-store-record", "protocol-profile"}
	for _, m := range kb.Remedies {
		for _, direction := range []string{"mid", "inbound"} {
			id := kb.ForDirection(m.ID, direction)
			if strings.HasSuffix(m.ID, "-mid") || strings.HasSuffix(m.ID, "-inbound") || m.ID == "newer-java" && direction == "inbound" {
				continue
			}
			other, ok := kb.ByID(id)
			require.True(t, ok, id)
			for _, s := range other.Steps {
				require.False(t, slices.Contains(table, s.ID), "%s for %s sends people to sys_certificate", m.ID, direction)
			}
		}
	}
	require.Equal(t, "import-root", kb.ForDirection("import-root", "outbound"))
	require.Equal(t, "import-root-mid", kb.ForDirection("import-root", "mid"))
	require.Equal(t, "trust-client-ca-inbound", kb.ForDirection("import-root", "inbound"))
}
