package analyzer_test

import (
	"context"
	"testing"

	"missinglink/analyzer"
	"missinglink/analyzer/testpki"
)

// BenchmarkChain is the support case: four certificates, the whole way from
// text to JSON, with RSA and with EC keys.
func BenchmarkChain(b *testing.B) {
	for _, kind := range []struct {
		name                        string
		root, policy, issuing, leaf testpki.KeyType
	}{
		{"RSA", testpki.RSA(4096), testpki.RSA(3072), testpki.RSA(2048), testpki.RSA(2048)},
		{"EC", testpki.P384, testpki.P384, testpki.P256, testpki.P256},
	} {
		b.Run(kind.name, func(b *testing.B) {
			p := testpki.New(3)
			root := p.Root("CN=Root,O=Example", testpki.KeyOf(kind.root))
			policy := root.Intermediate("CN=Policy CA,O=Example", testpki.KeyOf(kind.policy))
			issuing := policy.Intermediate("CN=Issuing CA,O=Example", testpki.KeyOf(kind.issuing))
			leaf := issuing.Leaf("api.example.test", testpki.KeyOf(kind.leaf))
			in := []analyzer.Input{{Name: "a", Data: []byte(testpki.PEM(leaf, issuing, policy, root))}}
			for b.Loop() {
				analyzer.JSON(analyzer.Analyze(context.Background(), in, analyzer.Options{At: testpki.Now}))
			}
		})
	}
}
