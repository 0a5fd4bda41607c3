package intake

import (
	"encoding/json"
	"fmt"
	"html"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/testpki"
)

// javaTestPKI is a server chain and a client chain.
func javaTestPKI() (leaf, issuing, root, client, authority *testpki.Entity) {
	pki := testpki.New(72)
	root = pki.Root("CN=Old Root,O=Example\\, Inc.,C=US")
	issuing = root.Intermediate("CN=Old Issuing,O=Example\\, Inc.,C=US")
	leaf = issuing.Leaf("api.old.test", testpki.AIA("http://pki.old.test/issuing.crt"))
	authority = pki.Root("CN=Partner Root,O=Partner")
	client = authority.Client("CN=integration user,O=Partner")
	return
}

// chain8 is a chain as JDK 8 logs it.
func chain8(list ...*testpki.Entity) string {
	if len(list) == 0 {
		return "*** Certificate chain\n<Empty>\n***\n"
	}
	var b strings.Builder
	b.WriteString("*** Certificate chain\n")
	for i, e := range list {
		fmt.Fprintf(&b, "chain [%d] = %s", i, print8(e))
	}
	return b.String() + "***\n"
}

const hello8 = `Allow unsafe renegotiation: false
%% No cached client session
*** ClientHello, TLSv1.2
RandomCookie:  GMT: 1476891213 bytes = { 12, 56, 77 }
Session ID:  {}
Cipher Suites: [TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384]
Extension server_name, server_name: [type=host_name (0), value=api.old.test]
***
main, WRITE: TLSv1.2 Handshake, length = 193
main, READ: TLSv1.2 Handshake, length = 85
*** ServerHello, TLSv1.2
Cipher Suite: TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384
***
main, READ: TLSv1.2 Handshake, length = 2500
`

const request8 = `*** CertificateRequest
Cert Types: RSA, DSS, ECDSA
Supported Signature Algorithms: SHA256withRSA
Cert Authorities:
<CN=Partner Root, O=Partner>
<CN=Other, OU="A, B", DC=example, DC=test>
main, READ: TLSv1.2 Handshake, length = 4
*** ServerHelloDone
`

