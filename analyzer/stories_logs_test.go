package analyzer_test

import (
	"crypto/ed25519"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"strings"
	"time"

	"missinglink/analyzer"
	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/testpki"
)

const building = "PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path to requested target"

func validation(reason string) string {
	return "PKIX path validation failed: java.security.cert.CertPathValidatorException: " + reason
}

// logStories are told from Java logs and stack traces: who refused whom.
func logStories() []story {
	root, issuing, leaf := northwind()
	old := issuing.Leaf("api.northwind.example", testpki.Expired())
	partner := testpki.New(3).Root("CN=Northwind Partner CA,O=Northwind Traders,C=US")
	client := testpki.New(4).Root("CN=Customer CA,O=Customer").Client("CN=integration,O=Customer")
	asked := []string{"CN=Northwind Partner CA, O=Northwind Traders, C=US"}
	log := func(l testpki.JavaLog, more ...string) []analyzer.Input {
		l.Host = "api.northwind.example"
		return paste(l.String() + strings.Join(more, ""))
	}
	trace := func(message string) []analyzer.Input {
		return paste("2026-06-01 09:12:44 (531) worker.3 worker.3 txid=4f1c2a WARNING *** WARNING *** Unable to connect\njavax.net.ssl.SSLHandshakeException: " + message + "\n\tat java.base/sun.security.ssl.Alert.createSSLException(Alert.java:131)\n\tat com.glide.communications.HTTPRequest.execute(HTTPRequest.java:412)\n")
	}
	message := func(text string) analyzer.Input {
		return analyzer.Input{Name: "message.txt", Data: []byte(text + "\n")}
	}
	today := func(text string) []analyzer.Input {
		return append(paste(sClient(leaf, issuing)), store("sys_certificate", root.PEM()), message(text))
	}
	sub := testpki.New(63).Root("CN=Northwind Partner CA,O=Northwind Traders,C=US").Intermediate("CN=Northwind Partner Issuing CA,O=Northwind Traders,C=US")
	server := func(l testpki.JavaServerLog) []analyzer.Input {
		l.Host, l.Sent, l.Asked = "api.northwind.example", []*testpki.Entity{leaf, issuing}, asked
		return paste(l.String())
	}
	// beside is a log of one connection that Java accepts, and then of another
	// one to billing.northwind.example that says this; traced has its trace alone.
	beside := func(event, throwable string) []analyzer.Input {
		good := testpki.JavaLog{Host: "api.northwind.example", Sent: []*testpki.Entity{leaf, issuing}}.String()
		hello := testpki.JavaLog{Host: "billing.northwind.example"}.String()
		return paste(good + hello[:strings.Index(hello, "\n)\n")+3] + "javax.net.ssl|ERROR|01|worker.3|2026-06-01 12:00:01.000 UTC|" + event + " (\n" + throwable + ")\n")
	}
	throwable := func(message string) string {
		return "\"throwable\" : {\n  " + message + "\n  \tat java.base/sun.security.ssl.SSLSocketImpl.startHandshake(SSLSocketImpl.java:455)}\n\n"
	}
	traced := func(message string) []analyzer.Input {
		return paste(testpki.JavaLog{Host: "api.northwind.example", Sent: []*testpki.Entity{leaf, issuing}}.String() + message + "\n\tat java.base/java.net.Socket.connect(Socket.java:633)\n")
	}
	return []story{
		{name: "two-connections-no-tls", why: "One connection went well, and the other met plain text: the first does not hide the second.", code: "no-tls-on-port", also: []string{"chain-complete"},
			inputs: beside("TransportContext.java:375|Fatal (UNEXPECTED_MESSAGE): Unsupported or unrecognized SSL message", throwable("javax.net.ssl.SSLException: Unsupported or unrecognized SSL message"))},
		{name: "two-connections-silent", why: "The other server said nothing at all.", code: "connection-failed", also: []string{"chain-complete"},
			inputs: beside("SSLSocketImpl.java:1676|handling exception", throwable("java.net.SocketTimeoutException: Read timed out"))},
		{name: "two-connections-alert", why: "The alert came from the other server: its owner acts.", code: "log-alert-received", also: []string{"chain-complete"},
			inputs: beside("Alert.java:238|Received alert message", "\"Alert\": {\n  \"level\"      : \"fatal\",\n  \"description\": \"protocol_version\"\n}\n")},
		{name: "two-connections-name-unknown", why: "The name that was not found is in the trace.", code: "connection-failed", also: []string{"chain-complete"},
			inputs: traced("java.net.UnknownHostException: billing.northwind.example")},
		{name: "two-connections-refused", why: "No text says which server refused: it is not put on the one that answered.", code: "connection-failed", also: []string{"chain-complete"},
			inputs: traced("java.net.ConnectException: Connection refused")},
		{name: "server-log-completed", why: "A Java server's own log: what the client thinks of its chain, the client's messages tell.",
			code: "chain-complete", inputs: server(testpki.JavaServerLog{Client: []*testpki.Entity{sub.Client("CN=integration,O=Customer"), sub}})},
		{name: "server-log-client-refused", why: "The sentence about the path is the server's, and the chain in question the client's.",
			code: "client-path-refused", inputs: server(testpki.JavaServerLog{Client: []*testpki.Entity{sub.Client("CN=integration,O=Customer"), sub}, Refused: building})},
		{name: "server-log-client-refused-inbound", why: "The same where the instance is the server.", opts: analyzer.Options{Direction: "inbound"},
			code: "client-path-refused", inputs: server(testpki.JavaServerLog{Client: []*testpki.Entity{sub.Client("CN=integration,O=Customer"), sub}, Refused: building})},
		{name: "server-log-client-expired", why: "The server's reason and the client's certificate agree.", code: "client-certificate-expired", also: []string{"client-path-refused"},
			inputs: server(testpki.JavaServerLog{Client: []*testpki.Entity{sub.Client("CN=integration,O=Customer", testpki.Expired()), sub}, Refused: validation("validity check failed")})},
		{name: "server-log-none-sent", why: "The client had nothing to send, and the server wants it.",
			code: "client-certificate-not-sent", inputs: server(testpki.JavaServerLog{Refused: "Empty client certificate chain"})},
		{name: "server-log-open", why: "The log stops before its end: nothing is claimed.",
			code: "chain-complete", inputs: server(testpki.JavaServerLog{Client: []*testpki.Entity{sub.Client("CN=integration,O=Customer"), sub}, Open: true})},
		{name: "server-log-refused-by-client", why: "The near miss: the client's alert refuses the server's chain.",
			code: "root-not-trusted", also: []string{"log-alert-received"}, inputs: server(testpki.JavaServerLog{Alert: "unknown_ca"})},
		{name: "trace-server", why: "A server's stack trace: its frames tell that a client was checked.",
			code: "client-path-refused", inputs: paste(testpki.ServerTrace(building))},
		{name: "trace-server-checked", why: "A server's stack trace with a reason.",
			code: "client-path-refused", inputs: paste(testpki.ServerTrace(validation("signature check failed")))},
		{name: "log-building", why: "A debug log of Java 17: the server sent its leaf alone, and Java found no path.",
			code: "missing-intermediate", also: []string{"leaf-only", "names-only", "log-path-building-failed"}, inputs: log(testpki.JavaLog{Sent: []*testpki.Entity{leaf}, Refused: building})},
		{name: "log-building-root", why: "The same sentence for a complete chain under a root that the instance lacks.",
			code: "root-not-trusted", also: []string{"log-path-building-failed"}, inputs: log(testpki.JavaLog{Sent: []*testpki.Entity{leaf, issuing}, Refused: building})},
		{name: "log-expired", why: "Validation, not building: the root is trusted, a date has passed.",
			code: "expired", also: []string{"log-path-validation-failed"}, inputs: log(testpki.JavaLog{Sent: []*testpki.Entity{old, issuing}, Refused: validation("validity check failed"), Reason: "java.security.cert.CertificateExpiredException: NotAfter: Fri May 01 12:00:00 UTC 2026"})},
		{name: "log-signature", why: "Validation failed at the signature: the trusted CA of that name has another key.",
			code: "same-name-different-key", also: []string{"log-path-validation-failed"}, inputs: log(testpki.JavaLog{Sent: []*testpki.Entity{leaf, issuing}, Refused: validation("signature check failed")})},
		{name: "log-accepted", why: "The near miss: this Java accepted the chain; the default store must not overrule the log.",
			code: "chain-complete", inputs: log(testpki.JavaLog{Sent: []*testpki.Entity{leaf, issuing}})},
		{name: "log-client-sent-none", why: "bad_certificate from a Java 17 server: the client had nothing to send.",
			code: "client-certificate-not-sent", also: []string{"log-alert-received"}, inputs: log(testpki.JavaLog{Sent: []*testpki.Entity{leaf, issuing}, Asked: asked, Alert: "bad_certificate"})},
		{name: "log-client-sent-none-cut", why: "The server requires a client certificate and closes at once: its alert is lost in a broken pipe.",
			code: "client-certificate-not-sent", also: []string{"log-socket-closed"}, inputs: log(testpki.JavaLog{Sent: []*testpki.Entity{leaf, issuing}, Asked: asked}, "java.net.SocketException: Broken pipe\n")},
		{name: "log-client-sent-none-accepted", why: "The near miss: the server asked, got none and completed the handshake.",
			code: "chain-complete", also: []string{"client-certificate-not-sent"}, inputs: log(testpki.JavaLog{Sent: []*testpki.Entity{leaf, issuing}, Asked: asked},
				"javax.net.ssl|DEBUG|01|worker.3|2026-06-01 12:00:01.000 UTC|Finished.java:396|Produced client Finished handshake message (\n\"Finished\": {\n}\n)\n")},
		{name: "log-client-issuer", why: "A certificate was sent that no accepted CA issued, and the server refused it.",
			code: "client-issuer-not-accepted", also: []string{"client-certificate-rejected"}, inputs: log(testpki.JavaLog{Sent: []*testpki.Entity{leaf, issuing}, Asked: asked, Client: []*testpki.Entity{client}, Alert: "unknown_ca"})},
		{name: "log-client-rejected", why: "The right CA, and the server still refuses: its own log has the reason.",
			code: "client-certificate-rejected", inputs: log(testpki.JavaLog{Sent: []*testpki.Entity{leaf, issuing}, Asked: asked, Client: []*testpki.Entity{partner.Client("CN=integration,O=Customer")}, Alert: "certificate_unknown"})},
		{name: "log-client-expired", why: "The client certificate in the log is past its date.",
			code: "client-certificate-expired", inputs: log(testpki.JavaLog{Sent: []*testpki.Entity{leaf, issuing}, Asked: asked, Client: []*testpki.Entity{partner.Client("CN=integration,O=Customer", testpki.Expired())}, Alert: "certificate_expired"})},
		{name: "log-two-hosts", why: "One log, two endpoints: the one that works is not mixed with the one that fails.",
			code: "missing-intermediate", also: []string{"several-sessions"},
			inputs: func() []analyzer.Input {
				other := issuing.Leaf("ok.northwind.example")
				a := testpki.JavaLog{Host: "ok.northwind.example", Sent: []*testpki.Entity{other, issuing}}.String()
				b := testpki.JavaLog{Host: "api.northwind.example", At: testpki.Now.Add(time.Second), Sent: []*testpki.Entity{leaf}, Refused: building}.String()
				return paste(a + b)
			}()},
		{name: "log-host", why: "Java compares the host name when it has accepted the path: no root is missing, whatever the default store holds.",
			code: "host-mismatch", also: []string{"log-host-mismatch"}, inputs: paste(testpki.JavaLog{Host: "www.northwind.example", Sent: []*testpki.Entity{leaf, issuing}, Refused: "No subject alternative DNS name matching www.northwind.example found."}.String())},
		{name: "log-host-own-root", why: "The same with the root at hand: a log prints names, and what it prints of the issuing CA is enough to see that it is one.",
			code: "host-mismatch", inputs: append(paste(testpki.JavaLog{Host: "www.northwind.example", Sent: []*testpki.Entity{leaf, issuing}, Refused: "No subject alternative DNS name matching www.northwind.example found."}.String()), store("root.pem", root.PEM()))},
		{name: "trace-host-name-chain", why: "A stack trace beside the chain: the log outranks a default store, and the host leads.",
			code: "log-host-mismatch", inputs: append(paste(sClient(leaf, issuing)), trace("No subject alternative DNS name matching www.northwind.example found.")...)},
		{name: "trace-host-name-building", why: "The near miss: another call of the same log found no path.",
			code: "root-not-trusted", also: []string{"log-host-mismatch"}, inputs: append(paste(sClient(leaf, issuing)), append(trace("No subject alternative DNS name matching www.northwind.example found."), trace(building)...)...)},
		{name: "trace-host-name-own-store", why: "The near miss: the instance's own store is given and lacks the root.",
			code: "root-not-trusted", inputs: append(append(paste(sClient(leaf, issuing)), trace("No subject alternative DNS name matching www.northwind.example found.")...), store("partner.pem", partner.PEM()))},
		{name: "trace-building", why: "Only the sentence, no certificates: the log leads, and the paste that would decide is named.",
			code: "log-path-building-failed", inputs: trace(building)},
		{name: "trace-validation", why: "Only the sentence; its reason is exact.", code: "log-path-validation-failed", inputs: trace(validation("name constraints check failed"))},
		{name: "trace-bad-certificate", why: "KB0683345's own symptom, and nothing else.", code: "client-certificate-rejected", also: []string{"log-alert-received"}, inputs: trace("Received fatal alert: bad_certificate")},
		{name: "trace-certificate-required", why: "The server demands a client certificate.", code: "client-certificate-required", inputs: trace("Received fatal alert: certificate_required")},
		{name: "trace-handshake-failure", why: "handshake_failure alone can be a cipher fault as well: nothing is claimed.", code: "log-alert-received", inputs: trace("Received fatal alert: handshake_failure")},
		{name: "trace-host-name", why: "Java compared the host name.", code: "log-host-mismatch", inputs: trace("No subject alternative DNS name matching api.northwind.example found.")},
		{name: "trace-empty-trust-store", why: "Records without certificates leave the trust store empty.", code: "log-truststore-empty", inputs: trace("java.security.InvalidAlgorithmParameterException: the trustAnchors parameter must be non-empty")},
		{name: "trace-key-store", why: "One record that cannot be opened.", code: "log-keystore-unreadable", inputs: paste("2026-06-01 09:12:44 (531) worker.3 SEVERE *** ERROR *** Unable to load certificate : integration - 0123456789abcdef0123456789abcdef\njava.io.IOException: Keystore was tampered with, or password was incorrect\n")},
		{name: "trace-revocation", why: "The revocation check could not be made.", code: "log-revocation", inputs: trace("java.security.cert.CertPathValidatorException: Unable to determine revocation status due to network error")},
		{name: "log-revocation-private", why: "The revocation check is on, and the private CA publishes no data: the path is right, and so is the root that the default store lacks.",
			code: "log-revocation", inputs: log(testpki.JavaLog{Sent: []*testpki.Entity{leaf, issuing}, Refused: validation("Could not determine revocation status")})},
		{name: "trace-revocation-private", why: "The same out of a stack trace alone.", code: "log-revocation", inputs: trace(validation("Could not determine revocation status"))},
		{name: "trace-revoked", why: "The near miss: the certificate was revoked, which its owner has to repair.",
			code: "log-revocation", inputs: trace(validation("Certificate has been revoked, reason: KEY_COMPROMISE, revocation date: Fri May 01 12:00:00 UTC 2026"))},
		{name: "echoes", why: "\"peer not authenticated\" and \"Socket is closed\": echoes that do not say which side refused.",
			code: "log-peer-not-authenticated", also: []string{"log-socket-closed"}, inputs: paste("2026-06-01 09:12:44 (589) worker.6 worker.6 txid=f3d970 DBKeyStoreSocketFactory DEBUG: Unable to collect telemetry data for certificate. Exception: peer not authenticated\n2026-06-01 09:12:44 (590) worker.6 worker.6 txid=f3d970 HTTPClient WARNING: Request not sent to uri=[https://api.northwind.example/v1] : java.net.SocketException: Socket is closed\n")},
		{name: "trace-usage", why: "A check that comes after the path: no sentence about a path stands with it.", code: "log-path-validation-failed", inputs: trace("Extended key usage does not permit use for TLS server authentication")},
		{name: "trace-distrusted", why: "The sentence about a CA that Java no longer trusts.", code: "log-path-validation-failed", inputs: trace("TLS Server certificate issued after 2024-11-11 and anchored by a distrusted legacy Entrust root CA: CN=Example Root, O=Example, C=US")},
		{name: "trace-client-usage", why: "A Java server says so of its client: the paste of the server's own chain does not contradict it.", code: "log-path-validation-failed", inputs: today("sun.security.validator.ValidatorException: Extended key usage does not permit use for TLS client authentication")},
		{name: "trace-expired", why: "A date, and no sentence about a path.", code: "log-path-validation-failed", inputs: trace("java.security.cert.CertificateExpiredException: NotAfter: Fri May 01 12:00:00 UTC 2026")},
		{name: "trace-not-yet", why: "A first day in the future, and no sentence about a path.", code: "log-path-validation-failed", inputs: trace("java.security.cert.CertificateNotYetValidException: NotBefore: Fri Jan 01 00:00:00 UTC 2027")},
		{name: "trace-no-trusted-certificate", why: "The simple trust manager's words for an issuer it does not know; its store is not empty.", code: "log-path-building-failed", inputs: trace("sun.security.validator.ValidatorException: No trusted certificate found")},
		{name: "trace-host-form", why: "A host name that Java compares with nothing.", code: "log-host-mismatch", inputs: trace("Illegal given domain name: api_1.northwind.example")},
		{name: "trace-chain-too-long", why: "The handshake counts before the trust manager looks.", code: "chain-too-long", inputs: trace("The certificate chain length (11) exceeds the maximum allowed length (10)")},
		{name: "trace-no-protocol", why: "Java's own settings leave nothing to offer: no certificate was sent yet.", code: "log-no-protocol", inputs: trace("No appropriate protocol (protocol is disabled or cipher suites are inappropriate)")},
		{name: "trace-protocol-version", why: "The near miss: a version was offered, and the server has another one.", code: "log-alert-received", inputs: trace("Received fatal alert: protocol_version")},
		{name: "usage-contradicts-paste", why: "A check failed that these certificates pass.", code: "log-contradicts-certificates", inputs: today("javax.net.ssl.SSLHandshakeException: Extended key usage does not permit use for TLS server authentication")},
		{name: "date-contradicts-paste", why: "A date has passed, and none of these has.", code: "log-contradicts-certificates", inputs: today("java.security.cert.CertificateExpiredException: NotAfter: Fri May 01 12:00:00 UTC 2026")},
		{name: "log-usage", why: "The debug log of a Java that trusts the root: what it names is the fault, not a root that no store here holds.",
			code: "extended-key-usage", inputs: log(testpki.JavaLog{Sent: []*testpki.Entity{leaf, issuing}, Refused: "Extended key usage does not permit use for TLS server authentication"})},
		{name: "log-building-cause", why: "The near miss: below a sentence about building another check is only its cause.",
			code: "root-not-trusted", also: []string{"log-path-building-failed"}, inputs: log(testpki.JavaLog{Sent: []*testpki.Entity{leaf, issuing}, Refused: building, Reason: "java.security.cert.CertPathValidatorException: Algorithm constraints check failed on signature algorithm: SHA1withRSA"})},
		{name: "log-key-usage", why: "The same for the key usage.",
			code: "key-usage", inputs: log(testpki.JavaLog{Sent: []*testpki.Entity{leaf, issuing}, Refused: "KeyUsage does not allow digital signatures"})},
		{name: "log-distrusted", why: "The same for a CA that is no longer trusted, with the day the log names.",
			code: "distrusted-ca", inputs: log(testpki.JavaLog{Sent: []*testpki.Entity{leaf, issuing}, Refused: "TLS Server certificate issued after 2024-11-11 and anchored by a distrusted legacy Entrust root CA: CN=Example Root, O=Example, C=US"})},
		{name: "log-other-check", why: "Words that nobody knows, of a validator: the chain is not called untrusted, nor complete.",
			code: "log-path-validation-failed", inputs: log(testpki.JavaLog{Sent: []*testpki.Entity{leaf, issuing}, Refused: "sun.security.validator.ValidatorException: Untrusted certificate: CN=api.northwind.example"})},
		{name: "log-host-name", why: "The host name is compared after the chain was accepted: its root is in that Java's store.",
			code: "log-host-mismatch", inputs: log(testpki.JavaLog{Sent: []*testpki.Entity{leaf, issuing}, Refused: "No subject alternative DNS name matching api.northwind.example found."})},
		{name: "log-host-name-expired", why: "A fault that the certificates show stands before the host name.",
			code: "expired", also: []string{"log-host-mismatch"}, inputs: log(testpki.JavaLog{Sent: []*testpki.Entity{old, issuing}, Refused: "No subject alternative DNS name matching api.northwind.example found."})},
		{name: "log-contradicts-paste", why: "The log refuses, the paste of today is complete: they are not of the same minute.",
			code: "log-contradicts-certificates", inputs: append(append(paste(sClient(leaf, issuing)), store("sys_certificate", root.PEM())), analyzer.Input{Name: "localhost.log", Data: []byte("javax.net.ssl.SSLHandshakeException: " + building + "\n")})},
	}
}

