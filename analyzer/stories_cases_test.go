package analyzer_test

import (
	"fmt"
	"strings"

	"missinglink/analyzer"
	"missinglink/analyzer/testpki"
)

// northwind is the cast of most stories: a company with a private CA.
func northwind() (root, issuing, leaf *testpki.Entity) {
	p := testpki.New(1)
	root = p.Root("CN=Northwind Root CA,O=Northwind Traders,C=US")
	issuing = root.Intermediate("CN=Northwind Issuing CA 1,O=Northwind Traders,C=US")
	leaf = issuing.Leaf("api.northwind.example", testpki.AIA("http://pki.northwind.example/issuing1.crt"))
	return
}

// listing is what keytool -list -v prints of a trust store.
func listing(root *testpki.Entity) string {
	c := root.Certificate()
	const at = "Mon Jan 2 15:04:05 MST 2006"
	return fmt.Sprintf("Keystore type: JKS\nKeystore provider: SUN\n\nYour keystore contains 1 entry\n\nAlias name: root\nCreation date: May 31, 2026\nEntry type: trustedCertEntry\n\n"+
		"Owner: %s\nIssuer: %s\nSerial number: %s\nValid from: %s until: %s\nSignature algorithm name: %s\nVersion: 3\n\nExtensions: \n\n#1: ObjectId: 2.5.29.19 Criticality=true\nBasicConstraints:[\n  CA:true\n  PathLen:2147483647\n]\n",
		c.Subject, c.Issuer, c.Serial, c.NotBefore.UTC().Format(at), c.NotAfter.UTC().Format(at), c.SignatureAlgorithm)
}

// s_client prints what openssl s_client does, for the host of the stories.
func sClient(sent ...*testpki.Entity) string {
	return testpki.Transcript{Host: "api.northwind.example", Sent: sent}.String()
}

func namesOnly(sent ...*testpki.Entity) string {
	return testpki.Transcript{Host: "api.northwind.example", Sent: sent, Names: true}.String()
}

// inTLS11 is a transcript of a session of TLS 1.1.
func inTLS11(transcript string) string {
	return strings.Replace(transcript, "New, TLSv1.3, Cipher is TLS_AES_256_GCM_SHA384\n",
		"New, TLSv1.0, Cipher is ECDHE-RSA-AES256-SHA\nSSL-Session:\n    Protocol  : TLSv1.1\n    Cipher    : ECDHE-RSA-AES256-SHA\n", 1)
}

func store(name, text string) analyzer.Input {
	return analyzer.Input{Name: name, Role: "store", Data: []byte(text)}
}

