package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/CycloneDX/cyclonedx-go"
	"github.com/stretchr/testify/require"
)

// requireParts holds the list of parts of a built tree against what the go tool
// and package.json say: every part is in it, and nothing else.
func requireParts(t *testing.T, root string) {
	file, err := os.Open(filepath.Join(root, "build", "sbom.cdx.json"))
	require.NoError(t, err)
	defer file.Close()
	var bom cyclonedx.BOM
	require.NoError(t, cyclonedx.NewBOMDecoder(file, cyclonedx.BOMFileFormatJSON).Decode(&bom))
	require.Equal(t, cyclonedx.SpecVersion1_6, bom.SpecVersion)
	require.Empty(t, bom.SerialNumber)
	require.Empty(t, bom.Metadata.Timestamp)
	components := map[string]cyclonedx.Component{}
	for _, c := range *bom.Components {
		components[c.BOMRef] = c
		require.NotEmpty(t, *c.Licenses)
		if c.Type == cyclonedx.ComponentTypeLibrary && c.Name != "std" {
			require.Len(t, *c.Hashes, 1, c.Name)
		}
	}
	used := map[string]bool{"missing-link.html": true, "app.wasm": true, "missinglink": true}
	for _, d := range *bom.Dependencies {
		var want []string
		switch d.Ref {
		case "missing-link.html":
			want = append(modules(t, root, "./wasm/page", forBrowser()), npmDependencies(t, root)...)
		case "app.wasm":
			want = modules(t, root, "./wasm/worker", forBrowser())
		case "missinglink":
			want = modules(t, root, "./analyzer/cmd/missinglink", os.Environ())
		default:
			require.Equal(t, "missing-link", d.Ref)
			continue
		}
		want = append(want, "pkg:golang/std@"+strings.TrimPrefix(output(t, "go", "env", "GOVERSION"), "go"))
		slices.Sort(want)
		require.Equal(t, want, *d.Dependencies, d.Ref)
		for _, ref := range *d.Dependencies {
			require.Contains(t, components, ref)
			used[ref] = true
		}
	}
	require.Len(t, components, len(used), "a part of nothing")
}

func modules(t *testing.T, root, program string, env []string) []string {
	c := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}pkg:golang/{{.Path}}@{{.Version}}{{end}}{{end}}", program)
	c.Dir, c.Env = root, env
	out, err := c.Output()
	require.NoError(t, err)
	list := strings.Fields(string(out))
	slices.Sort(list)
	return slices.Compact(list)
}

func npmDependencies(t *testing.T, root string) (list []string) {
	data, err := os.ReadFile(filepath.Join(root, "web", "package.json"))
	require.NoError(t, err)
	var p struct{ Dependencies map[string]string }
	require.NoError(t, json.Unmarshal(data, &p))
	for name, version := range p.Dependencies {
		list = append(list, "pkg:npm/"+name+"@"+version)
	}
	return list
}

func TestPartsNeedAnEntry(t *testing.T) {
	known := map[string]dependency{"example.test/a": {"example.test/a", "MIT", "why", true}, "example.test/tool": {"example.test/tool", "MIT", "why", false}}
	write := func(name string) (string, error) {
		var b bytes.Buffer
		err := writeParts(&b, known, []product{{"page", "the page", []byte("x"), []part{{name, "v1.2.3", "SHA-256", strings.Repeat("ab", 32)}}}})
		return b.String(), err
	}
	text, err := write("example.test/a")
	require.NoError(t, err)
	require.Contains(t, text, `"purl": "pkg:golang/example.test/a@v1.2.3"`)
	again, err := write("example.test/a")
	require.NoError(t, err)
	require.Equal(t, text, again)
	_, err = write("example.test/b")
	require.ErrorContains(t, err, "page holds example.test/b v1.2.3, which docs/dependencies.md does not list as shipped")
	_, err = write("example.test/tool")
	require.ErrorContains(t, err, "does not list as shipped")
}