func clientStories() []story {
	root, issuing, leaf := northwind()
	partner := testpki.New(3).Root("CN=Northwind Partner CA,O=Northwind Traders,C=US")
	sub := partner.Intermediate("CN=Northwind Partner Issuing CA,O=Northwind Traders,C=US")
	good := sub.Client("CN=integration,O=Customer")
	demand := testpki.Transcript{Host: "api.northwind.example", Sent: []*testpki.Entity{leaf, issuing}, AcceptableCAs: []string{"CN=Northwind Partner CA,O=Northwind Traders,C=US"},
		End: "00B5C5F7F87F0000:error:0A00045C:SSL routines:ssl3_read_bytes:tlsv13 alert certificate required:../ssl/record/rec_layer_s3.c:1601:SSL alert number 116\n"}.String()
	keyStore := func(chain ...*testpki.Entity) analyzer.Input {
		return analyzer.Input{Name: "client.p12", Role: "client", Data: testpki.KeyStore{Password: "changeit", Entries: []testpki.StoreEntry{{Alias: "client", Key: chain[0].Key, Chain: chain}}}.PKCS12()}
	}
	told := func(in analyzer.Input) []analyzer.Input {
		return append(paste(demand), store("sys_certificate", root.PEM()), in)
	}
	other := testpki.New(9).Root("CN=Elsewhere CA,O=Elsewhere").Client("CN=integration,O=Customer")
	server := sub.Leaf("integration.customer.example", testpki.EKU("1.3.6.1.5.5.7.3.1"))
	return []story{
		{name: "client-chain-complete", why: "The key store has the whole chain: what remains is that the call does not use it.",
			code: "client-certificate-required", inputs: told(keyStore(good, sub, partner))},
		{name: "client-chain-incomplete", why: "The key store lacks the intermediate, so Java finds no chain to an accepted CA and sends nothing.",
			code: "client-issuer-not-accepted", also: []string{"client-chain-incomplete"}, inputs: told(keyStore(good))},
		{name: "client-chain-incomplete-proved", why: "The same with the intermediate beside it: the server accepts the CA above, and the certificate between is missing.",
			code: "client-chain-incomplete", inputs: append(told(keyStore(good)), analyzer.Input{Name: "issuing.pem", Data: []byte(sub.PEM())})},
		{name: "client-of-another-ca", why: "The client certificate comes from a CA the server does not list.", code: "client-issuer-not-accepted", inputs: told(keyStore(other, testpki.New(9).Root("CN=Elsewhere CA,O=Elsewhere")))},
		{name: "client-server-usage", why: "A server certificate was put into the client key store.", code: "client-usage-missing", inputs: told(keyStore(server, sub, partner))},
		{name: "client-key-store-without-key", why: "A key store with certificates and no private key.", code: "client-key-missing",
			inputs: told(analyzer.Input{Name: "client.jks", Role: "client", Data: testpki.KeyStore{Password: "changeit", Entries: []testpki.StoreEntry{{Alias: "client", Chain: []*testpki.Entity{good}}, {Alias: "issuing", Chain: []*testpki.Entity{sub}}}}.JKS()})},
		{name: "client-key-of-another-said", why: "The tool that was given both compared them.", code: "client-key-mismatch", inputs: paste("error setting private key\n805B79CA737F0000:error:05800074:x509 certificate routines:X509_check_private_key:key values mismatch:../crypto/x509/x509_cmp.c:403:\n")},
		{name: "client-key-of-another", why: "The key belongs to another certificate.", code: "client-key-mismatch",
			inputs: told(analyzer.Input{Name: "client.pem", Role: "client", Data: []byte(good.PEM() + sub.PEM() + partner.PEM() + other.KeyPEM())})},
		{name: "key-store-locked", why: "The key store has a password of its own.", code: "password-needed",
			inputs: []analyzer.Input{{Name: "client.p12", Data: testpki.KeyStore{Password: "correct horse", Entries: []testpki.StoreEntry{{Alias: "client", Key: good.Key, Chain: []*testpki.Entity{good, sub}}}}.PKCS12()}}},
		{name: "key-store-wrong-password", why: "The password that was typed does not open it.", code: "wrong-password", opts: analyzer.Options{Passwords: []string{"battery staple"}},
			inputs: []analyzer.Input{{Name: "client.p12", Data: testpki.KeyStore{Password: "correct horse", Entries: []testpki.StoreEntry{{Alias: "client", Key: good.Key, Chain: []*testpki.Entity{good, sub}}}}.PKCS12()}}},
		{name: "client-key-store-alone", why: "A client key store in order, and nothing of the endpoint.", code: "trust-store-pasted", inputs: []analyzer.Input{keyStore(good, sub, partner)}},
		{name: "client-key-store-without-root", why: "The near miss: leaf and intermediate, as most CAs hand them out. Java needs no root in there.", code: "trust-store-pasted", inputs: []analyzer.Input{keyStore(good, sub)}},
		{name: "settings-override", why: "Properties left over from an older set-up, and a protocol name with capitals.",
			code: "client-certificate-rejected", also: []string{"protocol-profile-override", "keystore-name-not-lowercase"},
			inputs: paste("javax.net.ssl.SSLHandshakeException: Received fatal alert: bad_certificate\nglide.httpclient.protocol.myHttps.class=com.glide.certificates.DBKeyStoreSocketFactory\nglide.httpclient.protocol.myHttps.port=4433\n")},
	}
}

