package chain

import (
	"testing"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/testpki"
)

// BenchmarkVerdictRSA is what the JDK's trust manager does: parse the sent
// chain and the anchor, run the procedure, check three signatures. make bench
// measures the JDK beside the whole report.
func BenchmarkVerdictRSA(b *testing.B) {
	p := testpki.New(3)
	root := p.Root("CN=Root,O=Example", testpki.KeyOf(testpki.RSA(4096)))
	policy := root.Intermediate("CN=Policy CA,O=Example", testpki.KeyOf(testpki.RSA(3072)))
	issuing := policy.Intermediate("CN=Issuing CA,O=Example", testpki.KeyOf(testpki.RSA(2048)))
	leaf := issuing.Leaf("api.example.test", testpki.KeyOf(testpki.RSA(2048)))
	for b.Loop() {
		var list []*cert.Certificate
		for _, e := range []*testpki.Entity{leaf, issuing, policy, root} {
			c, err := cert.Parse(e.DER)
			if err != nil {
				b.Fatal(err)
			}
			list = append(list, c)
		}
		d := Decide(Question{Sent: list[:3], Anchors: NewAnchors(cert.AnchorOf(list[3], "test")), At: testpki.Now})
		if !d.Accepted {
			b.Fatal(d.Message)
		}
	}
}
