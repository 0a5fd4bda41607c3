package analyzer_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer"
	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/report"
	"missinglink/analyzer/testpki"
)

// stacks are the servers whose answers were measured, each in TLS 1.2 and 1.3.
var stacks = []string{"OpenSSL 1.2", "OpenSSL 1.3", "Java 17 1.2", "Java 17 1.3", "Java 25 1.2", "Java 25 1.3", "Go 1.2", "Go 1.3", "GnuTLS 1.2", "GnuTLS 1.3", "Node 1.2", "Node 1.3"}

// answered is what each of the stacks answers to a fault of the client
// certificate, in the order of stacks. "accepted" is no refusal, "closed" ends
// the connection without an alert.
var answered = []struct {
	fault string
	said  string
}{
	{"none", "handshake_failure certificate_required bad_certificate bad_certificate handshake_failure certificate_required handshake_failure certificate_required decode_error certificate_required handshake_failure certificate_required"},
	{"noint", "unknown_ca unknown_ca certificate_unknown certificate_unknown certificate_unknown certificate_unknown unknown_ca unknown_ca access_denied access_denied closed closed"},
	{"expired", "certificate_expired certificate_expired certificate_unknown certificate_unknown certificate_unknown certificate_unknown certificate_expired certificate_expired access_denied access_denied closed closed"},
	{"future", "bad_certificate bad_certificate certificate_unknown certificate_unknown certificate_unknown certificate_unknown certificate_expired certificate_expired access_denied access_denied closed closed"},
	{"serverEKU", "unsupported_certificate unsupported_certificate certificate_unknown certificate_unknown certificate_unknown certificate_unknown bad_certificate bad_certificate accepted accepted closed closed"},
	{"keyenc", "unsupported_certificate unsupported_certificate certificate_unknown certificate_unknown certificate_unknown certificate_unknown accepted accepted internal_error internal_error closed closed"},
	{"unknown", "unknown_ca unknown_ca certificate_unknown certificate_unknown certificate_unknown certificate_unknown unknown_ca unknown_ca access_denied access_denied closed closed"},
	{"self", "unknown_ca unknown_ca certificate_unknown certificate_unknown certificate_unknown certificate_unknown unknown_ca unknown_ca access_denied access_denied closed closed"},
	{"badsig", "decrypt_error decrypt_error certificate_unknown certificate_unknown certificate_unknown certificate_unknown unknown_ca unknown_ca access_denied access_denied closed closed"},
}

// faults are the client key stores behind the table, what their own contents
// prove, and the word by which an explanation admits the fault.
func faults() map[string]struct {
	store []analyzer.Input
	lead  string
	word  string
} {
	root, sub, good := partners()
	stray := testpki.New(9).Root("CN=Elsewhere CA,O=Elsewhere")
	self := testpki.New(10).SelfSigned("integration.customer.example")
	one := func(chain ...*testpki.Entity) []analyzer.Input { return []analyzer.Input{keyStore(chain...)} }
	return map[string]struct {
		store []analyzer.Input
		lead  string
		word  string
	}{
		"none":      {nil, "client-certificate-required", "no client certificate|no certificate|requires|empty certificate message"},
		"noint":     {one(good), "client-issuer-not-accepted", "intermediate"},
		"expired":   {one(sub.Client("CN=integration,O=Customer", testpki.Expired()), sub, root), "client-certificate-expired", "expired"},
		"future":    {one(sub.Client("CN=integration,O=Customer", testpki.NotYet()), sub, root), "client-certificate-rejected", "first day|not yet started"},
		"serverEKU": {one(sub.Client("CN=integration,O=Customer", testpki.EKU("1.3.6.1.5.5.7.3.1")), sub, root), "client-usage-missing", "usage|client authentication"},
		"keyenc":    {one(sub.Client("CN=integration,O=Customer", testpki.KU(cert.KeyEncipherment)), sub, root), "client-usage-missing", "usage"},
		"unknown":   {one(stray.Client("CN=integration,O=Customer"), stray), "client-issuer-not-accepted", "CA|issuer"},
		"self":      {one(self), "client-issuer-not-accepted", "CA|issuer"},
		"badsig":    {one(sub.Client("CN=integration,O=Customer", testpki.BadSignature()), sub, root), "client-certificate-rejected", "damaged"},
	}
}

var alertNumbers = map[string]int{"handshake_failure": 40, "bad_certificate": 42, "unsupported_certificate": 43, "certificate_expired": 45,
	"certificate_unknown": 46, "unknown_ca": 48, "access_denied": 49, "decode_error": 50, "decrypt_error": 51, "internal_error": 80, "certificate_required": 116}

// alertLine is how openssl s_client shows an alert.
func alertLine(name string) string {
	return fmt.Sprintf("00B5C5F7F87F0000:error:0A000418:SSL routines:ssl3_read_bytes:ssl/tls alert %s:../ssl/record/rec_layer_s3.c:1601:SSL alert number %d\n", strings.ReplaceAll(name, "_", " "), alertNumbers[name])
}

