package analyzer_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer"
	"missinglink/analyzer/testpki"
)

// TestShownName holds when a file tells the name that is called: an issuer that
// names no host stands before the server's own certificate.
func TestShownName(t *testing.T) {
	root, issuing, leaf := northwind()
	second := issuing.Leaf("second.northwind.example")
	wild := issuing.Leaf("*.northwind.example")
	unnamed := issuing.Leaf("unnamed", testpki.NoSAN())
	other := testpki.New(65).Root("CN=Elsewhere CA,O=Elsewhere")
	stray := other.Leaf("stray.example")
	named := testpki.New(66).Root("CN=named.example", testpki.SAN("dns:named.example"))
	numbered := testpki.New(67).Root("CN=192.0.2.1", testpki.SAN("ip:192.0.2.1"))
	for name, c := range map[string]struct {
		sent []*testpki.Entity
		host string
	}{
		"leaf last":            {[]*testpki.Entity{root, issuing, leaf}, "api.northwind.example"},
		"two leaves":           {[]*testpki.Entity{issuing, leaf, second}, "api.northwind.example"},
		"a CA with a name":     {[]*testpki.Entity{root, issuing.Intermediate("CN=Inner", testpki.SAN("dns:ca.example")), issuing, leaf}, "api.northwind.example"},
		"a stray before it":    {[]*testpki.Entity{issuing, unnamed, leaf}, "api.northwind.example"},
		"of any name":          {[]*testpki.Entity{issuing, wild}, ""},
		"leaf first":           {[]*testpki.Entity{leaf, issuing}, ""},
		"leaf of another":      {[]*testpki.Entity{root, stray}, ""},
		"itself once more":     {[]*testpki.Entity{root, root, stray}, ""},
		"a CA that is called":  {[]*testpki.Entity{named, named.Leaf("api.named.example")}, ""},
		"one with an address":  {[]*testpki.Entity{numbered, numbered.Leaf("api.named.example")}, ""},
		"without a leaf":       {[]*testpki.Entity{root, issuing}, ""},
		"root before the leaf": {[]*testpki.Entity{other, stray}, "stray.example"},
	} {
		r := analyzer.Analyze(context.Background(), paste(testpki.PEM(c.sent...)), analyzer.Options{At: testpki.Now})
		require.Equal(t, c.host, r.Host, name)
	}
	r := analyzer.Analyze(context.Background(), paste(testpki.PEM(root, issuing, leaf)), analyzer.Options{At: testpki.Now, Host: "given.example"})
	require.Equal(t, "given.example", r.Host)
	files := []analyzer.Input{{Name: "1", Data: []byte(issuing.PEM())}, {Name: "2", Data: []byte(leaf.PEM())}}
	require.Empty(t, analyzer.Analyze(context.Background(), files, analyzer.Options{At: testpki.Now}).Host, "separate files have no order")
	r = analyzer.Analyze(context.Background(), paste(testpki.Transcript{Host: "called.example", Sent: []*testpki.Entity{issuing, leaf}}.String()), analyzer.Options{At: testpki.Now})
	require.Equal(t, "called.example", r.Host)
}
