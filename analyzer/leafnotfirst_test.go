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

// TestLeafNotFirst holds when a CA certificate before the leaf is the verdict,
// what else is told then, and which chain file the endpoint's owner gets.
func TestLeafNotFirst(t *testing.T) {
	root, issuing, leaf := northwind()
	lower := issuing.Intermediate("CN=Lower,O=X")
	below, old := lower.Leaf("api.northwind.example"), issuing.Leaf("api.northwind.example", testpki.Expired())
	oldIssuing := issuing.Reissue(testpki.Expired())
	under := func(root *testpki.Entity) []analyzer.Input {
		ca := root.Intermediate("CN=Issuing,O=X")
		return append(paste(testpki.PEM(root, ca, ca.Leaf("api.northwind.example"))), store("sys_certificate", root.PEM()))
	}
	trusting := func(ca *testpki.Entity, text string) []analyzer.Input {
		return append(paste(text), store("sys_certificate", ca.PEM()))
	}
	reversed := testpki.PEM(root, issuing, leaf)
	beside := func(line string) []analyzer.Input {
		return append(trusting(root, reversed), analyzer.Input{Name: "log", Data: []byte(line)})
	}
	_, names, _ := strings.Cut(namesOnly(root, issuing, leaf), "\n")
	p := testpki.New(44)
	for _, tc := range []struct {
		name   string
		inputs []analyzer.Input
		host   string
		// want is the verdict, what else is told, and the chain file by names.
		want string
	}{
		{"root first and trusted", trusting(root, reversed), "", "leaf-not-first proved, incorrect-order, contains-root: api.northwind.example, Northwind Issuing CA 1"},
		{"root first, its name is not the host's", trusting(root, reversed), "api.northwind.example", "leaf-not-first proved, host-mismatch, incorrect-order, contains-root: api.northwind.example, Northwind Issuing CA 1"},
		{"issuing CA first, the root trusted", trusting(root, testpki.PEM(issuing, leaf)), "", "leaf-not-first proved, incorrect-order: api.northwind.example, Northwind Issuing CA 1"},
		{"issuing CA first and trusted", trusting(issuing, testpki.PEM(issuing, leaf)), "", "leaf-not-first proved, incorrect-order: api.northwind.example, Northwind Issuing CA 1"},
		{"root first and trusted, the leaf expired", trusting(root, testpki.PEM(root, issuing, old)), "", "leaf-not-first, expired renew-leaf, incorrect-order, contains-root: api.northwind.example, Northwind Issuing CA 1"},
		{"root first and trusted, the issuing CA expired", trusting(root, testpki.PEM(root, oldIssuing, leaf)), "", "leaf-not-first, expired renew-issuer, incorrect-order, contains-root: api.northwind.example, Northwind Issuing CA 1"},
		{"root first and trusted, no leaf", trusting(root, testpki.PEM(root, issuing)), "", "chain-complete, leaf-not-first, incorrect-order, contains-root: Northwind Issuing CA 1"},
		{"root first and trusted, in no order", append(trusting(root, root.PEM()), paste(issuing.PEM())[0], paste(leaf.PEM())[0]), "", "chain-complete, contains-root: api.northwind.example, Northwind Issuing CA 1"},
		{"root first and trusted, by names", trusting(root, names), "", "chain-complete, leaf-not-first, incorrect-order, contains-root, names-only: "},
		{"first one names a host", under(p.Root("CN=Root,O=X", testpki.SAN("dns:b.test"))), "", "chain-complete, leaf-not-first, incorrect-order, contains-root: api.northwind.example, Issuing"},
		{"first one names an address", under(p.Root("CN=Root,O=X", testpki.SAN("ip:192.0.2.1"))), "", "chain-complete, leaf-not-first, incorrect-order, contains-root: api.northwind.example, Issuing"},
		{"first one is the host's", under(p.Root("CN=a.test")), "a.test", "chain-complete, leaf-not-first, incorrect-order, contains-root: api.northwind.example, Issuing"},
		{"a log speaks of building", beside(stack(building)), "", "log-contradicts-certificates, leaf-not-first, log-path-building-failed, incorrect-order, contains-root: api.northwind.example, Northwind Issuing CA 1"},
		{"a log speaks of validation", beside("sun.security.validator.ValidatorException: PKIX path validation failed: java.security.cert.CertPathValidatorException: validity check failed"), "", "log-contradicts-certificates, leaf-not-first, log-path-validation-failed, incorrect-order, contains-root: api.northwind.example, Northwind Issuing CA 1"},
		{"a log speaks of a check", beside("sun.security.validator.ValidatorException: Extended key usage does not permit use for TLS server authentication"), "", "log-contradicts-certificates, leaf-not-first, log-path-validation-failed, incorrect-order, contains-root: api.northwind.example, Northwind Issuing CA 1"},
		{"a log speaks of an end", beside("java.security.cert.CertificateExpiredException: NotAfter: Fri May 01 12:00:00 UTC 2026"), "", "log-contradicts-certificates, leaf-not-first, log-path-validation-failed, incorrect-order, contains-root: api.northwind.example, Northwind Issuing CA 1"},
		{"a log speaks of a beginning", beside("java.security.cert.CertificateNotYetValidException: NotBefore: Fri May 01 12:00:00 UTC 2026"), "", "log-contradicts-certificates, leaf-not-first, log-path-validation-failed, incorrect-order, contains-root: api.northwind.example, Northwind Issuing CA 1"},
		{"lower CA first, the one between at hand", append(trusting(root, testpki.PEM(lower, below)), analyzer.Input{Name: "issuing.pem", Role: "pool", Data: []byte(issuing.PEM())}), "",
			"missing-intermediate, leaf-not-first, incorrect-order: api.northwind.example, Lower, Northwind Issuing CA 1"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := analyzer.Analyze(context.Background(), tc.inputs, analyzer.Options{At: testpki.Now, Host: tc.host})
			got := r.Verdict.Code
			if r.Remedies[0].Proof.JavaAccepts {
				got += " proved"
			}
			for _, f := range r.Findings {
				if f.ID == "expired" {
					f.ID += " " + strings.Join(f.Remedies, ", ")
				}
				if f.ID != r.Verdict.Code {
					got += ", " + f.ID
				}
			}
			require.Equal(t, tc.want, got+": "+strings.Join(bundled(r), ", "))
		})
	}
}

// bundled are the common names in the chain file for the server.
func bundled(r *report.Report) []string {
	var out []string
	for _, id := range r.ServerBundle {
		for _, c := range r.Certificates {
			if c.ID == id {
				out = append(out, c.CommonName)
			}
		}
	}
	return out
}
