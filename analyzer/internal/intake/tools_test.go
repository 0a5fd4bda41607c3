package intake

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/testpki"
)

// A set-up is a server of openssl s_server and what a client must show of it.
type setup struct {
	name    string
	sent    []*testpki.Entity
	server  string // more arguments of s_server; CA is the client CA's file
	client  string // more arguments of s_client
	version string
	asks    evidence.Tri
	alert   string
	nothing bool // no certificate comes
}

type toolPKI struct {
	root, issuing, leaf, self, clients *testpki.Entity
}

func newToolPKI() toolPKI {
	pki := testpki.New(31)
	x := toolPKI{root: pki.Root("C=US,O=Tools\\, Inc.,CN=Tools Root CA"), clients: pki.Root("C=DE,O=Partner und Söhne,CN=Partner Clients CA")}
	x.issuing = x.root.Intermediate("C=US,O=Tools\\, Inc.,OU=PKI / TLS,CN=Tools Issuing CA")
	x.leaf = x.issuing.Leaf("localhost", testpki.AIA("http://ca.example.test/i.crt"))
	x.self = pki.SelfSigned("localhost")
	return x
}

func (x toolPKI) setups() []setup {
	full := []*testpki.Entity{x.leaf, x.issuing}
	return []setup{
		{name: "TLS 1.3", sent: full, version: "TLSv1.3", asks: evidence.No},
		{name: "TLS 1.2", sent: full, server: "-tls1_2", version: "TLSv1.2", asks: evidence.No},
		{name: "leaf only", sent: []*testpki.Entity{x.leaf}, version: "TLSv1.3", asks: evidence.No},
		{name: "with its root", sent: []*testpki.Entity{x.leaf, x.issuing, x.root}, version: "TLSv1.3", asks: evidence.No},
		{name: "wrong order", sent: []*testpki.Entity{x.leaf, x.root, x.issuing}, version: "TLSv1.3", asks: evidence.No},
		{name: "a certificate twice", sent: []*testpki.Entity{x.leaf, x.issuing, x.issuing}, version: "TLSv1.3", asks: evidence.No},
		{name: "self-signed", sent: []*testpki.Entity{x.self}, version: "TLSv1.3", asks: evidence.No},
		{name: "client certificate required, TLS 1.3", sent: full, server: "-Verify 1 -verify_return_error -CAfile CA", version: "TLSv1.3", asks: evidence.Yes, alert: "certificate_required"},
		{name: "client certificate required, TLS 1.2", sent: full, server: "-tls1_2 -Verify 1 -verify_return_error -CAfile CA", version: "TLSv1.2", asks: evidence.Yes, alert: "handshake_failure"},
		{name: "client certificate asked for", sent: full, server: "-verify 1 -CAfile CA", version: "TLSv1.3", asks: evidence.Yes},
		{name: "unknown server name", sent: full, server: "-servername known.example.test -servername_fatal -cert2 CHAIN -key2 KEY", client: "-servername other.example.test", nothing: true, alert: "unrecognized_name"},
		{name: "no common version", sent: full, server: "-tls1_2", client: "-tls1_3", nothing: true, alert: "protocol_version"},
	}
}

// start runs s_server and returns its port.
func (u setup) start(t *testing.T, x toolPKI) string {
	b := newBench(t)
	b.write("leaf.pem", []byte(u.sent[0].PEM()))
	b.write("key.pem", []byte(u.sent[0].KeyPEM()))
	b.write("chain.pem", []byte(testpki.PEM(u.sent[1:]...)))
	b.write("ca.pem", []byte(x.clients.PEM()))
	port := freePort(t)
	args := []string{"s_server", "-accept", port, "-www", "-cert", "leaf.pem", "-key", "key.pem"}
	if len(u.sent) > 1 {
		args = append(args, "-cert_chain", "chain.pem")
	}
	names := strings.NewReplacer("CA", "ca.pem", "CHAIN", "leaf.pem", "KEY", "key.pem")
	for _, word := range strings.Fields(u.server) {
		if word == "CA" || word == "CHAIN" || word == "KEY" {
			word = names.Replace(word)
		}
		args = append(args, word)
	}
	// s_server ends when a client leaves at the wrong moment: it is started
	// again until the test is over.
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	t.Cleanup(func() { cancel(); <-done })
	go func() {
		defer close(done)
		for ctx.Err() == nil {
			server := exec.CommandContext(ctx, "openssl", args...)
			server.Dir = b.dir
			_ = server.Run()
		}
	}()
	require.Eventually(t, func() bool { return dials(port) }, 20*time.Second, 20*time.Millisecond, "openssl s_server does not answer")
	return port
}

