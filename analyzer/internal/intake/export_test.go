package intake

import (
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/testpki"
)

// A tableRow is a record of sys_certificate before it is exported. The order
// of columns is that of the list view.
type tableRow struct{ name, active, kind, format, expires, password, pem string }

var tableColumns = []string{"active", "expires", "format", "key_store_password", "name", "pem_certificate", "type"}

func (r tableRow) cells() []string {
	return []string{r.active, r.expires, r.format, r.password, r.name, r.pem, r.kind}
}

func (r tableRow) fields() map[string]string {
	out := map[string]string{}
	for i, v := range r.cells() {
		out[tableColumns[i]] = v
	}
	return out
}

// canary is the password of every exported key store. It must be nowhere.
const canary = "Canary!77secret"

func escapedXML(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text))
	return b.String()
}

func exportOfXML(table string, rows []tableRow, unload bool) string {
	var b strings.Builder
	outer, attributes, newline := "xml", "", ""
	if unload {
		outer, attributes, newline = `unload`, ` action="INSERT_OR_UPDATE"`, "\n"
	}
	fmt.Fprintf(&b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>%s<%s>%s", newline, outer, newline)
	for _, r := range rows {
		fmt.Fprintf(&b, "<%s%s>%s", table, attributes, newline)
		for i, v := range r.cells() {
			if v == "" {
				fmt.Fprintf(&b, "<%s/>%s", tableColumns[i], newline)
				continue
			}
			fmt.Fprintf(&b, "<%s>%s</%s>%s", tableColumns[i], strings.ReplaceAll(escapedXML(v), "&#xA;", "\n"), tableColumns[i], newline)
		}
		fmt.Fprintf(&b, "<sys_updated_by display_value=\"x\">y</sys_updated_by></%s>%s", table, newline)
	}
	return b.String() + "</" + outer + ">\n"
}

func exportOfJSON(key string, rows []tableRow, display bool, indent string) string {
	list := []any{}
	for _, r := range rows {
		if !display {
			list = append(list, r.fields())
			continue
		}
		record := map[string]any{}
		for k, v := range r.fields() {
			record[k] = map[string]string{"display_value": v, "value": v}
		}
		list = append(list, record)
	}
	return string(must(json.MarshalIndent(map[string]any{key: list}, "", indent))) + "\n"
}

func exportOfCSV(rows []tableRow, separator rune, pem func(string) string) string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	w.Comma = separator
	_ = w.Write(tableColumns)
	for _, r := range rows {
		r.pem = pem(r.pem)
		_ = w.Write(r.cells())
	}
	w.Flush()
	return b.String()
}

func TestExport(t *testing.T) {
	pki := testpki.New(75)
	root := pki.Root("CN=Export Root,O=A & B <C>")
	issuing := root.Intermediate("CN=Export Issuing,O=Example")
	other := pki.Root("CN=Other Root")
	rows := []tableRow{
		{name: "Root, \"the first\" & best", active: "true", kind: "trust_store", format: "pem", expires: "2041-06-01 12:00:00", pem: root.PEM()},
		{name: "Issuing", active: "false", kind: "Trust Store Cert", format: "pem", pem: issuing.PEM()},
		{name: "Key store", active: "true", kind: "java_key_store", password: canary},
		{name: "DER", active: "true", kind: "trust_store", format: "der"},
		{name: "Forgotten", active: "true", kind: "trust_store", format: "pem"},
		{name: "Cut", active: "true", kind: "trust_store", format: "pem", pem: other.PEM()[:400]},
		{name: "Again", active: "1", kind: "trust_store", format: "pem", pem: strings.ReplaceAll(root.PEM(), "\n", "\r\n")},
	}
	same := func(s string) string { return s }
	flat := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	forms := map[string]string{
		"unload":                   exportOfXML("sys_certificate", rows, true),
		"unload with BOM":          "\ufeff" + exportOfXML("sys_certificate", rows, true),
		"plain XML":                exportOfXML("sys_certificate", rows, false),
		"CDATA":                    strings.ReplaceAll(strings.ReplaceAll(exportOfXML("sys_certificate", rows, true), "<pem_certificate>-", "<pem_certificate><![CDATA[-"), "</pem_certificate>", "]]></pem_certificate>"),
		"Table API":                exportOfJSON("result", rows, false, ""),
		"Table API, indented":      exportOfJSON("result", rows, false, "  "),
		"Table API, display":       exportOfJSON("result", rows, true, ""),
		"Table API, display, tabs": exportOfJSON("result", rows, true, "\t"),
		"JSONv2":                   exportOfJSON("records", rows, false, ""),
		"CSV":                      exportOfCSV(rows, ',', same),
		"CSV, flat":                exportOfCSV(rows, ',', flat),
		"CSV, semicolons":          exportOfCSV(rows, ';', same),
		"CSV, tabs":                exportOfCSV(rows, '\t', flat),
		"CSV, labels":              strings.Replace(exportOfCSV(rows, ',', same), "active,expires,format,key_store_password,name,pem_certificate,type", "Active,Expires,Format,\"Key store password\",Name,PEM Certificate,Type", 1),
		"in a mail":                "Hello,\nthis is our table:\n\n" + exportOfXML("sys_certificate", rows, true) + "\nregards\n",
	}
	for name, text := range forms {
		t.Run(name, func(t *testing.T) {
			require.Contains(t, text, canary)
			for _, size := range []int{len(text), 977} {
				r := New(Options{})
				in := r.Input("export", evidence.RoleUnknown)
				for rest := []byte(text); len(rest) > 0; {
					n := min(size, len(rest))
					_, _ = in.Write(rest[:n])
					rest = rest[n:]
				}
				require.NoError(t, in.Close())
				checkExport(t, r.Evidence(), rows, root, issuing)
			}
		})
	}
}

