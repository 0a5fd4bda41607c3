package main

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var checkout = filepath.Join("..", "..")

// npmFolders each have a package.json and a lockfile.
var npmFolders = []string{"web", "web/bench", "wasm/worker", "wasm/worker/deploy"}

// pinned are the versions of all that is depended on by name, indirectly for
// Go too: Go itself, the modules of go.mod, and the packages of each
// package.json.
func pinned(t *testing.T) map[string]string {
	all := map[string]string{}
	var mod struct {
		Toolchain string
		Require   []struct{ Path, Version string }
	}
	require.NoError(t, json.Unmarshal([]byte(output(t, "go", "mod", "edit", "-json", filepath.Join(checkout, "go.mod"))), &mod))
	all["std"] = strings.TrimPrefix(mod.Toolchain, "go")
	for _, m := range mod.Require {
		all[m.Path] = m.Version
	}
	for _, folder := range npmFolders {
		for name, version := range lockedIn(t, folder).Packages[""].named() {
			all["npm:"+name] = version
		}
	}
	return all
}

type lockfile struct {
	Packages map[string]locked
}

type locked struct {
	Version, Integrity, License, Resolved               string
	Dependencies, DevDependencies, OptionalDependencies map[string]string
}

func (l locked) named() map[string]string {
	all := map[string]string{}
	for _, m := range []map[string]string{l.Dependencies, l.DevDependencies, l.OptionalDependencies} {
		maps.Copy(all, m)
	}
	return all
}

func lockedIn(t *testing.T, folder string) lockfile {
	data, err := os.ReadFile(filepath.Join(checkout, folder, "package-lock.json"))
	require.NoError(t, err)
	var lock lockfile
	require.NoError(t, json.Unmarshal(data, &lock))
	return lock
}

func TestEveryDependencyHasAReason(t *testing.T) {
	known, err := readDependencies(checkout)
	require.NoError(t, err)
	require.ElementsMatch(t, slices.Collect(maps.Keys(pinned(t))), slices.Collect(maps.Keys(known)), "docs/dependencies.md and go.mod or package.json differ")
}

// wording is what tells the licences apart that our modules have.
var wording = map[string]string{
	"MIT":          "Permission is hereby granted, free of charge",
	"Apache-2.0":   "http://www.apache.org/licenses/LICENSE-2.0",
	"BSD-3-Clause": "Redistribution and use in source and binary forms",
}

func TestLicencesAreWhatTheSourcesSay(t *testing.T) {
	known, err := readDependencies(checkout)
	require.NoError(t, err)
	for line := range strings.Lines(output(t, "go", append([]string{"mod", "download", "-json"}, goModules(known)...)...)) {
		dir, ok := strings.CutPrefix(strings.TrimSpace(line), `"Dir": "`)
		if !ok {
			continue
		}
		dir = strings.TrimSuffix(dir, `",`)
		_, name, _ := strings.Cut(dir, "/pkg/mod/")
		files, err := filepath.Glob(filepath.Join(dir, "LICENSE*"))
		require.NoError(t, err)
		if len(files) == 0 {
			files, err = filepath.Glob(filepath.Join(dir, "COPYING*"))
			require.NoError(t, err)
		}
		require.NotEmpty(t, files, name)
		text, err := os.ReadFile(files[0])
		require.NoError(t, err)
		module := regexp.MustCompile(`!([a-z])`).ReplaceAllStringFunc(name[:strings.LastIndexByte(name, '@')], func(s string) string { return strings.ToUpper(s[1:]) })
		for _, id := range strings.Split(known[module].licence, " AND ") {
			require.Contains(t, string(text), wording[id], "%s is not under %s", module, id)
		}
	}
	for _, folder := range npmFolders {
		lock := lockedIn(t, folder)
		for name := range lock.Packages[""].named() {
			require.Equal(t, lock.Packages["node_modules/"+name].License, known["npm:"+name].licence, name)
		}
	}
}

func goModules(known map[string]dependency) (list []string) {
	for name := range known {
		if name != "std" && !strings.HasPrefix(name, "npm:") {
			list = append(list, name)
		}
	}
	return list
}

// A lockfile pins exact versions by their bytes, names no host, and brings no
// licence that nobody has looked at.
func TestLockfilesPinBytes(t *testing.T) {
	allowed := strings.Split("MIT Apache-2.0 ISC BSD-2-Clause BSD-3-Clause MPL-2.0 0BSD CC0-1.0", " ")
	// Wrangler's image resizer, which runs on this machine and is in nothing shipped.
	deployOnly := []string{"LGPL-3.0-or-later", "MIT OR Apache-2.0", "Apache-2.0 AND LGPL-3.0-or-later", "Apache-2.0 AND LGPL-3.0-or-later AND MIT"}
	exact := regexp.MustCompile(`^\d+\.\d+\.\d+$`)
	for _, folder := range npmFolders {
		lock := lockedIn(t, folder)
		for name, version := range lock.Packages[""].named() {
			require.Regexp(t, exact, version, "%s in %s", name, folder)
			require.Equal(t, version, lock.Packages["node_modules/"+name].Version)
		}
		for path, l := range lock.Packages {
			if path == "" {
				continue
			}
			require.True(t, strings.HasPrefix(l.Integrity, "sha512-"), path)
			require.Empty(t, l.Resolved, path)
			if !slices.Contains(allowed, l.License) {
				require.Equal(t, "wasm/worker/deploy", folder, path)
				require.Contains(t, deployOnly, l.License, path)
			}
		}
	}
}