// faultStories show the faults of a certificate on the path, one each.
func faultStories() []story {
	root, issuing, leaf := northwind()
	judged := func(sent ...*testpki.Entity) []analyzer.Input {
		return append(paste(sClient(sent...)), store("sys_certificate", root.PEM()))
	}
	host := "api.northwind.example"
	limited := root.Intermediate("CN=Northwind Limited CA,O=Northwind Traders,C=US", testpki.PathLen(0))
	below := limited.Intermediate("CN=Northwind Team CA,O=Northwind Traders,C=US")
	narrow := root.Intermediate("CN=Northwind Narrow CA,O=Northwind Traders,C=US", testpki.Permit("partner.example"))
	return []story{
		{name: "damaged-signature", why: "Right issuer, right key identifier, and the bytes were changed after signing.", code: "signature-mismatch", inputs: judged(issuing.Leaf(host, testpki.BadSignature()), issuing)},
		{name: "path-length", why: "A CA that may only issue leaves issued another CA.", code: "path-length", inputs: judged(below.Leaf(host), below, limited)},
		{name: "ca-without-cert-sign", why: "The CA's key usage does not allow it to sign certificates.", code: "key-usage", inputs: func() []analyzer.Input {
			ca := root.Intermediate("CN=Northwind Odd CA,O=Northwind Traders,C=US", testpki.KU(cert.DigitalSignature))
			return judged(ca.Leaf(host), ca)
		}()},
		{name: "client-certificate-on-server", why: "A client certificate was installed on the server.", code: "extended-key-usage", inputs: judged(issuing.Leaf(host, testpki.EKU("1.3.6.1.5.5.7.3.2")), issuing)},
		{name: "name-constraint", why: "The CA may only issue for another domain.", code: "name-constraint", inputs: judged(narrow.Leaf(host), narrow)},
		{name: "critical-extension", why: "A critical extension that no Java knows.", code: "unknown-critical-extension", inputs: judged(issuing.Leaf(host, testpki.Extension("1.3.6.1.4.1.99999.1", true, []byte{5, 0})), issuing)},
		{name: "policy-demanded", why: "A CA that demands a certificate policy the leaf does not carry.", code: "certificate-policy", inputs: func() []analyzer.Input {
			ca := root.Intermediate("CN=Northwind Strict CA,O=Northwind Traders,C=US", testpki.Policies("1.3.6.1.4.1.99999.2"), testpki.RequirePolicy(0))
			return judged(ca.Leaf(host), ca)
		}()},
		{name: "md5-signature", why: "A certificate of another age.", code: "disabled-algorithm", inputs: func() []analyzer.Input {
			ca := root.Intermediate("CN=Northwind RSA CA,O=Northwind Traders,C=US", testpki.KeyOf(testpki.RSA(2048)))
			return judged(ca.Leaf(host, testpki.SignedWith(testpki.MD5)), ca)
		}()},
		{name: "short-key", why: "A key that is shorter than Java allows.", code: "weak-key", inputs: judged(issuing.Leaf(host, testpki.KeyOf(testpki.RSA(768))), issuing)},
		{name: "leaf-last", why: "The chain file is upside down: Java takes the root for the server's certificate.", code: "leaf-not-first", inputs: judged(root, issuing, leaf)},
		{name: "inspected", why: "A proxy opens TLS on the way and shows a certificate of its own.", code: "intercepted-connection", inputs: func() []analyzer.Input {
			proxy := testpki.New(5).Root("CN=Zscaler Intermediate Root CA,OU=Zscaler Inc.,O=Zscaler Inc.,C=US")
			return paste(sClient(proxy.Leaf(host), proxy))
		}()},
		{name: "expires-in-nine-days", why: "It works today, and the day it stops is known.", code: "chain-complete", also: []string{"expires-soon"},
			inputs: judged(issuing.Leaf(host, testpki.Between(testpki.Now.AddDate(0, -3, 0), testpki.Now.AddDate(0, 0, 9))), issuing)},
		{name: "secrets-in-the-paste", why: "Session keys and tickets at the end of the paste: used for nothing, shown nowhere.", code: "missing-intermediate", also: []string{"secrets-removed"},
			inputs: paste(testpki.Transcript{Host: host, Sent: []*testpki.Entity{leaf}, End: "Post-Handshake New Session Ticket arrived:\nSSL-Session:\n    Protocol  : TLSv1.3\n    Session-ID: 5A0B5C5F7F87F00000A00045C5A0B5C5F7F87F00000A00045C5A0B5C5F7F87F0\n    Resumption PSK: C0FFEE5F7F87F00000A00045C5A0B5C5F7F87F00000A00045C5A0B5C5F7F87F0\n"}.String())},
		{name: "elided", why: "The certificate was shortened by hand before it was passed on.", code: "missing-intermediate", also: []string{"elided-pem", "names-only"},
			inputs: paste(strings.Replace(namesOnly(leaf), "   v:NotBefore", "-----BEGIN CERTIFICATE-----\nMIIB...\n-----END CERTIFICATE-----\n   v:NotBefore", 1))},
		{name: "request-pasted", why: "A certificate request instead of a certificate.", code: "csr-pasted", inputs: paste(request(host))},
		{name: "damaged-certificate", why: "Bytes went missing in the middle of a copy.", code: "damaged-certificate", inputs: paste(mangled(leaf))},
	}
}

