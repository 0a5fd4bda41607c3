package intake

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/testpki"
)

// carrierSeeds are texts that wake one carrier of text each, by the name of its
// fuzz target, and what they leave in the evidence. Our own printers make them.
var carrierSeeds = map[string]struct {
	shows func(*evidence.Evidence) bool
	texts func() []string
}{
	"FuzzSClient": {isKind("s_client"), func() (out []string) {
		list := chainOfForms()
		for _, name := range nameForms {
			out = append(out, oldTranscript(list, name, "leaf"))
		}
		return append(out, sClientOf(list), testpki.Transcript{Host: "api.example.test", Sent: list, AcceptableCAs: []string{"CN=Asked"}}.String())
	}},
	"FuzzGnuTLS": {isKind("gnutls-cli"), func() []string {
		const head = "Processed 0 CA certificate(s).\nResolving 'api.example.test:8443'...\nConnecting to '10.0.0.7:8443'...\n- Certificate type: X.509\n- Got a certificate list of 1 certificates.\n"
		const info = "- Certificate[0] info:\n - subject `CN=x', issuer `CN=y', serial 0x01, RSA key 2048 bits, signed using RSA-SHA256, activated `2025-11-21 20:43:24 UTC', expires `2029-11-21 20:43:24 UTC', pin-sha256=\"aGVsbG8=\"\n"
		const status = "- Status: The certificate is NOT trusted. The certificate issuer is unknown. \n*** PKI verification of server certificate failed...\n*** Fatal error: Error in the certificate.\n"
		return []string{head + info + status, head + info + "\n" + newCorp().leaf.PEM() + status}
	}},
	"FuzzCurl": {isKind("curl"), func() []string {
		return []string{
			"* Host api.example.test:443 was resolved.\n*   Trying 127.0.0.1:443...\n* Connected to api.example.test (127.0.0.1) port 443\n* Server certificate:\n*  subject: CN=x\n*  start date: Nov 21 20:43:24 2025 GMT\n*  expire date: Nov 21 20:43:24 2029 GMT\n*  issuer: CN=y\n* SSL certificate verify ok.\n> GET / HTTP/1.1\n> Authorization: Bearer x\n",
			"*   Trying 127.0.0.1:443...\n* SSL certificate problem: unable to get local issuer certificate\n* Closing connection 0\ncurl: (60) SSL certificate problem: unable to get local issuer certificate\n",
		}
	}},
	"FuzzKeytool": {isKind("keytool"), func() []string {
		const list = "Keystore type: JKS\nKeystore provider: SUN\n\nYour keystore contains 1 entry\n\nAlias name: a\nCreation date: May 31, 2026\nEntry type: PrivateKeyEntry\nCertificate chain length: 1\nCertificate[1]:\n"
		const fields = "Owner: CN=x\nIssuer: CN=y\nSerial number: 3ec\nValid from: Sat Nov 21 20:43:24 UTC 2025 until: Wed Nov 21 20:43:24 UTC 2029\nSignature algorithm name: SHA256withECDSA\nSubject Public Key Algorithm: 256-bit EC (secp256r1) key\nVersion: 3\n"
		return []string{list + fields, keytoolListings["ja"], list + newCorp().leaf.PEM(), "Certificate #0\n====================================\n" + fields}
	}},
	"FuzzScanReport": {isKind("nmap", "testssl", "sslyze"), func() []string {
		text := fmt.Sprintf("%q", newCorp().leaf.PEM())
		return []string{
			"Nmap scan report for api.example.test (10.0.0.7)\n8443/tcp open  https-alt\n| ssl-cert: Subject: commonName=localhost\n| Issuer: commonName=y/organizationName=Tools, Inc.\n| Public Key bits: 256\n| Not valid before: 2026-03-01T12:00:00\n|_Not valid after:  2027-03-01T12:00:00\n",
			"[\n {\n \"id\" : \"cert\",\n \"ip\" : \"api.example.test/10.0.0.7\",\n \"port\" : \"8443\",\n \"severity\" : \"INFO\",\n \"finding\" : " + text + "\n }\n]\n",
			"{\"server_scan_results\":[{\"connectivity_info\":{\"server\":{\"hostname\":\"api.example.test\",\"port\":8443}},\"scan_result\":{\"received_certificate_chain\":[{\"as_pem\":" + text + "}]}}]}\n",
		}
	}},
	"FuzzJavaLog8": {isKind("java-log"), func() []string {
		leaf, issuing, _, client, _ := javaTestPKI()
		return []string{hello8 + chain8(leaf, issuing) + request8 + chain8(client) + "main, RECV TLSv1.2 ALERT:  fatal, bad_certificate\n", hello8 + chain8() + "%% Invalidated:  [Session-1, TLS]\n"}
	}},
	"FuzzJavaLog11": {isKind("java-log"), func() []string {
		leaf, issuing, _, client, _ := javaTestPKI()
		return []string{
			testpki.JavaLog{Host: "api.example.test", Sent: []*testpki.Entity{leaf, issuing}, Refused: "PKIX path building failed"}.String(),
			testpki.JavaLog{Host: "api.example.test", Sent: []*testpki.Entity{leaf}, Asked: []string{"CN=Partner Root"}, Client: []*testpki.Entity{client}, Alert: "bad_certificate"}.String(),
			hello11("10|main", "a.test") + serverHello11("10|main") + entry11("10|main", "Consuming server Certificate handshake message", chain11(leaf)),
		}
	}},
	"FuzzJavaWire": {holdsBytes, func() []string {
		leaf, issuing, _, _, _ := javaTestPKI()
		dump := testpki.JavaDump(certificateRecord(leaf, issuing))
		return []string{
			hello11("10|main", "a.test") + serverHello11("10|main") + entry11("10|main", "Raw read", dump) + entry11("10|main", "Consuming server Certificate handshake message", chain11(leaf, issuing)),
			hello8 + "[Raw read]: length = 5\n" + dump + chain8(leaf, issuing),
		}
	}},
	"FuzzStackTrace": {hasSignal, func() (out []string) {
		for _, c := range saidCases {
			out = append(out, c.text+"\n\tat java.base/sun.security.ssl.Alert.createSSLException(Alert.java:131)\n")
		}
		return out
	}},
	"FuzzServiceNow": {func(ev *evidence.Evidence) bool { return hasSignal(ev) || len(ev.Settings) > 0 }, func() []string {
		return []string{
			"2026-01-12 05:30:37 (590) worker.6 worker.6 txid=f3 HTTPClient WARNING: Request not sent to uri=[https://api.down.test/v1] : java.net.SocketException: Socket is closed\n",
			"glide.httpclient.protocol.mauth.class=x.Y\n\"2026-01-12 05:30:37\",\"GET\",\"https://api.down.test/v1\",\"-1\",\"12\"\n",
		}
	}},
	"FuzzExportXML": {hasStore, func() []string {
		return []string{exportOfXML("sys_certificate", exportRows(), true), exportOfXML("sys_ca_certificate", exportRows(), false)}
	}},
	"FuzzExportJSON": {hasStore, func() []string {
		return []string{exportOfJSON("result", exportRows(), true, " "), exportOfJSON("records", exportRows(), false, "")}
	}},
	"FuzzExportCSV": {hasStore, func() []string {
		same := func(s string) string { return s }
		return []string{exportOfCSV(exportRows(), ',', same), exportOfCSV(exportRows(), ';', same)}
	}},
	"FuzzX509Text": {isKind("x509-text"), func() []string {
		return []string{
			"Certificate:\n    Data:\n        Version: 3 (0x2)\n        Serial Number:\n            65:88\n        Signature Algorithm: ecdsa-with-SHA256\n        Issuer: CN = y\n        Validity\n            Not Before: Nov 21 20:43:24 2025 GMT\n            Not After : Nov 21 20:43:24 2029 GMT\n        Subject: CN = x\n        Subject Public Key Info:\n            Public Key Algorithm: id-ecPublicKey\n                Public-Key: (256 bit)\n        X509v3 extensions:\n            X509v3 Basic Constraints: critical\n                CA:TRUE, pathlen:0\n            X509v3 Subject Alternative Name: \n                DNS:x, IP Address:10.0.0.7\n",
			"subject=CN = x\nissuer=CN = y\nnotBefore=Nov 21 20:43:24 2025 GMT\nnotAfter=Nov 21 20:43:24 2029 GMT\nserial=03EC\n",
		}
	}},
	"FuzzHexDump": {isKind("hex"), func() []string {
		list := chainOfForms()
		return []string{xxd(list[0].DER), msgOf(list), hex.EncodeToString(list[1].DER) + "\n"}
	}},
	"FuzzDirection": {func(ev *evidence.Evidence) bool { return len(ev.Marks) > 0 }, func() (out []string) {
		for _, x := range directionWords {
			out = append(out, "we use "+x.words[0]+" here, without a "+x.words[1]+"\n")
		}
		return out
	}},
	"FuzzActiveFlag": {func(ev *evidence.Evidence) bool { return ev.Inputs[0].Inactive.Line > 0 }, func() []string {
		return []string{"Name\tR\nActive\tfalse\n", "<tr><th>Active</th></tr>\n<tr><td>false</td></tr>\n", "アクティブ: いいえ\n"}
	}},
	"FuzzSecrets": {func(ev *evidence.Evidence) bool { return len(ev.Removals) > 0 }, func() (out []string) {
		for text, what := range secretLines {
			if text = strings.ReplaceAll(text, bird, "hunter2hunter2"); what != "" {
				out = append(out, text+"\n")
			}
		}
		return out
	}},
}

