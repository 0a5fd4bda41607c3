package analyzer_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer"
	"missinglink/analyzer/report"
	"missinglink/analyzer/testpki"
)

// A bench is one server of a story, and what the client that calls it has.
type bench struct {
	sent    []*testpki.Entity
	trusted []*testpki.Entity
	host    string
	// asks are the CAs of the client certificates that the server accepts; nil:
	// it asks for none.
	asks []*testpki.Entity
	// keyStore is the client's, empty for none.
	keyStore []byte
	password string
}

// notShown are the reasons for which a story's remedy is not shown on a real
// connection.
const (
	works         = "nothing is broken, so there is nothing to repair"
	noBytes       = "the paste holds no certificate bytes to run a server with"
	foreign       = "a certificate of the story carries a public CA's name and not its key"
	noConnection  = "it is not about certificates that a server sends"
	judgedByOther = "the instance's load balancer judges, which is no Java"
	moreEvidence  = "the remedy is to collect more evidence"
	otherParty    = "the remedy is another CA's or network's to carry out"
	otherJava     = "it is about another Java than the one at hand"
	noKeyStore    = "the client's files are no key store that Java opens"
	asksAnyKey    = "the server at hand (Go's) asks for every type of key"
)

// Every story whose remedy repairs a connection is played: a real server sends
// the story's chain, a real JDK client refuses it with the predicted sentence,
// the remedy is applied, and the client connects. Every other story has its
// reason.
func TestRemediesWork(t *testing.T) {
	made := map[string]*testpki.Entity{}
	testpki.Watch = func(e *testpki.Entity) { made[string(e.DER)] = e }
	defer func() { testpki.Watch = nil }()
	client := startClient(t)
	shown, reasons := 0, map[string][]string{}
	for _, s := range everyStory() {
		s.opts.At = testpki.Now
		r := analyzer.Analyze(context.Background(), s.inputs, s.opts)
		b, reason := benchOf(s, r, made)
		if reason == "" {
			reason = client.show(t, s, r, b)
		}
		if reason == "" {
			shown++
			continue
		}
		reasons[reason] = append(reasons[reason], s.name)
	}
	t.Logf("%d stories shown on a real connection; the others:", shown)
	for _, reason := range []string{works, noBytes, foreign, noConnection, judgedByOther, moreEvidence, otherParty, otherJava, noKeyStore, asksAnyKey} {
		t.Logf("%4d  %s: %s", len(reasons[reason]), reason, strings.Join(reasons[reason], " "))
		delete(reasons, reason)
	}
	require.Empty(t, reasons, "a reason that is none")
	require.GreaterOrEqual(t, shown, 45)
}

// benchOf makes the server and the client of a story, or says why not.
func benchOf(s story, r *report.Report, made map[string]*testpki.Entity) (bench, string) {
	b := bench{host: r.Host}
	switch {
	case r.Verdict.Status == report.OK:
		return b, works
	case s.opts.Java != "" && s.opts.Java != "17" || r.Verdict.Code == "root-needs-newer-java":
		return b, otherJava
	case r.Direction == report.Inbound:
		return b, judgedByOther
	case len(r.Chains) == 0, r.Verdict.Code == "old-protocol":
		return b, noConnection
	case strings.HasPrefix(r.Verdict.Code, "log-") || r.Verdict.Status == report.Unknown:
		return b, moreEvidence
	case r.Verdict.Code == "client-key-type":
		return b, asksAnyKey
	}
	lead := r.Chains[0]
	for _, c := range r.Chains {
		if c.Code == r.Verdict.Code {
			lead = c
			break
		}
	}
	entity := func(id string) (*testpki.Entity, string) {
		for _, c := range r.Certificates {
			if c.ID != id {
				continue
			}
			block, _ := pem.Decode([]byte(c.PEM))
			if block == nil {
				return nil, noBytes
			}
			e := made[string(block.Bytes)]
			if e == nil || e.Issuer != nil && e.Certificate().Issuer.String() != e.Issuer.Certificate().Subject.String() {
				return nil, foreign
			}
			return e, ""
		}
		return nil, noBytes
	}
	for _, id := range lead.Certificates {
		e, reason := entity(id)
		if reason != "" {
			return b, reason
		}
		b.sent = append(b.sent, e)
	}
	for _, x := range r.Stores {
		if x.Kind == "sys_ca_certificate" || x.Kind == "sys_certificate" && r.Direction == report.MID {
			continue
		}
		for _, y := range x.Records {
			if slices.Contains([]string{"inactive", "wrong-type", "not-listed", "unreadable"}, y.State) {
				continue
			}
			if e, reason := entity(y.Certificate); reason == "" {
				b.trusted = append(b.trusted, e)
			}
		}
	}
	if b.host == "" {
		own := max(0, slices.IndexFunc(b.sent, func(e *testpki.Entity) bool { return !e.Certificate().IsCA }))
		b.host = b.sent[own].Certificate().Subject.CommonName()
	}
	if strings.HasPrefix(r.Verdict.Code, "client-") {
		for _, session := range r.Sessions {
			for _, name := range session.AcceptableCAs {
				for _, e := range made {
					if c := e.Certificate(); c.Subject.String() == name && c.SelfSigned() && !slices.Contains(b.asks, e) && len(b.asks) == 0 {
						b.asks = append(b.asks, e)
					}
				}
			}
		}
		if len(b.asks) == 0 {
			return b, noConnection
		}
	}
	for _, in := range s.inputs {
		if in.Role == "client" {
			if strings.HasSuffix(in.Name, ".pem") {
				return b, noKeyStore
			}
			b.keyStore, b.password = in.Data, "changeit"
		}
	}
	return b, ""
}

