package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The compiler says nothing of a pattern that matches no package, which another
// version of Go may have renamed.
func TestInlinedPackagesAreInThePage(t *testing.T) {
	cmd := exec.Command("go", "list", "-deps", "./wasm/page")
	cmd.Dir = "../.."
	cmd.Env = forBrowser()
	out, err := cmd.Output()
	require.NoError(t, err)
	packages := strings.Fields(string(out))
	for _, pattern := range inlined {
		name, below := strings.CutSuffix(pattern, "/...")
		require.True(t, slices.ContainsFunc(packages, func(p string) bool {
			return p == name || below && strings.HasPrefix(p, name+"/")
		}), pattern)
	}
}
