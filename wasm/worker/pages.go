//go:build !js

package main

import (
	"net/http"
	"os"
	"path"
	"strings"
)

// pages serves the folder of the page with the headers that its _headers file
// gives, as a host of static sites would; nil when there is no such folder.
func pages(dir string) http.Handler {
	if dir == "" {
		return nil
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil
	}
	text, _ := root.ReadFile("_headers")
	rules := headerRules(string(text))
	files := http.FileServerFS(root.FS())
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, rule := range rules {
			if rule.covers(r.URL.Path) {
				w.Header().Set(rule.name, rule.value)
			}
		}
		if path.Clean(r.URL.Path) == "/_headers" {
			http.NotFound(w, r)
			return
		}
		files.ServeHTTP(w, r)
	})
}

// headerRule is one header of a _headers file for one path.
type headerRule struct{ path, name, value string }

// covers says whether the rule is for that path; a star at its end covers all
// that starts so.
func (h headerRule) covers(p string) bool {
	if prefix, any := strings.CutSuffix(h.path, "*"); any {
		return strings.HasPrefix(p, prefix)
	}
	return p == h.path
}

// headerRules reads a _headers file: a path, and under it indented headers.
func headerRules(text string) []headerRule {
	var rules []headerRule
	at := ""
	for line := range strings.Lines(text) {
		switch trimmed := strings.TrimSpace(line); {
		case trimmed == "" || trimmed[0] == '#':
		case line[0] != ' ' && line[0] != '\t':
			at = trimmed
		default:
			if name, value, found := strings.Cut(trimmed, ":"); found && at != "" {
				rules = append(rules, headerRule{at, strings.TrimSpace(name), strings.TrimSpace(value)})
			}
		}
	}
	return rules
}