// checkExport compares a store with the records it was exported from.
func checkExport(t *testing.T, ev *evidence.Evidence, rows []tableRow, root, issuing *testpki.Entity) {
	t.Helper()
	require.True(t, strings.HasPrefix(ev.Inputs[0].Kind, "sys_certificate-"), ev.Inputs[0].Kind)
	require.Len(t, ev.Stores, 1)
	s := ev.Stores[0]
	require.Equal(t, "sys_certificate", s.Kind)
	require.Equal(t, evidence.RoleStore, s.Role)
	require.Len(t, s.Records, len(rows))
	for i, r := range rows {
		require.Equal(t, r.name, s.Records[i].Name)
		require.Equal(t, r.kind, s.Records[i].Type)
		want := evidence.Yes
		if r.active == "false" {
			want = evidence.No
		}
		require.Equal(t, want, s.Records[i].Active)
		require.Empty(t, s.Records[i].Chain)
	}
	require.Equal(t, root.ID(), s.Records[0].Certificate.ID)
	require.Equal(t, "2041-06-01", s.Records[0].Expires.Format("2006-01-02"))
	require.Equal(t, issuing.ID(), s.Records[1].Certificate.ID)
	require.Same(t, s.Records[0].Certificate, s.Records[6].Certificate)
	for i, want := range []string{"", "", "attachment-only", "attachment-only", "no-certificate", "unreadable", ""} {
		require.Equal(t, want, s.Records[i].Trouble, i)
	}
	require.ElementsMatch(t, []string{root.ID(), issuing.ID()}, ids(ev))
	for _, f := range ev.Certificates {
		require.False(t, f.Alone)
	}
	require.NotContains(t, fmt.Sprintf("%+v", *ev), canary)
	require.NotContains(t, fmt.Sprintf("%+v", s.Records), canary)
	var removed []string
	for _, x := range ev.Removals {
		removed = append(removed, x.What)
	}
	require.Contains(t, removed, "password")
}