func isKind(names ...string) func(*evidence.Evidence) bool {
	return func(ev *evidence.Evidence) bool {
		return strings.Contains(" "+strings.Join(names, " ")+" ", " "+ev.Inputs[0].Kind+" ")
	}
}

func hasSignal(ev *evidence.Evidence) bool { return len(ev.Signals) > 0 }
func hasStore(ev *evidence.Evidence) bool  { return len(ev.Stores) > 0 && len(ev.Stores[0].Records) > 0 }

func holdsBytes(ev *evidence.Evidence) bool {
	return isKind("java-log")(ev) && len(ev.Certificates) > 0 && ev.Certificates[0].Certificate.Basis == cert.FromBytes
}

func exportRows() []tableRow {
	root := testpki.New(80).Root("CN=Fuzz Root")
	return []tableRow{{name: "a", active: "true", kind: "trust_store", password: "hunter2hunter2", pem: root.PEM()}, {name: "b"}}
}

// Every seed wakes the carrier that it is for, and every carrier has a target.
func TestCarrierSeeds(t *testing.T) {
	source, err := os.ReadFile("fuzz_carrier_test.go")
	require.NoError(t, err)
	targets := regexp.MustCompile(`(?m)^func (Fuzz\w+)\(f \*testing\.F\)`).FindAllSubmatch(source, -1)
	require.Len(t, targets, len(carrierSeeds))
	list, err := os.ReadFile("carriers.go")
	require.NoError(t, err)
	carriers := regexp.MustCompile(`(?m)^\t\t(new\w+)\(s\),$`).FindAllSubmatch(list, -1)
	require.Len(t, carriers, len(textCarriers(&sink{})))
	for _, carrier := range carriers {
		require.Contains(t, string(source), ", "+string(carrier[1])+")", "no target")
	}
	for _, target := range targets {
		seeds, ok := carrierSeeds[string(target[1])]
		require.True(t, ok, "%s has no seeds", target[1])
		for _, text := range seeds.texts() {
			require.True(t, seeds.shows(read(text, 100)), "%s: %s", target[1], text)
		}
	}
}

