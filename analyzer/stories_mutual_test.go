package analyzer_test

import (
	"strings"

	"missinglink/analyzer"
	"missinglink/analyzer/testpki"
)

// partners are the CAs of the client certificates in the stories.
func partners() (root, issuing, client *testpki.Entity) {
	root = testpki.New(3).Root("CN=Northwind Partner CA,O=Northwind Traders,C=US")
	issuing = root.Intermediate("CN=Northwind Partner Issuing CA,O=Northwind Traders,C=US")
	return root, issuing, issuing.Client("CN=integration,O=Customer")
}

// acceptable is how the stories' server names the client CA that it accepts.
const acceptable = "CN=Northwind Partner CA,O=Northwind Traders,C=US"

// demanded is a transcript of a server that asks for a client certificate, and
// how it ends.
func demanded(end string) string {
	_, issuing, leaf := northwind()
	return testpki.Transcript{Host: "api.northwind.example", Sent: []*testpki.Entity{leaf, issuing}, AcceptableCAs: []string{acceptable}, End: end}.String()
}

// keyStore is a client key store whose first certificate has the key.
func keyStore(chain ...*testpki.Entity) analyzer.Input {
	return analyzer.Input{Name: "client.p12", Role: "client", Data: testpki.KeyStore{Password: "changeit", Entries: []testpki.StoreEntry{{Alias: "client", Key: chain[0].Key, Chain: chain}}}.PKCS12()}
}

// trusted is the trust store in which the stories' server chain ends.
func trusted() analyzer.Input {
	root, _, _ := northwind()
	return store("sys_certificate", root.PEM())
}

func stack(message string) string {
	return "2026-06-01 09:12:44 (531) worker.3 worker.3 txid=4f1c2a WARNING *** WARNING *** Unable to connect\n" + message + "\n\tat com.glide.communications.HTTPRequest.execute(HTTPRequest.java:412)\n"
}