func stories() []story {
	root, issuing, leaf := northwind()
	old := issuing.Leaf("api.northwind.example", testpki.Expired())
	oldIssuing := issuing.Reissue(testpki.Expired())
	twin := issuing.Twin()
	self := testpki.New(2).SelfSigned("api.northwind.example")
	_, _, bundled := partners()
	elsewhere := testpki.New(64).Root("CN=Elsewhere CA,O=Elsewhere").Leaf("old.elsewhere.example", testpki.Expired())
	alert := func(line string) string { return line + "\n" }
	with := func(inputs []analyzer.Input, more ...analyzer.Input) []analyzer.Input { return append(inputs, more...) }
	return []story{
		{name: "store-by-names", why: "The trust store is a listing of keytool: it has the root by name, and nobody can check the signature. Nothing is damaged.",
			code: "chain-complete", inputs: append(paste(sClient(leaf, issuing)), store("cacerts.txt", listing(root)))},
		{name: "old-protocol", why: "The chain is complete, and the server takes nothing newer than TLS 1.1, which Java refuses before it looks at a certificate.",
			code: "old-protocol", also: []string{"chain-complete"}, inputs: append(paste(inTLS11(sClient(leaf, issuing))), store("root.pem", root.PEM()))},
		{name: "old-protocol-held", why: "The same, but the command allowed nothing newer: it does not show what the server can do.",
			code: "old-protocol", inputs: append(paste(strings.Replace(inTLS11(sClient(leaf, issuing)), " -showcerts", " -tls1_1 -showcerts", 1)), store("root.pem", root.PEM()))},
		{name: "old-cipher", why: "Near miss: the cipher is as old as TLS 1.0 and the protocol is not shown. TLS 1.2 has that cipher as well.",
			code: "chain-complete", inputs: append(paste(strings.Replace(sClient(leaf, issuing), "New, TLSv1.3, Cipher is TLS_AES_256_GCM_SHA384", "New, TLSv1.0, Cipher is ECDHE-RSA-AES256-SHA", 1)), store("root.pem", root.PEM()))},
		{name: "leaf-only", why: "The server sends its own certificate and nothing else: the most common fault of all. Works in a browser, fails in Java.",
			code: "missing-intermediate", also: []string{"leaf-only"}, inputs: paste(sClient(leaf))},
		{name: "leaf-only-names", why: "The same, after the article's own command removed the certificates.",
			code: "missing-intermediate", also: []string{"leaf-only", "names-only"}, inputs: paste(namesOnly(leaf))},
		{name: "leaf-only-issuer-given", why: "The same, with the missing certificate dropped beside it: the repair is proved.",
			code: "missing-intermediate", opts: analyzer.Options{},
			inputs: with(paste(sClient(leaf)), store("root.pem", root.PEM()), analyzer.Input{Name: "issuing.pem", Data: []byte(issuing.PEM())})},
		{name: "leaf-only-both-given", why: "The leaf alone, under a root that nobody imported; both are at hand. Neither change is enough alone.",
			code: "missing-intermediate", also: []string{"leaf-only"},
			inputs: with(paste(sClient(leaf)), store("sys_certificate", testpki.New(3).Root("CN=Other Root,O=Other").PEM()), analyzer.Input{Name: "ca.pem", Role: "pool", Data: []byte(testpki.PEM(issuing, root))})},
		{name: "private-root", why: "A complete chain under a private root that nobody imported.",
			code: "root-not-trusted", inputs: paste(sClient(leaf, issuing))},
		{name: "private-root-names", why: "The same by names alone.", code: "root-not-trusted", also: []string{"names-only"}, inputs: paste(namesOnly(leaf, issuing))},
		{name: "private-root-sent", why: "The root is sent as well. Java trusts no root because it was sent.",
			code: "root-not-trusted", also: []string{"contains-root"}, inputs: paste(sClient(leaf, issuing, root))},
		{name: "wrong-order", why: "The chain file is in the wrong order. Java sorts it; the untrusted root is the cause.",
			code: "root-not-trusted", also: []string{"incorrect-order", "contains-root"}, inputs: paste(sClient(leaf, root, issuing))},
		{name: "complete", why: "The root is in the instance's store: nothing is wrong with the chain.",
			code: "chain-complete", inputs: with(paste(sClient(leaf, issuing)), store("sys_certificate", root.PEM()))},
		{name: "wrong-order-complete", why: "Out of order and accepted all the same: a note, never the cause.",
			code: "chain-complete", also: []string{"incorrect-order"}, inputs: with(paste(sClient(leaf, root, issuing)), store("sys_certificate", root.PEM()))},
		{name: "expired-leaf", why: "The leaf has expired; the date is wrong with every trust store.",
			code: "expired", inputs: with(paste(sClient(old, issuing)), store("sys_certificate", root.PEM()))},
		{name: "expired-leaf-root-unknown", why: "Expired, and the root is not in Java's list: the certain fault leads, the other is told.",
			code: "expired", also: []string{"root-not-trusted"}, inputs: paste(sClient(old, issuing))},
		{name: "expired-leaf-only", why: "Expired, and sent without its intermediate: Java stumbles over the gap first, and the date would be next.",
			code: "missing-intermediate", also: []string{"expired", "leaf-only"}, inputs: with(paste(sClient(old)), store("sys_certificate", root.PEM()))},
		{name: "expired-intermediate", why: "The leaf is fine, the CA certificate that the server sends is past its date.",
			code: "expired", inputs: with(paste(sClient(leaf, oldIssuing)), store("sys_certificate", root.PEM()))},
		{name: "expired-behind-order", why: "An expired CA certificate in a chain out of order: Java hides it behind the building sentence.",
			code: "expired", also: []string{"incorrect-order"}, inputs: with(paste(sClient(leaf, root, oldIssuing)), store("sys_certificate", root.PEM()))},
		{name: "expired-intermediate-harmless", why: "The near miss: the expired CA is sent, and its renewed twin is in the store. Java accepts.",
			code: "chain-complete", also: []string{"expired"}, inputs: with(paste(sClient(leaf, oldIssuing)), store("sys_certificate", issuing.PEM()))},
		{name: "not-yet-valid", why: "Installed a month too early, or a clock is wrong.",
			code: "not-yet-valid", inputs: with(paste(sClient(issuing.Leaf("api.northwind.example", testpki.NotYet()), issuing)), store("sys_certificate", root.PEM()))},
		{name: "renewed-ca-same-name", why: "The CA was renewed under its name; the old certificate stayed in the chain file.",
			code: "same-name-different-key", inputs: with(paste(sClient(leaf, twin)), store("sys_certificate", root.PEM()))},
		{name: "store-holds-namesake", why: "The instance holds a root with the right name and another key.",
			code: "same-name-different-key", inputs: with(paste(sClient(leaf, issuing)), store("sys_certificate", root.Twin().PEM()))},
		{name: "not-a-ca", why: "The certificate above the leaf is no CA certificate.",
			code: "not-a-ca", inputs: func() []analyzer.Input {
				bad := root.Intermediate("CN=Northwind Issuing CA 2,O=Northwind Traders,C=US", testpki.CA(false))
				return with(paste(sClient(bad.Leaf("api.northwind.example"), bad)), store("sys_certificate", root.PEM()))
			}()},
		{name: "root-first", why: "The chain file begins with the root: what Java takes for the server's own certificate is self-signed.",
			code: "leaf-not-first", also: []string{"incorrect-order"}, inputs: paste(sClient(root, issuing, leaf))},
		{name: "self-signed", why: "The server vouches for itself.", code: "self-signed-not-trusted", inputs: paste(sClient(self))},
		{name: "self-signed-imported", why: "The near miss: that very certificate was imported.", code: "chain-complete", inputs: with(paste(sClient(self)), store("sys_certificate", self.PEM()))},
		{name: "wrong-host", why: "The chain is fine; the certificate names another host.",
			code: "host-mismatch", inputs: with(paste(sClient(issuing.Leaf("www.northwind.example"), issuing)), store("sys_certificate", root.PEM()))},
		{name: "openssl-other-host", why: "The paste does not say which host was called; openssl compared it and says that it does not fit.",
			code: "log-host-mismatch", inputs: with(paste(strings.Join(strings.Split(strings.ReplaceAll(sClient(leaf, issuing), "Verify return code: 20 (unable to get local issuer certificate)", "Verify return code: 62 (hostname mismatch)"), "\n")[1:], "\n")), store("sys_certificate", root.PEM()))},
		{name: "extra-certificate", why: "A CA of an earlier chain is still sent. Java does not mind.",
			code: "chain-complete", also: []string{"extra-certificate"}, inputs: with(paste(sClient(leaf, issuing, testpki.New(7).Root("CN=Old Partner CA,O=Partner"))), store("sys_certificate", root.PEM()))},
		{name: "leaf-twice", why: "The chain file begins with the leaf again.",
			code: "chain-complete", also: []string{"duplicate-certificate"}, inputs: with(paste(sClient(leaf, leaf, issuing)), store("sys_certificate", root.PEM()))},
		{name: "client-certificate-required", why: "TLS 1.3: the server's chain is fine, then it demands a client certificate.",
			code: "client-certificate-required",
			inputs: with(paste(testpki.Transcript{Host: "api.northwind.example", Sent: []*testpki.Entity{leaf, issuing}, AcceptableCAs: []string{"CN=Northwind Partner CA,O=Northwind Traders,C=US"},
				End: alert("00B5C5F7F87F0000:error:0A00045C:SSL routines:ssl3_read_bytes:tlsv13 alert certificate required:../ssl/record/rec_layer_s3.c:1601:SSL alert number 116")}.String()),
				store("sys_certificate", root.PEM()))},
		{name: "connection-refused", why: "Nothing listens there: no certificate problem at all.",
			code: "connection-failed", inputs: paste("$ openssl s_client -connect api.northwind.example:8443\n40B7:error:8000006F:system library:BIO_connect:Connection refused:../crypto/bio/bio_sock2.c:117:calling connect()\nconnect:errno=111\n")},
		{name: "name-unknown", why: "The host name cannot be looked up.",
			code: "connection-failed", inputs: paste("$ openssl s_client -connect api.northwind.exampel:443\n40D7:error:10080002:BIO routines:BIO_lookup_ex:system lib:../crypto/bio/bio_addr.c:746:Name or service not known\nconnect:errno=0\n")},
		{name: "proxy-refused", why: "The proxy wants a password: openssl goes on and says that no certificate came.",
			code: "connection-failed", inputs: paste("$ openssl s_client -proxy proxy.northwind.example:3128 -connect api.northwind.example:443\ns_client: HTTP CONNECT failed, reason= 407 Proxy Authentication Required\nCONNECTED(00000003)\n---\nno peer certificate available\n---\nNo client certificate CA names sent\n---\nSSL handshake has read 102 bytes and written 69 bytes\nVerification: OK\n---\nNew, (NONE), Cipher is (NONE)\nVerify return code: 0 (ok)\n---\n")},
		{name: "proxy-refused-curl", why: "The same from curl, which connects to the proxy: the host is the one behind it.",
			code: "connection-failed", inputs: paste("*   Trying 192.0.2.9:3128...\n* Connected to proxy.northwind.example (192.0.2.9) port 3128 (#0)\n* Establish HTTP proxy tunnel to api.northwind.example:443\n> CONNECT api.northwind.example:443 HTTP/1.1\n< HTTP/1.1 403 Forbidden\n* CONNECT tunnel failed, response 403\n* Closing connection 0\ncurl: (56) CONNECT tunnel failed, response 403\n")},
		{name: "proxy-refused-java", why: "The same from Java.", code: "connection-failed",
			inputs: paste("java.io.IOException: Unable to tunnel through proxy. Proxy returns \"HTTP/1.1 407 Proxy Authentication Required\"\n\tat java.base/sun.net.www.protocol.http.HttpURLConnection.doTunneling(HttpURLConnection.java:2271)\n")},
		{name: "plain-http", why: "The port speaks plain text.",
			code: "no-tls-on-port", inputs: paste("$ openssl s_client -connect api.northwind.example:80\nCONNECTED(00000003)\n4057:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../ssl/record/ssl3_record.c:354:\n---\nno peer certificate available\n---\nNo client certificate CA names sent\n---\nSSL handshake has read 5 bytes and written 318 bytes\nVerification: OK\n---\nNew, (NONE), Cipher is (NONE)\nVerify return code: 0 (ok)\n---\n")},
		{name: "no-server-certificate", why: "The server ends the handshake at once; the return code of 0 is no success.",
			code: "no-peer-certificate", inputs: paste("$ openssl s_client -connect api.northwind.example:443\nCONNECTED(00000003)\n40A7:error:0A000410:SSL routines:ssl3_read_bytes:sslv3 alert handshake failure:../ssl/record/rec_layer_s3.c:1600:SSL alert number 40\n---\nno peer certificate available\n---\nNo client certificate CA names sent\n---\nSSL handshake has read 7 bytes and written 201 bytes\nVerification: OK\n---\nNew, (NONE), Cipher is (NONE)\nVerify return code: 0 (ok)\n---\n")},
		{name: "keytool-no-certificate", why: "keytool says the same sentence for every failure before the server's certificate.", code: "no-peer-certificate",
			inputs: append(paste("$ keytool -printcert -rfc -sslserver api.northwind.example:8443\nkeytool error: java.lang.Exception: No certificate from the SSL server\n"), store("root.pem", root.PEM()))},
		{name: "no-common-version", why: "The server wants TLS 1.3 and says so: the name is not at fault.",
			code: "no-peer-certificate", inputs: paste("$ openssl s_client -tls1_2 -connect api.northwind.example:443\nCONNECTED(00000003)\n805B89772D7F0000:error:0A00042E:SSL routines:ssl3_read_bytes:tlsv1 alert protocol version:../ssl/record/rec_layer_s3.c:1601:SSL alert number 70\n---\nno peer certificate available\n---\nNew, (NONE), Cipher is (NONE)\nVerify return code: 0 (ok)\n---\n")},
		{name: "certificate-beside", why: "A ticket with two hosts: the connection is fine, and the certificate of the other host has expired.",
			code: "chain-complete", also: []string{"certificate-beside"},
			inputs: with(paste(sClient(leaf, issuing)+"\nand from the other ticket:\n"+elsewhere.PEM()), store("sys_certificate", root.PEM()))},
		{name: "certificate-beside-issuer", why: "The near miss: what stands beside the connection is the issuer that it lacks.",
			code: "missing-intermediate", inputs: with(paste(sClient(leaf)+"\n"+issuing.PEM()), store("sys_certificate", root.PEM()))},
		{name: "leaf-last-in-file", why: "A file with the root first and the leaf last, and nobody said the host: Java would judge the root.",
			code: "leaf-not-first", inputs: with(paste(root.PEM()+issuing.PEM()+leaf.PEM()), store("sys_certificate", root.PEM()))},
		{name: "key-pasted", why: "Certificate and private key in one paste: the key is dropped, the certificate judged.",
			code: "missing-intermediate", also: []string{"private-key-pasted"}, inputs: paste(leaf.PEM() + leaf.KeyPEM())},
		{name: "client-bundle-pasted", why: "A client's bundle: certificate, CA certificate and key. No server sent it.",
			code: "trust-store-pasted", also: []string{"private-key-pasted"}, inputs: paste(bundled.PEM() + bundled.Issuer.PEM() + bundled.KeyPEM())},
		{name: "cut-off", why: "The copy stopped in the middle of the certificate.",
			code: "truncated-pem", inputs: paste(leaf.PEM()[:300])},
		{name: "nothing-useful", why: "A mail without anything technical.", code: "no-certificate", inputs: paste("Hello,\nour integration stopped working this morning. Can you help?\n")},
		{name: "too-many-certificates", why: "Eleven certificates: Java ends the handshake while it reads the list.",
			code: "chain-too-long", inputs: func() []analyzer.Input {
				sent := []*testpki.Entity{leaf, issuing}
				for i := range 9 {
					sent = append(sent, testpki.New(uint64(20+i)).Root("CN=Stray CA "+strings.Repeat("I", i+1)+",O=Stray"))
				}
				return with(paste(sClient(sent...)), store("sys_certificate", root.PEM()))
			}()},
		{name: "chain-changed", why: "Nothing changed on our side, says the endpoint's owner. The earlier paste shows otherwise.",
			code: "missing-intermediate", also: []string{"chain-changed"},
			inputs: with(paste(sClient(leaf)), store("sys_certificate", root.PEM()), analyzer.Input{Name: "monday.txt", Role: "before", Data: []byte(sClient(leaf, issuing))})},
		{name: "chain-by-names", why: "The earlier paste lists names only: the same names are no new key.",
			code:   "chain-complete",
			inputs: with(paste(sClient(leaf, issuing)), store("sys_certificate", root.PEM()), analyzer.Input{Name: "monday.txt", Role: "before", Data: []byte(namesOnly(leaf, issuing))})},
		{name: "chain-moved", why: "Since the earlier paste another CA issues the certificate, and the store does not know it.",
			code: "root-not-trusted", also: []string{"chain-changed"},
			inputs: func() []analyzer.Input {
				ca := testpki.New(23).Root("CN=Northwind New Root,O=Northwind Traders,C=US").Intermediate("CN=Northwind New CA,O=Northwind Traders,C=US")
				return with(paste(sClient(ca.Leaf("api.northwind.example"), ca)), store("sys_certificate", root.PEM()), analyzer.Input{Name: "monday.txt", Role: "before", Data: []byte(namesOnly(leaf, issuing))})
			}()},
	}
}