func FuzzSClient(f *testing.F)    { fuzzCarrier(f, newSClient) }
func FuzzGnuTLS(f *testing.F)     { fuzzCarrier(f, newGnuTLS) }
func FuzzCurl(f *testing.F)       { fuzzCarrier(f, newCurl) }
func FuzzKeytool(f *testing.F)    { fuzzCarrier(f, newKeytool) }
func FuzzScanReport(f *testing.F) { fuzzCarrier(f, newScanReport) }
func FuzzJavaLog8(f *testing.F)   { fuzzCarrier(f, newJavaLog) }
func FuzzJavaLog11(f *testing.F)  { fuzzCarrier(f, newJavaLog) }
func FuzzJavaWire(f *testing.F)   { fuzzCarrier(f, newJavaLog) }
func FuzzStackTrace(f *testing.F) { fuzzCarrier(f, newStackTrace) }
func FuzzServiceNow(f *testing.F) { fuzzCarrier(f, newServiceNow) }
func FuzzExportXML(f *testing.F)  { fuzzCarrier(f, newExport) }
func FuzzExportJSON(f *testing.F) { fuzzCarrier(f, newExport) }
func FuzzExportCSV(f *testing.F)  { fuzzCarrier(f, newExport) }
func FuzzX509Text(f *testing.F)   { fuzzCarrier(f, newX509Text) }
func FuzzHexDump(f *testing.F)    { fuzzCarrier(f, func(s *sink) carrier { return newHexDump(s) }) }
func FuzzDirection(f *testing.F)  { fuzzCarrier(f, newDirectionReader) }
func FuzzActiveFlag(f *testing.F) { fuzzCarrier(f, newActiveFlag) }
func FuzzSecrets(f *testing.F)    { fuzzCarrier(f, newSecretReader) }

