package analyzer_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer"
	"missinglink/analyzer/report"
	"missinglink/analyzer/testpki"
)

// Who connects to whom is found from words that only one direction uses.
func TestDirection(t *testing.T) {
	for text, want := range map[string]report.Direction{
		"":                                    report.Outbound,
		"PKIX path building failed":           report.Outbound,
		"MID Server cannot connect":           report.MID,
		`C:\ServiceNow\agent\logs\agent0.log`: report.MID,
		"/opt/servicenow/mid/agent/logs/wrapper.log":                 report.MID,
		"see wrapper-override.conf":                                  report.MID,
		"mid.ssl.bootstrap.default.check_cert_chain=true":            report.MID,
		"We use no MID Server.":                                      report.Outbound,
		"The call goes out without a MID Server.":                    report.Outbound,
		"It does not run through the MID Server, it is direct.":      report.Outbound,
		"server: snow_adc":                                           report.Inbound,
		"the record in sys_ca_certificate":                           report.Inbound,
		"User to Certificate Mapping is set":                         report.Inbound,
		"sys_certificate holds the root":                             report.Outbound,
		"sys_certificate and sys_ca_certificate hold it":             report.Outbound,
		"MID Server, and sys_certificate holds the root":             report.MID,
		"The MID Server's CA is registered in sys_ca_certificate":    report.MID,
		"DBKeyStoreSocketFactory DEBUG: Unable to collect telemetry": report.Outbound,
	} {
		r := analyzer.Analyze(context.Background(), paste(text+"\n"), analyzer.Options{At: testpki.Now})
		require.Equal(t, want, r.Direction, text)
		r = analyzer.Analyze(context.Background(), paste(text+"\n"), analyzer.Options{At: testpki.Now, Direction: report.MID})
		require.Equal(t, report.MID, r.Direction, "what was set counts: %s", text)
	}
}

// Each direction has remedies of its own: cacerts and keytool for the MID
// Server, the tables of inbound authentication for the instance, the
// certificate table for outbound calls; and never those of another.
func TestRemediesOfEachDirection(t *testing.T) {
	_, issuing, leaf := northwind()
	all := func(in []analyzer.Input, d report.Direction) string {
		r := analyzer.Analyze(context.Background(), in, analyzer.Options{At: testpki.Now, Direction: d})
		var b strings.Builder
		for _, m := range r.Remedies {
			for _, s := range m.Steps {
				b.WriteString(s.Text + "\n" + s.Command + "\n")
			}
		}
		return b.String()
	}
	sent := []analyzer.Input{{Name: "chain.pem", Data: []byte(leaf.PEM() + issuing.PEM())}}
	required := paste(demanded(alertLine("certificate_required")))
	for _, in := range [][]analyzer.Input{sent, append(slices.Clone(required), trusted())} {
		require.NotContains(t, all(in, report.Outbound), "cacerts")
		require.NotContains(t, all(in, report.Outbound), "CA Certificate Chain")
		require.NotContains(t, all(in, report.MID), "System Definition > Certificates")
		require.NotContains(t, all(in, report.MID), "CA Certificate Chain")
		require.NotContains(t, all(in, report.Inbound), "System Definition > Certificates")
		require.NotContains(t, all(in, report.Inbound), "cacerts")
	}
	require.Contains(t, all(sent, report.Outbound), "System Definition > Certificates")
	require.Contains(t, all(sent, report.MID), `keytool -importcert -alias northwind-root-ca -file issuer.pem -keystore "AGENT/jre/lib/security/cacerts"`)
	require.Contains(t, all(sent, report.Inbound), "CA Certificate Chain")
	require.Contains(t, all(sent, report.Inbound), "User to Certificate Mapping")
	require.Contains(t, all(append(slices.Clone(required), trusted()), report.Inbound), "com.glide.auth.mutual")
	require.Contains(t, all(append(slices.Clone(required), trusted()), report.MID), "without a MID Server")
}

