package intake

import (
	"fmt"
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

func BenchmarkHostileTexts(b *testing.B) {
	for name, text := range testpki.HostileTexts() {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				read(text, 1<<16)
			}
		})
	}
}