func freePort(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	require.NoError(t, err)
	return port
}

func dials(port string) bool {
	c, err := net.Dial("tcp", "127.0.0.1:"+port)
	if err != nil {
		return false
	}
	c.Close()
	return true
}

// shell runs a command line with both streams in one, as people paste it, and
// puts the command line in front.
func shell(t *testing.T, command string) string {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	c := exec.CommandContext(ctx, "sh", "-c", command)
	c.Env = append(os.Environ(), "LC_ALL=C", "HOME="+t.TempDir())
	out, _ := c.CombinedOutput() // the tools fail on purpose
	return "$ " + command + "\n" + string(out)
}

// ask runs a command line against a server that is there, or starts again.
func ask(t *testing.T, command string) (text string) {
	require.Eventually(t, func() bool {
		text = shell(t, command)
		return !strings.Contains(text, "refused") && !strings.Contains(text, "onnection reset")
	}, 20*time.Second, 50*time.Millisecond)
	return text
}

// session returns the one session of a transcript.
func theSession(t *testing.T, text string) (*evidence.Evidence, evidence.Session) {
	t.Helper()
	ev := read(text, 512)
	require.Len(t, ev.Sessions, 1, text)
	require.Empty(t, ev.Damage, text)
	return ev, ev.Sessions[0]
}

// showsChain checks a sent chain: the first bytes of them with their bytes,
// the others by their names.
func showsChain(t *testing.T, want []*testpki.Entity, bytesOf int, got []evidence.Sent, text string) {
	t.Helper()
	require.Len(t, got, len(want), text)
	for i, e := range want {
		w, g := e.Certificate(), got[i].Certificate
		require.Equal(t, w.Subject.SetKey(), g.Subject.SetKey(), text)
		if i < bytesOf {
			require.Equal(t, w.ID, g.ID, text)
			continue
		}
		require.Equal(t, cert.FromNames, g.Basis, text)
		require.Equal(t, w.Issuer.SetKey(), g.Issuer.SetKey(), text)
		if !g.NotAfter.IsZero() {
			require.True(t, w.NotAfter.Equal(g.NotAfter), text)
		}
	}
}

func TestOpenSSLTranscripts(t *testing.T) {
	x := newToolPKI()
	for _, u := range x.setups() {
		t.Run(u.name, func(t *testing.T) {
			t.Parallel()
			port := u.start(t, x)
			for _, flags := range []string{"-showcerts", "", "-showcerts -msg", "-showcerts -state -debug", "-showcerts -trace", "-showcerts -status", "-showcerts -prexit"} {
				text := ask(t, fmt.Sprintf("openssl s_client %s -connect 127.0.0.1:%s %s </dev/null 2>&1", flags, port, u.client))
				ev, s := theSession(t, text)
				require.Equal(t, "s_client", ev.Inputs[0].Kind)
				require.Equal(t, "127.0.0.1", s.Host)
				require.Equal(t, port, s.Port)
				u.check(t, s, text)
				if u.nothing {
					require.True(t, s.NoPeerCertificate, text)
					require.Empty(t, s.Sent)
					continue
				}
				shown := 1
				if strings.Contains(flags, "-showcerts") {
					shown = len(u.sent)
				}
				showsChain(t, u.sent, shown, s.Sent, text)
				require.False(t, s.Partial)
				require.Equal(t, u.version, s.Protocol, text)
				require.Equal(t, u.asks, s.Requested, text)
				if u.asks == evidence.Yes {
					require.Len(t, s.AcceptableCAs, 1, text)
					require.Equal(t, x.clients.Certificate().Subject.SetKey(), s.AcceptableCAs[0].SetKey(), text)
				}
				quiet(t, ev, text)
			}
		})
	}
}

