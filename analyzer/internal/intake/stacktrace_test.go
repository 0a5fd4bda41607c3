package intake

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/testpki"
)

// saidCase is a sentence as Java, a library or the platform writes it, and what it
// must become.
type saidCase struct {
	text string
	id   string
	args map[string]string
}

var saidCases = []saidCase{
	{"javax.net.ssl.SSLHandshakeException: PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path to requested target", evidence.PathBuildingFailed, map[string]string{"reason": "unable to find valid certification path to requested target"}},
	{"javax.net.ssl.SSLHandshakeException: (certificate_unknown) PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path to requested target", evidence.PathBuildingFailed, map[string]string{"reason": "unable to find valid certification path to requested target"}},
	{"sun.security.validator.ValidatorException: PKIX path building failed: org.bouncycastle.jce.exception.ExtCertPathBuilderException: No issuer certificate for certificate in certification path found.", evidence.PathBuildingFailed, map[string]string{"reason": "No issuer certificate for certificate in certification path found."}},
	{"sun.security.validator.ValidatorException: PKIX path validation failed: java.security.cert.CertPathValidatorException: signature check failed", evidence.PathValidationFailed, map[string]string{"reason": "signature check failed"}},
	{"sun.security.validator.ValidatorException: PKIX path validation failed: java.security.cert.CertPathValidatorException: subject/issuer name chaining check failed", evidence.PathValidationFailed, map[string]string{"reason": "subject/issuer name chaining check failed"}},
	{"sun.security.validator.ValidatorException: PKIX path validation failed: java.security.cert.CertPathValidatorException: timestamp check failed", evidence.PathValidationFailed, map[string]string{"reason": "timestamp check failed"}},
	{"sun.security.validator.ValidatorException: PKIX path validation failed: java.security.cert.CertPathValidatorException: Algorithm constraints check failed on signature algorithm: SHA1withRSA", evidence.PathValidationFailed, map[string]string{"reason": "Algorithm constraints check failed"}},
	{"sun.security.validator.ValidatorException: PKIX path validation failed: java.security.cert.CertPathValidatorException: basic constraints check failed: pathLenConstraint violated - this cert must be the last cert in the certification path", evidence.PathValidationFailed, map[string]string{"reason": "basic constraints check failed: pathLenConstraint violated - this cert must be the last cert in the certification path"}},
	{"Caused by: java.security.cert.CertificateExpiredException: NotAfter: Sat May 30 12:48:38 CEST 2020", evidence.ExpiredInLog, map[string]string{"date": "2020-05-30T10:48:38Z"}},
	{"Caused by: java.security.cert.CertificateNotYetValidException: NotBefore: Fri Jan 01 00:00:00 UTC 2027", evidence.NotYetValidInLog, map[string]string{"date": "2027-01-01T00:00:00Z"}},
	{"HTTPClient WARNING: Session contains no certificates – Untrusted", evidence.SessionUntrusted, nil},
	{"HTTPClient WARNING: Session contains no certificates - Untrusted", evidence.SessionUntrusted, nil},
	{"javax.net.ssl.SSLPeerUnverifiedException: peer not authenticated", evidence.PeerNotAuthenticated, nil},
	{"DBKeyStoreSocketFactory DEBUG: Unable to collect telemetry data for certificate. Exception: peer not authenticated", evidence.PeerNotAuthenticated, nil},
	{"java.net.SocketException: Socket is closed", evidence.SocketClosed, nil},
	{"java.security.cert.CertificateException: No subject alternative DNS name matching api.example.test found.", evidence.HostNameMismatch, map[string]string{"host": "api.example.test"}},
	{"java.security.cert.CertificateException: No subject alternative names matching IP address 192.0.2.7 found", evidence.HostNameMismatch, map[string]string{"host": "192.0.2.7"}},
	{"java.security.cert.CertificateException: No name matching api.example.test found", evidence.HostNameMismatch, map[string]string{"host": "api.example.test"}},
	{"java.security.cert.CertificateException: No subject alternative names present", evidence.HostNameMismatch, nil},
	{"javax.net.ssl.SSLPeerUnverifiedException: Certificate for <api.example.test> doesn't match any of the subject alternative names: [other.example.test]", evidence.HostNameMismatch, map[string]string{"host": "api.example.test"}},
	{"javax.net.ssl.SSLException: hostname in certificate didn't match: <api.example.test> != <other.example.test>", evidence.HostNameMismatch, map[string]string{"host": "api.example.test"}},
	{"javax.net.ssl.SSLPeerUnverifiedException: Hostname api.example.test not verified: certificate: sha256/AAAA", evidence.HostNameMismatch, map[string]string{"host": "api.example.test"}},
	{"java.security.cert.CertificateRevokedException: Certificate has been revoked, reason: KEY_COMPROMISE", evidence.RevocationFailed, map[string]string{"revoked": "yes"}},
	{"Caused by: java.security.cert.CertPathValidatorException: Could not determine revocation status", evidence.RevocationFailed, nil},
	{"Caused by: java.security.cert.CertPathValidatorException: Certificate does not specify OCSP responder", evidence.RevocationFailed, nil},
	{"OCSP revoke check IOException: connect timed out", evidence.RevocationFailed, nil},
	{"Caused by: java.security.cert.CertPathValidatorException: Unable to determine revocation status due to network error", evidence.RevocationFailed, nil},
	{"javax.net.ssl.SSLHandshakeException: Received fatal alert: bad_certificate", evidence.AlertReceived, map[string]string{"alert": "bad_certificate"}},
	{"javax.net.ssl.SSLHandshakeException: Received fatal alert: bad_certificate_status_response", evidence.AlertReceived, map[string]string{"alert": "bad_certificate_status_response"}},
	{"javax.net.ssl.SSLHandshakeException: (handshake_failure) Received fatal alert: handshake_failure", evidence.AlertReceived, map[string]string{"alert": "handshake_failure"}},
	{"javax.net.ssl.SSLHandshakeException: Received fatal alert: certificate_unknown", evidence.AlertReceived, map[string]string{"alert": "certificate_unknown"}},
	{"javax.net.ssl.SSLHandshakeException: Received fatal alert: unknown_ca", evidence.AlertReceived, map[string]string{"alert": "unknown_ca"}},
	{"javax.net.ssl.SSLHandshakeException: Received fatal alert: certificate_expired", evidence.AlertReceived, map[string]string{"alert": "certificate_expired"}},
	{"javax.net.ssl.SSLHandshakeException: Received fatal alert: certificate_required", evidence.AlertReceived, map[string]string{"alert": "certificate_required"}},
	{"org.bouncycastle.tls.TlsFatalAlertReceived: certificate_required(116)", evidence.AlertReceived, map[string]string{"alert": "certificate_required"}},
	{"Post \"https://api.example.test\": remote error: tls: bad certificate", evidence.AlertReceived, map[string]string{"alert": "bad_certificate"}},
	{"400 No required SSL certificate was sent", evidence.ServerGotNone, nil},
	{"javax.net.ssl.SSLHandshakeException: null cert chain", evidence.ServerGotNone, nil},
	{"javax.net.ssl.SSLHandshakeException: Empty client certificate chain", evidence.ServerGotNone, nil},
	{"java.io.IOException: Keystore was tampered with, or password was incorrect", evidence.KeyStoreUnreadable, map[string]string{"reason": "Keystore was tampered with, or password was incorrect"}},
	{"SEVERE ERROR: Unable to load certificate : partner - 902bb3bc50977250f8776d5de5c06973", evidence.KeyStoreUnreadable, nil},
	{"sun.security.validator.ValidatorException: No trusted certificate found", evidence.PathBuildingFailed, map[string]string{"reason": "No trusted certificate found"}},
	{"javax.net.ssl.SSLHandshakeException: Extended key usage does not permit use for TLS server authentication", evidence.CertificateRefused, map[string]string{"reason": "Extended key usage does not permit use for TLS server authentication"}},
	{"sun.security.validator.ValidatorException: Extended key usage does not permit use for TLS client authentication", evidence.CertificateRefused, map[string]string{"reason": "Extended key usage does not permit use for TLS client authentication"}},
	{"javax.net.ssl.SSLHandshakeException: KeyUsage does not allow digital signatures", evidence.CertificateRefused, map[string]string{"reason": "KeyUsage does not allow digital signatures"}},
	{"javax.net.ssl.SSLHandshakeException: KeyUsage does not allow key encipherment", evidence.CertificateRefused, map[string]string{"reason": "KeyUsage does not allow key encipherment"}},
	{"javax.net.ssl.SSLHandshakeException: KeyUsage does not allow key agreement", evidence.CertificateRefused, map[string]string{"reason": "KeyUsage does not allow key agreement"}},
	{"java.security.cert.CertificateException: Certificates do not conform to algorithm constraints", evidence.CertificateRefused, map[string]string{"reason": "Certificates do not conform to algorithm constraints"}},
	{"javax.net.ssl.SSLProtocolException: Failed to parse server certificates", evidence.CertificateRefused, map[string]string{"reason": "Failed to parse server certificates"}},
	{"java.security.cert.CertPathValidatorException: Algorithm constraints check failed on keysize limits: RSA 1024 bit key", evidence.CertificateRefused, map[string]string{"reason": "Algorithm constraints check failed"}},
	{"sun.security.validator.ValidatorException: Untrusted certificate: CN=x", evidence.CertificateRefused, map[string]string{"reason": "ValidatorException"}},
	{"sun.security.validator.ValidatorException: TLS Server certificate issued after 2024-11-11 and anchored by a distrusted legacy Entrust root CA: CN=x", evidence.CertificateRefused, map[string]string{"date": "2024-11-11", "reason": "TLS Server certificate issued after 2024-11-11 and anchored by a distrusted root CA"}},
	{"javax.net.ssl.SSLProtocolException: The certificate chain length (11) exceeds the maximum allowed length (10)", evidence.ChainTooLong, map[string]string{"count": "11", "limit": "10"}},
	{"javax.net.ssl.SSLHandshakeException: No appropriate protocol (protocol is disabled or cipher suites are inappropriate)", evidence.ProtocolsOff, nil},
	{"java.security.cert.CertificateException: Illegal given domain name: api_1.example.test", evidence.HostNameMismatch, map[string]string{"form": "yes"}},
	{"java.security.InvalidAlgorithmParameterException: the trustAnchors parameter must be non-empty", evidence.TrustStoreEmpty, nil},
	{"No X.509 certificate for client authentication, use empty Certificate message instead", evidence.NoClientCertificate, nil},
	{"Warning: no suitable certificate found - continuing without client authentication", evidence.NoClientCertificate, nil},
	{"Error while loading the certificate: Could not find valid private key", evidence.PrivateKeyFormat, nil},
	{"javax.net.ssl.SSLException: Unrecognized SSL message, plaintext connection?", evidence.NoTLS, nil},
	{"javax.net.ssl.SSLException: Unsupported or unrecognized SSL message", evidence.NoTLS, nil},
	{"javax.net.ssl.SSLHandshakeException: Remote host closed connection during handshake", evidence.HandshakeCut, nil},
	{"javax.net.ssl.SSLHandshakeException: Remote host terminated the handshake", evidence.HandshakeCut, nil},
	{"java.net.ConnectException: Connection refused (Connection refused)", evidence.ConnectionFailed, map[string]string{"cause": "refused"}},
	{"java.net.UnknownHostException: api.example.test: Name or service not known", evidence.ConnectionFailed, map[string]string{"cause": "dns", "host": "api.example.test"}},
	{"java.net.SocketTimeoutException: connect timed out", evidence.ConnectionFailed, map[string]string{"cause": "timeout"}},
	{"java.net.NoRouteToHostException: No route to host (Host unreachable)", evidence.ConnectionFailed, map[string]string{"cause": "unreachable"}},
}

