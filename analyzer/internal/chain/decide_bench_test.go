package chain

import (
	"encoding/pem"
	"testing"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/testpki"
)

// BenchmarkVerdict is what the JDK's trust manager does and no more: read the
// PEM text of the sent chain and of the anchor, run the procedure, check three
// signatures. make bench tells it beside the JDK and beside the whole report.
func BenchmarkVerdict(b *testing.B) {
	for _, kind := range []struct {
		name               string
		root, policy, rest testpki.KeyType
	}{
		{"rsa", testpki.RSA(4096), testpki.RSA(3072), testpki.RSA(2048)},
		{"ec", testpki.P384, testpki.P384, testpki.P256},
	} {
		b.Run(kind.name, func(b *testing.B) {
			p := testpki.New(3)
			root := p.Root("CN=Root,O=Example", testpki.KeyOf(kind.root))
			policy := root.Intermediate("CN=Policy CA,O=Example", testpki.KeyOf(kind.policy))
			issuing := policy.Intermediate("CN=Issuing CA,O=Example", testpki.KeyOf(kind.rest))
			leaf := issuing.Leaf("api.example.test", testpki.KeyOf(kind.rest))
			var text []byte
			for _, e := range []*testpki.Entity{leaf, issuing, policy, root, root} {
				text = append(text, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: e.DER})...)
			}
			for b.Loop() {
				var list []*cert.Certificate
				for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
					c, err := cert.Parse(block.Bytes)
					if err != nil {
						b.Fatal(err)
					}
					list = append(list, c)
				}
				d := Decide(Question{Sent: list[:4], Anchors: NewAnchors(cert.AnchorOf(list[4], "test")), At: testpki.Now})
				if !d.Accepted {
					b.Fatal(d.Message)
				}
			}
		})
	}
}