// check compares alerts.
func (u setup) check(t *testing.T, s evidence.Session, text string) {
	t.Helper()
	if u.alert == "" {
		require.Empty(t, s.Alerts, text)
		return
	}
	// The client may be gone before the alert of TLS 1.3 comes, and its lines
	// are the only place where it would show; it always writes one of its own.
	if len(s.Alerts) == 0 && u.version == "TLSv1.3" && !strings.Contains(text, "alert read") && !strings.Contains(text, "alert number") {
		return
	}
	require.Len(t, s.Alerts, 1, text)
	require.Equal(t, u.alert, s.Alerts[0].Name, text)
	require.True(t, s.Alerts[0].Received, text)
	require.Equal(t, evidence.No, s.Handshake, text)
}

// quiet checks that no key of the session is quoted anywhere.
func quiet(t *testing.T, ev *evidence.Evidence, text string) {
	t.Helper()
	for _, row := range strings.Split(text, "\n") {
		key, value, ok := strings.Cut(strings.TrimSpace(row), ": ")
		if ok && (key == "Session-ID" || key == "Master-Key" || key == "Resumption PSK") {
			require.NotContains(t, fmt.Sprintf("%+v", ev.Sessions)+fmt.Sprintf("%+v", ev.Signals), value)
		}
	}
}

// TestNameOptions: -nameopt changes every name that s_client prints.
func TestNameOptions(t *testing.T) {
	x := newToolPKI()
	u := x.setups()[9]
	port := u.start(t, x)
	for _, option := range []string{
		"", "compat", "RFC2253", "oneline", "multiline", "oneline,-esc_msb,utf8", "oneline,dn_rev", "RFC2253,sep_comma_plus_space",
		"sep_semi_plus_space,sname", "oneline,lname", "oneline,oid", "esc_2253,esc_ctrl,sep_comma_plus,sname", "multiline,-align", "oneline,dump_nostr",
	} {
		t.Run("nameopt "+option, func(t *testing.T) {
			flag := ""
			if option != "" {
				flag = "-nameopt " + option
			}
			text := ask(t, fmt.Sprintf("openssl s_client -showcerts -connect 127.0.0.1:%s %s </dev/null 2>&1", port, flag))
			_, s := theSession(t, text)
			showsChain(t, u.sent, 2, s.Sent, text)
			require.Len(t, s.AcceptableCAs, 1, text)
			// The knowledge base's own filter takes the certificates away.
			var rows []string
			pem := false
			for _, row := range strings.Split(text, "\n") {
				pem = pem || strings.Contains(row, "BEGIN")
				if !pem && row != "" {
					rows = append(rows, row)
				}
				pem = pem && !strings.Contains(row, "END")
			}
			text = strings.Join(rows, "\n")
			_, s = theSession(t, text)
			showsChain(t, u.sent, 0, s.Sent, text)
			require.Equal(t, x.clients.Certificate().Subject.SetKey(), s.AcceptableCAs[0].SetKey(), text)
		})
	}
}

func TestBrief(t *testing.T) {
	x := newToolPKI()
	for _, u := range x.setups()[:3] {
		port := u.start(t, x)
		text := ask(t, fmt.Sprintf("openssl s_client -brief -connect 127.0.0.1:%s -servername localhost </dev/null 2>&1", port))
		_, s := theSession(t, text)
		require.True(t, s.Partial)
		require.Equal(t, u.version, s.Protocol)
		require.Equal(t, "localhost", s.SNI)
		require.NotEmpty(t, s.Sent)
		require.Equal(t, u.sent[0].Certificate().Subject.SetKey(), s.Sent[0].Certificate.Subject.SetKey(), text)
	}
}

