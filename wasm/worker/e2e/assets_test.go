//go:build e2e

package e2e

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/wasm/worker/apitest"
)

// site is a page as the build of the real one leaves it, in small. A file lies
// where the API answers, to show that it can never stand before it.
var site = map[string]string{
	"index.html":        "<!doctype html><title>the page</title>",
	"404.html":          "<!doctype html><title>not here</title>",
	"missing-link.html": "<!doctype html><title>the page to keep</title>",
	"api/version":       "a file in the way",
	"_headers": "/*\n  Content-Security-Policy: default-src 'none'; connect-src 'none'\n" +
		"  X-Content-Type-Options: nosniff\n  Referrer-Policy: no-referrer\n",
}

// serveAssets starts workerd on a configuration of that form, with esbuild,
// which it calls by its name.
func serveAssets(t *testing.T, dir, config string) process {
	t.Helper()
	bin, err := filepath.Abs("../node_modules/.bin")
	require.NoError(t, err)
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	return serveIn(t, dir, []string{config, "--experimental"})
}

func TestStaticAssets(t *testing.T) {
	dir := root + "/build/e2e/site"
	require.NoError(t, os.RemoveAll(dir))
	for name, text := range site {
		require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	p := serveAssets(t, "testdata", "workerd.jsonc")

	get := func(path string) (int, http.Header, string) {
		response, err := http.Get(p.URL + path)
		require.NoError(t, err)
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		return response.StatusCode, response.Header, string(body)
	}
	for path, want := range map[string]struct {
		status int
		body   string
	}{
		"/":                  {http.StatusOK, site["index.html"]},
		"/missing-link":      {http.StatusOK, site["missing-link.html"]},
		"/missing-link.html": {http.StatusOK, site["missing-link.html"]},
		"/nothing":           {http.StatusNotFound, site["404.html"]},
		"/_headers":          {http.StatusNotFound, site["404.html"]},
	} {
		status, header, body := get(path)
		require.Equal(t, want.status, status, path)
		require.Equal(t, want.body, body, path)
		require.Equal(t, "default-src 'none'; connect-src 'none'", header.Get("Content-Security-Policy"), path)
		require.Equal(t, "nosniff", header.Get("X-Content-Type-Options"), path)
		require.Empty(t, header.Get("X-Boots"), "%s woke the Worker", path)
	}

	version := p.Ask(t, "GET", "/api/version", nil)
	require.Equal(t, http.StatusOK, version.Status)
	require.True(t, json.Valid([]byte(version.Body)), version.Body)
	require.Equal(t, http.StatusOK, p.Post(t, "?"+apitest.AtQuery, apitest.Bodies(t)["PEM"]).Status)
	p.Ask(t, "GET", "/api/nothing", nil).Refused(t, "not-found")
}

// TestPage serves the real page as it is deployed: what its build wrote into
// _headers arrives, and nothing it loads may connect anywhere.
func TestPage(t *testing.T) {
	page, err := os.ReadFile(root + "/dist/index.html")
	require.NoError(t, err, "the page is not built; run: make build")
	config, err := os.ReadFile("testdata/workerd.jsonc")
	require.NoError(t, err)
	here := strings.NewReplacer("../../../../build/e2e/site", "../../dist", "../../../../build/e2e/", "").Replace(string(config))
	require.NoError(t, os.WriteFile(root+"/build/e2e/page.jsonc", []byte(here), 0o600))
	p := serveAssets(t, root+"/build/e2e", "page.jsonc")
	response, err := http.Get(p.URL + "/")
	require.NoError(t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.Equal(t, string(page), string(body))
	policy := response.Header.Get("Content-Security-Policy")
	require.Contains(t, policy, "default-src 'none'")
	require.Contains(t, policy, "connect-src 'none'")
	require.Equal(t, "nosniff", response.Header.Get("X-Content-Type-Options"))
	headers, err := os.ReadFile(root + "/dist/_headers")
	require.NoError(t, err)
	for line := range strings.Lines(string(headers)) {
		require.Less(t, len(line), 2000, "the longest line that a host of static sites takes")
	}
}

// TestSameDeployment: what is tested here is what wrangler.jsonc deploys.
func TestSameDeployment(t *testing.T) {
	read := func(path string) (c struct {
		Name    string
		Date    string                  `json:"compatibility_date"`
		Flags   []string                `json:"compatibility_flags"`
		Metrics *bool                   `json:"send_metrics"`
		Observe struct{ Enabled *bool } `json:"observability"`
		Vars    map[string]string
		Assets  struct {
			Binding  string
			First    []string `json:"run_worker_first"`
			NotFound string   `json:"not_found_handling"`
		}
	}) {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		text = regexp.MustCompile(`(?m)^\s*//.*$`).ReplaceAll(text, nil)
		require.NoError(t, json.Unmarshal(text, &c), path)
		return c
	}
	deployed, tested := read("../wrangler.jsonc"), read("testdata/workerd.jsonc")
	require.Equal(t, deployed.Assets, tested.Assets)
	require.Equal(t, deployed.Date, tested.Date)
	capnp, err := os.ReadFile("../workerd.capnp")
	require.NoError(t, err)
	require.Contains(t, string(capnp), `compatibilityDate = "`+deployed.Date+`"`)
	require.Contains(t, deployed.Flags, "global_fetch_strictly_public")
	require.Empty(t, deployed.Vars, "fetching issuers is off")
	require.False(t, *deployed.Metrics)
	require.False(t, *deployed.Observe.Enabled)
}