// found returns the signal of a kind, nil when there is none.
func found(ev *evidence.Evidence, id string) *evidence.Signal {
	for i := range ev.Signals {
		if ev.Signals[i].ID == id {
			return &ev.Signals[i]
		}
	}
	return nil
}

func TestSentences(t *testing.T) {
	for _, c := range saidCases {
		for name, text := range map[string]string{
			"plain":      c.text,
			"upper case": strings.ToUpper(c.text),
			"in a mail":  "> > " + c.text,
			"framework":  "[INFO] [stdout] 2026-05-31 10:20:30,125 ERROR [worker.6] " + c.text,
			"in a trace": "Exception in thread \"main\" java.lang.RuntimeException: x\n\tat a.B.c(B.java:1)\nCaused by: " + c.text + "\n\tat a.B.d(B.java:2)\n\t... 40 more",
			"in JSON":    `{"level":"error","message":"x: ` + strings.ReplaceAll(c.text, `"`, `\"`) + `\n\tat a.B.c(B.java:1)"}`,
			"in a story": "We see this since Monday:\n\n" + c.text + "\n\nin the log, what now?",
			"twice":      c.text + "\n" + c.text,
		} {
			ev := readAll(t, []byte(text+"\n"))
			x := found(ev, c.id)
			require.NotNil(t, x, "%s: %s: %v", name, text, ev.Signals)
			require.Equal(t, c.args, x.Args, "%s: %s", name, text)
			require.Positive(t, x.Quote.Line)
		}
	}
}

