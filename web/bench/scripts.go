package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// writeScripts bundles what runs beside the page: the peers for a page of their
// own, and the page's own way of starting its analysis for Node.
func writeScripts(dir string) error {
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return fmt.Errorf("go env GOROOT: %w", err)
	}
	glue := filepath.Join(strings.TrimSpace(string(out)), "lib", "wasm", "wasm_exec.js")
	for entry, format := range map[string]api.Format{"peers.mjs": api.FormatIIFE, "node.mjs": api.FormatESModule} {
		result := api.Build(api.BuildOptions{
			EntryPoints: []string{filepath.Join("web", "bench", entry)},
			Outfile:     filepath.Join(dir, entry),
			Alias:       map[string]string{"wasm_exec": glue},
			Bundle:      true,
			Write:       true,
			// As a page would ship them.
			MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true,
			Format:   format,
			Platform: map[api.Format]api.Platform{api.FormatIIFE: api.PlatformBrowser, api.FormatESModule: api.PlatformNode}[format],
			Target:   api.ES2022,
			LogLevel: api.LogLevelWarning,
		})
		if len(result.Errors) > 0 {
			return errors.New(entry + ": " + result.Errors[0].Text)
		}
	}
	page := "<!DOCTYPE html><meta charset=utf-8><title>The peers</title><script src=peers.mjs></script>\n"
	return os.WriteFile(filepath.Join(dir, "peers.html"), []byte(page), 0o644)
}
