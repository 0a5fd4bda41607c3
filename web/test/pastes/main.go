// Command pastes writes what the page's tests paste and drop: transcripts in
// the form of openssl s_client, their names-only form, and hostile input, all
// made of this project's own certificates.
//
//	go run ./web/test/pastes DIR
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"missinglink/analyzer/testpki"
)

// paste is one case: its files and the verdict it has to lead to.
type paste struct {
	Name string `json:"name"`
	Code string `json:"code"`
	// Filtered is the verdict of the names-only form, empty when there is none.
	Filtered string `json:"filtered,omitempty"`
	// Store is a file to give as the instance's certificates.
	Store string `json:"store,omitempty"`
}

const host = "api.example.test"

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: pastes DIR")
		os.Exit(2)
	}
	if err := write(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "pastes:", err)
		os.Exit(1)
	}
}

func write(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	files := map[string]string{}
	cases := chains(files)
	hostile(files)
	index, err := json.MarshalIndent(cases, "", "  ")
	if err != nil {
		return err
	}
	files["cases.json"] = string(index)
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// chains writes the six servers that every diagnosis starts from, a good one,
// and the stores that go with them.
func chains(files map[string]string) []paste {
	pki := testpki.New(7)
	root := pki.Root("CN=Example Root CA,O=Example Traders,C=NL")
	issuing := root.Intermediate("CN=Example Issuing CA 2,O=Example Traders,C=NL")
	leaf := issuing.Leaf(host)
	old := issuing.Leaf(host, testpki.Expired())
	own := pki.SelfSigned(host)
	next := root.Intermediate("CN=Example Issuing CA 3,O=Example Traders,C=NL")
	moved := next.Leaf(host)

	files["root.pem"] = root.PEM()
	files["issuing.pem"] = issuing.PEM()
	files["before.txt"] = transcript(leaf, issuing)
	files["after.txt"] = transcript(moved)
	client := issuing.Client("CN=integration-client,O=Example Traders,C=NL")
	files["client.p12"] = string(testpki.KeyStore{Password: "changeit", Entries: []testpki.StoreEntry{
		{Alias: "integration", Key: client.Key, Chain: []*testpki.Entity{client, issuing, root}},
	}}.PKCS12())
	files["store.jks"] = string(testpki.KeyStore{Password: "changeit", Entries: []testpki.StoreEntry{
		{Alias: "example root", Chain: []*testpki.Entity{root}},
		{Alias: "old server", Chain: []*testpki.Entity{old}},
		{Alias: "=cmd()", Chain: []*testpki.Entity{next}},
	}}.JKS())

	var cases []paste
	add := func(name, code, filtered, store string, sent ...*testpki.Entity) {
		text := transcript(sent...)
		files[name+".txt"] = text
		if filtered != "" {
			files[name+".filtered.txt"] = namesOnly(text)
		}
		cases = append(cases, paste{Name: name, Code: code, Filtered: filtered, Store: store})
	}
	add("leaf-only", "missing-intermediate", "missing-intermediate", "", leaf)
	add("leaf-and-intermediate", "root-not-trusted", "root-not-trusted", "", leaf, issuing)
	add("with-root", "root-not-trusted", "root-not-trusted", "", leaf, issuing, root)
	add("wrong-order", "root-not-trusted", "root-not-trusted", "", leaf, root, issuing)
	add("expired", "expired", "expired", "root.pem", old, issuing)
	add("self-signed", "self-signed-not-trusted", "self-signed-not-trusted", "", own)
	add("complete", "chain-complete", "", "root.pem", leaf, issuing)
	return cases
}

// hostile writes what must neither run, nor freeze, nor break the layout.
func hostile(files map[string]string) {
	pki := testpki.New(8)
	const markup = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`
	root := pki.Root("CN=Hostile Root")
	attribute := func(t, v string) testpki.Attribute {
		return testpki.Attribute{Type: t, Value: v, String: testpki.UTF8}
	}
	issuing := root.Intermediate("", testpki.SubjectName(testpki.Name{
		attribute("CN", markup), attribute("O", markup), attribute("OU", `"><b>bold</b>`), attribute("L", "javascript:alert(1)"),
	}))
	leaf := issuing.Leaf(host,
		testpki.SubjectName(testpki.Name{attribute("CN", markup), attribute("O", "</textarea></style><svg onload=alert(1)>")}),
		testpki.AIA("javascript:alert(1)", "http://pki.example.test/\"><img src=x>"))
	files["hostile-markup.txt"] = leaf.PEM() + issuing.PEM()

	reversed := issuing.Leaf(host, testpki.SubjectName(testpki.Name{
		attribute("CN", "api\u202egnp.exe\u202c\u200b\u200d\u2066tset.elpmaxe"), attribute("O", strings.Repeat("\u05d0\u0628", 200)),
	}))
	files["hostile-bidi.txt"] = reversed.PEM()

	names := make([]string, 10_000)
	for i := range names {
		names[i] = fmt.Sprintf("host-%05d.department.example.test", i)
	}
	files["hostile-names.txt"] = root.Leaf(host, testpki.SAN(names...)).PEM()

	var many strings.Builder
	for i := range 400 {
		many.WriteString(root.Leaf(fmt.Sprintf("server-%03d.example.test", i)).PEM())
	}
	files["hostile-many.txt"] = many.String()
	files["hostile-line.txt"] = strings.Repeat("javax.net.ssl|DEBUG|0A|main|", 5<<20/28)
}