func TestJavaLog8(t *testing.T) {
	leaf, issuing, root, client, authority := javaTestPKI()
	trusted := "adding as trusted cert:\n  Subject: CN=Old Root\n  Issuer:  CN=Old Root\n  Algorithm: EC; Serial number: 0x1\n  Valid from Mon Jan 01 01:00:00 CET 2018 until Tue Jan 01 01:00:00 CET 2030\n\nfound key for : mine\nchain [0] = " + print8(client) + "***\n"
	dumps := func(way string, record []byte) string {
		head, body := record[:5], record[5:]
		return fmt.Sprintf("[Raw %s]: length = 5\n%s[Raw %s]: length = %d\n%s", way, testpki.JavaDump(head), way, len(body), testpki.JavaDump(body))
	}

	t.Run("accepted", func(t *testing.T) {
		ev := readAll(t, []byte(trusted+hello8+chain8(leaf, issuing)+"Found trusted certificate:\n"+print8(root)+
			"*** ECDH ServerKeyExchange\n"+request8+"matching alias: mine\n"+chain8(client)+
			"*** ECDHClientKeyExchange\nmain, WRITE: TLSv1.2 Handshake, length = 70\n*** Finished\nverify_data:  { 1 }\n***\nmain, READ: TLSv1.2 Handshake, length = 64\n*** Finished\nverify_data:  { 2 }\n***\n"))
		require.Equal(t, "java-log", ev.Inputs[0].Kind)
		require.Empty(t, ev.Stores)
		require.Len(t, ev.Sessions, 1)
		s := ev.Sessions[0]
		require.Equal(t, "api.old.test", s.SNI)
		require.Equal(t, "TLSv1.2", s.Protocol)
		require.False(t, s.ServerSide)
		require.Equal(t, evidence.Yes, s.TrustAccepted)
		require.Equal(t, evidence.Yes, s.Handshake)
		require.Equal(t, evidence.Yes, s.Requested)
		require.Len(t, s.AcceptableCAs, 2)
		require.Equal(t, authority.Certificate().Subject.SetKey(), s.AcceptableCAs[0].SetKey())
		require.Len(t, s.Sent, 2)
		for i, e := range []*testpki.Entity{leaf, issuing} {
			sameDescription(t, e.Certificate(), s.Sent[i].Certificate)
		}
		require.Equal(t, cert.Key{Algorithm: "EC", Bits: 256, Curve: "P-256"}, s.Sent[0].Certificate.Key)
		require.Len(t, s.ClientSent, 1)
		require.Equal(t, client.Certificate().Subject.SetKey(), s.ClientSent[0].Certificate.Subject.SetKey())
		require.Equal(t, root.Certificate().Subject.SetKey(), s.Anchor.Subject.SetKey())
	})
	t.Run("refused", func(t *testing.T) {
		ev := readAll(t, []byte(hello8+chain8(leaf)+"%% Invalidated:  [Session-1, TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384]\n"+
			"main, SEND TLSv1.2 ALERT:  fatal, description = certificate_unknown\nmain, WRITE: TLSv1.2 Alert, length = 2\nmain, called closeSocket()\n"+
			"main, handling exception: javax.net.ssl.SSLHandshakeException: sun.security.validator.ValidatorException: PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path to requested target\n"))
		require.Len(t, ev.Sessions, 1)
		s := ev.Sessions[0]
		require.Len(t, s.Sent, 1)
		require.Equal(t, evidence.No, s.TrustAccepted)
		require.Equal(t, evidence.No, s.Handshake)
		require.Len(t, s.Alerts, 1)
		require.Equal(t, "certificate_unknown", s.Alerts[0].Name)
		require.False(t, s.Alerts[0].Received)
		require.Equal(t, []string{evidence.AlertSent, evidence.PathBuildingFailed}, signalIDs(ev))
	})
	t.Run("nothing to send", func(t *testing.T) {
		ev := readAll(t, []byte(hello8+chain8(leaf, issuing)+request8+"Warning: no suitable certificate found - continuing without client authentication\n"+chain8()+
			"*** ECDHClientKeyExchange\nmain, WRITE: TLSv1.2 Handshake, length = 77\nmain, READ: TLSv1.2 Alert, length = 2\nmain, RECV TLSv1.2 ALERT:  fatal, bad_certificate\n"))
		require.Len(t, ev.Sessions, 1)
		s := ev.Sessions[0]
		require.True(t, s.ClientShown)
		require.Empty(t, s.ClientSent)
		require.Equal(t, evidence.Yes, s.TrustAccepted)
		require.Equal(t, []string{evidence.NoClientCertificate, evidence.AlertReceived}, signalIDs(ev))
		require.Equal(t, evidence.Alert{Name: "bad_certificate", Number: 42, Received: true, Quote: s.Alerts[0].Quote}, s.Alerts[0])
	})
	t.Run("server", func(t *testing.T) {
		ev := readAll(t, []byte("main, READ: TLSv1.2 Handshake, length = 193\n*** ClientHello, TLSv1.2\n***\n*** ServerHello, TLSv1.2\n***\n"+
			chain8(leaf, issuing)+request8+"main, WRITE: TLSv1.2 Handshake, length = 2000\nmain, READ: TLSv1.2 Handshake, length = 7\n"+chain8()+
			"main, SEND TLSv1.2 ALERT:  fatal, description = bad_certificate\nmain, handling exception: javax.net.ssl.SSLHandshakeException: null cert chain\n"))
		require.Len(t, ev.Sessions, 1)
		s := ev.Sessions[0]
		require.True(t, s.ServerSide)
		require.Len(t, s.Sent, 2)
		require.True(t, s.ClientShown)
		require.Empty(t, s.ClientSent)
		require.Equal(t, evidence.Yes, s.TrustAccepted)
		require.Contains(t, signalIDs(ev), evidence.ServerGotNone)
		require.False(t, s.Alerts[0].Received)
	})
	t.Run("bytes", func(t *testing.T) {
		ev := readAll(t, []byte(hello8+dumps("read", certificateRecord(leaf, issuing))+chain8(leaf, issuing)+
			request8+chain8(client)+"[Raw write]: length = 900\n"+testpki.JavaDump(certificateRecord(client))+"main, WRITE: TLSv1.2 Handshake, length = 895\n"))
		require.Len(t, ev.Sessions, 1)
		sameChain(t, []*testpki.Entity{leaf, issuing}, ev.Sessions[0].Sent, true)
		sameChain(t, []*testpki.Entity{client}, ev.Sessions[0].ClientSent, true)
		require.Len(t, ev.Certificates, 3)
		for _, f := range ev.Certificates {
			require.False(t, f.Alone)
		}
	})
	t.Run("bytes of the messages", func(t *testing.T) {
		hashes := func(way string, message []byte) string {
			return fmt.Sprintf("[%s] MD5 and SHA1 hashes:  len = %d\n%s", way, len(message), testpki.JavaDump(message))
		}
		ev := readAll(t, []byte(hello8+chain8(leaf, issuing)+hashes("read", certificateRecord(leaf, issuing)[5:])+
			request8+chain8(client)+"[write] MD5 and SHA1 hashes:  len = 7\n"+testpki.JavaDump(certificateRecord(client)[5:])+"main, WRITE: TLSv1.2 Handshake, length = 895\n"))
		require.Len(t, ev.Sessions, 1)
		sameChain(t, []*testpki.Entity{leaf, issuing}, ev.Sessions[0].Sent, true)
		sameChain(t, []*testpki.Entity{client}, ev.Sessions[0].ClientSent, true)
	})
	t.Run("shortened by hand", func(t *testing.T) {
		ev := readAll(t, []byte("** Certificate chain\n  Subject: CN=api.old.test, OU=IT,\n  O=Example, C=CH\n  Issuer: CN=Old Issuing\n  SerialNumber: [    305e202e]\n  Subject: CN=Old Issuing\n  Issuer: CN=Old Root\n***\n"))
		require.Len(t, ev.Sessions, 1)
		require.Len(t, ev.Sessions[0].Sent, 2)
		require.Equal(t, "CN=api.old.test, OU=IT, O=Example, C=CH", ev.Sessions[0].Sent[0].Certificate.Subject.String())
		require.Equal(t, "305e202e", ev.Sessions[0].Sent[0].Certificate.Serial)
		require.Equal(t, "CN=Old Root", ev.Sessions[0].Sent[1].Certificate.Issuer.String())
	})
	t.Run("margin", func(t *testing.T) {
		log := hello8 + chain8(leaf, issuing)
		margin := "2026-05-31 10:20:30,125 INFO  [stdout] (default task-1) "
		ev := readAll(t, []byte(margin+strings.ReplaceAll(log, "\n", "\n"+margin)))
		require.Len(t, ev.Sessions, 1)
		require.Equal(t, "api.old.test", ev.Sessions[0].SNI)
		require.Len(t, ev.Sessions[0].Sent, 2)
		sameDescription(t, issuing.Certificate(), ev.Sessions[0].Sent[1].Certificate)
	})
}

