package analyzer_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer"
	"missinglink/analyzer/testpki"
)

// planted is an export of the certificate table in which every fault is known.
type planted struct {
	xml    string
	faults map[string][]string // record name -> finding ids
}

// exported is a record of the table.
type exported struct{ active, kind, pem string }

// fault is a way to be wrong, told by finding ids; twin belongs to the record
// before, which must then be a CA that is in order.
type fault struct {
	ids   []string
	plant func(p *testpki.PKI, i int, before *testpki.Entity) exported
	twin  bool
}

func recordOf(e *testpki.Entity) exported { return exported{"true", "trust_store", e.PEM()} }

func storeRoot(p *testpki.PKI, i int, o ...testpki.Option) *testpki.Entity {
	return p.Root(fmt.Sprintf("CN=Store Root %04d,O=Example", i), o...)
}

// with plants a CA that the options spoil.
func with(o ...testpki.Option) func(*testpki.PKI, int, *testpki.Entity) exported {
	return func(p *testpki.PKI, i int, _ *testpki.Entity) exported { return recordOf(storeRoot(p, i, o...)) }
}

func days(from, to int) testpki.Option {
	return testpki.Between(testpki.Now.AddDate(0, 0, from), testpki.Now.AddDate(0, 0, to))
}

// storeFaults are all that a record of an export can have.
func storeFaults(pki *testpki.PKI) []fault {
	weak, other := pki.NewKey(testpki.RSA(1024)), pki.NewKey(testpki.P256)
	signer := pki.Root("CN=Signer,O=Example")
	text := func(change func(string) string) func(*testpki.PKI, int, *testpki.Entity) exported {
		return func(p *testpki.PKI, i int, _ *testpki.Entity) exported {
			return exported{"true", "trust_store", change(storeRoot(p, i).PEM())}
		}
	}
	return []fault{
		{ids: []string{"store-record-expired"}, plant: with(testpki.Expired())},
		{ids: []string{"not-yet-valid"}, plant: with(testpki.NotYet())},
		{ids: []string{"expires-soon"}, plant: with(days(-1800, 20))},
		{ids: []string{"expires-soon"}, plant: with(days(-1800, 50))},
		{ids: []string{"expires-soon"}, plant: with(days(-1800, 80))},
		{ids: []string{"weak-key"}, plant: with(testpki.WithKey(weak))},
		{ids: []string{"disabled-algorithm"}, plant: func(_ *testpki.PKI, i int, _ *testpki.Entity) exported {
			return recordOf(signer.Intermediate(fmt.Sprintf("CN=Store CA %04d,O=Example", i), testpki.SignedWith(testpki.SHA1)))
		}},
		{ids: []string{"store-record-inactive"}, plant: func(p *testpki.PKI, i int, _ *testpki.Entity) exported {
			return exported{"false", "trust_store", storeRoot(p, i).PEM()}
		}},
		{ids: []string{"store-record-wrong-type"}, plant: func(p *testpki.PKI, i int, _ *testpki.Entity) exported {
			return exported{"true", "java_key_store", storeRoot(p, i).PEM()}
		}},
		{ids: []string{"store-record-not-a-ca"}, plant: func(p *testpki.PKI, i int, _ *testpki.Entity) exported {
			return recordOf(p.SelfSigned(fmt.Sprintf("host%04d.example.test", i), testpki.CA(false)))
		}},
		{ids: []string{"store-record-without-certificate"}, plant: text(func(string) string { return "" })},
		{ids: []string{"store-record-unreadable"}, plant: text(func(pem string) string {
			return strings.Replace(pem, "-----BEGIN CERTIFICATE-----\nMII", "-----BEGIN CERTIFICATE-----\n!!!", 1)
		})},
		{ids: []string{"store-record-unreadable"}, plant: text(func(pem string) string { return pem[:len(pem)/2] })},
		{ids: []string{"store-record-duplicate"}, plant: func(_ *testpki.PKI, _ int, before *testpki.Entity) exported {
			return recordOf(before)
		}},
		{ids: []string{"same-name-different-key"}, twin: true, plant: func(p *testpki.PKI, i int, _ *testpki.Entity) exported {
			return recordOf(storeRoot(p, i-1, testpki.WithKey(other)))
		}},
		{ids: []string{"store-record-expired", "store-record-wrong-type"}, plant: func(p *testpki.PKI, i int, _ *testpki.Entity) exported {
			return exported{"true", "java_key_store", storeRoot(p, i, testpki.Expired()).PEM()}
		}},
	}
}

// export makes n records, every second one of the first 32 of each 48 with a
// fault; each certificate has a name of its own, unless the fault is that it
// has not.
func export(n int) planted {
	p := planted{faults: map[string][]string{}}
	pki := testpki.New(77)
	faults := storeFaults(pki)
	var b strings.Builder
	b.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<unload unload_date=\"2026-06-01 09:00:00\">\n")
	name := func(i int) string { return fmt.Sprintf("record %04d", i) }
	var last *testpki.Entity
	for i := range n {
		var x exported
		if k := i % 48; k%2 == 1 && k/2 < len(faults) {
			f := faults[k/2]
			x = f.plant(pki, i, last)
			p.faults[name(i)] = f.ids
			if f.twin {
				p.faults[name(i-1)] = f.ids
			}
		} else {
			last = storeRoot(pki, i)
			x = recordOf(last)
		}
		fmt.Fprintf(&b, "<sys_certificate action=\"INSERT_OR_UPDATE\"><active>%s</active><format>pem</format><name>%s</name><pem_certificate>%s</pem_certificate><type>%s</type></sys_certificate>\n", x.active, name(i), x.pem, x.kind)
	}
	b.WriteString("</unload>\n")
	p.xml = b.String()
	return p
}

// Of two thousand records every planted fault is found, and none invented.
func TestStoreOfTwoThousand(t *testing.T) {
	p := export(2000)
	r := analyzer.Analyze(context.Background(), []analyzer.Input{{Name: "sys_certificate.xml", Role: "store", Data: []byte(p.xml)}}, analyzer.Options{At: testpki.Now})
	require.Len(t, r.Stores, 1)
	require.Equal(t, 2000, r.Stores[0].Count)
	got := map[string][]string{}
	for _, x := range r.Stores[0].Records {
		if len(x.Problems) > 0 {
			got[x.Name] = x.Problems
		}
	}
	require.Equal(t, p.faults, got)
	var order []string
	for _, x := range r.Stores[0].Records {
		if !slices.Contains(order, x.State) {
			order = append(order, x.State)
		}
	}
	require.Equal(t, "unreadable", order[0], "what hurts first stands first")
	require.Equal(t, "ok", order[len(order)-1])
	require.Empty(t, r.Truncated)
}

func BenchmarkStoreExport(b *testing.B) {
	for _, n := range []int{2000, 20000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			in := []analyzer.Input{{Name: "sys_certificate.xml", Role: "store", Data: []byte(export(n).xml)}}
			b.SetBytes(int64(len(in[0].Data)))
			for b.Loop() {
				analyzer.Analyze(context.Background(), in, analyzer.Options{At: testpki.Now})
			}
		})
	}
}