// Every server stack and fault of the client certificate: with the key store
// beside the transcript its own fault leads; with the alert alone the
// explanation admits the fault; and a lost alert is no network fault.
func TestAlertTable(t *testing.T) {
	known := faults()
	for _, row := range answered {
		said := strings.Fields(row.said)
		require.Len(t, said, len(stacks), row.fault)
		fault := known[row.fault]
		for i, answer := range said {
			if answer == "accepted" {
				continue
			}
			t.Run(row.fault+" at "+stacks[i], func(t *testing.T) {
				alone := stack("javax.net.ssl.SSLHandshakeException: Received fatal alert: " + answer)
				end := alertLine(answer)
				if answer == "closed" {
					alone, end = stack("javax.net.ssl.SSLHandshakeException: Remote host terminated the handshake"), ""
				}
				inputs := append(paste(demanded(end)), trusted())
				if answer == "closed" {
					inputs = append(inputs, analyzer.Input{Name: "localhost.log", Data: []byte(alone)})
				}
				r := analyzer.Analyze(context.Background(), append(inputs, fault.store...), analyzer.Options{At: testpki.Now})
				require.Equal(t, fault.lead, r.Verdict.Code, "the key store is at hand: %s", r.Verdict.Title)
				require.Equal(t, report.Client, r.Verdict.Owner)
				require.Equal(t, report.Problem, r.Verdict.Status)

				r = analyzer.Analyze(context.Background(), paste(alone), analyzer.Options{At: testpki.Now})
				require.NotEqual(t, report.Network, r.Verdict.Owner)
				if answer == "closed" {
					require.Equal(t, "log-socket-closed", r.Verdict.Code)
					require.Contains(t, r.Verdict.Explanation, "no proof of a network fault")
					return
				}
				require.Contains(t, "client-certificate-rejected client-certificate-required client-certificate-expired log-alert-received", r.Verdict.Code)
				require.Regexp(t, fault.word, r.Verdict.Title+" "+r.Verdict.Explanation, answer)
			})
		}
	}
}

// Without the key store the same transcript says which alert came, and that a
// certificate was sent where the alert proves it.
func TestAlertWithoutKeyStore(t *testing.T) {
	for answer, lead := range map[string]string{
		"handshake_failure": "client-certificate-required", "certificate_required": "client-certificate-required", "bad_certificate": "client-certificate-required", "decode_error": "client-certificate-required",
		"unknown_ca": "client-certificate-rejected", "certificate_unknown": "client-certificate-rejected", "access_denied": "client-certificate-rejected", "decrypt_error": "client-certificate-rejected",
		"unsupported_certificate": "client-certificate-rejected", "internal_error": "client-certificate-rejected", "certificate_expired": "client-certificate-expired",
	} {
		r := analyzer.Analyze(context.Background(), append(paste(demanded(alertLine(answer))), trusted()), analyzer.Options{At: testpki.Now})
		require.Equal(t, lead, r.Verdict.Code, answer)
		require.Equal(t, report.Client, r.Verdict.Owner, answer)
	}
}

// A client certificate that is accepted leaves nothing to say about it.
func TestAcceptedClientCertificate(t *testing.T) {
	root, sub, good := partners()
	r := analyzer.Analyze(context.Background(), append(paste(demanded("")), trusted(), keyStore(good, sub, root)), analyzer.Options{At: testpki.Now})
	require.Equal(t, "chain-complete", r.Verdict.Code)
	for _, f := range r.Findings {
		require.NotContains(t, f.ID, "client-", f.Title)
	}
}

// What is left when the alert is lost is never called a fault of the network.
func TestLostAlerts(t *testing.T) {
	for _, said := range []string{
		"java.net.SocketException: Broken pipe", "java.net.SocketException: Broken pipe (Write failed)", "java.io.IOException: Broken pipe", "java.io.IOException: Error writing to server",
		"javax.net.ssl.SSLHandshakeException: Remote host terminated the handshake", "javax.net.ssl.SSLHandshakeException: Remote host closed connection during handshake",
		"java.io.EOFException: SSL peer shut down incorrectly", "java.net.SocketException: Connection reset",
	} {
		for _, before := range []string{"", demanded("")} {
			inputs := paste(stack(said))
			if before != "" {
				inputs = append(inputs, analyzer.Input{Name: "chain.txt", Data: []byte(before)}, trusted())
			}
			r := analyzer.Analyze(context.Background(), inputs, analyzer.Options{At: testpki.Now})
			require.NotEqual(t, report.Network, r.Verdict.Owner, said)
			require.Contains(t, r.Verdict.Explanation, "no proof of a network fault", said)
			if before != "" {
				require.Equal(t, "client-certificate-rejected", r.Verdict.Code, said)
			}
		}
	}
}
