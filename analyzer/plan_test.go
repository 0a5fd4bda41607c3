package analyzer

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/testpki"
)

// What stands in a record that does not count is set right, not imported.
func TestPlanOfAnIssuerInARecord(t *testing.T) {
	p := testpki.New(1703)
	root := p.Root("CN=Root,O=X")
	ca := root.Intermediate("CN=CA,O=X")
	leaf := ca.Leaf("a.test")
	record := func(e *testpki.Entity, active, kind string) string {
		return "<sys_certificate><name>" + e.Certificate().Subject.CommonName() + "</name><active>" + active + "</active><type>" + kind + "</type><pem_certificate>" + e.PEM() + "</pem_certificate></sys_certificate>\n"
	}
	trusted, other := record(root, "true", "trust_store"), record(p.Root("CN=Other,O=X"), "true", "trust_store")
	for _, test := range []struct {
		name, store string
		sent        []*testpki.Entity
		remedy      string
		plan        []string
	}{
		{"not in a record", trusted, []*testpki.Entity{leaf}, "import-issuer", []string{"CA"}},
		{"inactive", trusted + record(ca, "false", "trust_store"), []*testpki.Entity{leaf}, "activate-record", nil},
		{"of a wrong type", trusted + record(ca, "true", "java_key_store"), []*testpki.Entity{leaf}, "correct-type", nil},
		{"sent, inactive", other + record(ca, "false", "trust_store"), []*testpki.Entity{leaf, ca}, "activate-record", []string{"Root"}},
		{"sent, not in a record", other, []*testpki.Entity{leaf, ca}, "import-issuer", []string{"CA"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := Analyze(context.Background(), []Input{
				{Name: "now", Data: []byte(testpki.Transcript{Host: "a.test", Sent: test.sent}.String())},
				{Name: "store", Role: "store", Data: []byte("<unload>" + test.store + "</unload>")},
			}, Options{At: testpki.Now})
			second := r.Remedies[1]
			require.Equal(t, test.remedy, second.ID)
			require.Equal(t, test.name != "not in a record", second.Proof.JavaAccepts)
			var plan []string
			for _, x := range r.ImportPlan {
				plan = append(plan, x.Name)
			}
			require.Equal(t, test.plan, plan)
		})
	}
}

// Activating a record that has nothing to do with the chain proves nothing.
func TestProofOfAnotherRecord(t *testing.T) {
	p := testpki.New(1704)
	ca := p.Root("CN=Root,O=X").Intermediate("CN=CA,O=X")
	other := p.Root("CN=Other,O=X")
	r := Analyze(context.Background(), []Input{
		{Name: "now", Data: []byte(testpki.Transcript{Host: "a.test", Sent: []*testpki.Entity{ca.Leaf("a.test"), ca}}.String())},
		{Name: "store", Role: "store", Data: []byte("<unload><sys_certificate><name>Off</name><active>false</active><pem_certificate>" + other.PEM() + "</pem_certificate></sys_certificate></unload>")},
	}, Options{At: testpki.Now})
	proofs := map[string]bool{}
	for _, x := range r.Remedies {
		proofs[x.ID] = x.Proof.JavaAccepts
	}
	require.True(t, proofs["import-issuer"])
	proved, told := proofs["activate-record"]
	require.True(t, told)
	require.False(t, proved)
}