// request is a certificate request; Ed25519 signs it the same way every time.
func request(host string) string {
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	der, err := x509.CreateCertificateRequest(nil, &x509.CertificateRequest{Subject: pkix.Name{CommonName: host}}, key)
	if err != nil {
		panic(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE REQUEST", Bytes: der}))
}

// mangled is a PEM block whose bytes decode and are no certificate.
func mangled(e *testpki.Entity) string {
	der := append([]byte(nil), e.DER...)
	for i := 40; i < 90; i++ {
		der[i] = 0xff
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

// storeStories are about trust stores given alone or beside a chain.
func storeStories() []story {
	root, issuing, leaf := northwind()
	record := func(name string, e *testpki.Entity, active, kind string) string {
		text := ""
		if e != nil {
			text = e.PEM()
		}
		return "<sys_certificate action=\"INSERT_OR_UPDATE\"><active>" + active + "</active><format>pem</format><name>" + name + "</name><pem_certificate>" + text + "</pem_certificate><type>" + kind + "</type></sys_certificate>\n"
	}
	export := func(records ...string) string {
		return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<unload unload_date=\"2026-06-01 09:00:00\">\n" + strings.Join(records, "") + "</unload>\n"
	}
	expiredRoot := testpki.New(11).Root("CN=Old Partner Root,O=Partner", testpki.Expired())
	file := func(name, text string) []analyzer.Input { return []analyzer.Input{{Name: name, Data: []byte(text)}} }
	return []story{
		{name: "store-alone", why: "An export of the certificate table and nothing else: it is answered as a store.", code: "store-record-without-certificate",
			also: []string{"trust-store-pasted", "store-record-inactive", "store-record-expired", "store-record-duplicate", "store-record-not-a-ca"},
			inputs: file("sys_certificate.xml", export(record("Northwind Root", root, "true", "trust_store"), record("Northwind Issuing", issuing, "false", "trust_store"),
				record("Old Partner", expiredRoot, "true", "trust_store"), record("Empty", nil, "true", "trust_store"), record("Northwind Root again", root, "true", "trust_store"), record("api", leaf, "true", "trust_store")))},
		{name: "store-list-without-certificates", why: "The list export shows the columns of the list, and the certificates are in none of them.", code: "no-certificate",
			inputs: file("sys_certificate.csv", "\"name\",\"active\",\"type\",\"expires\"\n\"Northwind Root\",\"true\",\"Trust Store Cert\",\"2041-06-01 12:00:00\"\n")},
		{name: "store-list-beside-a-chain", why: "The same beside a chain: the store was not empty, it was not shown.", code: "root-not-trusted", also: []string{"no-certificate"},
			inputs: append(paste(sClient(leaf, issuing)), store("sys_certificate.csv", "\"name\",\"active\",\"type\",\"expires\"\n\"Northwind Root\",\"true\",\"Trust Store Cert\",\"2041-06-01 12:00:00\"\n"))},
		{name: "store-healthy", why: "The near miss: a store in which every record is in order.", code: "trust-store-pasted",
			inputs: file("sys_certificate.xml", export(record("Northwind Root", root, "true", "trust_store"), record("Partner Root", testpki.New(12).Root("CN=Partner Root,O=Partner"), "true", "trust_store")))},
		{name: "store-root-inactive", why: "The root is there, and switched off.", code: "root-not-trusted", also: []string{"store-record-inactive"},
			inputs: append(paste(sClient(leaf, issuing)), store("sys_certificate.xml", export(record("Northwind Root", root, "false", "trust_store"))))},
		{name: "store-issuer-inactive", why: "The issuing CA is there, and switched off: it need not be imported a second time.", code: "missing-intermediate", also: []string{"store-record-inactive"},
			inputs: append(paste(sClient(leaf)), store("sys_certificate.xml", export(record("Northwind Root", root, "true", "trust_store"), record("Northwind Issuing", issuing, "false", "trust_store"))))},
		{name: "store-sent-issuer-inactive", why: "The root is not trusted; the issuing CA, which is sent, stands in a record that is switched off.", code: "root-not-trusted", also: []string{"store-record-inactive"},
			inputs: append(paste(sClient(leaf, issuing)), store("sys_certificate.xml", export(record("Old Partner", expiredRoot, "true", "trust_store"), record("Northwind Issuing", issuing, "false", "trust_store"))))},
		{name: "store-root-deleted", why: "An update set that takes the root away: the table does not hold it.", code: "root-not-trusted", also: []string{"store-record-deleted"},
			inputs: append(paste(sClient(leaf, issuing)), store("update.xml", strings.ReplaceAll(export(record("Northwind Root", root, "true", "trust_store")), "INSERT_OR_UPDATE", "DELETE")))},
		{name: "store-first-damaged", why: "Two certificates in a record, the first of them damaged: the instance reads no other.", code: "root-not-trusted", also: []string{"store-record-unreadable"},
			inputs: append(paste(sClient(leaf, issuing)), store("sys_certificate.xml", export(strings.Replace(record("Two", root, "true", "trust_store"), "-----BEGIN", "-----BEGIN CERTIFICATE-----\nMIIBgarbage\n-----END CERTIFICATE-----\n-----BEGIN", 1))))},
		{name: "store-root-behind", why: "The root stands behind another certificate in one record: the instance does not get to see it.", code: "root-not-trusted",
			inputs: append(paste(sClient(leaf, issuing)), store("sys_certificate.xml", export(strings.Replace(record("Two", root, "true", "trust_store"), "-----BEGIN", testpki.New(12).Root("CN=Partner Root,O=Partner").PEM()+"-----BEGIN", 1))))},
		{name: "store-root-attached", why: "A record of the root's name keeps its certificate as an attachment: nobody can tell.", code: "root-not-trusted",
			inputs: append(paste(sClient(leaf, issuing)), store("sys_certificate.xml", export("<sys_certificate><active>true</active><format>der</format><name>Northwind Root</name><subject>CN=Northwind Root CA,O=Northwind Traders,C=US</subject><pem_certificate/><type>trust_store</type></sys_certificate>\n")))},
		{name: "store-root-unclear", why: "The root is there, and a program for tables wrote the flag in words of its own.", code: "root-not-trusted", also: []string{"store-record-unclear"},
			inputs: append(paste(sClient(leaf, issuing)), store("sys_certificate.csv", "name;active;type;pem_certificate\nNorthwind Root;FAŁSZ;Trust Store Cert;\""+root.PEM()+"\"\n"))},
		{name: "store-root-unclear-alone", why: "The same list and nothing else: it is no empty store.", code: "store-record-unclear", also: []string{"trust-store-pasted"},
			inputs: file("sys_certificate.csv", "name;active;type;pem_certificate\nNorthwind Root;FAŁSZ;Trust Store Cert;\""+root.PEM()+"\"\n")},
		{name: "store-root-german", why: "The near miss: the flag is a word of a language that is known.", code: "root-not-trusted", also: []string{"store-record-inactive"},
			inputs: append(paste(sClient(leaf, issuing)), store("sys_certificate.csv", "Name;Aktiv;Typ;PEM-Zertifikat\nNorthwind Root;FALSCH;Trust Store Cert;\""+root.PEM()+"\"\n"))},
		{name: "store-listed-in-german", why: "A listing of the store in another language: the root is in it, and its key is not shown.", code: "chain-complete", also: []string{},
			inputs: append(paste(sClient(leaf, issuing)), store("store.txt", germanListing(root)+"\nErweiterungen: \n\n#1: ObjectId: 2.5.29.19 Criticality=true\nBasicConstraints:[\n  CA:true\n  PathLen: no limit\n]\n"))},
		{name: "store-listed-cut", why: "The same listing without its extensions: it does not say that the root is no CA.", code: "chain-complete", also: []string{},
			inputs: append(paste(sClient(leaf, issuing)), store("store.txt", germanListing(root)))},
		{name: "store-form-inactive", why: "A record's form, copied as text: the certificate in it is not active.", code: "root-not-trusted", also: []string{"store-record-unclear"},
			inputs: append(paste(sClient(leaf, issuing)), store("form.txt", "Name\tNorthwind Root\nActive\tfalse\nPEM Certificate\n"+root.PEM()))},
		{name: "store-form-active", why: "The near miss: the form says that it is, and no of something else.", code: "chain-complete",
			inputs: append(paste(sClient(leaf, issuing)), store("form.txt", "Name\tNorthwind Root\nActive\ttrue\nNotify\tfalse\nPEM Certificate\n"+root.PEM()))},
		{name: "store-unread", why: "What was given as the store holds nothing that is known here: the root may well be in it.", code: "root-not-trusted", also: []string{"input-unread"},
			inputs: append(paste(sClient(leaf, issuing)), store("store.txt", "Keystore: one entry, in a form of its own\n"))},
		{name: "store-wrong-type", why: "The root was saved as a key store.", code: "root-not-trusted", also: []string{"store-record-wrong-type"},
			inputs: append(paste(sClient(leaf, issuing)), store("sys_certificate.xml", export(record("Northwind Root", root, "true", "java_key_store"))))},
		{name: "store-not-listed", why: "A trust store that openssl wrote: Java loads it and lists nothing in it.", code: "root-not-trusted", also: []string{"store-record-not-listed", "store-empty"},
			inputs: append(paste(sClient(leaf, issuing)), analyzer.Input{Name: "truststore.p12", Role: "store", Data: testpki.KeyStore{Password: "changeit", Entries: []testpki.StoreEntry{{Alias: "root", Unlisted: true, Chain: []*testpki.Entity{root}}}}.PKCS12()})},
		{name: "store-not-listed-alone", why: "The same store and nothing else.", code: "store-record-not-listed", also: []string{"store-empty"},
			inputs: []analyzer.Input{{Name: "truststore.p12", Role: "store", Data: testpki.KeyStore{Password: "changeit", Entries: []testpki.StoreEntry{{Alias: "root", Unlisted: true, Chain: []*testpki.Entity{root}}}}.PKCS12()}}},
		{name: "store-listed", why: "The near miss: the same store made by keytool.", code: "chain-complete",
			inputs: append(paste(sClient(leaf, issuing)), analyzer.Input{Name: "truststore.p12", Role: "store", Data: testpki.KeyStore{Password: "changeit", Entries: []testpki.StoreEntry{{Alias: "root", Chain: []*testpki.Entity{root}}}}.PKCS12()})},
		{name: "store-unreadable-record", why: "One record whose certificate cannot be read.", code: "store-record-unreadable",
			inputs: file("sys_certificate.xml", export(record("Northwind Root", root, "true", "trust_store"), strings.Replace(record("Broken", root, "true", "trust_store"), "-----BEGIN CERTIFICATE-----\nMII", "-----BEGIN CERTIFICATE-----\nXXX", 1)))},
		{name: "store-empty", why: "A store without one certificate.", code: "store-empty", also: []string{},
			inputs: file("sys_certificate.xml", export(record("Empty", nil, "true", "trust_store")))},
		{name: "browser-only-root", why: "A root of Mozilla's list that Java's list lacks: works in the browser, fails in Java.", code: "browser-only-root", inputs: browserOnly()},
		{name: "public-intermediate-missing", why: "A leaf of a public CA, sent alone: the exact missing certificate is known.", code: "missing-intermediate", inputs: publicLeaf("CN=DigiCert TLS RSA SHA256 2020 CA1,O=DigiCert Inc,C=US", "b76ba2eaa8aa848c79eab4da0f98b2c59576b9f4")},
	}
}

// publicLeaf is a leaf that carries the issuer name and key identifier of a
// real public CA; its key is ours, so that no signature can be checked.
func publicLeaf(issuer, keyID string) []analyzer.Input {
	return paste(sClient(borrowed(testpki.New(13).Root("CN=Stand-in,O=Test").Leaf, "api.northwind.example", issuer, keyID)))
}

// browserOnly is a chain whose sent CA was issued, by name and key identifier,
// by a root of Mozilla's list that the JDK's list does not hold.
func browserOnly() []analyzer.Input {
	ca := borrowed(testpki.New(14).Root("CN=Stand-in,O=Test").Intermediate, "CN=Example GEANT TLS 1,O=Example,C=GR",
		"CN=HARICA TLS RSA Root CA 2021,O=Hellenic Academic and Research Institutions CA,C=GR", "0a4823a660a4920a33ea935bc557ea254dbd12ee")
	return paste(sClient(ca.Leaf("api.northwind.example"), ca))
}

func borrowed(make func(string, ...testpki.Option) *testpki.Entity, name, issuer, keyID string) *testpki.Entity {
	id, err := hex.DecodeString(keyID)
	if err != nil {
		panic(err)
	}
	return make(name, testpki.IssuerName(testpki.ParseName(issuer)), testpki.AKI(id))
}

// germanListing is what a German keytool -list -v prints of a store with one
// trusted certificate.
func germanListing(e *testpki.Entity) string {
	c := e.Certificate()
	const date = "Mon Jan 02 15:04:05 MST 2006"
	return "Keystore-Typ: PKCS12\nKeystore-Provider: SUN\n\nKeystore enthält 1 Eintrag\n\nAliasname: root\nErstellungsdatum: 01.06.2026\nEintragstyp: trustedCertEntry\n\n" +
		"Eigentümer: " + c.Subject.String() + "\nAussteller: " + c.Issuer.String() + "\nSeriennummer: " + c.Serial +
		"\nGültig von: " + c.NotBefore.Format(date) + " bis: " + c.NotAfter.Format(date) + "\nSignaturalgorithmusname: SHA256withECDSA\nVersion: 3\n"
}