// fuzzCarrier checks what holds for every text: the carrier alone takes any
// line at any time; the whole reader gives the same evidence however the text
// is cut, takes no certificate from anywhere but the text, and shows no
// password that stands in it.
func fuzzCarrier(f *testing.F, newCarrier func(*sink) carrier) {
	for _, text := range carrierSeeds[f.Name()].texts() {
		f.Add([]byte(text), uint16(len(text)/3))
	}
	f.Fuzz(func(t *testing.T, data []byte, piece uint16) {
		checkEvidence(t, fuzzText(t, newCarrier, data))
		text := string(data)
		ev := read(text, int(piece)+1)
		require.Equal(t, dump(read(text, len(text)+1)), dump(ev))
		checkEvidence(t, ev)
		if ev.Inputs[0].Kind != "gzip" && ev.Inputs[0].Kind != "zip" {
			for _, x := range ev.Certificates {
				require.True(t, x.Certificate.Basis != cert.FromBytes || taken(x.Certificate.Raw, text), "invented %s", x.Certificate.ID)
			}
		}
		if !strings.Contains(text, bird) {
			require.NotContains(t, dump(read(text+"\npassword="+bird+"\n", int(piece)+1)), bird)
		}
	})
}

// checkEvidence checks what the rest of the program relies on.
func checkEvidence(t *testing.T, ev *evidence.Evidence) {
	for _, x := range ev.Sessions {
		for _, i := range x.Signals {
			require.Less(t, i, len(ev.Signals))
		}
		for _, sent := range append(append([]evidence.Sent{}, x.Sent...), x.ClientSent...) {
			require.NotNil(t, sent.Certificate)
		}
		require.True(t, x.Host == "" || isHost(x.Host), "%q", x.Host)
	}
	for _, x := range ev.Signals {
		require.NotEmpty(t, x.ID)
		require.True(t, x.Args["host"] == "" || isHost(x.Args["host"]), "%q", x.Args["host"])
	}
	for _, s := range ev.Stores {
		for _, r := range s.Records {
			require.True(t, r.Certificate != nil || r.Trouble != "")
		}
	}
}

var (
	notBase64 = regexp.MustCompile(`[^A-Za-z0-9+/]+`)
	notHex    = regexp.MustCompile(`[^0-9a-f]+`)
)

// taken reports whether a certificate's bytes stand in a text, as base64 or as
// hexadecimal digits: most of them, since margins and offsets stand between.
func taken(der []byte, text string) bool {
	const run = 8
	most := func(digits, in string) bool {
		found, all := 0, 0
		for i := 0; i+run <= len(digits); i += run {
			all++
			if strings.Contains(in, digits[i:i+run]) {
				found++
			}
		}
		return 2*found >= all
	}
	return most(base64.RawStdEncoding.EncodeToString(der), notBase64.ReplaceAllString(text, "")) ||
		most(hex.EncodeToString(der), notHex.ReplaceAllString(strings.ToLower(text), ""))
}
