package intake

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/testpki"
)

// A javaCase is one server that the Java client of the test talks to, and what
// the log must show.
type javaCase struct {
	host    string
	version uint16
	sent    []*testpki.Entity
	asks    bool
	client  []*testpki.Entity
	trusted evidence.Tri
	done    evidence.Tri
	alert   string
}

// serve answers on a port of its own as the case says.
func (c javaCase) serve(t *testing.T, authority *testpki.Entity) int {
	config := &tls.Config{
		Certificates: []tls.Certificate{c.sent[0].TLS(c.sent[1:]...)},
		MinVersion:   c.version, MaxVersion: c.version,
	}
	if c.asks {
		config.ClientAuth = tls.RequireAndVerifyClientCert
		config.ClientCAs = x509.NewCertPool()
		parsed, err := x509.ParseCertificate(authority.DER)
		require.NoError(t, err)
		config.ClientCAs.AddCert(parsed)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			raw, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				conn := tls.Server(raw, config)
				if conn.Handshake() == nil {
					conn.Write([]byte("x"))
				} else {
					// A reset would overtake the alert.
					raw.(*net.TCPConn).CloseWrite()
					io.Copy(io.Discard, raw)
				}
				conn.Close()
			}()
		}
	}()
	return l.Addr().(*net.TCPAddr).Port
}

// TestJavaClientLogs lets a real Java client write its log with every debug
// option, to servers whose certificates are known, several at the same time.
func TestJavaClientLogs(t *testing.T) {
	pki := testpki.New(71)
	root := pki.Root("CN=Log Root,O=Logs\\, Inc.,C=US")
	issuing := root.Intermediate("CN=Log Issuing,O=Logs\\, Inc.,C=US")
	clientRoot := pki.Root("CN=Partner Root,O=Partner,C=DE")
	clientIssuing := clientRoot.Intermediate("CN=Partner Issuing,O=Partner,C=DE")
	client := clientIssuing.Client("CN=integration user,O=Partner,C=DE")
	expired := issuing.Leaf("expired.log.test", testpki.Expired())

	// The trust manager works with the machine's clock, so the certificates
	// that are to be accepted must be good today and for long.
	long := testpki.Between(testpki.Now.AddDate(-5, 0, 0), testpki.Now.AddDate(50, 0, 0))
	root, issuing = root.Reissue(long), issuing.Reissue(long)
	leaf := func(host string) *testpki.Entity { return issuing.Leaf(host, long) }
	client, clientIssuing = client.Reissue(long), clientIssuing.Reissue(long)

	var cases []javaCase
	for i, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		name := func(s string) string { return fmt.Sprintf("%s%d.log.test", s, i+2) }
		required := "handshake_failure"
		if version == tls.VersionTLS13 {
			required = "certificate_required"
		}
		cases = append(cases,
			javaCase{host: name("full"), version: version, sent: []*testpki.Entity{leaf(name("full")), issuing},
				trusted: evidence.Yes, done: evidence.Yes},
			javaCase{host: name("alone"), version: version, sent: []*testpki.Entity{leaf(name("alone"))},
				trusted: evidence.No, done: evidence.No, alert: "certificate_unknown"},
			javaCase{host: name("mutual"), version: version, sent: []*testpki.Entity{leaf(name("mutual")), issuing}, asks: true,
				client: []*testpki.Entity{client, clientIssuing}, trusted: evidence.Yes, done: evidence.Yes},
			javaCase{host: name("nobody"), version: version, sent: []*testpki.Entity{leaf(name("nobody")), issuing, root}, asks: true,
				trusted: evidence.Yes, done: evidence.No, alert: required},
			javaCase{host: name("expired"), version: version, sent: []*testpki.Entity{expired, issuing},
				trusted: evidence.No, done: evidence.No},
		)
	}

	b := newBench(t)
	source, err := filepath.Abs("testdata/LogClient.java")
	require.NoError(t, err)
	b.run("javac -d . " + source)
	b.write("trusted.pem", []byte(root.PEM()))
	b.write("client.pem", []byte(testpki.PEM(client, clientIssuing)))
	b.write("client.pem.key", []byte(client.KeyPEM()))
	var words []string
	for _, c := range cases {
		word := fmt.Sprintf("%s:%d", c.host, c.serve(t, clientRoot))
		if c.client != nil {
			word += ":client.pem"
		}
		words = append(words, word)
	}

	for _, option := range []string{"ssl", "ssl:handshake", "ssl:handshake:verbose", "all"} {
		t.Run(option, func(t *testing.T) {
			run := exec.Command("java", append([]string{"-Djavax.net.debug=" + option, "-cp", b.dir, "LogClient", "trusted.pem"}, words...)...)
			run.Dir = b.dir
			log, err := run.CombinedOutput()
			require.NoError(t, err, string(log))
			ev := readAll(t, log)
			if option == "ssl" {
				// JDK 17 prints no handshake then, only how it failed.
				require.Empty(t, ev.Certificates)
				require.Contains(t, signalIDs(ev), evidence.PathBuildingFailed)
				require.Contains(t, signalIDs(ev), evidence.ExpiredInLog)
				require.NotContains(t, signalIDs(ev), evidence.SocketClosed)
				return
			}
			checkAll(t, ev, cases, option == "all", clientRoot)
			for name, folded := range folds {
				for _, width := range []int{72, 80, 120} {
					t.Run(fmt.Sprint(name, " at ", width), func(t *testing.T) {
						checkAll(t, readAll(t, []byte(folded(string(log), width))), cases, option == "all", clientRoot)
					})
				}
			}
		})
	}
}

