package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/report"
	"missinglink/analyzer/testpki"
)

// server starts a real `openssl s_server` that sends the given certificates,
// and returns what a real `openssl s_client -showcerts` prints about it.
func transcript(t *testing.T, leaf *testpki.Entity, above ...*testpki.Entity) string {
	t.Helper()
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	args := []string{"s_server", "-quiet", "-accept", "127.0.0.1:0", "-cert", file("leaf.pem", leaf.PEM()), "-key", file("leaf.key", leaf.KeyPEM())}
	if len(above) > 0 {
		args = append(args, "-cert_chain", file("chain.pem", testpki.PEM(above...)))
	}
	// Port 0 would not be printed with -quiet, so a free one is taken first.
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := l.Addr().String()
	l.Close()
	args[3] = address
	ctx, stop := context.WithCancel(context.Background())
	s := exec.CommandContext(ctx, "openssl", args...)
	var said bytes.Buffer
	s.Stderr = &said
	require.NoError(t, s.Start(), "openssl is missing: apt-get install openssl")
	t.Cleanup(func() { stop(); s.Wait() })
	for i := 0; ; i++ {
		c, err := net.Dial("tcp", address)
		if err == nil {
			c.Close()
			break
		}
		require.Less(t, i, 100, "openssl s_server does not start: %s", said.String())
		time.Sleep(50 * time.Millisecond)
	}
	_, port, _ := net.SplitHostPort(address)
	// As support does it: a command line above the output, both streams.
	line := "openssl s_client -showcerts -connect localhost:" + port + " -servername api.example.test"
	c := exec.Command("openssl", strings.Fields(line)[1:]...)
	c.Stdin = strings.NewReader("")
	out, _ := c.CombinedOutput() // s_client exits with 1 when it does not trust
	return "$ " + line + "\n" + string(out)
}

// filtered is the paste that the article's own command leaves: no certificate
// text, no empty lines.
func filtered(text string) string {
	var out []string
	inside := false
	for _, l := range strings.Split(text, "\n") {
		inside = inside || strings.Contains(l, "-----BEGIN")
		if !inside && strings.TrimSpace(l) != "" {
			out = append(out, l)
		}
		inside = inside && !strings.Contains(l, "-----END")
	}
	return strings.Join(out, "\n") + "\n"
}

type served struct {
	name, code string
	owner      report.Owner
	next       string
	also       []string
	text       string
}

// servedCases are six real servers and what has to be said about them.
func servedCases(t *testing.T) []served {
	p := testpki.New(2026)
	root := p.Root("CN=Corp Root CA,O=Example", testpki.KeyOf(testpki.RSA(2048)))
	issuing := root.Intermediate("CN=Corp Issuing CA 1,O=Example", testpki.KeyOf(testpki.RSA(2048)))
	leaf := issuing.Leaf("api.example.test", testpki.KeyOf(testpki.RSA(2048)), testpki.AIA("http://pki.example.test/issuing1.crt"))
	old := issuing.Leaf("api.example.test", testpki.Expired(), testpki.KeyOf(testpki.RSA(2048)))
	self := p.SelfSigned("api.example.test", testpki.KeyOf(testpki.RSA(2048)))
	return []served{
		{"leaf only", "missing-intermediate", report.Endpoint, "send the whole chain", []string{"leaf-only"}, transcript(t, leaf)},
		{"leaf and intermediate", "root-not-trusted", report.Instance, "imports Corp Root CA", nil, transcript(t, leaf, issuing)},
		{"with root", "root-not-trusted", report.Instance, "imports Corp Root CA", []string{"contains-root"}, transcript(t, leaf, issuing, root)},
		{"wrong order", "root-not-trusted", report.Instance, "imports Corp Root CA", []string{"incorrect-order"}, transcript(t, leaf, root, issuing)},
		{"expired", "expired", report.Endpoint, "renewed certificate", nil, transcript(t, old, issuing)},
		{"self-signed", "self-signed-not-trusted", report.Instance, "imports this certificate", nil, transcript(t, self)},
	}
}

var judged = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

func ask(t *testing.T, input string, args ...string) (int, string) {
	t.Helper()
	var out, errs bytes.Buffer
	code := run(append([]string{"--at", judged.Format(time.RFC3339)}, args...), strings.NewReader(input), &out, &errs, judged)
	require.Empty(t, errs.String())
	return code, out.String()
}

func TestRealServers(t *testing.T) {
	for _, c := range servedCases(t) {
		for _, form := range []struct{ name, input string }{{"showcerts", c.text}, {"filtered", filtered(c.text)}} {
			t.Run(c.name+"/"+form.name, func(t *testing.T) {
				exit, out := ask(t, form.input, "--format", "json")
				require.Equal(t, exitProblem, exit)
				var r report.Report
				require.NoError(t, json.Unmarshal([]byte(out), &r))
				require.Equal(t, c.code, r.Verdict.Code)
				require.Equal(t, c.owner, r.Verdict.Owner)
				require.Contains(t, r.Verdict.NextAction, c.next)
				require.Equal(t, "api.example.test", r.Host)
				var ids []string
				for _, f := range r.Findings {
					ids = append(ids, f.ID)
				}
				require.Subset(t, ids, c.also)
				require.Equal(t, form.name == "filtered", r.Verdict.Basis == report.Names)
				for _, format := range []string{"text", "markdown"} {
					exit, out := ask(t, form.input, "--format", format)
					require.Equal(t, exitProblem, exit)
					require.Contains(t, out, r.Verdict.OwnerText)
					require.Contains(t, strings.Join(strings.Fields(out), " "), r.Verdict.NextAction)
				}
			})
		}
	}
}

// With the root imported the same server is accepted, and exit code and verdict
// say so: the repair that the report proposes works.
func TestRealServerAccepted(t *testing.T) {
	p := testpki.New(2026)
	root := p.Root("CN=Corp Root CA,O=Example")
	issuing := root.Intermediate("CN=Corp Issuing CA 1,O=Example")
	leaf := issuing.Leaf("api.example.test")
	trust := filepath.Join(t.TempDir(), "root.pem")
	require.NoError(t, os.WriteFile(trust, []byte(root.PEM()), 0o600))
	exit, out := ask(t, transcript(t, leaf, issuing), "--trust", trust)
	require.Equal(t, exitOK, exit)
	require.Contains(t, out, "Java accepts what this server sends")
}

func TestUsage(t *testing.T) {
	for _, args := range [][]string{{"--format", "pdf"}, {"--at", "yesterday"}, {"no-such-file"}, {"--trust", "no-such-file"}, {"--nonsense"}, {"--java", "99"}} {
		var out, errs bytes.Buffer
		require.Equal(t, exitUsage, run(args, strings.NewReader(""), &out, &errs, judged), args)
		require.Equal(t, 1, strings.Count(errs.String(), "\n"), "one line says what to do: %s", errs.String())
		require.Empty(t, out.String())
	}
	exit, _ := ask(t, "nothing of use\n")
	require.Equal(t, exitProblem, exit)
}

func TestSameBytes(t *testing.T) {
	leaf := testpki.New(1).Root("CN=Corp Root CA,O=Example").Leaf("api.example.test")
	in := testpki.Transcript{Host: "api.example.test", Sent: []*testpki.Entity{leaf}}.String()
	_, first := ask(t, in, "--format", "json")
	_, again := ask(t, in, "--format", "json")
	require.Equal(t, first, again)
}