// show plays a story: refused, repaired, connected.
func (c *jdkClient) show(t *testing.T, s story, r *report.Report, b bench) string {
	t.Helper()
	first := b
	if r.Verdict.Code == "client-certificate-required" {
		first.keyStore = nil // the call does not use it
	}
	if s.name == "alert-after-complete-key-store" {
		first.asks = []*testpki.Entity{b.sent[len(b.sent)-1]} // a server that does not accept this CA
	}
	said := c.connect(t, first)
	require.NotEqual(t, "connected", said, "%s: refused before the remedy", s.name)
	predicted := r.Java.Message
	switch {
	case r.Verdict.Code == "chain-too-long":
		predicted = "The certificate chain length (11) exceeds the maximum allowed length (10)"
	case strings.HasPrefix(r.Verdict.Code, "client-"):
		predicted = "Received fatal alert: "
	}
	require.Contains(t, said, predicted, "%s: the predicted sentence", s.name)

	tried := 0
	for _, f := range r.Findings {
		if f.ID != r.Verdict.Code {
			continue
		}
		for _, id := range f.Remedies {
			after, ok := repaired(t, id, b, r)
			if !ok {
				continue
			}
			said := c.connect(t, after)
			for _, other := range together(r, id) {
				require.NotEqual(t, "connected", said, "%s: %s is said not to be enough alone", s.name, id)
				after, _ = repaired(t, other, after, r)
				said = c.connect(t, after)
			}
			if said == "connected" {
				tried++
				continue
			}
			for _, m := range r.Remedies {
				require.False(t, m.ID == id && m.Proof.JavaAccepts, "%s: %s is said to be proved, and Java says %s", s.name, id, said)
			}
		}
		break
	}
	if tried > 0 {
		return ""
	}
	// Two faults want two remedies.
	all := b
	for _, f := range r.Findings {
		if f.Severity == report.Error && len(f.Remedies) > 0 {
			if after, ok := repaired(t, f.Remedies[0], all, r); ok {
				all = after
			}
		}
	}
	if c.connect(t, all) == "connected" {
		return ""
	}
	return otherParty
}

// together are the other remedies without which a remedy is not proved.
func together(r *report.Report, id string) []string {
	var both []string
	for _, m := range r.Remedies {
		if strings.Contains(m.Proof.Text, "neither is enough alone") {
			both = append(both, m.ID)
		}
	}
	if !slices.Contains(both, id) {
		return nil
	}
	return slices.DeleteFunc(both, func(x string) bool { return x == id })
}

// repaired applies a remedy to a bench, as its steps say.
func repaired(t *testing.T, id string, b bench, r *report.Report) (bench, bool) {
	t.Helper()
	leaf := b.sent[0]
	for _, e := range b.sent {
		if len(e.Certificate().DNSNames) > 0 && leaf.Certificate().IsCA && !slices.Contains(b.sent[:1], e) {
			leaf = e
		}
	}
	root := leaf
	for root.Issuer != nil {
		root = root.Issuer
	}
	fresh := func(list ...*testpki.Entity) (bench, bool) { b.sent = list; return b, true }
	trust := func(e *testpki.Entity) (bench, bool) {
		b.trusted = append(slices.Clone(b.trusted), e)
		return b, true
	}
	switch strings.TrimSuffix(id, "-mid") {
	case "send-chain", "fix-order", "remove-extra", "replace-in-chain":
		return fresh(way(leaf)...)
	case "renew-issuer":
		up := way(leaf)
		for i, e := range up {
			if e.Certificate().NotAfter.Before(testpki.Now) {
				up[i] = e.Reissue(testpki.Between(testpki.Now.AddDate(-1, 0, 0), testpki.Now.AddDate(5, 0, 0)))
			}
		}
		return fresh(up...)
	case "renew-leaf", "reissue-leaf", "change-ca":
		if leaf.Issuer == nil || id == "change-ca" && !slices.ContainsFunc(b.trusted, func(e *testpki.Entity) bool { return e.ID() == root.ID() }) {
			return b, false
		}
		ca := root.Intermediate("CN=Northwind Issuing CA 9,O=Northwind Traders,C=US")
		return fresh(ca.Leaf(b.host), ca)
	case "import-issuer":
		if leaf.Issuer == nil {
			return b, false
		}
		return trust(leaf.Issuer)
	case "import-root", "fill-store":
		return trust(root)
	case "import-leaf":
		return trust(leaf)
	case "replace-trusted-root":
		b.trusted = slices.DeleteFunc(slices.Clone(b.trusted), func(e *testpki.Entity) bool {
			return e.Certificate().Subject.String() == root.Certificate().Subject.String()
		})
		return trust(root)
	case "call-listed-name":
		b.host = leaf.Certificate().DNSNames[0]
		return b, true
	case "activate-record", "correct-type":
		for _, m := range r.Remedies {
			if m.ID == id && leaf.Issuer != nil && slices.Contains(m.Proof.Adds, leaf.Issuer.ID()) {
				return trust(leaf.Issuer) // the record is the issuing CA's
			}
		}
		return trust(root)
	case "set-up-mutual", "try-client-certificate", "rebuild-key-store", "replace-client-certificate", "trust-client-ca":
		if id == "set-up-mutual" && b.keyStore != nil {
			return b, true // the call uses it from now on
		}
		sub := b.asks[0].Intermediate("CN=Partner Issuing CA 9,O=Northwind Traders,C=US")
		client := sub.Client("CN=integration,O=Customer")
		b.keyStore, b.password = testpki.KeyStore{Password: "changeit", Entries: []testpki.StoreEntry{{Alias: "client", Key: client.Key, Chain: []*testpki.Entity{client, sub, b.asks[0]}}}}.PKCS12(), "changeit"
		return b, true
	}
	return b, false
}