// partialStories are told from tools that show less than was sent.
func partialStories() []story {
	brief := func(depth, code, words string) []analyzer.Input {
		return paste("$ openssl s_client -brief -connect api.northwind.example:443\ndepth=" + depth + " C = US, O = Northwind Traders, CN = x\nverify error:num=" + code + ":" + words + "\nCONNECTION ESTABLISHED\nProtocol version: TLSv1.3\nCiphersuite: TLS_AES_256_GCM_SHA384\nPeer certificate: CN = api.northwind.example\nHash used: SHA256\nSignature type: ECDSA\nVerification error: " + words + "\nDONE\n")
	}
	curl := "* Connected to api.northwind.example (192.0.2.7) port 443 (#0)\n* TLSv1.3 (OUT), TLS handshake, Client hello (1):\n* TLSv1.3 (IN), TLS handshake, Server hello (2):\n* TLSv1.3 (IN), TLS handshake, Certificate (11):\n"
	insecure := curl + "* SSL connection using TLSv1.3 / TLS_AES_256_GCM_SHA384\n* Server certificate:\n*  subject: CN=api.northwind.example\n*  start date: Mar  1 12:00:00 2026 GMT\n*  expire date: Mar  1 12:00:00 2027 GMT\n*  issuer: C=US; O=Northwind Traders; CN=Northwind Issuing CA 1\n*  SSL certificate verify result: unable to get local issuer certificate (20), continuing anyway.\n> GET / HTTP/1.1\n"
	return []story{
		{name: "brief-root-in-chain", why: "s_client -brief names one certificate; its error says that a root was in the chain. Nothing is missing.",
			code: "root-not-trusted", also: []string{"names-only"}, inputs: brief("2", "19", "self-signed certificate in certificate chain")},
		{name: "brief-client-certificate", why: "s_client -brief in TLS 1.2: the chain was verified, the alert came after it.",
			code: "client-certificate-required", inputs: paste("depth=1 C = US, O = Northwind Traders, CN = Northwind Issuing CA 1\nverify error:num=20:unable to get local issuer certificate\n809B7FA03A7F0000:error:0A000410:SSL routines:ssl3_read_bytes:sslv3 alert handshake failure:../ssl/record/rec_layer_s3.c:1601:SSL alert number 40\n")},
		{name: "errors-only", why: "The rows of the error stream alone: the chain went up to a CA that openssl does not know.",
			code: "root-not-trusted", also: []string{"names-only"}, inputs: paste("depth=1 C = US, O = Northwind Traders, CN = Northwind Issuing CA 1\nverify error:num=20:unable to get local issuer certificate\nverify return:1\ndepth=0 CN = api.northwind.example\nverify return:1\n")},
		{name: "openssl-bad-certificate", why: "An alert and nothing else: a Java server says so to a client that sent no certificate.",
			code: "client-certificate-required", inputs: paste("CONNECTED(00000003)\n1404:error:14094412:SSL routines:ssl3_read_bytes:sslv3 alert bad certificate:s3_pkt.c:1256:SSL alert number 42\n1404:error:140790E5:SSL routines:ssl23_write:ssl handshake failure:s23_lib.c:177:\n")},
		{name: "brief-expired", why: "s_client -brief shows no date but the one it complains about.",
			code: "expired", also: []string{"names-only"}, inputs: paste("depth=0 CN = api.northwind.example\nverify error:num=20:unable to get local issuer certificate\ndepth=0 CN = api.northwind.example\nverify error:num=10:certificate has expired\nnotAfter=Apr  1 12:00:00 2026 GMT\nnotAfter=Apr  1 12:00:00 2026 GMT\nCONNECTION ESTABLISHED\nProtocol version: TLSv1.3\nCiphersuite: TLS_AES_256_GCM_SHA384\nPeer certificate: CN = api.northwind.example\nVerification error: certificate has expired\nDONE\n")},
		{name: "curl-insecure", why: "curl -vk shows the leaf's names and goes on: what else was sent cannot be seen, and nothing is claimed.",
			code: "names-only", inputs: paste(insecure)},
		{name: "curl-expired", why: "curl says what is wrong and shows no certificate.",
			code: "log-path-validation-failed", inputs: paste(curl + "* TLSv1.3 (OUT), TLS alert, certificate expired (557):\n* SSL certificate problem: certificate has expired\n* Closing connection 0\ncurl: (60) SSL certificate problem: certificate has expired\n")},
		{name: "another-program", why: "A script that is no Java program: what it says is read, and shows no certificate.",
			code: "no-certificate", inputs: paste("requests.exceptions.SSLError: HTTPSConnectionPool(host='api.northwind.example', port=443): Max retries exceeded with url: / (Caused by SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local issuer certificate (_ssl.c:1006)')))\n")},
		{name: "another-program-host", why: "The same for a host name: it is no question of trust.",
			code: "log-host-mismatch", inputs: paste("ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: Hostname mismatch, certificate is not valid for 'api.northwind.example'. (_ssl.c:1006)\n")},
		{name: "another-program-expired", why: "A date holds for every program.",
			code: "log-path-validation-failed", inputs: paste("Error: certificate has expired\n    at TLSSocket.onConnectSecure (node:_tls_wrap:1674:34) {\n  code: 'CERT_HAS_EXPIRED'\n}\n")},
		{name: "another-program-dates", why: "One word for both ends of a certificate's life.",
			code: "log-path-validation-failed", inputs: paste("Your connection is not private\nNET::ERR_CERT_DATE_INVALID\n")},
		{name: "curl-other-common-name", why: "curl -vk prints no alternative names: a common name that differs says nothing about the host.",
			code: "names-only", inputs: paste(strings.Replace(insecure, "subject: CN=api.", "subject: CN=www.", 1))},
		{name: "curl-refused", why: "curl refuses by its own list and shows no certificate.",
			code: "no-certificate", inputs: paste(curl + "* TLSv1.3 (OUT), TLS alert, unknown CA (560):\n* SSL certificate problem: unable to get local issuer certificate\n* Closing connection 0\ncurl: (60) SSL certificate problem: unable to get local issuer certificate\n")},
	}
}