// TestJavaLogThreads interleaves handshakes entry by entry.
func TestJavaLogThreads(t *testing.T) {
	pki := testpki.New(73)
	root := pki.Root("CN=Thread Root")
	type run struct {
		entries []string
		host    string
		sent    []*testpki.Entity
	}
	var runs []run
	for i := range 7 {
		host := fmt.Sprintf("host%d.thread.test", i)
		thread := fmt.Sprintf("%X|pool-%d", 16+i, i)
		sent := []*testpki.Entity{root.Leaf(host)}
		r := run{host: host, sent: sent}
		r.entries = []string{hello11(thread, host), serverHello11(thread), entry11(thread, "Consuming server Certificate handshake message", chain11(sent...))}
		if i%2 == 0 {
			r.entries = append(r.entries, entry11(thread, "Fatal (CERTIFICATE_UNKNOWN): PKIX path building failed: x.Y: unable to find valid certification path to requested target", "\"throwable\" : {\n  x\n}"))
		} else {
			r.entries = append(r.entries, entry11(thread, "Consuming ServerHelloDone handshake message", "<empty>"))
		}
		runs = append(runs, r)
	}
	var log strings.Builder
	for step := range 4 {
		for i := range runs {
			log.WriteString(runs[(i*3+step)%7].entries[step])
		}
	}
	ev := readAll(t, []byte(log.String()))
	require.Len(t, ev.Sessions, 7)
	seen := map[string]evidence.Session{}
	for _, s := range ev.Sessions {
		seen[s.SNI] = s
	}
	for i, r := range runs {
		s := seen[r.host]
		sameSerials(t, r.sent, s.Sent)
		require.Equal(t, time.Date(2026, 5, 31, 8, 20, 30, 125e6, time.UTC), s.At)
		if i%2 == 0 {
			require.Equal(t, evidence.No, s.TrustAccepted)
			require.Len(t, s.Signals, 2)
		} else {
			require.Equal(t, evidence.Yes, s.TrustAccepted)
			require.Empty(t, s.Signals)
		}
	}
}