// mutualStories are about the second article: who refused whom.
func mutualStories() []story {
	_, issuing, leaf := northwind()
	root, sub, good := partners()
	early := sub.Client("CN=integration,O=Customer", testpki.NotYet())
	damaged := sub.Client("CN=integration,O=Customer", testpki.BadSignature())
	stray := testpki.New(9).Root("CN=Elsewhere CA,O=Elsewhere").Client("CN=integration,O=Customer")
	past := sub.Client("CN=integration,O=Customer", testpki.Expired())
	ofRSA := sub.Client("CN=integration,O=Customer", testpki.KeyOf(testpki.RSA(2048)))
	asksRSA := testpki.Transcript{Host: "api.northwind.example", Sent: []*testpki.Entity{leaf, issuing}, AcceptableCAs: []string{acceptable}, Request: "Requested Signature Algorithms: RSA+SHA256:RSA-PSS+SHA256\nShared Requested Signature Algorithms: RSA+SHA256:RSA-PSS+SHA256\n"}.String()
	alert := func(name, number string) string {
		return "00B5C5F7F87F0000:error:0A000418:SSL routines:ssl3_read_bytes:tlsv1 alert " + name + ":../ssl/record/rec_layer_s3.c:1601:SSL alert number " + number + "\n"
	}
	refused := func(l testpki.JavaLog) []analyzer.Input {
		l.Host, l.Sent, l.Asked = "api.northwind.example", []*testpki.Entity{leaf, issuing}, []string{"CN=Northwind Partner CA, O=Northwind Traders, C=US"}
		return paste(l.String())
	}
	return []story{
		{name: "http-400-no-certificate", why: "nginx finishes the handshake and refuses over HTTP.", code: "client-certificate-not-sent",
			inputs: paste("HTTP/1.1 400 Bad Request\nServer: nginx\n\n<html><head><title>400 No required SSL certificate was sent</title></head></html>\n")},
		{name: "closed-after-request", why: "A Node.js server: it asks for a certificate, finishes the handshake and closes without an alert.", code: "client-certificate-rejected",
			inputs: append(refused(testpki.JavaLog{Client: []*testpki.Entity{good, sub}}), analyzer.Input{Name: "wrapper.log", Data: []byte(stack("javax.net.ssl.SSLHandshakeException: Remote host terminated the handshake"))})},
		{name: "alert-lost", why: "The alert was lost, a broken pipe is all that is left: no network fault is claimed.", code: "log-socket-closed",
			inputs: paste(stack("java.net.SocketException: Broken pipe (Write failed)"))},
		{name: "alert-access-denied", why: "GnuTLS servers have one alert for nearly every client certificate.", code: "client-certificate-rejected", also: []string{"log-alert-received"},
			inputs: paste(stack("javax.net.ssl.SSLHandshakeException: Received fatal alert: access_denied"))},
		{name: "alert-after-complete-key-store", why: "The key store is complete and the server answers unknown_ca: only its owner can say why.", code: "client-certificate-rejected",
			inputs: append(paste(demanded(alert("unknown ca", "48"))), trusted(), keyStore(good, sub, root))},
		{name: "client-asked-alert-hidden", why: "The article's command hides the error stream, and with it the refusal: a paste that looks like a success.", code: "chain-complete", also: []string{"client-certificate-required"},
			inputs: append(paste(demanded("")), trusted())},
		{name: "client-several-aliases", why: "Two entries in one key store: Java presents the one whose chain the server accepts.", code: "client-certificate-required", also: []string{"client-several-entries"},
			inputs: append(paste(demanded(alert("certificate required", "116"))), trusted(), analyzer.Input{Name: "client.p12", Role: "client", Data: testpki.KeyStore{Password: "changeit", Entries: []testpki.StoreEntry{
				{Alias: "old", Key: stray.Key, Chain: []*testpki.Entity{stray, stray.Issuer}}, {Alias: "partner", Key: good.Key, Chain: []*testpki.Entity{good, sub, root}}}}.PKCS12()})},
		{name: "client-key-of-another-type", why: "The server asks for RSA keys alone, and the client's is an EC key: Java sends no certificate, and nobody says why.", code: "client-key-type",
			inputs: append(paste(asksRSA), trusted(), keyStore(good, sub, root))},
		{name: "client-key-types-mixed", why: "The near miss: of two entries one has a key of the type that is asked for.", code: "chain-complete", also: []string{"client-several-entries"},
			inputs: append(paste(asksRSA), trusted(), analyzer.Input{Name: "client.p12", Role: "client", Data: testpki.KeyStore{Password: "changeit", Entries: []testpki.StoreEntry{
				{Alias: "ec", Key: good.Key, Chain: []*testpki.Entity{good, sub, root}}, {Alias: "rsa", Key: ofRSA.Key, Chain: []*testpki.Entity{ofRSA, sub, root}}}}.PKCS12()})},
		{name: "client-expired-beside-current", why: "The new certificate was added and the old one left: the aliases decide which of them Java sends, and nothing has to be ordered.", code: "client-certificate-expired", also: []string{"client-several-entries"},
			inputs: append(paste(demanded("")), trusted(), analyzer.Input{Name: "client.p12", Role: "client", Data: testpki.KeyStore{Password: "changeit", Entries: []testpki.StoreEntry{
				{Alias: "2025", Key: past.Key, Chain: []*testpki.Entity{past, sub, root}}, {Alias: "2026", Key: good.Key, Chain: []*testpki.Entity{good, sub, root}}}}.PKCS12()})},
		{name: "client-not-yet-valid", why: "The client certificate starts next month; OpenSSL says bad_certificate.", code: "client-certificate-rejected",
			inputs: refused(testpki.JavaLog{Client: []*testpki.Entity{early, sub}, Alert: "bad_certificate"})},
		{name: "client-damaged", why: "The client certificate was damaged on its way into the key store.", code: "client-certificate-rejected",
			inputs: append(paste(demanded(alert("decrypt error", "51"))), trusted(), keyStore(damaged, sub, root))},
		{name: "client-sent-without-intermediate", why: "A client that sends its leaf alone: the server knows only the root.", code: "client-issuer-not-accepted",
			inputs: refused(testpki.JavaLog{Client: []*testpki.Entity{good}, Alert: "unknown_ca"})},
		{name: "mid-key-format", why: "The MID Server wants its key as PKCS#8.", code: "client-key-missing",
			inputs: paste("2026-06-01T09:12:44.000+0000 ERROR (MIDServer) [MutualAuth:88] Error while loading the certificate bundle: Could not find valid private key\n")},
		{name: "session-untrusted", why: "The platform's own echo of a failed check.", code: "log-peer-not-authenticated",
			inputs: paste("2026-06-01 09:12:44 (589) worker.6 WARNING *** WARNING *** javax.net.ssl.SSLPeerUnverifiedException: Session contains no certificates - Untrusted\n")},
		{name: "http-status-0", why: "A row of the outbound HTTP log: it failed below HTTP, and nothing else is known.", code: "log-socket-closed",
			inputs: paste("2026-06-01 09:12:44 (589) worker.6 HTTP request to https://api.northwind.example/v1 response code: 0\n")},
	}
}

