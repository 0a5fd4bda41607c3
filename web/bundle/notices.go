package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// notice is the licence of something that the page carries.
type notice struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

// packNotices collects the licences of everything inside the page: the Go
// runtime and library, the modules of the analysis, and Preact.
func packNotices(root string) (string, error) {
	goroot, err := goroot()
	if err != nil {
		return "", err
	}
	list := []notice{}
	add := func(name, dir string) error {
		for _, file := range []string{"LICENSE", "LICENSE.txt", "LICENSE.md"} {
			data, err := os.ReadFile(filepath.Join(dir, file))
			if os.IsNotExist(err) {
				continue
			}
			if err != nil {
				return err
			}
			list = append(list, notice{name, strings.ReplaceAll(string(data), "\r\n", "\n")})
			return nil
		}
		return &os.PathError{Op: "find licence of", Path: name, Err: os.ErrNotExist}
	}
	if err := add("Go", goroot); err != nil {
		return "", err
	}
	cmd := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}}\t{{.Dir}}{{end}}{{end}}", "./wasm/page")
	cmd.Dir = root
	cmd.Env = forBrowser()
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return "", err
	}
	seen := map[string]bool{}
	for line := range strings.Lines(string(out)) {
		name, dir, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if !ok || seen[name] {
			continue
		}
		seen[name] = true
		if err := add(name, dir); err != nil {
			return "", err
		}
	}
	if err := add("Preact", filepath.Join(root, "web", "node_modules", "preact")); err != nil {
		return "", err
	}
	return asciiJSON(list)
}