func sameSerials(t *testing.T, want []*testpki.Entity, got []evidence.Sent) {
	t.Helper()
	require.Len(t, got, len(want))
	for i, e := range want {
		require.Equal(t, serialText(e.Certificate().Serial), serialText(got[i].Certificate.Serial))
		require.True(t, e.Certificate().NotAfter.Equal(got[i].Certificate.NotAfter))
	}
}

// TestJavaLogWalksThreads is SSLEngine: the answer is read by another thread of
// the pool than the one that said hello.
func TestJavaLogWalksThreads(t *testing.T) {
	leaf, issuing, _, _, _ := javaTestPKI()
	first, second := "D0|HttpClient-1-Worker-0", "E0|HttpClient-1-Worker-1"
	ev := readAll(t, []byte(hello11(first, "api.old.test")+serverHello11(second)+
		entry11(second, "Produced ClientHello(HRR) handshake message", "\"ClientHello\": {\n}")+serverHello11(first)+
		entry11(second, "Consuming server Certificate handshake message", chain11(leaf, issuing))+
		entry11(second, "Fatal (CERTIFICATE_UNKNOWN): PKIX path building failed: x: unable to find valid certification path to requested target", "x")))
	require.Len(t, ev.Sessions, 1)
	sameSerials(t, []*testpki.Entity{leaf, issuing}, ev.Sessions[0].Sent)
	require.Equal(t, evidence.No, ev.Sessions[0].TrustAccepted)
}

// TestJavaLogSentChainOnly puts every other list of certificates around the
// one that was sent.
func TestJavaLogSentChainOnly(t *testing.T) {
	leaf, issuing, root, client, authority := javaTestPKI()
	body := func(list ...*testpki.Entity) string {
		var b strings.Builder
		for _, e := range list {
			b.WriteString(print11(e))
		}
		return b.String()
	}
	thread := "10|main"
	ev := readAll(t, []byte(
		entry11(thread, "adding as trusted certificates", body(root, authority))+
			entry11(thread, "found key for : c1", body(client))+
			entry11(thread, "trustStore is: /opt/agent/jre/lib/security/cacerts\ntrustStore type is: pkcs12", "")+
			hello11(thread, "api.old.test")+serverHello11(thread)+
			entry11(thread, "Consuming server Certificate handshake message", chain11(leaf, issuing))+
			entry11(thread, "Found trusted certificate", body(root))+
			entry11(thread, "adding as trusted certificates", body(root, authority))))
	require.Len(t, ev.Sessions, 1)
	sameSerials(t, []*testpki.Entity{leaf, issuing}, ev.Sessions[0].Sent)
	require.Equal(t, root.Certificate().Subject.SetKey(), ev.Sessions[0].Anchor.Subject.SetKey())
	require.Empty(t, ev.Stores)
	require.Len(t, ev.Certificates, 3)
	require.Equal(t, "javax.net.ssl.trustStore", ev.Settings[0].Name)
	require.Equal(t, "/opt/agent/jre/lib/security/cacerts", ev.Settings[0].Value)
}

// TestJavaLogAndPEM puts a certificate behind a log with dumps.
func TestJavaLogAndPEM(t *testing.T) {
	leaf, issuing, root, _, _ := javaTestPKI()
	dumped := testpki.JavaDump(certificateRecord(leaf, issuing))
	for _, log := range []string{
		hello11("10|main", "a.test") + entry11("10|main", "Raw read", dumped) + entry11("10|main", "Consuming server Certificate handshake message", chain11(leaf, issuing)),
		hello8 + "[Raw read]: length = 900\n" + dumped + chain8(leaf, issuing),
		// All of it in one row of JSON.
		`{"message":` + string(must(json.Marshal(hello11("10|main", "a.test")+entry11("10|main", "Raw read", dumped)+entry11("10|main", "Consuming server Certificate handshake message", chain11(leaf, issuing))))) + "}\n",
	} {
		ev := readAll(t, []byte(log+"\nand this is our root:\n"+root.PEM()))
		require.Len(t, ev.Certificates, 3)
		sameChain(t, []*testpki.Entity{leaf, issuing}, ev.Sessions[0].Sent, true)
		for _, f := range ev.Certificates {
			require.Equal(t, f.Certificate.ID == root.ID(), f.Alone)
		}
	}
}