// publicChain ends at a root of Java's list, by name: its key is nobody's here.
func publicChain() []analyzer.Input {
	ca := testpki.New(32).Root("CN=SSL.com Root Certification Authority RSA,O=SSL Corporation,L=Houston,ST=Texas,C=US").Intermediate("CN=Example TLS CA 7,O=Example CA,C=US")
	return paste(namesOnly(ca.Leaf("api.northwind.example"), ca))
}

// directionStories are about who connects to whom.
func directionStories() []story {
	root, _, leaf := northwind()
	partner, sub, good := partners()
	record := func(e *testpki.Entity) string {
		return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<unload unload_date=\"2026-06-01 09:00:00\">\n<sys_ca_certificate action=\"INSERT_OR_UPDATE\"><active>true</active><name>Partner</name><pem_certificate>" + e.PEM() + "</pem_certificate></sys_ca_certificate>\n</unload>\n"
	}
	cacerts := testpki.KeyStore{Password: "changeit", Entries: []testpki.StoreEntry{{Alias: "old", Chain: []*testpki.Entity{root}}}}
	registered := func(e *testpki.Entity) analyzer.Input { return store("sys_ca_certificate.xml", record(e)) }
	bundled := func(list ...*testpki.Entity) analyzer.Input {
		return store("sys_ca_certificate.xml", strings.Replace(record(list[0]), "</pem_certificate>", testpki.PEM(list[1:]...)+"</pem_certificate>", 1))
	}
	table := func(e *testpki.Entity) analyzer.Input {
		return store("sys_certificate.xml", strings.ReplaceAll(record(e), "sys_ca_certificate", "sys_certificate"))
	}
	chain := func(list ...*testpki.Entity) []analyzer.Input {
		return []analyzer.Input{{Name: "client.pem", Data: []byte(testpki.PEM(list...))}}
	}
	return []story{
		{name: "mid-leaf-only", why: "A MID Server's log: its own cacerts counts, not the instance's table.", code: "missing-intermediate",
			inputs: paste("2026-06-01T09:12:44.000+0000 WARN (Worker-Standard:HTTPProbe) [HTTPClient:101] MID Server cannot reach https://api.northwind.example\njavax.net.ssl.SSLHandshakeException: " + building + "\n" + sClient(leaf))},
		{name: "mid-root-in-wrong-table", why: "The root was imported into sys_certificate, where a MID Server does not look.", code: "root-not-trusted", also: []string{"directions-mixed"},
			inputs: paste("We imported the root into sys_certificate, and the MID Server still fails:\njavax.net.ssl.SSLHandshakeException: " + building + "\n" + sClient(leaf, leaf.Issuer))},
		{name: "mid-root-in-instance-table", why: "The same with the export as proof: the table holds the root, and a MID Server does not look there.", code: "root-not-trusted", opts: analyzer.Options{Direction: "mid"},
			inputs: append(paste(sClient(leaf, leaf.Issuer)), table(root))},
		{name: "mid-root-at-hand", why: "The near miss: the MID Server's own root, given as a file, beside the instance's table.", code: "chain-complete", opts: analyzer.Options{Direction: "mid"},
			inputs: append(paste(sClient(leaf, leaf.Issuer)), table(root), store("root.pem", root.PEM()))},
		{name: "outbound-root-in-inbound-table", why: "The root stands among the CAs of clients, which no outbound call looks at; the table of the outbound direction holds another.", code: "root-not-trusted", opts: analyzer.Options{Direction: "outbound"},
			inputs: append(paste(sClient(leaf, leaf.Issuer)), registered(root), table(partner))},
		{name: "both-tables-server-shown", why: "The near miss: both tables, and a transcript of a server, whose root is in the outbound one.", code: "chain-complete",
			inputs: append(paste(sClient(leaf, leaf.Issuer)), registered(partner), table(root))},
		{name: "inbound-root-in-outbound-table", why: "A client's root in the outbound table, and another CA in the one that counts.", code: "root-not-trusted",
			inputs: append(chain(good, sub), registered(root), table(partner))},
		{name: "mid-old-cacerts", why: "The MID Server's own cacerts was carried over and is older than a public root: it stands in place of Java's list.", code: "root-not-trusted", opts: analyzer.Options{Direction: "mid"},
			inputs: append(publicChain(), analyzer.Input{Name: "cacerts", Role: "store", Data: cacerts.JKS()})},
		{name: "mid-wants-client-certificate", why: "Mutual TLS through a MID Server is not supported.", code: "client-certificate-required",
			inputs: append(paste("MID Server log:\n"+demanded("00B5C5F7F87F0000:error:0A00045C:SSL routines:ssl3_read_bytes:tlsv13 alert certificate required:../ssl/record/rec_layer_s3.c:1601:SSL alert number 116\n")), trusted())},
		{name: "inbound-not-registered", why: "A client calls the instance; its CA is not in CA Certificate Chain.", code: "root-not-trusted",
			inputs: append(chain(good, sub), registered(testpki.New(31).Root("CN=Other CA,O=Other")))},
		{name: "inbound-without-intermediate", why: "The client sends its leaf alone; the instance knows only the root.", code: "missing-intermediate",
			inputs: append(chain(good), registered(partner))},
		{name: "inbound-complete", why: "The near miss: chain and registered root fit; what remains is the mapping.", code: "chain-complete",
			inputs: append(chain(good, sub), registered(partner))},
		{name: "inbound-bundle", why: "The client sends its leaf alone, and the instance registered root and intermediate as one bundle.", code: "chain-complete",
			inputs: append(chain(good), bundled(partner, sub))},
		{name: "inbound-bundle-other-first", why: "A bundle that begins with a CA of somebody else.", code: "chain-complete",
			inputs: append(chain(good, sub), bundled(root, partner))},
		{name: "outbound-bundle", why: "The near miss: a record of sys_certificate is one certificate, and the root is the second.", code: "root-not-trusted",
			inputs: append(paste(sClient(leaf, leaf.Issuer)), store("sys_certificate.xml", strings.ReplaceAll(string(bundled(partner, root).Data), "sys_ca_certificate", "sys_certificate")))},
		{name: "inbound-server-certificate", why: "The client presents a server certificate.", code: "extended-key-usage",
			inputs: append(chain(sub.Leaf("integration.customer.example", testpki.EKU("1.3.6.1.5.5.7.3.1")), sub), registered(partner))},
		{name: "inbound-refused", why: "The instance's load balancer refuses a client: the tables of inbound authentication count.", code: "client-certificate-rejected",
			inputs: paste("server: snow_adc\njavax.net.ssl.SSLHandshakeException: Received fatal alert: unknown_ca\n")},
		{name: "symptoms-of-both-directions", why: "The article's list of symptoms mixes the directions; it is sorted out.", code: "log-path-building-failed", also: []string{"directions-mixed"},
			inputs: paste("Symptoms:\n- Outbound REST with a protocol profile fails: " + building + "\n- The calling client's CA certificate is not trusted in sys_ca_certificate\n- java.net.SocketException: Socket is closed\n")},
		{name: "inbound-chosen", why: "The direction was set by hand: the same chain is judged as a client's.", code: "chain-complete", opts: analyzer.Options{Direction: "inbound"},
			inputs: append(chain(good, sub), store("registered.pem", partner.PEM()+root.PEM()))},
		{name: "inbound-chosen-server-shown", why: "The near miss: the paste shows what a server sends, whichever direction was chosen; verdict and remedies speak to one side.",
			code: "root-not-trusted", opts: analyzer.Options{Direction: "inbound"}, inputs: paste(sClient(leaf, leaf.Issuer))},
	}
}

