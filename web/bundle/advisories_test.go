package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/mod/semver"
)

// advisories is docs/advisories.json: what was looked up about our
// dependencies. docs/dependencies.md says what it proves and what it does not.
type advisories struct {
	// Versions of what is depended on by name, as they were looked up.
	Reviewed map[string]string
	// The sum of each lockfile's packages and versions, as they were looked up.
	Lockfiles map[string]string
	// What could not be looked up of these, and why.
	Unread     map[string]string
	Advisories []advisory
}

// advisory is one known weakness, in [from, fixed); without fixed, in all since.
type advisory struct {
	ID, Of, From, Fixed, What string
	// Why a pinned version that has it is kept.
	Accepted string
}

func (a advisory) has(version string) bool {
	v := func(s string) string { return "v" + strings.TrimPrefix(s, "v") }
	return semver.Compare(v(version), v(a.From)) >= 0 && (a.Fixed == "" || semver.Compare(v(version), v(a.Fixed)) < 0)
}

func readAdvisories(t *testing.T) advisories {
	data, err := os.ReadFile(filepath.Join(checkout, "docs", "advisories.json"))
	require.NoError(t, err)
	var a advisories
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	require.NoError(t, d.Decode(&a))
	return a
}

// versions of a lockfile's packages, named by the folder they go to.
func (l lockfile) versions() (list []string) {
	for path, p := range l.Packages {
		if path != "" {
			list = append(list, "npm:"+path[strings.LastIndex(path, "node_modules/")+len("node_modules/"):]+" "+p.Version)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func TestEveryPinnedVersionWasLookedUp(t *testing.T) {
	a := readAdvisories(t)
	require.Equal(t, pinned(t), a.Reviewed, "look up the advisories of what changed, write down what applies, then the version in docs/advisories.json")
	for _, folder := range npmFolders {
		sum := fmt.Sprintf("%x", sha256.Sum256([]byte(strings.Join(lockedIn(t, folder).versions(), "\n"))))
		require.Equal(t, sum, a.Lockfiles[folder], "the packages of %s changed: look up their advisories, write down what applies, then this sum in docs/advisories.json", folder)
	}
	require.Len(t, a.Lockfiles, len(npmFolders))
	for name := range a.Unread {
		require.True(t, name == "lockfiles" || a.Reviewed[name] != "", "%s is nothing that we depend on", name)
	}
}

func TestNoPinnedVersionHasAKnownWeakness(t *testing.T) {
	a := readAdvisories(t)
	var all []string
	for name, version := range pinned(t) {
		all = append(all, name+" "+version)
	}
	for _, folder := range npmFolders {
		all = append(all, lockedIn(t, folder).versions()...)
	}
	id := regexp.MustCompile(`^(GO-\d{4}-\d+|CVE-\d{4}-\d+|GHSA(-[0-9a-z]{4}){3})$`)
	for _, x := range a.Advisories {
		require.Regexp(t, id, x.ID)
		require.NotEmpty(t, x.What, x.ID)
		require.True(t, semver.IsValid("v"+x.From) && (x.Fixed == "" || semver.Compare("v"+x.From, "v"+x.Fixed) < 0), x.ID)
		found := slices.IndexFunc(all, func(line string) bool {
			name, version, _ := strings.Cut(line, " ")
			return name == x.Of && x.has(version)
		})
		if x.Accepted == "" {
			require.Negative(t, found, "%s: %s", x.ID, x.What)
		} else {
			require.GreaterOrEqual(t, found, 0, "%s is accepted and nothing has it any more: delete the reason", x.ID)
		}
	}
}

func TestAdvisoryRange(t *testing.T) {
	x := advisory{From: "8.0.0", Fixed: "8.17.1"}
	for version, has := range map[string]bool{"7.9.9": false, "8.0.0": true, "v8.17.0": true, "8.17.1": false, "8.17.1-rc.1": true} {
		require.Equal(t, has, x.has(version), version)
	}
	require.True(t, advisory{From: "0.0.0"}.has("99.0.0"))
}