// TestJavaLogExcerpts gives what people cut out of a log.
func TestJavaLogExcerpts(t *testing.T) {
	leaf, issuing, _, client, _ := javaTestPKI()
	sent := []*testpki.Entity{leaf, issuing}
	message := entry11("10|main", "Consuming server Certificate handshake message", chain11(sent...))
	_, body, _ := strings.Cut(message, "\n")
	fatal := entry11("10|main", "Fatal (CERTIFICATE_UNKNOWN): PKIX path building failed: x: unable to find valid certification path to requested target", "x")
	margined := "INFO   | jvm 1    | 2026/01/12 05:30:37 | " + strings.ReplaceAll(strings.TrimSuffix(message+fatal, "\n"), "\n", "\nINFO   | jvm 1    | 2026/01/12 05:30:39 | ")
	for name, c := range map[string]struct {
		log     string
		partial bool
	}{
		"message alone":       {message, false},
		"without its head":    {body, false},
		"certificates only":   {strings.TrimSuffix(strings.TrimPrefix(body, "\"Certificates\": [\n"), "]\n)\n"), true},
		"cut in the middle":   {strings.TrimSuffix(message, "]\n)\n"), true},
		"head without prefix": {message[strings.Index(message, "Consuming"):], false},
		"in a mail":           {"Hello,\n> " + strings.ReplaceAll(message, "\n", "\n> ") + "\nregards", false},
		"wrapper log":         {margined, false},
		"lines of JSON":       {jsonLines(message + fatal), false},
		"one text of JSON":    {`{"short_description":"x","work_notes":` + string(must(json.Marshal(message+fatal))) + "}", false},
		"html":                {"<pre>" + html.EscapeString(message+fatal) + "</pre>", false},
		"html line by line":   {strings.ReplaceAll(strings.ReplaceAll(html.EscapeString(message+fatal), " ", "&nbsp;"), "\n", "<br>\n"), false},
		"html in blocks":      {"<div>" + strings.ReplaceAll(html.EscapeString(message+fatal), "\n", "</div><div>") + "</div>", false},
		"xml":                 {"<xml><comments>" + strings.ReplaceAll(html.EscapeString(message+fatal), "\n", "&#13;\n") + "</comments></xml>", false},
		"cell of a table":     {"\"number\",\"comments\"\n\"INC1\",\"" + strings.ReplaceAll(message+fatal, `"`, `""`) + "\"\n", false},
		"word processor":      {strings.NewReplacer(`" `, `” `, `"`, `“`).Replace(message + fatal), false},
		"crlf":                {strings.ReplaceAll(message+fatal, "\n", "\r\n"), false},
	} {
		t.Run(name, func(t *testing.T) {
			ev := readAll(t, []byte(c.log))
			require.Len(t, ev.Sessions, 1)
			sameSerials(t, sent, ev.Sessions[0].Sent)
			require.Equal(t, c.partial, ev.Sessions[0].Partial)
		})
	}
	t.Run("other JSON", func(t *testing.T) {
		ev := readAll(t, []byte("{\n  \"Certificates\": [\n    {\n  \"certificate\" : {\n \"id\": 7\n }\n}\n]\n}\n"))
		require.Empty(t, ev.Sessions)
	})
	t.Run("a piece of a listing", func(t *testing.T) {
		ev := readAll(t, []byte(strings.Repeat(print11(issuing), 30)))
		require.Empty(t, ev.Sessions)
	})
	t.Run("direction", func(t *testing.T) {
		ev := readAll(t, []byte(entry11("10|main", "Produced client Certificate handshake message", chain11(client))))
		require.Len(t, ev.Sessions, 1)
		require.Empty(t, ev.Sessions[0].Sent)
		require.Len(t, ev.Sessions[0].ClientSent, 1)
		require.False(t, ev.Sessions[0].ServerSide)
		ev = readAll(t, []byte(entry11("10|main", "Consuming client Certificate handshake message", chain11())+
			entry11("10|main", "Fatal (BAD_CERTIFICATE): Empty client certificate chain", "x")))
		require.Len(t, ev.Sessions, 1)
		require.True(t, ev.Sessions[0].ServerSide)
		require.True(t, ev.Sessions[0].ClientShown)
		require.Contains(t, signalIDs(ev), evidence.ServerGotNone)
	})
	t.Run("prefix of JDK 25", func(t *testing.T) {
		ev := readAll(t, []byte(message+strings.Replace(fatal, "PKIX", "(certificate_unknown) PKIX", 1)))
		require.Equal(t, []string{evidence.AlertSent, evidence.PathBuildingFailed}, signalIDs(ev))
	})
	t.Run("host of the log around", func(t *testing.T) {
		ev := readAll(t, []byte(message+"2026-01-12 05:30:37 (590) worker.6 HTTPClient WARNING: Request not sent to uri=[https://api.near.test:8443/v1] : java.net.SocketException: Socket is closed\n"))
		require.Equal(t, "api.near.test", ev.Sessions[0].Host)
		require.Equal(t, "8443", ev.Sessions[0].Port)
	})
	t.Run("host of another log", func(t *testing.T) {
		r := New(Options{})
		for _, text := range []string{message, "Request not sent to uri=[https://api.near.test/]\n", message} {
			in := r.Input("log", evidence.RoleUnknown)
			_, _ = in.Write([]byte(text))
			_ = in.Close()
		}
		_ = r.Input("nothing", evidence.RoleUnknown).Close()
		require.Len(t, r.Evidence().Sessions, 2)
		for _, s := range r.Evidence().Sessions {
			require.Empty(t, s.Host)
		}
		in := r.Input("log", evidence.RoleUnknown)
		_, _ = in.Write([]byte("Request not sent to uri=[https://api.far.test/]\n" + message))
		_ = in.Close()
		require.Empty(t, r.Evidence().Sessions[0].Host)
		require.Equal(t, "api.far.test", r.Evidence().Sessions[2].Host)
	})
	t.Run("closing is no failure", func(t *testing.T) {
		ev := readAll(t, []byte(message+entry11("10|main", "SSLSocket duplex close failed. Debug info only. Exception details:", "\"throwable\" : {\n  java.net.SocketException: Socket is closed\n  \tat java.base/java.net.Socket.shutdownInput(Socket.java:1601)}\n")))
		require.Empty(t, ev.Signals)
	})
}