func checkAll(t *testing.T, ev *evidence.Evidence, cases []javaCase, bytes bool, authority *testpki.Entity) {
	t.Helper()
	require.Equal(t, "java-log", ev.Inputs[0].Kind)
	require.Empty(t, ev.Stores)
	require.Equal(t, len(cases), len(ev.Sessions))
	for _, f := range ev.Certificates {
		require.False(t, f.Alone, f.Certificate.Subject.String())
	}
	byHost := map[string]evidence.Session{}
	for _, s := range ev.Sessions {
		byHost[s.SNI] = s
	}
	for _, c := range cases {
		c.check(t, ev, byHost[c.host], bytes, authority)
	}
}

// check compares a session with what the server really did.
func (c javaCase) check(t *testing.T, ev *evidence.Evidence, s evidence.Session, bytes bool, authority *testpki.Entity) {
	t.Helper()
	require.Equal(t, c.host, s.SNI)
	require.Equal(t, map[uint16]string{tls.VersionTLS12: "TLSv1.2", tls.VersionTLS13: "TLSv1.3"}[c.version], s.Protocol)
	require.False(t, s.At.IsZero())
	require.False(t, s.Partial)
	require.False(t, s.ServerSide)
	sameChain(t, c.sent, s.Sent, bytes)
	require.Equal(t, c.trusted, s.TrustAccepted, c.host)
	require.Equal(t, c.done, s.Handshake, c.host)
	if c.asks {
		require.Equal(t, evidence.Yes, s.Requested)
		require.Len(t, s.AcceptableCAs, 1)
		require.Equal(t, authority.Certificate().Subject.SetKey(), s.AcceptableCAs[0].SetKey())
		require.True(t, s.ClientShown)
		sameChain(t, c.client, s.ClientSent, bytes)
	} else {
		require.False(t, s.ClientShown)
	}
	ids := map[string]bool{}
	for _, i := range s.Signals {
		ids[ev.Signals[i].ID] = true
	}
	require.Equal(t, c.asks && c.client == nil, ids[evidence.NoClientCertificate], c.host)
	require.Equal(t, strings.HasPrefix(c.host, "alone"), ids[evidence.PathBuildingFailed], c.host)
	require.Equal(t, strings.HasPrefix(c.host, "expired"), ids[evidence.ExpiredInLog], c.host)
	if c.alert != "" {
		require.Len(t, s.Alerts, 1)
		require.Equal(t, c.alert, s.Alerts[0].Name)
		require.Equal(t, c.trusted == evidence.Yes, s.Alerts[0].Received)
	}
}

// sameChain compares a chain with what was sent: the bytes where the log has
// them, and everything that it prints else.
func sameChain(t *testing.T, want []*testpki.Entity, got []evidence.Sent, bytes bool) {
	t.Helper()
	require.Len(t, got, len(want))
	for i, e := range want {
		w, g := e.Certificate(), got[i].Certificate
		if bytes {
			require.Equal(t, w.ID, g.ID)
			continue
		}
		require.Equal(t, cert.FromNames, g.Basis)
		sameDescription(t, w, g)
	}
}

// sameDescription compares what a log prints of a certificate with the
// certificate.
func sameDescription(t *testing.T, w, g *cert.Certificate) {
	t.Helper()
	require.Equal(t, serialText(w.Serial), serialText(g.Serial))
	require.Equal(t, w.Subject.SetKey(), g.Subject.SetKey())
	require.Equal(t, w.Issuer.SetKey(), g.Issuer.SetKey())
	require.True(t, w.NotBefore.Equal(g.NotBefore), "%s %s", w.NotBefore, g.NotBefore)
	require.True(t, w.NotAfter.Equal(g.NotAfter), "%s %s", w.NotAfter, g.NotAfter)
	require.Equal(t, w.SKI, g.SKI)
	require.Equal(t, w.AKI, g.AKI)
	require.Equal(t, w.SignatureAlgorithm, g.SignatureAlgorithm)
	require.Equal(t, w.Key.Algorithm, g.Key.Algorithm)
	require.Equal(t, w.HasBasicConstraints, g.HasBasicConstraints)
	require.Equal(t, w.IsCA, g.IsCA)
	require.Equal(t, w.KeyUsage, g.KeyUsage)
	require.Equal(t, w.ExtKeyUsage, g.ExtKeyUsage)
	require.Equal(t, w.DNSNames, g.DNSNames)
	require.Equal(t, w.IPs, g.IPs)
	require.Equal(t, w.AIA, g.AIA)
}

func signalIDs(ev *evidence.Evidence) []string {
	var out []string
	for _, s := range ev.Signals {
		out = append(out, s.ID)
	}
	return out
}