func TestExportOfOtherTables(t *testing.T) {
	pki := testpki.New(76)
	root := pki.Root("CN=Inbound Root")
	issuing := root.Intermediate("CN=Inbound Issuing")
	user := issuing.Client("CN=user")
	bundle := []tableRow{{name: "Partner", active: "true", pem: root.PEM() + issuing.PEM()}}
	ev := readAll(t, []byte(exportOfXML("sys_ca_certificate", bundle, true)+exportOfXML("sys_user_certificate", []tableRow{{name: "integration", active: "true", pem: user.PEM()}}, true)))
	require.Len(t, ev.Stores, 2)
	require.Equal(t, "sys_ca_certificate", ev.Stores[0].Kind)
	require.Equal(t, evidence.RoleStore, ev.Stores[0].Role)
	require.Len(t, ev.Stores[0].Records[0].Chain, 2)
	require.Equal(t, root.ID(), ev.Stores[0].Records[0].Certificate.ID)
	require.Equal(t, "sys_user_certificate", ev.Stores[1].Kind)
	require.Equal(t, evidence.RoleClient, ev.Stores[1].Role)
	require.Equal(t, user.ID(), ev.Stores[1].Records[0].Certificate.ID)
	require.Len(t, ev.Certificates, 3)

	one := `{"result":{"sys_class_name":"sys_ca_certificate","name":"x","pem_certificate":` + string(must(json.Marshal(root.PEM()))) + `}}`
	ev = readAll(t, []byte(one))
	require.Len(t, ev.Stores, 1)
	require.Equal(t, "sys_ca_certificate", ev.Stores[0].Kind)
	require.Len(t, ev.Stores[0].Records, 1)
}

// TestExportInOtherLanguages gives lists whose headings and flags are those of
// another language, and flags in words that nobody knows.
func TestExportInOtherLanguages(t *testing.T) {
	root := testpki.New(80).Root("CN=Export Root")
	for head, want := range map[string]string{
		`"Name";"Aktiv";"Typ";"PEM-Zertifikat"` + "\nR;wahr;T;":             "1 R T 1 ",
		"sep=;\nname;active;type;pem_certificate\nR;FALSCH;T;":              "1 R T 2 ",
		"Nom;Actif;Type;Certificat PEM\nR;FAUX;T;":                          "1 R T 2 ",
		"Nombre,Activo,Tipo,Certificado PEM\nR,verdadero,T,":                "1 R T 1 ",
		"Nome\tAttivo\tTipo\tCertificato PEM\nR\tfalso\tT\t":                "1 R T 2 ",
		"名前,アクティブ,タイプ,PEM 証明書\nR,いいえ,T,":                                    "1 R T 2 ",
		"Name,Active,Type,PEM Certificate\nR,FAŁSZ,T,":                      "1 R T 0 FAŁSZ",
		"Name,Active,Type,PEM Certificate\nR,,T,":                           "1 R T 0 ",
		"Name,Type,PEM Certificate\nR,T,":                                   "1 R T 0 ",
		"The certificate PEM, as a file, in the attached PEM, is this:\n\n": "0",
	} {
		ev := readAll(t, []byte(head+"\""+root.PEM()+"\"\n"))
		got := fmt.Sprint(len(ev.Stores))
		for _, s := range ev.Stores {
			r := s.Records[0]
			require.Equal(t, root.ID(), r.Certificate.ID, head)
			got += fmt.Sprintf(" %s %s %d %s", r.Name, r.Type, r.Active, r.Unclear)
		}
		require.Equal(t, want, got, head)
		require.Len(t, ev.Certificates, 1, head)
	}
}

// What an update set deletes is no record of the table, and is told.
func TestExportOfDeletions(t *testing.T) {
	pki := testpki.New(81)
	root, other := pki.Root("CN=Deleted"), pki.Root("CN=Kept")
	one := func(action, name string, e *testpki.Entity) string {
		return "<sys_certificate" + action + "><name>" + name + "</name><active>true</active><pem_certificate>" + e.PEM() + "</pem_certificate></sys_certificate>\n"
	}
	for text, want := range map[string]string{
		one(` action="DELETE"`, "R", root):                               "[] [<sys_certificate action=\"DELETE\">]",
		one(` action="DELETE"`, "", root):                                "[] [<sys_certificate action=\"DELETE\">]",
		one(` action="INSERT_OR_UPDATE"`, "R", root):                     "[R] []",
		one(` action="DELETE"`, "R", root) + one("", "K", other):         "[K] [<sys_certificate action=\"DELETE\">]",
		one("", "K", other) + one(` sys="1" action="DELETE"`, "R", root): "[K] [<sys_certificate action=\"DELETE\">]",
	} {
		ev := readAll(t, []byte("<unload>"+text+"</unload>"))
		kept, gone := []string{}, []string{}
		for _, s := range ev.Stores {
			for _, r := range s.Records {
				kept = append(kept, r.Name)
			}
		}
		for _, d := range ev.Damage {
			require.Equal(t, "store-record-deleted", d.Kind)
			require.Positive(t, d.Quote.Line)
			gone = append(gone, d.Quote.Text)
		}
		require.Equal(t, want, fmt.Sprint(kept, " ", gone), text)
		require.Equal(t, "sys_certificate-xml", ev.Inputs[0].Kind)
		require.False(t, ev.Certificates[0].Alone)
	}
}