// transcript prints a sent chain the way openssl s_client -showcerts does.
func transcript(sent ...*testpki.Entity) string {
	var b strings.Builder
	fmt.Fprintf(&b, "$ openssl s_client -showcerts -connect %s:443 -servername %s </dev/null\nCONNECTED(00000003)\n", host, host)
	last := sent[len(sent)-1]
	fmt.Fprintf(&b, "depth=%d %s\nverify error:num=20:unable to get local issuer certificate\n---\nCertificate chain\n", len(sent)-1, oneLine(last.Name()))
	for i, e := range sent {
		c := e.Certificate()
		const date = "Jan _2 15:04:05 2006 GMT"
		fmt.Fprintf(&b, " %d s:%s\n   i:%s\n", i, oneLine(e.Name()), oneLine(issuerOf(e)))
		fmt.Fprintf(&b, "   a:PKEY: id-ecPublicKey, 256 (bit); sigalg: ecdsa-with-SHA256\n")
		fmt.Fprintf(&b, "   v:NotBefore: %s; NotAfter: %s\n%s", c.NotBefore.Format(date), c.NotAfter.Format(date), e.PEM())
	}
	leaf := sent[0]
	fmt.Fprintf(&b, "---\nServer certificate\nsubject=%s\n\nissuer=%s\n\n---\n", oneLine(leaf.Name()), oneLine(issuerOf(leaf)))
	b.WriteString("No client certificate CA names sent\nPeer signing digest: SHA256\nPeer signature type: ECDSA\nServer Temp Key: X25519, 253 bits\n---\n")
	b.WriteString("SSL handshake has read 1517 bytes and written 407 bytes\nVerification error: unable to get local issuer certificate\n---\n")
	b.WriteString("New, TLSv1.3, Cipher is TLS_AES_256_GCM_SHA384\nServer public key is 256 bit\nEarly data was not sent\n")
	b.WriteString("Verify return code: 20 (unable to get local issuer certificate)\n---\n")
	return b.String()
}

func issuerOf(e *testpki.Entity) testpki.Name {
	if e.Issuer == nil {
		return e.Name()
	}
	return e.Issuer.Name()
}

// oneLine prints a name as OpenSSL 3 does: least specific attribute first.
func oneLine(name testpki.Name) string {
	parts := make([]string, 0, len(name))
	for _, a := range slices.Backward(name) {
		parts = append(parts, a.Type+" = "+a.Value)
	}
	return strings.Join(parts, ", ")
}

var certificateLine = regexp.MustCompile(`^(-----.*-----|[A-Za-z0-9+/]{5,}={0,2})$`)

// namesOnly is what the knowledge base's filtered command leaves: no line of a
// certificate.
func namesOnly(text string) string {
	var kept []string
	for line := range strings.Lines(text) {
		if !certificateLine.MatchString(strings.TrimSpace(line)) {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "")
}