// A name that was not found is read where its end shows: another line may go on
// with it.
func TestUnknownHost(t *testing.T) {
	for text, host := range map[string]string{
		"java.net.UnknownHostException: api.example.test\n":                                             "api.example.test",
		"java.net.UnknownHostException: api.example.test\n\tat a.B.c(B.java:1)\n":                       "api.example.test",
		"java.net.UnknownHostExcep\ntion: api.example.test\n\tat a.B.c(B.java:1)\n":                     "api.example.test",
		"java.net.UnknownHostException:\napi.example.test\n\tat a.B.c(B.java:1)\n":                      "api.example.test",
		"java.net.UnknownHostException: api.exa\nmple.test\n\tat a.B.c(B.java:1)\n":                     "",
		"java.net.UnknownHostException: api.example.test\njava.net.UnknownHostException: api.example\n": "",
	} {
		x := found(readAll(t, []byte(text)), evidence.ConnectionFailed)
		require.NotNil(t, x, text)
		require.Equal(t, "dns", x.Args["cause"], text)
		require.Equal(t, host, x.Args["host"], text)
	}
}

// A read that timed out belongs to a handshake, or says nothing of TLS.
func TestReadTimedOut(t *testing.T) {
	const timedOut = "java.net.SocketTimeoutException: Read timed out\n\tat a.B.c(B.java:1)"
	require.Empty(t, readAll(t, []byte(timedOut+"\n")).Signals)
	begun := testpki.JavaLog{Host: "api.example.test"}.String()
	begun = begun[:strings.Index(begun, "\n)\n")+3]
	ev := readAll(t, []byte(begun+"javax.net.ssl|WARNING|01|worker.3|2026-06-01 12:00:01.000 UTC|SSLSocketImpl.java:1676|handling exception (\n\"throwable\" : {\n  "+timedOut+"}\n\n)\n"+timedOut+"\n"))
	require.Len(t, ev.Signals, 1)
	require.Equal(t, evidence.ReadTimedOut, ev.Signals[0].ID)
	require.Equal(t, map[string]string{"cause": "timeout"}, ev.Signals[0].Args)
	require.Equal(t, []int{0}, ev.Sessions[0].Signals)
}