// A record whose certificate is attached says at least whose it is.
func TestExportOfAttachments(t *testing.T) {
	for text, want := range map[string]string{
		"<format>der</format><subject>CN=Attached,O=X</subject>": "Attached",
		"<format>der</format>":                               "",
		"<format>pem</format><subject>CN=Attached</subject>": "",
	} {
		ev := readAll(t, []byte("<unload><sys_certificate><name>R</name>"+text+"<pem_certificate/></sys_certificate></unload>"))
		require.Equal(t, want, ev.Stores[0].Records[0].Subject.CommonName(), text)
	}
}

// Of a field with several certificates the first has to be readable.
func TestExportOfSeveralInAField(t *testing.T) {
	pki := testpki.New(82)
	first, second := pki.Root("CN=First").PEM(), pki.Root("CN=Second").PEM()
	const damaged = "-----BEGIN CERTIFICATE-----\nMIIBgarbage\n-----END CERTIFICATE-----\n"
	for text, want := range map[string]string{
		first:                     "",
		first + second:            "",
		first + damaged:           "",
		damaged + first:           "unreadable",
		damaged + first + second:  "unreadable",
		damaged:                   "unreadable",
		"Issued by us.\n" + first: "",
	} {
		ev := readAll(t, []byte(exportOfXML("sys_certificate", []tableRow{{name: "R", active: "true", pem: text}}, true)))
		require.Equal(t, want, ev.Stores[0].Records[0].Trouble, text)
	}
}

// A cell of several rows may hold anything, whatever its column is.
func TestExportCellsHoldNoPassword(t *testing.T) {
	ev := readAll(t, []byte("name,active,pem_certificate,type\na,true,,\"trust\npassword="+canary+"\"\n"))
	require.Len(t, ev.Stores[0].Records, 1)
	require.NotContains(t, dump(ev), canary)
}

func TestExportOfSettings(t *testing.T) {
	class := "com.glide.certificates.DBKeyStoreSocketFactory"
	for name, text := range map[string]string{
		"xml": `<?xml version="1.0"?><unload><sys_properties action="INSERT_OR_UPDATE"><name>glide.httpclient.protocol.mauth.class</name><value>` + class + `</value></sys_properties>
<sys_properties action="INSERT_OR_UPDATE"><name>glide.ui.banner</name><value>no matter</value></sys_properties>
<sys_protocol_profile action="INSERT_OR_UPDATE"><default_port>4433</default_port><keystore display_value="PartnerStore">0123</keystore><protocol>MAuth</protocol></sys_protocol_profile></unload>`,
		"json": `{"result":[{"name":"glide.httpclient.protocol.mauth.class","value":"` + class + `"},{"name":"glide.ui.banner","value":"no matter"},{"default_port":"4433","protocol":"MAuth","keystore":{"display_value":"PartnerStore","link":"https://x"}}]}`,
	} {
		ev := readAll(t, []byte(text))
		got := map[string]string{}
		for _, s := range ev.Settings {
			got[s.Name] = s.Value
		}
		require.Equal(t, map[string]string{
			"glide.httpclient.protocol.mauth.class": class, "sys_protocol_profile.protocol": "MAuth",
			"sys_protocol_profile.default_port": "4433", "sys_protocol_profile.keystore": "PartnerStore",
		}, got, name)
		require.Empty(t, ev.Stores)
	}
	ev := readAll(t, []byte("name,value,type\nglide.httpclient.protocol.mauth.port,4433,integer\nmid.ssl.keystore.password,"+canary+",string\n"))
	require.Equal(t, "glide.httpclient.protocol.mauth.port", ev.Settings[0].Name)
	require.Equal(t, "4433", ev.Settings[0].Value)
	require.NotContains(t, fmt.Sprintf("%+v", *ev), canary)
}

