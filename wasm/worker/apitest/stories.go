package apitest

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/wasm/worker/api"
)

// fields are the fields of a form by the role of a story's input.
var fields = map[string]string{"": "chain", "store": "store", "client": "client", "before": "before", "pool": "intermediates"}

// stories asks what the golden stories of the analyzer ask, and holds the
// answers against the same files.
func (s Server) stories(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(moduleRoot(t), "analyzer/testdata/stories/*.txtar"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	compared := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		query, parts, want := readStory(string(text))
		if strings.Contains(string(text), " bytes of a binary file)\n") {
			continue // the story does not hold the bytes
		}
		contentType, body := Form(t, parts...)
		got := s.Post(t, "?"+query.Encode(), body, "Content-Type", contentType)
		name := filepath.Base(file)
		switch {
		case got.Status == http.StatusUnprocessableEntity && strings.Contains(string(text), "PRIVATE KEY"):
			got.Refused(t, "private-key")
		case got.Status == http.StatusUnprocessableEntity && strings.Contains(string(text), "\nlead: no-certificate\n"):
			require.Equal(t, 1, strings.Count(got.Body, "\n"), name)
		case got.Status == http.StatusBadRequest:
			got.Refused(t, "bad-form")
			require.Greater(t, len(parts)/2, api.TheContract().Limits.Parts, name)
		default:
			require.Equal(t, http.StatusOK, got.Status, "%s: %s", name, got.Body)
			require.Equal(t, want, got.Body, name)
			compared++
		}
	}
	require.Greater(t, compared, len(files)/2)
}

// readStory takes a story apart: its options as a query, its inputs as the
// parts of a form, the report it must give.
func readStory(text string) (query url.Values, parts []string, want string) {
	query = url.Values{}
	sections := strings.Split("\n"+text, "\n-- ")
	for _, section := range sections[1:] {
		head, content, _ := strings.Cut(section, " --\n")
		switch {
		case head == "options":
			for line := range strings.Lines(content) {
				name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
				if name != "lead" && name != "also" {
					query.Set(name, value)
				}
			}
		case head == "want.txt":
			want = content
		default:
			name, role, _ := strings.Cut(strings.TrimPrefix(head, "input "), " as ")
			parts = append(parts, fields[role]+"/"+name, content+"\n")
		}
	}
	return query, parts, want
}

// moduleRoot is the folder of go.mod above the test's own.
func moduleRoot(t *testing.T) string {
	dir, err := os.Getwd()
	require.NoError(t, err)
	for dir != filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		dir = filepath.Dir(dir)
	}
	require.Fail(t, "no go.mod above the test")
	return ""
}