// combinedStories hold log, chain, trust store and client key store together:
// the log outranks what a default store would say, the chain proves it.
func combinedStories() []story {
	root, issuing, leaf := northwind()
	partner, sub, good := partners()
	old := issuing.Leaf("api.northwind.example", testpki.Expired())
	file := func(name, text string) analyzer.Input { return analyzer.Input{Name: name, Data: []byte(text)} }
	log := func(message string) analyzer.Input {
		return file("localhost.log", stack("javax.net.ssl.SSLHandshakeException: "+message))
	}
	paste := func(text string) analyzer.Input { return file("pasted 1", text) }
	all := func(in ...analyzer.Input) []analyzer.Input { return in }
	required := "00B5C5F7F87F0000:error:0A00045C:SSL routines:ssl3_read_bytes:tlsv13 alert certificate required:../ssl/record/rec_layer_s3.c:1601:SSL alert number 116\n"
	return []story{
		{name: "combined-building-leaf-only", why: "Log and chain say the same; the chain tells which of the six causes it is.", code: "missing-intermediate", also: []string{"log-path-building-failed"},
			inputs: all(paste(sClient(leaf)), log(building), trusted())},
		{name: "combined-building-store-lacks-root", why: "The chain is whole, the store given does not hold its root.", code: "root-not-trusted", also: []string{"log-path-building-failed"},
			inputs: all(paste(sClient(leaf, issuing)), log(building), store("sys_certificate", testpki.New(41).Root("CN=Another Root,O=Another").PEM()))},
		{name: "combined-building-intermediate-imported", why: "Somebody imported the intermediate after the log was written: today it is complete.", code: "log-contradicts-certificates",
			inputs: all(paste(sClient(leaf)), log(building), store("sys_certificate", issuing.PEM()+root.PEM()))},
		{name: "combined-validation-expired", why: "The log gives the reason, the chain gives the certificate.", code: "expired", also: []string{"log-path-validation-failed"},
			inputs: all(paste(sClient(old, issuing)), log(validation("validity check failed")), trusted())},
		{name: "combined-log-fits-no-date", why: "The log speaks of a date, and no certificate has expired.", code: "log-contradicts-certificates",
			inputs: all(paste(sClient(leaf, issuing)), log(validation("validity check failed")), trusted())},
		{name: "combined-alert-key-store-short", why: "The server is trusted and refuses; the key store lacks the intermediate.", code: "client-issuer-not-accepted", also: []string{"client-chain-incomplete"},
			inputs: all(paste(demanded("")), log("Received fatal alert: bad_certificate"), trusted(), keyStore(good))},
		{name: "combined-alert-key-store-whole", why: "The key store is whole, the alert says that none was sent: the call does not use it.", code: "client-certificate-required",
			inputs: all(paste(demanded(required)), log("Received fatal alert: certificate_required"), trusted(), keyStore(good, sub, partner))},
		{name: "combined-alert-client-expired", why: "The alert and the key store agree on the date.", code: "client-certificate-expired",
			inputs: all(paste(demanded("")), log("Received fatal alert: certificate_expired"), trusted(), keyStore(sub.Client("CN=integration,O=Customer", testpki.Expired()), sub, partner))},
		{name: "combined-server-fault-first", why: "Both sides are broken: what stops the handshake first leads.", code: "missing-intermediate", also: []string{"client-issuer-not-accepted"},
			inputs: all(paste(strings.Replace(testpki.Transcript{Host: "api.northwind.example", Sent: []*testpki.Entity{leaf}, AcceptableCAs: []string{acceptable}}.String(), "\r", "", -1)), log(building), trusted(), keyStore(good))},
		{name: "combined-echo-and-settings", why: "An echo in the log, a complete chain, and properties that override the profile.", code: "log-socket-closed", also: []string{"protocol-profile-override"},
			inputs: all(paste(sClient(leaf, issuing)), file("localhost.log", "java.net.SocketException: Socket is closed\nglide.httpclient.protocol.myhttps.port=4433\n"), trusted())},
	}
}
