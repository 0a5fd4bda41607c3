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

// export makes n records, a third of them with a fault; every certificate has
// a name and a key of its own, unless the fault is that it has not.
func export(n int) planted {
	p := planted{faults: map[string][]string{}}
	pki := testpki.New(77)
	var b strings.Builder
	b.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<unload unload_date=\"2026-06-01 09:00:00\">\n")
	var last *testpki.Entity
	for i := range n {
		name := fmt.Sprintf("record %04d", i)
		subject := fmt.Sprintf("CN=Store Root %04d,O=Example", i)
		active, kind, broken := "true", "trust_store", false
		var fault string
		var options []testpki.Option
		make := pki.Root
		switch i % 24 {
		case 1:
			fault, options = "store-record-expired", append(options, testpki.Expired())
		case 3:
			fault, active = "store-record-inactive", "false"
		case 5:
			fault, kind = "store-record-wrong-type", "java_key_store"
		case 7:
			fault = "store-record-without-certificate"
		case 9:
			fault = "store-record-duplicate"
		case 11:
			fault, make = "store-record-not-a-ca", func(s string, o ...testpki.Option) *testpki.Entity {
				return pki.SelfSigned(fmt.Sprintf("host%04d.example.test", i), append(o, testpki.CA(false))...)
			}
		case 13:
			fault, broken = "store-record-unreadable", true
		case 15:
			fault, options = "expires-soon", append(options, testpki.Between(testpki.Now.AddDate(-5, 0, 0), testpki.Now.AddDate(0, 0, 20)))
		}
		text := ""
		switch {
		case fault == "store-record-without-certificate":
		case fault == "store-record-duplicate":
			text = last.PEM()
		default:
			e := make(subject, options...)
			if fault == "" {
				last = e
			}
			text = e.PEM()
		}
		if broken {
			text = strings.Replace(text, "-----BEGIN CERTIFICATE-----\nMII", "-----BEGIN CERTIFICATE-----\n!!!", 1)
		}
		if fault != "" {
			p.faults[name] = []string{fault}
		}
		fmt.Fprintf(&b, "<sys_certificate action=\"INSERT_OR_UPDATE\"><active>%s</active><format>pem</format><name>%s</name><pem_certificate>%s</pem_certificate><type>%s</type></sys_certificate>\n", active, name, text, kind)
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