// TestStreamsApart: the error stream behind or before the other, or alone.
func TestStreamsApart(t *testing.T) {
	x := newToolPKI()
	u := x.setups()[8]
	port := u.start(t, x)
	dir := t.TempDir()
	command := fmt.Sprintf("openssl s_client -showcerts -connect 127.0.0.1:%s </dev/null", port)
	ask(t, fmt.Sprintf("%s >%s/out 2>%s/err", command, dir, dir))
	out, err := os.ReadFile(filepath.Join(dir, "out"))
	require.NoError(t, err)
	errs, err := os.ReadFile(filepath.Join(dir, "err"))
	require.NoError(t, err)
	for name, text := range map[string]string{
		"errors first":   "$ " + command + "\n" + string(errs) + string(out),
		"errors last":    "$ " + command + "\n" + string(out) + string(errs),
		"Windows":        strings.ReplaceAll("C:\\> "+command+"\n"+string(errs)+string(out), "\n", "\r\n"),
		"no indentation": strings.ReplaceAll(strings.ReplaceAll("$ "+command+"\n"+string(errs)+string(out), "\n   ", "\n"), "\n ", "\n"),
		"in a mail":      indent("$ "+command+"\n"+string(errs)+string(out), "> "),
		"in HTML":        "<pre>\n" + strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace("$ "+command+"\n"+string(errs)+string(out)) + "</pre>\n",
		"as a JSON text": fmt.Sprintf("{\"output\": %q}\n", "$ "+command+"\n"+string(errs)+string(out)),
	} {
		t.Run(name, func(t *testing.T) {
			_, s := theSession(t, text)
			showsChain(t, u.sent, 2, s.Sent, text)
			require.Equal(t, port, s.Port)
			require.Len(t, s.Alerts, 1, text)
			require.NotEmpty(t, s.VerifyErrors, text)
		})
	}
}

// TestTwoRunsInOnePaste: two servers, one after the other; their chains stay
// apart.
func TestTwoRunsInOnePaste(t *testing.T) {
	x := newToolPKI()
	a, b := x.setups()[0], x.setups()[6]
	ports := []string{a.start(t, x), b.start(t, x)}
	text := ""
	for _, port := range ports {
		text += ask(t, fmt.Sprintf("openssl s_client -showcerts -connect 127.0.0.1:%s </dev/null 2>&1", port))
	}
	for name, text := range map[string]string{"with commands": text, "without": withoutCommands(text)} {
		t.Run(name, func(t *testing.T) {
			ev := read(text, 100)
			require.Len(t, ev.Sessions, 2)
			showsChain(t, a.sent, 2, ev.Sessions[0].Sent, text)
			showsChain(t, b.sent, 1, ev.Sessions[1].Sent, text)
			require.Len(t, ev.Sessions[1].VerifyErrors, 1)
			require.Equal(t, 18, ev.Sessions[1].VerifyErrors[0].Code)
		})
	}
}

func withoutCommands(text string) string {
	var out []string
	for _, row := range strings.Split(text, "\n") {
		if !strings.HasPrefix(row, "$ ") {
			out = append(out, row)
		}
	}
	return strings.Join(out, "\n")
}

func TestNoConnection(t *testing.T) {
	port := freePort(t)
	plain, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer plain.Close()
	go func() {
		for {
			c, err := plain.Accept()
			if err != nil {
				return
			}
			_, _ = c.Write([]byte("HTTP/1.1 400 Bad Request\r\n\r\n"))
			c.Close()
		}
	}()
	_, plainPort, err := net.SplitHostPort(plain.Addr().String())
	require.NoError(t, err)
	for _, x := range []struct{ command, signal, cause string }{
		{"openssl s_client -connect 127.0.0.1:" + port, evidence.ConnectionFailed, "refused"},
		{"openssl s_client -connect nowhere.invalid:443", evidence.ConnectionFailed, "dns"},
		{"openssl s_client -connect 127.0.0.1:" + plainPort, evidence.NoTLS, ""},
		{"gnutls-cli --insecure 127.0.0.1:" + port, evidence.ConnectionFailed, "refused"},
		{"gnutls-cli --insecure nowhere.invalid", evidence.ConnectionFailed, "dns"},
		{"gnutls-cli --insecure 127.0.0.1:" + plainPort, evidence.NoTLS, ""},
		{"curl -sSv https://127.0.0.1:" + port + "/", evidence.ConnectionFailed, "refused"},
		{"curl -sSv https://nowhere.invalid/", evidence.ConnectionFailed, "dns"},
		{"curl -sSv https://127.0.0.1:" + plainPort + "/", evidence.NoTLS, ""},
	} {
		t.Run(x.command[:12]+x.signal+x.cause, func(t *testing.T) {
			text := shell(t, x.command+" </dev/null 2>&1")
			ev, s := theSession(t, text)
			require.Len(t, ev.Signals, 1, text)
			require.Equal(t, x.signal, ev.Signals[0].ID, text)
			require.Equal(t, x.cause, ev.Signals[0].Args["cause"], text)
			require.Equal(t, []int{0}, s.Signals)
			require.Empty(t, s.Sent)
		})
	}
}

