package intake

import (
	"encoding/base64"
	"fmt"
	"math/rand"
	"strings"
	"testing"

	"missinglink/analyzer/testpki"
)

// serverLog is a log of an application: one line in a thousand concerns us.
func serverLog(size int) []byte {
	var b strings.Builder
	for i := 0; b.Len() < size; i++ {
		fmt.Fprintf(&b, "2026-11-21 20:%02d:%02d,%03d INFO  [http-nio-8080-exec-%d] com.example.shop.OrderService - order %d accepted for customer %d in %d ms\n",
			i/60%60, i%60, i%1000, i%10, 100000+i, i*7%9999, i%250)
		if i%1000 == 999 {
			b.WriteString("2026-11-21 20:43:24,001 ERROR [http-nio-8080-exec-1] com.example.Client - javax.net.ssl.SSLHandshakeException: PKIX path building failed\n")
		}
	}
	return []byte(b.String())
}

func BenchmarkLog(b *testing.B) {
	text := serverLog(16 << 20)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		w := New(Options{}).Input("log", "")
		for at := 0; at < len(text); at += 1 << 20 {
			_, _ = w.Write(text[at:min(at+1<<20, len(text))])
		}
		_ = w.Close()
	}
}

func BenchmarkAutomaton(b *testing.B) {
	text := serverLog(1 << 20)
	w, _ := vocabulary()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		w.In(text)
	}
}

func BenchmarkSieve(b *testing.B) {
	text := serverLog(1 << 20)
	_, sieve := vocabulary()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		for p := text; len(p) > 0; {
			n, _ := sieve.Quiet(p)
			p = p[min(n+8, len(p)):]
		}
	}
}

func BenchmarkPEM(b *testing.B) {
	pki := testpki.New(3)
	var list []*testpki.Entity
	for i := range 100 {
		list = append(list, pki.Root(fmt.Sprintf("CN=Root %d", i)))
	}
	text := []byte(testpki.PEM(list...))
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		w := New(Options{}).Input("pem", "")
		_, _ = w.Write(text)
		_ = w.Close()
	}
}

func BenchmarkDamagedPEM(b *testing.B) {
	pki := testpki.New(3)
	var list []*testpki.Entity
	for i := range 20 {
		list = append(list, pki.Root(fmt.Sprintf("CN=Root %d", i)))
	}
	text := []byte(sourceOf(list, `"`, `\n" +`, ";"))
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		w := New(Options{}).Input("source", "")
		_, _ = w.Write(text)
		_ = w.Close()
	}
}

// hostileTexts are megabytes made to be slow: beginnings without ends, and
// what repairs go over again and again.
func hostileTexts() map[string]string {
	const size = 1 << 20
	fill := func(unit string) string { return strings.Repeat(unit, size/len(unit)) }
	r := rand.New(rand.NewSource(1))
	random := make([]byte, size*3/4)
	_, _ = r.Read(random)
	body := base64.StdEncoding.EncodeToString(random)
	return map[string]string{
		"begins":             fill("-----BEGIN CERTIFICATE-----\n"),
		"ends":               fill("-----END CERTIFICATE-----\n"),
		"begins on one line": fill("-----BEGIN CERTIFICATE-----"),
		"values":             fill("MIIB"),
		"values, lines":      fill("MIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIB\n"),
		"values, apart":      fill("MIICabcdabcdabcdabcdabcdabcdabcd \n\n\n"),
		"false values":       fill("xMII"),
		"long values":        fill("MIMP////" + strings.Repeat("A", 120) + "\n"),
		"one body":           "-----BEGIN CERTIFICATE-----\nMIIC" + wrapped(body, 64),
		"one body, one line": "MIIC" + body,
		"keys":               fill("-----BEGIN PRIVATE KEY-----\nMIIC\n"),
		"double":             fill("LS0tLS1CRUdJTi"),
		"double again":       fill("TUlJ"),
		"tags":               "MIIB" + fill("<b>"),
		"open tags":          "-----BEGIN CERTIFICATE-----" + fill("<"),
		"quotes":             "-----BEGIN CERTIFICATE-----" + fill("\"a"),
		"escapes":            "CONNECTED(00000003)" + fill("\\n"),
		"commas":             " 0 s:CN=" + fill(","),
		"issuers":            fill("issuer=CN=x\n"),
		"commands":           fill("openssl s_client -connect x.test:443\n"),
		"chain":              "Certificate chain\n" + fill(" 1 s:CN=x\n   i:CN=y\n"),
		"depths":             fill("depth=9 CN = x\n"),
		"dump":               fill("30 82 01 00 30 82 00 f0 02 01 01 30 0d 06 09 2a\n"),
		"json":               fill("\"hostname\":\"x.test\",\"received_certificate_chain\":[]\n"),
		"secrets":            fill("password=x token=y Authorization: z "),
		"carriage returns":   fill("MIIBabcdefgh\r"),
		"numbers":            "-----BEGIN CERTIFICATE-----\n" + fill("1 MIIB\n2 abcd\n"),
	}
}

func BenchmarkHostileTexts(b *testing.B) {
	for name, text := range hostileTexts() {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				read(text, 1<<16)
			}
		})
	}
}
