//go:build e2e

// Package e2e asks the Worker on the real workerd what the native server is
// asked in its own tests, and what only the front in entry.mjs answers.
package e2e

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"missinglink/wasm/worker/apitest"
)

// The folders of the builds under test: the Worker as it is shipped, and one
// that can be made to fail.
const (
	root      = "../../.."
	shipped   = root + "/build/e2e/worker"
	crashable = root + "/build/e2e/crash"
)

var workerd string

func TestMain(m *testing.M) {
	found, _ := filepath.Glob("../node_modules/@cloudflare/workerd-*/bin/workerd")
	if len(found) == 0 {
		fmt.Fprintln(os.Stderr, "e2e: workerd is not installed; run: npm ci --ignore-scripts --prefix wasm/worker")
		os.Exit(1)
	}
	workerd, _ = filepath.Abs(found[0])
	for _, args := range [][]string{{"build/e2e/worker"}, {"build/e2e/crash", "crash"}} {
		build := exec.Command("sh", append([]string{"wasm/worker/build.sh"}, args...)...)
		build.Dir = root
		if out, err := build.CombinedOutput(); err != nil {
			fmt.Fprintf(os.Stderr, "e2e: build.sh: %v\n%s", err, out)
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

// process is a workerd that serves.
type process struct {
	apitest.Server
	cmd *exec.Cmd
	out *output
}

// output collects what workerd prints.
type output struct {
	mu    sync.Mutex
	bytes bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.bytes.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.bytes.String()
}

// serve starts workerd on a configuration, with no limit on the number of
// requests unless the environment sets one. The test ends it.
func serve(t testing.TB, config string, env ...string) process {
	t.Helper()
	return serveIn(t, filepath.Dir(config), []string{filepath.Base(config)}, env...)
}

func serveIn(t testing.TB, dir string, args []string, env ...string) process {
	t.Helper()
	control, ready, err := os.Pipe()
	require.NoError(t, err)
	p := process{out: &output{}}
	p.cmd = exec.Command(workerd, append([]string{"serve", "--socket-addr=http=127.0.0.1:0", "--control-fd=3"}, args...)...)
	p.cmd.Dir = dir
	p.cmd.Env = append(append(os.Environ(), "RATE=0", "DEBUG=1"), env...)
	p.cmd.Stdout, p.cmd.Stderr = p.out, p.out
	p.cmd.ExtraFiles = []*os.File{ready}
	require.NoError(t, p.cmd.Start())
	ready.Close()
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill()
		_ = p.cmd.Wait()
		if t.Failed() {
			t.Logf("workerd printed:\n%s", p.out)
		}
	})
	port := make(chan int, 1)
	go func() {
		defer close(port)
		defer control.Close()
		for lines := bufio.NewScanner(control); lines.Scan(); {
			var event struct {
				Event, Socket string
				Port          int
			}
			if json.Unmarshal(lines.Bytes(), &event) == nil && event.Event == "listen" && event.Socket == "http" {
				port <- event.Port
			}
		}
	}()
	select {
	case n, ok := <-port:
		require.True(t, ok, "workerd ended: %s", p.out)
		p.URL = fmt.Sprintf("http://127.0.0.1:%d", n)
	case <-time.After(time.Minute):
		require.Fail(t, "workerd does not listen", "%s", p.out)
	}
	return p
}

// stat reads a number of kilobytes from the status of the process.
func (p process) memory(t testing.TB) int {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	require.NoError(t, err)
	for line := range strings.Lines(string(status)) {
		var kilobytes int
		if n, _ := fmt.Sscanf(line, "VmRSS: %d kB", &kilobytes); n == 1 {
			return kilobytes
		}
	}
	require.Fail(t, "no VmRSS")
	return 0
}

// cpu is the processor time that the process has used, in 10 ms steps.
func (p process) cpu(t testing.TB) time.Duration {
	t.Helper()
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	require.NoError(t, err)
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	var user, system int
	_, err = fmt.Sscan(fields[11]+" "+fields[12], &user, &system)
	require.NoError(t, err)
	return time.Duration(user+system) * 10 * time.Millisecond
}
