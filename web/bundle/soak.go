package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// soak analyses so many times in one instance of a page's analysis and prints
// its memory on the way.
func soak(root, page string, rounds int) error {
	html, err := os.ReadFile(page)
	if err != nil {
		return err
	}
	return inNode(root, html, os.Stdout, "soak.mjs", strconv.Itoa(rounds))
}

// inNode runs one of this folder's scripts with the page's own analysis and
// examples.
func inNode(root string, html []byte, out io.Writer, script string, args ...string) error {
	wasm, err := unpack(element(html, "wasm"))
	if err != nil {
		return err
	}
	goroot, err := goroot()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "missinglink")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "page.wasm")
	if err := os.WriteFile(file, wasm, 0o600); err != nil {
		return err
	}
	args = append([]string{filepath.Join(root, "web", "bundle", script), filepath.Join(goroot, "lib", "wasm", "wasm_exec.js"), file}, args...)
	cmd := exec.Command("node", args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(element(html, "examples")), out, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w", script, err)
	}
	return nil
}