// TestOtherClients: the same servers through gnutls-cli, curl and keytool.
func TestOtherClients(t *testing.T) {
	x := newToolPKI()
	for _, u := range x.setups()[:10] {
		t.Run(u.name, func(t *testing.T) {
			t.Parallel()
			port := u.start(t, x)
			for _, flag := range []string{"", "--print-cert"} {
				text := ask(t, fmt.Sprintf("gnutls-cli --insecure %s --sni-hostname localhost -p %s 127.0.0.1 </dev/null 2>&1", flag, port))
				_, s := theSession(t, text)
				shown := 0
				if flag != "" || strings.Contains(text, "BEGIN") {
					shown = strings.Count(text, "BEGIN CERTIFICATE")
				}
				showsChain(t, u.sent, shown, s.Sent, text)
				require.Equal(t, port, s.Port)
				if u.alert != "handshake_failure" { // then gnutls-cli says neither
					require.Equal(t, u.version, s.Protocol, text)
					require.Equal(t, u.asks == evidence.Yes, s.Requested == evidence.Yes, text)
				}
				u.check(t, s, text)
			}
			text := ask(t, fmt.Sprintf("curl -sSvk --max-time 10 https://localhost:%s/ -o /dev/null 2>&1", port))
			_, s := theSession(t, text)
			require.Equal(t, "localhost", s.Host)
			require.Equal(t, port, s.Port)
			require.Equal(t, u.asks == evidence.Yes, s.Requested == evidence.Yes, text)
			if u.alert != "handshake_failure" { // curl gives up before it prints the leaf
				showsChain(t, u.sent[:1], 0, s.Sent, text)
				require.True(t, s.Partial)
			}
			u.check(t, s, text)
			if u.asks == evidence.Yes && strings.Contains(text, "TLSv1.3") {
				require.True(t, s.ClientShown, text)
				require.Empty(t, s.ClientSent)
			}
			text = ask(t, fmt.Sprintf("curl -sSv --max-time 10 https://localhost:%s/ 2>&1", port))
			ev, _ := theSession(t, text)
			require.Contains(t, signalIDs(ev), evidence.CurlUntrusted, text)
			if u.alert == "" {
				text = ask(t, fmt.Sprintf("curl -sSvk --max-time 10 https://localhost:%s/ -o /dev/null --write-out '%%{certs}' 2>&1", port))
				_, s = theSession(t, text)
				showsChain(t, u.sent, len(u.sent), s.Sent, text)
				require.False(t, s.Partial)
			}
		})
	}
}

func TestKeytoolOfServers(t *testing.T) {
	x := newToolPKI()
	u := x.setups()[3]
	port := u.start(t, x)
	text := ask(t, "keytool -J-Duser.language=en -printcert -sslserver localhost:"+port+" 2>&1")
	ev, s := theSession(t, text)
	require.Equal(t, "keytool", ev.Inputs[0].Kind)
	showsChain(t, u.sent, 0, s.Sent, text)
	require.Equal(t, "localhost", s.Host)
	require.Equal(t, port, s.Port)
	for i, e := range u.sent {
		sameDescription(t, e.Certificate(), s.Sent[i].Certificate)
		require.Equal(t, e.ID(), s.Sent[i].Certificate.Fingerprint)
	}
	text = ask(t, "keytool -J-Duser.language=en -printcert -rfc -sslserver localhost:"+port+" 2>&1")
	require.Equal(t, want(u.sent), fingerprints(read(text, 999)))
}