// A MID Server's key store file is all that its Java trusts. Loose certificates
// are added to the default store, a file for another direction as well, and a
// client's key store is none.
func TestOwnKeyStore(t *testing.T) {
	root, issuing, leaf := northwind()
	files := testpki.KeyStore{Password: "changeit", Entries: []testpki.StoreEntry{{Alias: "root", Chain: []*testpki.Entity{root}}}}
	keys := testpki.KeyStore{Password: "changeit", Entries: []testpki.StoreEntry{{Alias: "key", Key: leaf.Key, Chain: []*testpki.Entity{leaf, issuing}}}}
	for name, x := range map[string]struct {
		data      []byte
		role      analyzer.Role
		direction report.Direction
		code      string
	}{
		"JKS":             {files.JKS(), "store", report.MID, "root-not-trusted"},
		"JCEKS":           {files.JCEKS(), "store", report.MID, "root-not-trusted"},
		"PKCS#12":         {files.PKCS12(), "store", report.MID, "root-not-trusted"},
		"PEM":             {[]byte(root.PEM()), "store", report.MID, "chain-complete"},
		"keytool":         {[]byte(listing(root)), "store", report.MID, "chain-complete"},
		"outbound":        {files.JKS(), "store", report.Outbound, "chain-complete"},
		"a client's keys": {keys.JKS(), "client", report.MID, "client-usage-missing"}, // the chain is complete
	} {
		o := analyzer.Options{At: testpki.Now, Direction: x.direction, Passwords: []string{"changeit"}}
		r := analyzer.Analyze(context.Background(), append(publicChain(), analyzer.Input{Name: "cacerts", Role: x.role, Data: x.data}), o)
		require.Equal(t, x.code, r.Verdict.Code, name)
	}
	// What the file holds counts.
	for _, x := range [][]byte{files.JKS(), files.JCEKS(), files.PKCS12()} {
		o := analyzer.Options{At: testpki.Now, Direction: report.MID, Passwords: []string{"changeit"}}
		r := analyzer.Analyze(context.Background(), append(paste(sClient(leaf, issuing)), analyzer.Input{Name: "cacerts", Role: "store", Data: x}), o)
		require.Equal(t, "chain-complete", r.Verdict.Code)
	}
}

// TestFactsNeedTheStore: that a public intermediate reaches a root of Java's
// list proves nothing for a store that stands in its place; an import still
// does.
func TestFactsNeedTheStore(t *testing.T) {
	in := publicLeaf("CN=DigiCert TLS RSA SHA256 2020 CA1,O=DigiCert Inc,C=US", "b76ba2eaa8aa848c79eab4da0f98b2c59576b9f4")
	for store, want := range map[string]string{"openjdk": "facts facts", "none": "none facts"} {
		r := analyzer.Analyze(context.Background(), in, analyzer.Options{At: testpki.Now, Store: store})
		kinds := map[string]string{}
		for _, x := range r.Remedies {
			kinds[x.ID] = x.Proof.Kind
		}
		require.Equal(t, want, kinds["send-chain"]+" "+kinds["import-issuer"], store)
	}
}

// A table of the other direction is as good as none: a date leads before a root
// that nobody's store was asked for, a log that names the host has met a trusted
// chain, and the report shows no certificate as held there.
func TestTableOfTheOtherDirection(t *testing.T) {
	root, issuing, leaf := northwind()
	table := store("sys_certificate.xml", "<unload>\n<sys_certificate><active>true</active><name>Root</name><pem_certificate>"+root.PEM()+"</pem_certificate></sys_certificate>\n</unload>\n")
	old := issuing.Leaf("api.northwind.example", testpki.Expired())
	const refused = "java.security.cert.CertificateException: No name matching api.northwind.example found\n"
	for name, x := range map[string]struct {
		paste     string
		direction report.Direction
		code      string
	}{
		"date, no store":         {sClient(old, issuing), report.MID, "expired"},
		"date, its store":        {sClient(old, issuing), report.Outbound, "expired"},
		"chain, its store":       {sClient(leaf, issuing), report.Outbound, "chain-complete"},
		"chain, no store":        {sClient(leaf, issuing), report.MID, "root-not-trusted"},
		"host, no store":         {refused + sClient(leaf, issuing), report.MID, "log-host-mismatch"},
		"unsent chain, no store": {refused + sClient(leaf), report.MID, "log-host-mismatch"},
		"unsent chain, a store":  {refused + sClient(leaf), report.Outbound, "missing-intermediate"},
	} {
		r := analyzer.Analyze(context.Background(), append(paste(x.paste), table), analyzer.Options{At: testpki.Now, Direction: x.direction})
		require.Equal(t, x.code, r.Verdict.Code, name)
		counts := x.direction == report.Outbound
		require.Equal(t, counts, len(r.Stores[0].Covers) > 0, name)
		for _, c := range r.Certificates {
			require.Equal(t, counts && c.ID == root.ID(), slices.Contains(c.InStores, "yours:sys_certificate"), name)
		}
	}
}
