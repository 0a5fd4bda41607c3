package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// dependenciesFile lists what the project stands on, for people and for the
// list of parts.
var dependenciesFile = filepath.Join("docs", "dependencies.md")

// dependency is a line of that file. Names are those of go.mod, "npm:" and the
// name in package.json, or "std" for Go itself.
type dependency struct {
	name    string
	licence string // an SPDX expression
	reason  string
	shipped bool // inside the page, the Worker or the command line
}

// readDependencies reads the tables of docs/dependencies.md by name.
func readDependencies(root string) (map[string]dependency, error) {
	data, err := os.ReadFile(filepath.Join(root, dependenciesFile))
	if err != nil {
		return nil, err
	}
	all := map[string]dependency{}
	section := ""
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		if title, ok := strings.CutPrefix(line, "## "); ok {
			section = title
		}
		cells := strings.Split(strings.Trim(line, "|"), "|")
		if !strings.HasPrefix(line, "|") || len(cells) != 3 || strings.HasPrefix(cells[0], "-") {
			continue
		}
		d := dependency{strings.TrimSpace(cells[0]), strings.TrimSpace(cells[1]), strings.TrimSpace(cells[2]), section == "Shipped"}
		if d.name == "dependency" {
			continue
		}
		if _, twice := all[d.name]; twice || d.licence == "" || d.reason == "" {
			return nil, fmt.Errorf("%s: %s stands there twice, or without a licence or a reason", dependenciesFile, d.name)
		}
		all[d.name] = d
	}
	return all, nil
}
