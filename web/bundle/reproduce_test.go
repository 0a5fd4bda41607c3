package main

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// surroundings are two machines as different as one can be made to look.
var surroundings = [2]struct {
	folder, umask string
	env           []string
}{
	{"a", "0022", []string{"TZ=UTC", "LANG=C", "LC_ALL=C", "GOFLAGS="}},
	{"some where/else with a longer name", "0077", []string{
		"TZ=Asia/Tokyo", "LANG=ja_JP.UTF-8", "LC_ALL=ja_JP.UTF-8", "USER=other", "LOGNAME=other", "HOSTNAME=other", "TERM=dumb",
		"GOFLAGS=-buildvcs=true -mod=mod -tags=purego,race -gcflags=all=-N -ldflags=-X=main.built=today",
		"GOWORK=off", "GOWASM=satconv", "GOEXPERIMENT=arenas", "GOFIPS140=latest", "GO111MODULE=on", "GOMAXPROCS=1", "GOGC=50",
		"SOURCE_DATE_EPOCH=1", "CGO_ENABLED=0", "NODE_ENV=development",
	}},
}

// TestReproducible builds all that is handed out twice, with the list of parts. Both builds use one
// cache of compiled packages, in which -trimpath makes what a package is filed
// under independent of its folder: that shows that folder, umask, zone, language
// and the user's settings do not enter, and leaves the compiler itself to
// MISSINGLINK_COLD=1, which gives the second build an empty cache (make
// reproduce).
func TestReproducible(t *testing.T) {
	root, err := filepath.Abs(filepath.Join("..", ".."))
	require.NoError(t, err)
	modules := func(name string) string { return filepath.Join("web", "node_modules", filepath.FromSlash(name)) }
	preact := modules("preact")
	require.DirExists(t, filepath.Join(root, preact), "run `make npm` first")
	dir := t.TempDir()
	bundler := filepath.Join(dir, "bundle")
	command(t, root, nil, "go", "build", "-o", bundler, "./web/bundle")
	keep := []string{"GOPATH=" + output(t, "go", "env", "GOPATH"), "GOMODCACHE=" + output(t, "go", "env", "GOMODCACHE")}
	cache := "GOCACHE=" + output(t, "go", "env", "GOCACHE")

	var sums [2]map[string]string
	for i, s := range surroundings {
		copied := filepath.Join(dir, s.folder)
		for _, part := range []string{"go.mod", "go.sum", "docs", "analyzer", "wasm", "web", preact, modules("@gfx/zopfli"), modules("base64-js")} {
			copyTree(t, filepath.Join(root, part), filepath.Join(copied, part))
		}
		home := filepath.Join(dir, "home", s.umask)
		require.NoError(t, os.MkdirAll(home, 0o755))
		env := append(slices.Concat(keep, s.env), "HOME="+home)
		if i == 1 && os.Getenv("MISSINGLINK_COLD") != "" {
			env = append(env, "GOCACHE="+filepath.Join(dir, "cold"))
		} else {
			env = append(env, cache)
		}
		if i == 1 { // what -buildvcs would tell
			command(t, copied, env, "git", "init", "--quiet")
			command(t, copied, env, "git", "add", "go.mod")
			command(t, copied, env, "git", "-c", "user.name=x", "-c", "user.email=x@example.test", "commit", "--quiet", "-m", "x")
		}
		under := "umask " + s.umask + ` && exec "$@"`
		command(t, copied, env, "sh", "-c", under, "sh", bundler, "-out", "dist")
		command(t, copied, env, "sh", "-c", under, "sh", "sh", "wasm/worker/build.sh", "build/worker")
		command(t, copied, append(env, ownSettings...), "sh", "-c", under, "sh", "go", "build", "-trimpath", "-o", "build/missinglink", "./analyzer/cmd/missinglink")
		command(t, copied, env, "sh", "-c", under, "sh", bundler, "-sbom", "build/sbom.cdx.json")
		sums[i] = sumsOf(t, copied, "dist", "build")
	}
	require.Contains(t, sums[0], "dist/"+pageName)
	require.Contains(t, sums[0], "build/worker/app.wasm")
	require.Equal(t, sums[0], sums[1])

	requireParts(t, filepath.Join(dir, surroundings[0].folder))

	// The page itself, as its checksum and its verification know it.
	html, err := os.ReadFile(filepath.Join(dir, surroundings[0].folder, "dist", pageName))
	require.NoError(t, err)
	built := string(html)
	for name, save := range browsers {
		_, err := verified(save(used(built)), built)
		require.NoError(t, err, name)
	}
	random := rand.New(rand.NewSource(1))
	copied := browsers["Chromium"](used(built))
	for part, ends := range parts {
		start := strings.Index(copied, ends[0]) + len(ends[0])
		length := strings.Index(copied[start:], ends[1])
		for range 5 {
			changed := []byte(copied)
			changed[start+random.Intn(length)] ^= byte(1 + random.Intn(255))
			_, err := verified(string(changed), built)
			require.Error(t, err, part)
		}
	}
}

func command(t *testing.T, dir string, env []string, name string, args ...string) {
	t.Helper()
	c := exec.Command(name, args...)
	c.Dir, c.Env = dir, append(os.Environ(), env...)
	out, err := c.CombinedOutput()
	require.NoError(t, err, "%s %v: %s", name, args, out)
}

func output(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.Command(name, args...).Output()
	require.NoError(t, err)
	return strings.TrimSpace(string(out))
}

// copyTree copies files, without what is installed or built.
func copyTree(t *testing.T, from, to string) {
	require.NoError(t, filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, name)
		switch {
		case d.IsDir() && (d.Name() == "node_modules" || d.Name() == "out"):
			return fs.SkipDir
		case d.IsDir():
			return os.MkdirAll(target, 0o755)
		case !d.Type().IsRegular():
			return nil
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			return err
		}
		return os.WriteFile(target, data, 0o644)
	}))
}

func sumsOf(t *testing.T, root string, folders ...string) map[string]string {
	sums := map[string]string{}
	for _, folder := range folders {
		require.NoError(t, filepath.WalkDir(filepath.Join(root, folder), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			name, err := filepath.Rel(root, path)
			sums[filepath.ToSlash(name)] = fmt.Sprintf("%x", sha256.Sum256(data))
			return err
		}))
	}
	return sums
}
