package intake

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/testpki"
)

// TestExportFieldsOfTheLargestSize has fields that just fit and fields of a
// byte more, wanted and not: what is not wanted takes no room.
func TestExportFieldsOfTheLargestSize(t *testing.T) {
	for form, outline := range map[string][3]string{
		"csv":                 {"name,value\nglide.httpclient.x,", "\n", "colour,name,value\n%s,glide.httpclient.x,1\n"},
		"csv in quotes":       {"name,value\nglide.httpclient.x,\"", "\"\n", "colour,name,value\n%s,glide.httpclient.x,1\n"},
		"json":                {`{"result":[{"name":"glide.httpclient.x","value":"`, `"}]}`, `{"result":[{"colour":"%s","name":"glide.httpclient.x","value":"1"}]}`},
		"json, display value": {`{"result":[{"name":"glide.httpclient.x","value":{"display_value":"`, `"}}]}`, `{"result":[{"colour":{"display_value":"%s"},"name":"glide.httpclient.x","value":"1"}]}`},
		"json, link":          {`{"result":[{"name":"glide.httpclient.x","value":"`, `"}]}`, `{"result":[{"name":"glide.httpclient.x","value":{"link":"%s","value":"1"}}]}`},
		"xml":                 {"<sys_properties><name>glide.httpclient.x</name><value>\n", "</value></sys_properties>", "<sys_properties><colour>%s</colour>%[1]s\n<name>glide.httpclient.x</name><value>1</value></sys_properties>"},
	} {
		for size := maxCell - 1; size <= maxCell+1; size++ {
			field := strings.Repeat("v", size)
			ev := readAll(t, []byte(outline[0]+field+outline[1]))
			fits := size <= maxCell
			if form == "xml" {
				fits = size <= maxCell-1 // the line end before it counts
			}
			require.Equal(t, !fits, slices.Contains(ev.Truncated, evidence.Truncation{Limit: "maxCell"}), "%s of %d", form, size)
			if form == "csv" || form == "csv in quotes" {
				continue // all columns are read before it is known which they are
			}
			ev = readAll(t, fmt.Appendf(nil, outline[2], field))
			require.Empty(t, ev.Truncated, "%s of %d", form, size)
			require.Equal(t, "1", ev.Settings[0].Value, form)
		}
	}
	ev := readAll(t, []byte("<sys_properties><name>glide.httpclient.x</name><value>a\n"+strings.Repeat("v", maxCell)+"\nb</value></sys_properties>"))
	require.Empty(t, ev.Settings[0].Value, "a value of which the middle is missing is no value")
}

// TestExportBeyondAllCertificates has one more certificate than are kept, and
// known ones behind it.
func TestExportBeyondAllCertificates(t *testing.T) {
	p := testpki.New(80)
	known, last, over := p.Root("CN=Known"), p.Root("CN=Last"), p.Root("CN=Over")
	var rows []tableRow
	for name, e := range []*testpki.Entity{known, last, over, known, last} {
		rows = append(rows, tableRow{name: fmt.Sprint(name), pem: e.PEM()})
	}
	r := New(Options{})
	export := newExport(r.Input("export", evidence.RoleUnknown).(*input).s)
	first := readAll(t, known.DER).Certificates[0]
	r.found[first.Certificate.ID] = 0
	r.ev.Certificates = append(r.ev.Certificates, first)
	for i := range maxCertificates - 2 {
		other := &cert.Certificate{ID: fmt.Sprint("other ", i)}
		r.found[other.ID] = i + 1
		r.ev.Certificates = append(r.ev.Certificates, evidence.Found{Certificate: other, Origins: []evidence.Origin{{}}})
	}
	for i, text := range strings.Split(exportOfJSON("result", rows, false, ""), "\n") {
		export.line(line{number: i + 1, text: text})
	}
	export.end()
	require.Len(t, r.ev.Certificates, maxCertificates)
	var names []string
	for _, record := range r.ev.Stores[0].Records {
		names = append(names, record.Name)
		require.NotNil(t, record.Certificate)
	}
	require.Equal(t, []string{"0", "1", "3", "4"}, names)
	require.Contains(t, r.ev.Truncated, evidence.Truncation{Limit: "maxCertificates"})
}