func TestExportOfRequests(t *testing.T) {
	for name, text := range map[string]string{
		"csv":  "sys_created_on,method,url_hostname,response_status\n2026-01-12 05:30:37,POST,api.down.test,0\n2026-01-12 05:30:38,POST,api.up.test,200\n2026-01-12 05:30:39,GET,api.down.test,-1\n",
		"json": `{"result":[{"url":"https://api.down.test/v1","response_status":"0","sys_created_on":"2026-01-12 05:30:37"},{"url":"https://api.up.test/","response_status":"200"},{"url":"https://api.down.test/v1","response_status":-1}]}`,
		"xml":  "<xml><sys_outbound_http_log><url_hostname>api.down.test</url_hostname><response_status>0</response_status></sys_outbound_http_log>\n<sys_outbound_http_log><url_hostname>api.up.test</url_hostname><response_status>200</response_status></sys_outbound_http_log>\n<sys_outbound_http_log><url_hostname>api.down.test</url_hostname><response_status>-1</response_status></sys_outbound_http_log></xml>",
	} {
		ev := readAll(t, []byte(text))
		require.Equal(t, []string{evidence.HTTPNoStatus, evidence.HTTPNoStatus}, signalIDs(ev), name)
		require.Equal(t, map[string]string{"host": "api.down.test", "status": "0"}, ev.Signals[0].Args, name)
		require.Equal(t, "-1", ev.Signals[1].Args["status"], name)
	}
}

// TestExportIsNotInvented gives text that looks a little like one.
func TestExportIsNotInvented(t *testing.T) {
	root := testpki.New(77).Root("CN=Loose Root")
	for _, text := range []string{
		root.PEM() + "\nthe field pem_certificate, or <sys_certificates>, holds it\n",
		`{"result":"ok","certificate":` + string(must(json.Marshal(root.PEM()))) + `}`,
		"name,value\ncolour,red\n\n" + root.PEM(),
		`{"result":[{"name":"colour","value":"red"}]}` + "\n" + root.PEM(),
	} {
		ev := readAll(t, []byte(text))
		require.Empty(t, ev.Stores, text)
		require.Empty(t, ev.Settings, text)
		require.Len(t, ev.Certificates, 1, text)
		require.True(t, ev.Certificates[0].Alone, text)
	}
}

// TestExportThatWasCut reads what is there of an export without its end.
func TestExportThatWasCut(t *testing.T) {
	pki := testpki.New(78)
	var rows []tableRow
	for i := range 5 {
		rows = append(rows, tableRow{name: fmt.Sprint("r", i), active: "true", kind: "trust_store", pem: pki.Root(fmt.Sprintf("CN=Root %d", i)).PEM()})
	}
	same := func(s string) string { return s }
	for name, text := range map[string]string{
		"xml": exportOfXML("sys_certificate", rows, true), "json": exportOfJSON("result", rows, false, " "),
		"line": exportOfJSON("result", rows, false, ""), "csv": exportOfCSV(rows, ',', same),
	} {
		for at := 0; at < len(text); at += 97 {
			ev := readAll(t, []byte(text[:at]))
			whole := strings.Count(text[:at], "END CERTIFICATE-----")
			n := 0
			for _, s := range ev.Stores {
				for _, r := range s.Records {
					if r.Certificate != nil {
						n++
					}
				}
			}
			require.GreaterOrEqual(t, n, whole, "%s cut at %d", name, at)
			require.LessOrEqual(t, n, len(rows))
		}
	}
}

// TestLargeExport has more records than any analysis holds.
func TestLargeExport(t *testing.T) {
	root := testpki.New(79).Root("CN=Everywhere")
	var rows []tableRow
	for i := range maxRecords + 5 {
		rows = append(rows, tableRow{name: fmt.Sprint("record ", i), active: "true", kind: "trust_store", pem: root.PEM()})
	}
	for name, text := range map[string]string{"xml": exportOfXML("sys_certificate", rows, true), "line": exportOfJSON("result", rows, false, "")} {
		ev := readAll(t, []byte(text))
		require.Len(t, ev.Stores, 1, name)
		require.Len(t, ev.Stores[0].Records, maxRecords, name)
		require.Len(t, ev.Certificates, 1, name)
		require.Contains(t, ev.Truncated, evidence.Truncation{Limit: "maxRecords"}, name)
		require.Equal(t, root.ID(), ev.Stores[0].Records[maxRecords-1].Certificate.ID, name)
	}
}
