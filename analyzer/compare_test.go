package analyzer

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/rules"
	"missinglink/analyzer/report"
	"missinglink/analyzer/testpki"
)

// described is what a tool shows of a certificate that prints no bytes.
func described(e *testpki.Entity, change ...func(d *cert.Description)) *cert.Certificate {
	x := e.Certificate()
	d := cert.Description{Subject: x.Subject, Issuer: x.Issuer, NotBefore: x.NotBefore, NotAfter: x.NotAfter, Serial: x.Serial, SHA256: x.ID}
	for _, f := range change {
		f(&d)
	}
	return cert.Describe(d)
}

// An earlier chain and the present one, told apart as far as both are shown.
func TestCompare(t *testing.T) {
	p := testpki.New(1701)
	root := p.Root("CN=Root,O=X")
	ca, other := root.Intermediate("CN=CA,O=X"), root.Intermediate("CN=Other CA,O=X")
	leaf := ca.Leaf("a.test")
	renewed, rekeyed, moved := leaf.Reissue(), ca.Leaf("a.test"), other.Leaf("a.test")
	bytes := testpki.Certificates
	list := func(c ...*cert.Certificate) []*cert.Certificate { return c }
	bare := func(d *cert.Description) {
		*d = cert.Description{Subject: d.Subject, Issuer: d.Issuer}
	}
	later := func(from, to time.Duration) func(d *cert.Description) {
		return func(d *cert.Description) {
			bare(d)
			x := leaf.Certificate()
			d.NotBefore, d.NotAfter = x.NotBefore.Add(from), x.NotAfter.Add(to)
		}
	}
	const day, more = 24 * time.Hour, 24*time.Hour + time.Second
	pair := func(a, b *cert.Certificate) [][2]*cert.Certificate { return [][2]*cert.Certificate{{a, b}} }
	l, r, k, m := leaf.Certificate(), renewed.Certificate(), rekeyed.Certificate(), moved.Certificate()
	byName, full := described(leaf, bare), described(leaf)
	noIssuer := described(leaf, func(d *cert.Description) { bare(d); d.Issuer = cert.Name{} })
	serial := described(leaf, func(d *cert.Description) { bare(d); d.Serial = "77" })
	print := described(leaf, func(d *cert.Description) { bare(d); d.SHA256 = k.ID })
	stranger := described(ca, bare)
	for _, test := range []struct {
		name     string
		old, now []*cert.Certificate
		want     rules.Change
	}{
		{"the same", bytes(leaf, ca), bytes(leaf, ca), rules.Change{}},
		{"another order", bytes(leaf, ca), bytes(ca, leaf), rules.Change{Reordered: true}},
		{"the same key", bytes(leaf), bytes(renewed), rules.Change{Reissued: pair(l, r)}},
		{"another key", bytes(leaf), bytes(rekeyed), rules.Change{Rekeyed: pair(l, k)}},
		{"another issuer", bytes(leaf), bytes(moved), rules.Change{Rekeyed: pair(l, m), Moved: pair(l, m)}},
		{"one more", bytes(leaf), bytes(leaf, ca), rules.Change{Added: bytes(ca)}},
		{"one less", bytes(leaf, ca), bytes(leaf), rules.Change{Removed: bytes(ca)}},
		{"one of two by the name", bytes(leaf, rekeyed), bytes(renewed), rules.Change{Reissued: pair(l, r), Removed: bytes(rekeyed)}},
		{"one pasted twice", bytes(leaf, leaf), bytes(leaf), rules.Change{}},

		{"names before", list(byName), bytes(leaf), rules.Change{ByName: true}},
		{"names now", bytes(leaf), list(byName), rules.Change{ByName: true}},
		{"names twice", list(byName), list(byName), rules.Change{}},
		{"names with and without dates", list(byName), list(full), rules.Change{ByName: true}},
		{"all that can be shown", list(full), bytes(leaf), rules.Change{ByName: true}},
		{"names, another order", list(byName, stranger), bytes(ca, leaf), rules.Change{Reordered: true}},
		{"names and one in bytes", list(byName, ca.Certificate()), bytes(leaf, ca), rules.Change{ByName: true}},
		{"names, another subject", list(stranger), bytes(leaf), rules.Change{Added: bytes(leaf), Removed: list(stranger)}},
		{"names, another issuer", list(byName), bytes(moved), rules.Change{Unkeyed: pair(byName, m), Moved: pair(byName, m)}},
		{"no issuer before", list(noIssuer), bytes(leaf), rules.Change{ByName: true}},
		{"no issuer now", bytes(leaf), list(noIssuer), rules.Change{ByName: true}},
		{"another serial number", list(serial), bytes(leaf), rules.Change{Unkeyed: pair(serial, l)}},
		{"another serial number now", bytes(leaf), list(serial), rules.Change{Unkeyed: pair(l, serial)}},
		{"another fingerprint", list(print), bytes(leaf), rules.Change{Unkeyed: pair(print, l)}},
		{"another fingerprint now", bytes(leaf), list(print), rules.Change{Unkeyed: pair(l, print)}},
		{"dates a day away", list(described(leaf, later(day, -day))), bytes(leaf), rules.Change{ByName: true}},
	} {
		t.Run(test.name, func(t *testing.T) { require.Equal(t, &test.want, compareChains(test.old, test.now)) })
	}
	for _, d := range []*cert.Certificate{
		described(leaf, later(more, 0)), described(leaf, later(-more, 0)), described(leaf, later(0, more)), described(leaf, later(0, -more)),
	} {
		require.Equal(t, &rules.Change{Unkeyed: pair(d, l)}, compareChains(list(d), list(l)))
	}
	half := described(leaf, later(0, 0), func(d *cert.Description) { d.NotBefore = time.Time{} })
	require.True(t, same(half, l))
	require.True(t, same(l, half))
}

// What the report says of the two.
func TestComparisonOfNames(t *testing.T) {
	p := testpki.New(1702)
	ca := p.Root("CN=Root,O=X").Intermediate("CN=CA,O=X")
	leaf, moved := ca.Leaf("a.test"), p.Root("CN=Other,O=X").Leaf("a.test")
	before := Input{Name: "before", Role: "before", Data: []byte(testpki.Transcript{Host: "a.test", Sent: []*testpki.Entity{leaf, ca}, Names: true}.String())}
	told := func(sent ...*testpki.Entity) *report.Comparison {
		now := Input{Name: "now", Data: []byte(testpki.Transcript{Host: "a.test", Sent: sent}.String())}
		return Analyze(context.Background(), []Input{now, before}, Options{At: testpki.Now}).Comparison
	}
	same := told(leaf, ca)
	require.Equal(t, "By names the chain is the same; keys cannot be compared.", same.Sentence)
	require.Empty(t, same.Added)
	other := told(moved, ca)
	require.Equal(t, "Since the earlier paste: 1 added, 1 removed.", other.Sentence)
	require.Equal(t, []string{moved.ID()}, other.Added)
	require.Contains(t, other.Removed[0], "names:")
}

// Only an input that was given as the earlier one is compared with.
func TestNothingEarlier(t *testing.T) {
	require.Nil(t, compare(&evidence.Evidence{}, &rules.Case{Lead: -1}))
}