// jsonLines is a log as a container engine keeps it.
func jsonLines(text string) string {
	var b strings.Builder
	for _, row := range strings.SplitAfter(text, "\n") {
		fmt.Fprintf(&b, "{\"log\":%s,\"stream\":\"stderr\",\"time\":\"2026-05-31T10:20:30.1Z\"}\n", must(json.Marshal(row)))
	}
	return b.String()
}

func TestAuthorities(t *testing.T) {
	for text, want := range map[string][]string{
		"CN=A, O=B":                  {"CN=A, O=B"},
		"CN=A, O=B, C=US, CN=C, O=D": {"CN=A, O=B, C=US", "CN=C, O=D"},
		`CN=A, OU="x, CN=y", DC=a, DC=b, OU=Class 3, O=V`: {`CN=A, OU="x, CN=y", DC=a, DC=b`, "OU=Class 3, O=V"},
		"OU=Class 3, O=V, C=US, OU=Class 2, O=V, C=US":    {"OU=Class 3, O=V, C=US", "OU=Class 2, O=V, C=US"},
		"CN=A, CN=B":                                   {"CN=A", "CN=B"},
		`CN=A, O=a\, CN=b, C=US, CN=C`:                 {`CN=A, O=a\, CN=b, C=US`, "CN=C"},
		`CN=A, O="a, CN=b", C=US, CN=C`:                {`CN=A, O="a, CN=b", C=US`, "CN=C"},
		"CN=A, UID=u, CN=B":                            {"CN=A, UID=u", "CN=B"},
		"CN=A, C=US, foo, O=x":                         {"CN=A, C=US, foo", "O=x"},
		"CN=A, C=US, foo":                              {"CN=A, C=US, foo"},
		"CN=A, C=US,O=B":                               {"CN=A, C=US,O=B"},
		"EMAILADDRESS=a@b.test, CN=A, O=B, C=ZA, CN=C": {"EMAILADDRESS=a@b.test, CN=A, O=B, C=ZA", "CN=C"},
		"": {},
	} {
		var got []string
		for _, n := range authorities(text) {
			got = append(got, n.SetKey())
		}
		var expect []string
		for _, w := range want {
			expect = append(expect, cert.ReadName(w).SetKey())
		}
		require.Equal(t, expect, got, text)
	}
}

// fuzzText gives lines to one carrier, whatever woke it, and checks what the
// sink may hold then.
func fuzzText(t *testing.T, newCarrier func(*sink) carrier, data []byte) *evidence.Evidence {
	ev := &evidence.Evidence{Inputs: make([]evidence.Input, 1)}
	s := &sink{ev: ev, opts: &Options{}}
	c := newCarrier(s)
	for i, text := range strings.Split(string(data), "\n") {
		c.line(line{number: i + 1, text: strings.ToValidUTF8(text, "?"), more: len(text)%7 == 6, woke: true})
	}
	c.end()
	return ev
}
