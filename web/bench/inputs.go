package main

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"missinglink/analyzer/testpki"
)

// Sizes that growth is measured over. bench.mjs names the same files.
var (
	certificateSizes = []int{10, 30, 100, 300, 1000, 2000, 3000, 10000}
	recordSizes      = []int{100, 300, 1000, 2000, 6000, 20000}
	meshSizes        = []int{4, 8, 16, 32, 64}
	logSizes         = []int{1, 3, 10, 30, 100} // million bytes
)

// handshakes that a log holds for each million bytes: 400 in the largest.
const handshakes = 4

// writeInputs writes everything that is measured into dir.
func writeInputs(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	files := map[string]string{}
	chains(files)
	many(files)
	meshes(files)
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	for _, size := range logSizes {
		if err := writeLog(filepath.Join(dir, fmt.Sprintf("log-%d.txt", size)), size*1_000_000, size*handshakes); err != nil {
			return err
		}
	}
	return writeScripts(dir)
}

// chains are the support case: leaf, issuing, policy and root certificate in
// one text, the root once more as trust store, the leaf alone.
func chains(files map[string]string) {
	for _, kind := range []struct {
		name     string
		ca, leaf testpki.KeyType
		policy   testpki.KeyType
	}{
		{"rsa", testpki.RSA4096, testpki.RSA2048, testpki.RSA3072},
		{"ec", testpki.P384, testpki.P256, testpki.P384},
	} {
		p := testpki.New(3)
		root := p.Root("CN=Root,O=Example", testpki.KeyOf(kind.ca))
		policy := root.Intermediate("CN=Policy CA,O=Example", testpki.KeyOf(kind.policy))
		issuing := policy.Intermediate("CN=Issuing CA,O=Example", testpki.KeyOf(kind.leaf))
		leaf := issuing.Leaf("api.example.test", testpki.KeyOf(kind.leaf))
		files["chain-"+kind.name+".pem"] = testpki.PEM(leaf, issuing, policy, root)
		files["root-"+kind.name+".pem"] = root.PEM()
		files["leaf-"+kind.name+".pem"] = leaf.PEM()
	}
}

// many are distinct roots as PEM, and the same as an export of the certificate
// table in which one record in eight is expired and one is inactive.
func many(files map[string]string) {
	p := testpki.New(11)
	var pem, records strings.Builder
	for i := range max(certificateSizes[len(certificateSizes)-1], recordSizes[len(recordSizes)-1]) {
		var options []testpki.Option
		if i%8 == 1 {
			options = append(options, testpki.Expired())
		}
		text := p.Root(fmt.Sprintf("CN=Store Root %05d,O=Example", i), options...).PEM()
		pem.WriteString(text)
		fmt.Fprintf(&records, "<sys_certificate action=\"INSERT_OR_UPDATE\"><active>%t</active><format>pem</format><name>record %05d</name><pem_certificate>%s</pem_certificate><type>trust_store</type></sys_certificate>\n", i%8 != 3, i, text)
		for _, n := range certificateSizes {
			if n == i+1 {
				files[fmt.Sprintf("many-%d.pem", n)] = pem.String()
			}
		}
		for _, n := range recordSizes {
			if n == i+1 {
				files[fmt.Sprintf("export-%d.xml", n)] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<unload unload_date=\"2026-06-01 09:00:00\">\n" + records.String() + "</unload>\n"
			}
		}
	}
}

// meshes are n CAs that each vouch for the four before them, and a leaf below
// the last: many ways up, none of which ends at a root that is trusted.
func meshes(files map[string]string) {
	for _, n := range meshSizes {
		p := testpki.New(uint64(n))
		var list, sent []*testpki.Entity
		for i := range n {
			ca := p.Root(fmt.Sprintf("CN=Mesh %d,O=Example", i))
			for _, other := range list[max(0, i-4):] {
				sent = append(sent, ca.Cross(other))
			}
			list, sent = append(list, ca), append(sent, ca)
		}
		files[fmt.Sprintf("mesh-%d.pem", n)] = list[0].Leaf("api.example.test").PEM() + testpki.PEM(sent...)
	}
}

// writeLog writes an application's log of size bytes in which TLS handshakes
// were logged at even distances, every other one refused.
func writeLog(file string, size, handshakes int) error {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<20)
	p := testpki.New(5)
	root := p.Root("CN=Log Root,O=Example")
	issuing := root.Intermediate("CN=Log Issuing CA,O=Example")
	written, logged := 0, 0
	for i := 0; written < size; i++ {
		text := fmt.Sprintf("2026-06-01 09:%02d:%02d,%03d INFO  [http-nio-8080-exec-%d] com.example.shop.OrderService - order %d accepted for customer %d in %d ms\n",
			i/60%60, i%60, i%1000, i%10, 100000+i, i*7%9999, i%250)
		if logged < handshakes && written >= size/handshakes*logged {
			host := fmt.Sprintf("api-%d.example.test", logged%20)
			l := testpki.JavaLog{Host: host, Sent: []*testpki.Entity{issuing.Leaf(host), issuing}}
			if logged%2 == 1 {
				l.Refused = "PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path to requested target"
			}
			text += l.String()
			logged++
		}
		n, _ := w.WriteString(text) // Flush returns what went wrong
		written += n
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Close()
}