// TestSentencesWrapped cuts every sentence at every width a mail program or
// terminal may have, also in mid-word.
func TestSentencesWrapped(t *testing.T) {
	all, lost := 0, 0
	for _, c := range saidCases {
		for width := 40; width <= 120; width++ {
			for _, margin := range []string{"", "> ", "    "} {
				var b strings.Builder
				text := c.text
				for len(text) > width {
					b.WriteString(margin + text[:width] + "\n")
					text = text[width:]
				}
				b.WriteString(margin + text + "\n")
				ev := readAll(t, []byte(b.String()))
				all++
				if found(ev, c.id) == nil {
					t.Logf("%d\n%s", width, &b)
					lost++
				}
			}
		}
	}
	require.Zero(t, lost, all)
}

// TestSentencesAreNotInvented gives text that holds none.
func TestSentencesAreNotInvented(t *testing.T) {
	for _, text := range []string{
		"java.lang.NullPointerException: Cannot invoke \"String.length()\"\n\tat a.B.c(B.java:1)",
		"java.io.IOException: The certificate chain length (11) is known",
		"java.io.IOException: The certificate chain length (11) exceeds the maximum allowed length (none)",
		"java.io.IOException: The certificate chain length (of many) exceeds the maximum allowed length (10)",
		"java.io.IOException: TLS Server certificate issued after 2024-11-11",
		"java.io.IOException: TLS Server certificate issued after 2024-11-1x and anchored by a distrusted CA",
		"java.io.IOException: TLS Server certificate issued after 2024-11-111 and anchored by a distrusted CA",
		"java.io.IOException: TLS Server certificate issued after one day and anchored by a distrusted CA",
		"sun.security.validator.ValidatorException:",
		"java.sql.SQLException: Socket\nis a word, and it is not closed",
		"javax.net.ssl.SSLException: Received fatal alert: close_notify",
		"The PKIX working group wrote RFC 5280. Building a path is chapter 6.",
		"java.io.IOException: Server returned HTTP response code: 500 for URL: https://api.example.test/",
	} {
		ev := readAll(t, []byte(text+"\n"))
		require.Empty(t, ev.Signals, text)
	}
}

