package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// inlined are the packages whose small functions are compiled into their
// callers: where an analysis spends its time, and the few lines that those
// places call. Everywhere else a call costs nothing that can be measured, and
// the page is 250 kB smaller gzipped.
var inlined = []string{
	"runtime", "internal/runtime/...", "internal/abi", "internal/bytealg", "internal/byteorder", "internal/stringslite",
	"bytes", "strings", "unicode/utf8", "math/bits", "math/big", "encoding/binary", "missinglink/analyzer/internal/words",
	"compress/flate", "hash/crc32",
	"crypto/sha1", "crypto/md5", "crypto/internal/fips140/sha256", "crypto/internal/fips140/sha512", "crypto/internal/fips140deps/...",
	"crypto/internal/fips140/bigmod", "crypto/internal/fips140/nistec/fiat", "crypto/internal/fips140/edwards25519/field",
}

// buildWasm compiles the analysis for the browser and returns the binary; link
// are flags of the linker.
func buildWasm(root, link string) ([]byte, error) {
	dir, err := os.MkdirTemp("", "missinglink")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	out := filepath.Join(dir, "page.wasm")
	args := []string{"build", "-trimpath", "-buildvcs=false", "-ldflags=" + link, "-gcflags=all=-l"}
	for _, pattern := range inlined { // of patterns that match, the last one rules
		args = append(args, "-gcflags="+pattern+"=")
	}
	cmd := exec.Command("go", append(args, "-o", out, "./wasm/page")...)
	cmd.Dir = root
	cmd.Env = forBrowser()
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("build wasm/page: %w", err)
	}
	module, err := os.ReadFile(out)
	if err != nil {
		return nil, err
	}
	return joined(module)
}

// bundleSources returns the page's script and style, each as one piece of
// plain ASCII without a sequence that would end its element early.
func bundleSources(root string) (script, style string, err error) {
	if _, err := os.Stat(filepath.Join(root, "web", "node_modules", "preact")); err != nil {
		return "", "", errors.New("preact is not installed: run npm ci --prefix web --ignore-scripts")
	}
	script, _, err = bundleScript(root)
	if err != nil {
		return "", "", err
	}
	style, _, err = bundle(filepath.Join(root, "web", "style.css"), nil)
	if err != nil {
		return "", "", err
	}
	for _, text := range []string{script, style} {
		for _, end := range []string{"</script", "</style", "<!--"} {
			if strings.Contains(strings.ToLower(text), end) {
				return "", "", fmt.Errorf("bundle holds %q, which would end its element", end)
			}
		}
	}
	return script, style, nil
}

// bundleScript returns the page's script, and esbuild's list of what is in it.
func bundleScript(root string) (script, inputs string, err error) {
	goroot, err := goroot()
	if err != nil {
		return "", "", err
	}
	return bundle(filepath.Join(root, "web", "src", "main.tsx"), map[string]string{
		// The glue has to be the one of the compiler that built the binary.
		"wasm_exec": filepath.Join(goroot, "lib", "wasm", "wasm_exec.js"),
	})
}

func bundle(entry string, alias map[string]string) (text, inputs string, err error) {
	abs, err := filepath.Abs(entry)
	if err != nil {
		return "", "", err
	}
	result := api.Build(api.BuildOptions{
		EntryPoints:       []string{abs},
		AbsWorkingDir:     filepath.Dir(abs),
		Alias:             alias,
		Bundle:            true,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		Charset:           api.CharsetASCII,
		Format:            api.FormatIIFE,
		Target:            api.ES2022,
		JSX:               api.JSXAutomatic,
		JSXImportSource:   "preact",
		LegalComments:     api.LegalCommentsNone,
		LogLevel:          api.LogLevelWarning,
		Metafile:          true,
	})
	if len(result.Errors) > 0 {
		return "", "", fmt.Errorf("%s: %s", filepath.Base(entry), result.Errors[0].Text)
	}
	return strings.TrimSpace(string(result.OutputFiles[0].Contents)), result.Metafile, nil
}

// goroot names the directory of the Go tool that runs this build.
func goroot() (string, error) {
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return "", fmt.Errorf("go env GOROOT (%s): %w", runtime.Version(), err)
	}
	return strings.TrimSpace(string(out)), nil
}
