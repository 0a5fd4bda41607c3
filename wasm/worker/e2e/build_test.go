//go:build e2e

package e2e

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/wasm/worker/apitest"
)

func TestSize(t *testing.T) {
	wasm, err := os.ReadFile(shipped + "/app.wasm")
	require.NoError(t, err)
	var packed bytes.Buffer
	w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	require.NoError(t, err)
	_, err = w.Write(wasm)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	t.Logf("%d bytes, %d gzipped", len(wasm), packed.Len())
	data, err := os.ReadFile(root + "/budgets.json")
	require.NoError(t, err)
	var budgets struct {
		WorkerGzipped struct{ Most int }
	}
	require.NoError(t, json.Unmarshal(data, &budgets))
	require.Positive(t, budgets.WorkerGzipped.Most)
	require.LessOrEqual(t, packed.Len(), budgets.WorkerGzipped.Most)
	for _, name := range []string{"GOMOD", "GOMODCACHE", "GOROOT"} {
		path, err := exec.Command("go", "env", name).Output()
		require.NoError(t, err)
		folder := strings.TrimSuffix(strings.TrimSpace(string(path)), "/go.mod")
		require.False(t, bytes.Contains(wasm, []byte(folder+"/")), "the program tells where %s is on the machine that built it", name)
	}
}

// TestGlue: the library brings a copy of Go's own wasm_exec.js. A compiler of
// another release would need another one.
func TestGlue(t *testing.T) {
	out, err := exec.Command("go", "env", "GOROOT").Output()
	require.NoError(t, err)
	goroot := strings.TrimSpace(string(out))
	ours, err := os.ReadFile(shipped + "/wasm_exec.js")
	require.NoError(t, err)
	theirs, err := os.ReadFile(filepath.Join(goroot, "lib/wasm/wasm_exec.js"))
	require.NoError(t, err)
	// What the library changed: run takes a context, and shows it as a member
	// of the global object.
	text := strings.NewReplacer("run(instance, context)", "run(instance)", "globalProxy", "globalThis").Replace(string(ours))
	start := strings.Index(text, "\t\t\tconst globalThis = new Proxy")
	require.Positive(t, start)
	end := start + strings.Index(text[start:], "\t\t\t})\n") + len("\t\t\t})\n")
	require.Equal(t, strings.TrimSpace(string(theirs)), strings.TrimSpace(text[:start]+text[end:]))
}

// TestSameBytesAsTheCommandLine: the Worker answers what the command line
// prints for the same input and time.
func TestSameBytesAsTheCommandLine(t *testing.T) {
	command := filepath.Join(t.TempDir(), "missinglink")
	out, err := exec.Command("go", "build", "-o", command, root+"/analyzer/cmd/missinglink").CombinedOutput()
	require.NoError(t, err, "%s", out)
	p := serve(t, shipped+"/workerd.capnp")
	at := apitest.At.Format("2006-01-02T15:04:05Z")
	run := func(stdin string, args ...string) string {
		cmd := exec.Command(command, append([]string{"--at", at}, args...)...)
		cmd.Stdin = strings.NewReader(stdin)
		printed, err := cmd.Output()
		if _, ended := err.(*exec.ExitError); !ended {
			require.NoError(t, err)
		}
		require.NotEmpty(t, printed)
		return string(printed)
	}
	for name, body := range apitest.Bodies(t) {
		for query, flag := range map[string]string{"text": "text", "json": "json", "md": "markdown"} {
			require.Equal(t, run(body, "--format", flag), p.Post(t, "?"+apitest.AtQuery+"&format="+query, body).Body, "%s as %s", name, flag)
		}
	}

	leaf, issuing, top := apitest.Chain()
	dir := t.TempDir()
	files := map[string]string{"chain.pem": leaf.PEM() + issuing.PEM(), "store.pem": top.PEM(), "client.pem": leaf.PEM()}
	for file, text := range files {
		require.NoError(t, os.WriteFile(filepath.Join(dir, file), []byte(text), 0o600))
	}
	contentType, body := apitest.Form(t, "client/client.pem", files["client.pem"], "store/store.pem", files["store.pem"], "chain/chain.pem", files["chain.pem"])
	want := run("", "--format", "json", "--lang", "ja", "--host", "api.example.com", "--java", "21",
		"--trust", filepath.Join(dir, "store.pem"), "--client", filepath.Join(dir, "client.pem"), filepath.Join(dir, "chain.pem"))
	got := p.Post(t, "?format=json&lang=ja&host=api.example.com&java=21&"+apitest.AtQuery, body, "Content-Type", contentType)
	require.Equal(t, want, got.Body)
}