// publicStories are told from names alone: the roots are real ones, whose keys
// nobody here has.
func publicStories() []story {
	under := func(root string) []analyzer.Input {
		ca := testpki.New(15).Root(root).Intermediate("CN=Example TLS CA 7,O=Example CA,C=US")
		return paste(namesOnly(ca.Leaf("api.northwind.example"), ca))
	}
	return []story{
		{name: "distrusted-ca", why: "The root is in Java's list, and Java refuses what its CA issued after a certain day.",
			code: "distrusted-ca", inputs: under(`CN=Entrust Root Certification Authority - G2,OU=(c) 2009 Entrust\, Inc. - for authorized use only,OU=See www.entrust.net/legal-terms,O=Entrust\, Inc.,C=US`)},
		{name: "root-of-a-newer-java", why: "Complete for a Java of today; an older one does not have this root yet.",
			code: "chain-complete", also: []string{"root-needs-newer-java", "names-only"}, inputs: under("CN=Sectigo Public Server Authentication Root R46,O=Sectigo Limited,C=GB")},
		{name: "root-since-the-first-17", why: "The near miss: Java 17 had this root from its start, whatever the update of 11 was.",
			code: "chain-complete", inputs: under("CN=SSL.com Root Certification Authority RSA,O=SSL Corporation,L=Houston,ST=Texas,C=US")},
		{name: "root-of-a-newer-java-11", why: "The same for Java 11, which got it with an update.",
			code: "chain-complete", also: []string{"root-needs-newer-java"}, opts: analyzer.Options{Java: "11"}, inputs: under("CN=SSL.com Root Certification Authority RSA,O=SSL Corporation,L=Houston,ST=Texas,C=US")},
		{name: "key-store-bomb", why: "A key store that asks for two thousand million rounds: refused at once, and said.",
			code: "too-large", inputs: []analyzer.Input{{Name: "client.p12", Data: testpki.KeyStore{Password: "changeit", Claim: 1<<31 - 1, Entries: []testpki.StoreEntry{{Alias: "client", Chain: []*testpki.Entity{testpki.New(16).Root("CN=Root,O=Example")}}}}.PKCS12()}}},
	}
}