// TestSentencesBesideOthers: what stands around a sentence decides what it says.
func TestSentencesBesideOthers(t *testing.T) {
	far := strings.Repeat("x", maxReason)
	for _, c := range []struct{ text, said string }{
		{"error: certificate has expired", evidence.ExpiredInLog},
		{"Verification error: certificate has expired", ""}, // s_client's own
		{"this certificate has expired", ""},
		{"certificate verify failed: x", evidence.CurlUntrusted},
		{"certificate verify failed: " + far + "certificate has expired", evidence.CurlUntrusted},
		{"certificate verify failed: x: the certificate has expired", ""},
		{"certificate verify failed: certificate is not yet valid", evidence.NotYetValidInLog},
		{"certificate verify failed: Hostname mismatch, x", ""},
		{"certificate verify failed: IP address mismatch, x", ""},
		{"The remote certificate is invalid: RemoteCertificateNameMismatch", evidence.HostNameMismatch},
	} {
		id := ""
		for _, x := range saidIn(squeeze(c.text)) {
			require.Empty(t, id, c.text)
			id = x.id
		}
		require.Equal(t, c.said, id, c.text)
	}
	for text, reason := range map[string]string{"validity check failed": "validity check failed", "x: validity check failed": "ValidatorException"} {
		said := saidIn(squeeze("ValidatorException: " + text))
		require.Len(t, said, 1)
		require.Equal(t, reason, said[0].args["reason"])
	}
}

