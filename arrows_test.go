package missinglink

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// arrows says which packages of this module a package may import, besides the
// standard library; docs/design.md draws them. A package that is not listed
// may not exist.
var arrows = map[string]string{
	"analyzer":                        "report intake evidence cert chain trust rules kb text render",
	"analyzer/report":                 "",
	"analyzer/testpki":                "cert",
	"analyzer/cmd/missinglink":        "analyzer report",
	"analyzer/internal/golden":        "",
	"analyzer/internal/cert":          "",
	"analyzer/internal/evidence":      "cert",
	"analyzer/internal/intake":        "evidence cert words",
	"analyzer/internal/words":         "",
	"analyzer/internal/trust":         "evidence cert",
	"analyzer/internal/trust/gen":     "trust cert",
	"analyzer/internal/chain":         "cert",
	"analyzer/internal/rules":         "evidence chain trust cert kb",
	"analyzer/internal/kb":            "",
	"analyzer/internal/text":          "",
	"analyzer/internal/render":        "report text",
	"analyzer/internal/oracle":        "chain cert testpki",
	"analyzer/internal/oracle/record": "oracle",
	"analyzer/internal/findingsdoc":   "rules kb text",
	"wasm/page":                       "analyzer report",
	"wasm/worker":                     "analyzer report api aia",
	"wasm/worker/api":                 "analyzer report aia",
	"wasm/worker/aia":                 "",
	"wasm/worker/apitest":             "api aia analyzer report testpki",
	"wasm/worker/e2e":                 "apitest",
	"web/bench":                       "analyzer testpki",
	"web/bundle":                      "",
	"web/gen":                         "",
	"web/test/pastes":                 "testpki",
	"":                                "",

	"analyzer/internal/mutation":          "planted",
	"analyzer/internal/mutation/planted":  "",
	"analyzer/internal/mutation/recorded": "chain oracle planted",
}

// libraries says which packages may import something outside this module and
// the standard library. Everything else stands on Go alone.
var libraries = map[string]string{
	"analyzer/internal/cert":      "golang.org/x/crypto/",
	"analyzer/internal/chain":     "golang.org/x/crypto/",
	"analyzer/internal/intake":    "golang.org/x/crypto/",
	"analyzer/internal/trust/gen": "golang.org/x/crypto/",
	"analyzer/internal/golden":    "github.com/stretchr/testify",
	"analyzer/testpki":            "golang.org/x/crypto/ github.com/pavlo-v-chernykh/keystore-go software.sslmate.com/src/go-pkcs12 github.com/smallstep/pkcs7",
	"wasm/worker":                 "github.com/syumai/workers",
	"wasm/worker/apitest":         "github.com/smallstep/pkcs7 github.com/stretchr/testify",
	"web/bench":                   "github.com/evanw/esbuild/",
	"web/bundle":                  "github.com/evanw/esbuild/ github.com/CycloneDX/cyclonedx-go",
}

// impure are the standard packages that would let the analysis see or change
// the world: it takes bytes and a time, and gives a report.
var impure = []string{"net/http", "crypto/tls", "os", "os/exec", "log", "log/slog", "math/rand", "math/rand/v2", "crypto/rand", "syscall/js", "net"}

// heavy are standard packages that would make the page and the Worker larger
// for what a few lines do, with what they add to the gzipped WebAssembly.
var heavy = map[string]string{
	"regexp":        "116 kB",
	"html":          "15 kB, a table of 2,231 names",
	"text/template": "every method of every type, since it calls them by name",
}

type listed struct {
	ImportPath, Dir  string
	Imports, GoFiles []string
}

// list reads the packages as one target sees them.
func list(t *testing.T, env string) []listed {
	c := exec.Command("go", "list", "-json=ImportPath,Imports,Dir,GoFiles", "./...")
	c.Env = append(c.Environ(), strings.Fields(env)...)
	out, err := c.Output()
	require.NoError(t, err)
	var all []listed
	for d := json.NewDecoder(strings.NewReader(string(out))); d.More(); {
		var p listed
		require.NoError(t, d.Decode(&p))
		all = append(all, p)
	}
	return all
}

func TestArrows(t *testing.T) {
	for _, env := range []string{"GOOS=linux GOARCH=amd64", "GOOS=js GOARCH=wasm"} {
		for _, p := range list(t, env) {
			from := strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, "missinglink"), "/")
			allowed, known := arrows[from]
			require.True(t, known, "package %s is not in the list of arrows", p.ImportPath)
			for _, imported := range p.Imports {
				to, ours := strings.CutPrefix(imported, "missinglink/")
				switch {
				case ours:
					name := to[strings.LastIndexByte(to, '/')+1:]
					require.Contains(t, " "+allowed+" ", " "+name+" ", "%s must not import %s (docs/design.md)", p.ImportPath, imported)
				case strings.Contains(strings.SplitN(imported, "/", 2)[0], "."):
					require.True(t, permitted(libraries[from], imported), "%s must not import %s", p.ImportPath, imported)
				}
			}
		}
	}
}

func permitted(allowed, imported string) bool {
	for _, l := range strings.Fields(allowed) {
		if strings.HasPrefix(imported, l) {
			return true
		}
	}
	return false
}

// The analysis is pure: no network, no file, no chance, and its clock is an
// argument.
func TestPurity(t *testing.T) {
	for _, p := range list(t, "GOOS=linux GOARCH=amd64") {
		path := strings.TrimPrefix(p.ImportPath, "missinglink/")
		if path != "analyzer" && !strings.HasPrefix(path, "analyzer/internal/") && path != "analyzer/report" ||
			strings.HasSuffix(path, "/gen") || strings.HasSuffix(path, "/golden") || strings.Contains(path, "/oracle") || strings.Contains(path, "/mutation") || strings.HasSuffix(path, "doc") {
			continue
		}
		for _, bad := range impure {
			require.NotContains(t, p.Imports, bad, "%s must stay pure", p.ImportPath)
		}
		for bad, size := range heavy {
			require.NotContains(t, p.Imports, bad, "%s must stay small: %s costs %s", p.ImportPath, bad, size)
		}
		for _, name := range p.GoFiles {
			source, err := os.ReadFile(filepath.Join(p.Dir, name))
			require.NoError(t, err)
			for _, clock := range []string{"time.Now(", "time.Since(", "fmt.Print"} {
				require.NotContains(t, string(source), clock, "%s/%s must stay pure", path, name)
			}
		}
	}
}
