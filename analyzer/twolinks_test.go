package analyzer_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer"
	"missinglink/analyzer/report"
	"missinglink/analyzer/testpki"
)

// TestTwoLinksMissing is about an intermediate that is not sent under a root
// that is not imported: what each side does, and what is proved by both.
func TestTwoLinksMissing(t *testing.T) {
	root, issuing, leaf := northwind()
	other := testpki.New(46).Root("CN=Other,O=X")
	for _, tc := range []struct {
		name    string
		trusted *testpki.Entity
		hand    string
		dir     report.Direction
		// remedies are each with what it adds, "+" where both are needed.
		remedies, plan, mail string
	}{
		{"both at hand", other, testpki.PEM(issuing, root), report.Outbound,
			"import-root (Northwind Root CA)+, send-chain (Northwind Issuing CA 1)+, import-issuer (Northwind Issuing CA 1)",
			"Northwind Root CA, Northwind Issuing CA 1", "Java accepts the chain once it is sent whole and its root is imported"},
		{"both at hand, on a MID Server", other, testpki.PEM(issuing, root), report.MID,
			"import-root-mid (Northwind Root CA)+, send-chain (Northwind Issuing CA 1)+, import-issuer-mid (Northwind Issuing CA 1)",
			"Northwind Root CA, Northwind Issuing CA 1", "Java accepts the chain once it is sent whole and its root is imported"},
		{"root trusted", root, testpki.PEM(issuing), report.Outbound,
			"send-chain (Northwind Issuing CA 1), import-issuer (Northwind Issuing CA 1)",
			"Northwind Issuing CA 1", "We have checked that Java accepts the chain with this change."},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := analyzer.Analyze(context.Background(), append(paste(sClient(leaf)), store("sys_certificate", tc.trusted.PEM()),
				analyzer.Input{Name: "hand.pem", Role: "pool", Data: []byte(tc.hand)}), analyzer.Options{At: testpki.Now, Direction: tc.dir})
			require.Equal(t, "missing-intermediate", r.Verdict.Code)
			names := map[string]string{}
			for _, c := range r.Certificates {
				names[c.ID] = c.CommonName
			}
			var remedies, plan []string
			for _, m := range r.Remedies {
				if m.Proof.Kind == "counterfactual" {
					var adds []string
					for _, id := range m.Proof.Adds {
						adds = append(adds, names[id])
					}
					told := m.ID + " (" + strings.Join(adds, ", ") + ")"
					if strings.Contains(m.Proof.Text, "neither is enough alone") {
						told += "+"
					}
					remedies = append(remedies, told)
				}
			}
			for _, p := range r.ImportPlan {
				plan = append(plan, p.Name)
			}
			require.Equal(t, tc.remedies, strings.Join(remedies, ", "))
			require.Equal(t, tc.plan, strings.Join(plan, ", "))
			require.Contains(t, strings.Join(strings.Fields(r.Mail), " "), tc.mail)
			require.Equal(t, []string{"api.northwind.example", "Northwind Issuing CA 1"}, bundled(r))
			require.NotContains(t, r.Mail, "not at hand")
		})
	}
}

// TestCertificateThatLeadsOn is about a whole chain under a root that is not
// imported, and a certificate at hand that leads on to one that is.
func TestCertificateThatLeadsOn(t *testing.T) {
	root, issuing, leaf := northwind()
	other := testpki.New(47).Root("CN=Other,O=X")
	cross := other.Cross(root)
	for _, tc := range []struct {
		name, hand, code, remedies string
		records                    []string
		bundle                     int
	}{
		{"a cross-certificate", cross.PEM(), "missing-intermediate", "send-chain proved, import-issuer proved Northwind Issuing CA 1", nil, 3},
		{"an expired one", other.Cross(root, testpki.Expired()).PEM(), "root-not-trusted", "import-root, import-issuer proved Northwind Issuing CA 1", nil, 3},
		{"the root itself", root.PEM(), "root-not-trusted", "import-root proved, import-issuer proved Northwind Issuing CA 1", nil, 2},
		{"a stranger", testpki.New(48).Root("CN=Stranger").PEM(), "root-not-trusted", "import-root, import-issuer proved Northwind Issuing CA 1", nil, 2},
		{"a record that is switched off", "", "root-not-trusted", "activate-record", []string{"cross,false,," + quoted(cross)}, 3},
		{"a record without a certificate, beside a cross-certificate", cross.PEM(), "missing-intermediate", "send-chain proved, import-issuer proved Northwind Issuing CA 1", []string{"none,true,,"}, 3},
	} {
		t.Run(tc.name, func(t *testing.T) {
			table := "name,active,type,pem_certificate\nother,true,trust_store," + quoted(other) + "\n" + strings.Join(tc.records, "\n") + "\n"
			r := analyzer.Analyze(context.Background(), append(paste(sClient(leaf, issuing)), store("sys_certificate.csv", table),
				analyzer.Input{Name: "hand.pem", Role: "pool", Data: []byte(tc.hand)}), analyzer.Options{At: testpki.Now})
			var remedies []string
			for _, m := range r.Remedies {
				if m.ID == "server-settings" || !strings.Contains("send-chain import-root import-issuer activate-record", m.ID) {
					continue
				}
				told := m.ID
				if m.Proof.JavaAccepts {
					told += " proved"
				}
				if m.ID == "import-issuer" && strings.Contains(m.Steps[0].Text, "Northwind Issuing CA 1") {
					told += " Northwind Issuing CA 1"
				}
				remedies = append(remedies, told)
			}
			require.Equal(t, tc.code, r.Verdict.Code)
			require.Equal(t, tc.remedies, strings.Join(remedies, ", "))
			require.Len(t, r.ServerBundle, tc.bundle)
		})
	}
}

// quoted is a certificate in a field of a table.
func quoted(e *testpki.Entity) string { return `"` + e.PEM() + `"` }