// way is a certificate with those above it, the root left out.
func way(e *testpki.Entity) []*testpki.Entity {
	out := []*testpki.Entity{e}
	for e.Issuer != nil && e.Issuer.Issuer != nil {
		e = e.Issuer
		out = append(out, e)
	}
	return out
}

// jdkClient is the JDK's client: one process for all stories.
type jdkClient struct {
	in  io.Writer
	out *bufio.Scanner
	dir string
}

func startClient(t *testing.T) *jdkClient {
	t.Helper()
	java, err := exec.LookPath("java")
	require.NoError(t, err)
	cmd := exec.Command(java, "-Duser.timezone=UTC", "-Duser.language=en", filepath.Join("testdata", "Connect.java"))
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	cmd.Stderr = os.Stderr
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { in.Close(); cmd.Wait() })
	c := &jdkClient{in: in, out: bufio.NewScanner(out), dir: t.TempDir()}
	require.True(t, c.out.Scan(), "the client starts")
	require.Contains(t, c.out.Text(), "ready 17.")
	return c
}

// connect runs the bench's server and lets the client call it once.
func (c *jdkClient) connect(t *testing.T, b bench) string {
	t.Helper()
	trusted := filepath.Join(c.dir, "trusted.pem")
	require.NoError(t, os.WriteFile(trusted, []byte(testpki.PEM(b.trusted...)), 0o600))
	store := ""
	if len(b.keyStore) > 0 {
		store = filepath.Join(c.dir, "client.p12")
		require.NoError(t, os.WriteFile(store, b.keyStore, 0o600))
	}
	port, stop := serve(t, b)
	defer stop()
	_, err := fmt.Fprintf(c.in, "%d\t%s\t%d\t%s\t%s\t%s\n", port, b.host, testpki.Now.UnixMilli(), trusted, store, b.password)
	require.NoError(t, err)
	require.True(t, c.out.Scan(), "the client answers")
	return c.out.Text()
}

// serve answers one HTTPS request with the chain of the bench.
func serve(t *testing.T, b bench) (port int, stop func()) {
	t.Helper()
	config := &tls.Config{Certificates: []tls.Certificate{b.sent[0].TLS(b.sent[1:]...)}, Time: func() time.Time { return testpki.Now }}
	if b.asks != nil {
		config.ClientAuth, config.ClientCAs = tls.RequireAndVerifyClientCert, x509.NewCertPool()
		for _, e := range b.asks {
			ca, err := x509.ParseCertificate(e.DER)
			require.NoError(t, err)
			config.ClientCAs.AddCert(ca)
		}
	}
	l, err := net.Listen("tcp", netip.AddrPortFrom(netip.MustParseAddr("127.0.0.1"), 0).String())
	require.NoError(t, err)
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			s := tls.Server(conn, config)
			if s.Handshake() == nil {
				buffer := make([]byte, 512)
				s.Read(buffer)
				io.WriteString(s, "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok")
				s.Close()
				continue
			}
			// A server that closes at once loses its own alert: what the client
			// still sends is answered with a reset, which overtakes it.
			conn.(*net.TCPConn).CloseWrite()
			conn.SetReadDeadline(time.Now().Add(5 * time.Second))
			io.Copy(io.Discard, conn)
			conn.Close()
		}
	}()
	return l.Addr().(*net.TCPAddr).Port, func() { l.Close() }
}