// TestStackTraceOnOneLine: a field of a ticket has no line ends; entities
// stand for the spaces of a page.
func TestStackTraceOnOneLine(t *testing.T) {
	trace := "[stdout] Caused by: javax.net.ssl.SSLHandshakeException: Received fatal alert: bad_certificate\n[stdout] \tat a.B.c(B.java:1)\n[stdout] \tat a.B.d(B.java:2)\n"
	log := entry11("10|main", "Consuming ServerHello handshake message", "x") + entry11("10|main", "Fatal (CERTIFICATE_UNKNOWN): PKIX path building failed: x: unable to find valid certification path to requested target", "\"throwable\" : {\n  x}")
	for text, id := range map[string]string{
		strings.ReplaceAll(trace, "\n", " "):       evidence.AlertReceived,
		strings.ReplaceAll(trace, "\n", "") + "\n": evidence.AlertReceived,
		strings.ReplaceAll(trace, " ", "&nbsp;"):   evidence.AlertReceived,
		strings.ReplaceAll(log, "\n", " "):         evidence.PathBuildingFailed,
	} {
		require.NotNil(t, found(readAll(t, []byte(text)), id), text)
	}
}

func TestSentencesAreCounted(t *testing.T) {
	ev := readAll(t, []byte(strings.Repeat("java.net.SocketException: Socket is closed\n\tat a.B.c(B.java:1)\n\n", 500)))
	require.Len(t, ev.Signals, maxSame)
	require.Equal(t, "java-stack", ev.Inputs[0].Kind)
}

func TestSentenceQuotesItsLine(t *testing.T) {
	ev := readAll(t, []byte("first\n2026-01-12 05:30:37 (590) worker.6 x: password=hunter2 java.net.SocketException: Socket is closed\n"))
	require.Len(t, ev.Signals, 1)
	require.Equal(t, 2, ev.Signals[0].Quote.Line)
	require.NotContains(t, ev.Signals[0].Quote.Text, "hunter2")
	require.Equal(t, "2026-01-12T05:30:37Z", ev.Signals[0].At.Format("2006-01-02T15:04:05Z"))
}

// TestFrames tells the rows of a stack trace that say where.
func TestFrames(t *testing.T) {
	for text, want := range map[string]bool{
		"at a.b.C(D.java:1)": true, "\tat a.b.C(D.java:1) ": true, "[thread] at a.b.C(D.java:1)": true, "at home (now)": false, "look at a.b.C(D.java:1)": false,
		"at a.b.C(D.java:1) and more": false, "at a.b": false, "... 12 more": true, "... 12 more rows": false, "x ... 12 more": false, "...": false,
	} {
		require.Equal(t, want, isFrame(text), text)
	}
}

// TestEntryTime reads the time that a log entry begins with.
func TestEntryTime(t *testing.T) {
	for text, want := range map[string]bool{
		"2026-05-31 10:20:30": true, "2026/05/31 10:20:30,125 INFO": true, "[2026-05-31T10:20:30Z] x": true, "(2026-05-31 10:20:30) x": true, "2026-05-31x10:20:30": false,
		"2026-05-31 10:20:3": false, "2026.05.31 10:20:30": false, "2o26-05-31 10:20:30": false, "2026-05-31 10.20.30": false, "the 31st of May, 2026": false, "x 2026-05-31 10:20:30": false,
	} {
		at, ok := entryTime(text)
		require.Equal(t, want, ok, text)
		require.Equal(t, want, at.Equal(time.Date(2026, 5, 31, 10, 20, 30, 0, time.UTC)), text)
	}
}

// TestJoinedBound: pieces of a long line are joined up to a limit.
func TestJoinedBound(t *testing.T) {
	for more := range 2 {
		c := newStackTrace(New(Options{}).Input("log", "").(*input).s).(*stackTrace)
		for _, n := range []int{maxLine, maxLine, maxLine, maxLine - 1} {
			require.True(t, c.line(line{number: 1, text: strings.Repeat("x", n), more: true, woke: true}))
		}
		require.Equal(t, more == 0, c.line(line{number: 1, text: strings.Repeat("x", 1+more), woke: true}))
		require.Equal(t, more == 0, len(c.start) > 0)
	}
}
