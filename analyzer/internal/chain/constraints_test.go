package chain

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/testpki"
)

// The answers are those of JDK 17.0.15.
func TestNameConstraints(t *testing.T) {
	p := testpki.New(40)
	root := p.Root("CN=Test Root,O=X")
	subject, san := testpki.Subject, testpki.SAN
	for _, tc := range []struct {
		name       string
		constraint testpki.Option
		leaf       []testpki.Option
		ok         bool
	}{
		{"DNS below", testpki.Permit("dns:test"), []testpki.Option{san("dns:b.a.test")}, true},
		{"DNS beside", testpki.Permit("dns:a.test"), []testpki.Option{san("dns:xa.test")}, false},
		{"DNS excluded", testpki.Exclude("dns:a.test"), []testpki.Option{san("dns:b.a.test")}, false},
		{"DNS wildcard above", testpki.Permit("dns:a.test"), []testpki.Option{san("dns:*.test")}, false},
		{"common name without SAN", testpki.Permit("dns:a.test"), []testpki.Option{subject("CN=evil.test"), testpki.NoSAN()}, false},
		{"common name that is no host", testpki.Permit("dns:a.test"), []testpki.Option{subject("CN=Some Person"), testpki.NoSAN()}, true},
		{"common name beside a DNS name", testpki.Permit("dns:a.test"), []testpki.Option{subject("CN=evil.test"), san("dns:a.test")}, true},
		{"common name beside an address", testpki.Permit("dns:a.test"), []testpki.Option{subject("CN=evil.test"), san("ip:10.0.0.1")}, false},
		{"address inside", testpki.Permit("ip:10.0.0.0/8"), []testpki.Option{san("ip:10.9.9.9")}, true},
		{"address outside", testpki.Permit("ip:10.0.0.0/8"), []testpki.Option{san("ip:11.9.9.9")}, false},
		{"address as common name", testpki.Permit("ip:10.0.0.0/8"), []testpki.Option{subject("CN=11.0.0.1"), testpki.NoSAN()}, false},
		{"any address", testpki.Permit("ip:0.0.0.0/0"), []testpki.Option{san("ip:2001:db8::1")}, true},
		{"DNS name under an address constraint", testpki.Permit("ip:10.0.0.0/8"), []testpki.Option{subject("CN=a.test"), san("dns:a.test")}, true},
		{"mail of that host", testpki.Permit("email:a.test"), []testpki.Option{san("email:u@a.test")}, true},
		{"mail of a host below", testpki.Permit("email:a.test"), []testpki.Option{san("email:u@b.a.test")}, false},
		{"mail in the subject", testpki.Permit("email:a.test"), []testpki.Option{subject("CN=x y,E=u@evil"), testpki.NoSAN()}, false},
		{"mail in the subject beside SAN", testpki.Permit("email:a.test"), []testpki.Option{subject("CN=x y,E=u@evil"), san("dns:a.test")}, true},
		{"URI host", testpki.Permit("uri:a.test"), []testpki.Option{san("uri:https://u@a.test:443/x")}, true},
		{"address as common name beside an address", testpki.Permit("dns:a.test"), []testpki.Option{subject("CN=10.0.0.1"), san("ip:10.0.0.1")}, true},
		{"other address as common name beside an address", testpki.Permit("ip:10.0.0.0/8"), []testpki.Option{subject("CN=11.0.0.1"), san("ip:10.0.0.1")}, true},
		{"common name that is not ASCII", testpki.Permit("dns:a.test"), []testpki.Option{subject("CN=über.test"), testpki.NoSAN()}, true},
		{"excluded as a URI", testpki.Exclude("uri:a.test"), []testpki.Option{san("dns:a.test")}, true},
		{"permitted as a URI", testpki.Permit("uri:b.test"), []testpki.Option{san("dns:a.test")}, true},
		{"other name under a DNS constraint", testpki.Permit("dns:a.test"), []testpki.Option{subject("CN=a.test"), san("dns:a.test", "other:1.2.3")}, true},
		{"mail of any host", testpki.Exclude("email:b.test"), []testpki.Option{san("email:u@a.test")}, true},
		{"mail of one user", testpki.Permit("email:u@a.test"), []testpki.Option{san("email:u@a.test")}, true},
		{"mail of another user", testpki.Permit("email:u@a.test"), []testpki.Option{san("email:v@a.test")}, false},
		{"mail of a host below, meant", testpki.Permit("email:.a.test"), []testpki.Option{san("email:u@b.a.test")}, true},
		{"mail of that host, those below meant", testpki.Permit("email:.a.test"), []testpki.Option{san("email:u@a.test")}, false},
		{"URI host below", testpki.Permit("uri:.a.test"), []testpki.Option{san("uri:https://b.a.test/x")}, true},
		{"URI host beside", testpki.Permit("uri:a.test"), []testpki.Option{san("uri:https://b.a.test/x")}, false},
		{"directory below", testpki.Permit("dir:O=Org,C=US"), []testpki.Option{subject("CN=a.test,O=ORG,C=us")}, true},
		{"directory beside", testpki.Permit("dir:O=Org,C=US"), []testpki.Option{subject("CN=a.test,O=Other,C=US")}, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			issuing := root.Intermediate("CN=Test Issuing,O=X", tc.constraint)
			leaf := issuing.Leaf("a.test", tc.leaf...)
			d := Decide(ask(of(leaf, issuing), of(root)))
			require.Equal(t, tc.ok, d.Accepted)
			if !tc.ok {
				require.Equal(t, validation+textNames, d.Message)
				require.Equal(t, "name-constraint", d.Cause)
				require.NotEmpty(t, d.Args["name"])
			}
			require.True(t, Decide(ask(of(leaf), of(issuing))).Accepted, "an anchor's constraints do not count")
		})
	}
}

// TestNameConstraintsThatCrashTheJDK: some names end the check in an exception
// of the JDK's own, which the builder does not catch either.
func TestNameConstraintsThatCrashTheJDK(t *testing.T) {
	p := testpki.New(43)
	root, stray := p.Root("CN=Test Root,O=X"), p.Root("CN=Stray,O=X")
	for name, text := range map[string]string{"uri:urn:x:y": textURIHost, "other:1.2.3": textOtherName} {
		constraint := map[string]string{"uri:urn:x:y": "uri:a.test", "other:1.2.3": "other:1.2.4"}[name]
		issuing := root.Intermediate("CN=Test Issuing,O=X", testpki.Exclude(constraint))
		leaf := issuing.Leaf("a.test", testpki.SAN(name))
		require.Equal(t, text, Decide(ask(of(leaf, issuing), of(root))).Message)
		require.Equal(t, text, Decide(ask(of(leaf, stray, issuing), of(root))).Message)
	}
}

func TestNameConstraintsOfTwoCAs(t *testing.T) {
	p := testpki.New(41)
	root := p.Root("CN=Test Root,O=X")
	upper := root.Intermediate("CN=Upper CA,O=X", testpki.Permit("dns:test"))
	address := root.Intermediate("CN=Upper CA,O=X", testpki.Permit("ip:10.0.0.0/8", "email:a.test"))
	for _, tc := range []struct {
		upper      *testpki.Entity
		constraint []string
		message    string
	}{
		{upper, []string{"dns:a.test"}, ""},
		{upper, []string{"dns:b.test"}, validation + textNames},
		{upper, []string{"dns:evil"}, textDisjointDNS},
		{upper, []string{"dns:a.test", "dns:evil"}, ""},
		{upper, []string{"ip:10.0.0.0/8"}, ""},
		{address, []string{"dns:a.test"}, ""},
		{address, []string{"ip:10.1.0.0/16"}, ""},
		{address, []string{"ip:11.0.0.0/8"}, textDisjointIP},
		{address, []string{"ip:2001:db8::/32"}, textDisjointIP},
	} {
		lower := tc.upper.Intermediate("CN=Lower CA,O=X", testpki.Permit(tc.constraint...))
		require.Equal(t, tc.message, Decide(ask(of(lower.Leaf("a.test"), lower, tc.upper), of(root))).Message, tc.constraint)
	}
}

// TestNameConstraintsOfOneForm: only an empty DNS name crashes the JDK, and
// subtrees overlap whichever is the larger.
func TestNameConstraintsOfOneForm(t *testing.T) {
	dns := func(name string) cert.GeneralName { return cert.GeneralName{Tag: cert.DNSName, Bytes: []byte(name)} }
	mail := func(name string) cert.GeneralName { return cert.GeneralName{Tag: cert.RFC822Name, Bytes: []byte(name)} }
	k := &constraints{judge: &judge{}, sets: []constraintSet{{permitted: []cert.GeneralName{dns("a.test"), mail("")}}}}
	require.Equal(t, textEmptyDNS, k.crash(dns("")))
	require.Empty(t, k.crash(dns("a.test")))
	require.Empty(t, k.crash(mail("u@a.test")))
	second := &constraints{judge: &judge{}, sets: []constraintSet{{permitted: []cert.GeneralName{dns("a.test"), dns("")}}}}
	require.Equal(t, textEmptyDNS, second.crash(dns("b.test")), "the second constraint, as the first")
	k.rules.newTexts = true
	require.Equal(t, textEmptyDNSNew, k.crash(dns("")))
	require.True(t, overlap(dns("a.test"), dns("test")))
	require.True(t, overlap(dns("test"), dns("a.test")))
	require.False(t, overlap(dns("a.test"), dns("b.test")))
}

// TestNameConstraintsTellTheName: the first name that is refused, as people
// write it.
func TestNameConstraintsTellTheName(t *testing.T) {
	p := testpki.New(44)
	root := p.Root("CN=Test Root,O=X")
	issuing := root.Intermediate("CN=Test Issuing,O=X", testpki.Permit("ip:10.0.0.0/8", "dns:a.test", "dir:O=Org"))
	for name, want := range map[string]string{"ip:11.9.9.9": "11.9.9.9", "ip:2001:db8::1": "2001:db8::1", "dns:b.test": "b.test"} {
		leaf := issuing.Leaf("a.test", testpki.Subject("O=Org"), testpki.SAN("dns:a.test", name, "dns:c.test"))
		require.Equal(t, want, Decide(ask(of(leaf, issuing), of(root))).Args["name"])
	}
	require.Equal(t, "CN=a.test", Decide(ask(of(issuing.Leaf("a.test"), issuing), of(root))).Args["name"])
}

// TestNameConstraintsMalformed: what is no list of names demands nothing, and
// what is no name lies nowhere.
func TestNameConstraintsMalformed(t *testing.T) {
	for _, der := range [][]byte{nil, {5, 0}, {0x30, 2, 0xa0, 0}, {0x30, 4, 0xa0, 2, 5, 0}, {0x30, 4, 0xa0, 9, 0x30, 0}, {0x30, 4, 0xa0, 2, 0x30, 0}, {0x30, 4, 0xa1, 2, 0x30, 9}} {
		require.Equal(t, constraintSet{}, readConstraints(der))
	}
	name := testpki.ParseName("CN=a,O=X").DER()
	require.True(t, directoryWithin(name, testpki.ParseName("O=X").DER()))
	require.True(t, directoryWithin(name, []byte{0x30, 0}))
	require.False(t, directoryWithin(name, []byte{5, 0}))
	require.False(t, directoryWithin([]byte{5, 0}, []byte{0x30, 0}))
	require.False(t, directoryWithin(testpki.ParseName("O=X").DER(), name))
	require.True(t, domainWithin("a.test", ""))
}

// TestPolicyExtensionsMalformed: what cannot be read counts as far as it was.
func TestPolicyExtensionsMalformed(t *testing.T) {
	p := testpki.New(45)
	with := func(oid string, der ...byte) *cert.Certificate {
		return p.SelfSigned("a.test", testpki.Extension(oid, false, der)).Certificate()
	}
	one := []byte{0x30, 4, 6, 2, 0x2a, 3} // the policy 1.2.3
	for _, tc := range []struct {
		der       []byte
		listed    []string
		qualified bool
	}{
		{[]byte{5, 0}, nil, false},
		{append([]byte{0x30, 6}, one...), []string{"1.2.3"}, false},
		{append([]byte{0x30, 8}, append(slices.Clone(one), 5, 0)...), []string{"1.2.3"}, false},
		{append([]byte{0x30, 10}, append(slices.Clone(one), 0x30, 2, 5, 0)...), []string{"1.2.3"}, false},
		{[]byte{0x30, 14, 0x30, 6, 6, 2, 0x2a, 3, 5, 0, 0x30, 4, 6, 2, 0x2a, 4}, []string{"1.2.3", "1.2.4"}, true},
	} {
		listed, qualified, present := readPolicies(with(oidPolicies, tc.der...))
		require.Equal(t, tc.listed, listed)
		require.Equal(t, tc.qualified, qualified)
		require.True(t, present)
	}
	_, _, present := readPolicies(p.SelfSigned("a.test").Certificate())
	require.False(t, present)

	pair := []byte{0x30, 8, 6, 2, 0x2a, 3, 6, 2, 0x2a, 4}
	for _, rest := range [][]byte{nil, {5, 0}, {0x30, 0}, {0x30, 2, 5, 0}, {0x30, 4, 6, 2, 0x2a, 3}, {0x30, 9}} {
		der := append([]byte{0x30, byte(len(pair) + len(rest))}, append(slices.Clone(pair), rest...)...)
		require.Equal(t, [][2]string{{"1.2.3", "1.2.4"}}, readMappings(with(oidPolicyMappings, der...)))
	}
	require.Empty(t, readMappings(with(oidPolicyMappings, 5, 0)))

	for _, tc := range []struct {
		der              []byte
		require, inhibit int
	}{
		{[]byte{5, 0}, -1, -1},
		{[]byte{0x30, 0}, -1, -1},
		{[]byte{0x30, 6, 0x80, 1, 2, 0x81, 1, 3}, 2, 3},
		{[]byte{0x30, 3, 0x81, 1, 3}, -1, 3},
		{[]byte{0x30, 3, 0x80, 9, 3}, -1, -1},
		{[]byte{0x30, 4, 0x80, 2, 1, 0}, 256, -1},
		{[]byte{0x30, 5, 0x80, 3, 1, 0, 0}, -1, -1},
		{[]byte{0x30, 3, 0x80, 1, 0xff}, -1, -1},
		{[]byte{0x30, 2, 0x80, 0}, -1, -1},
	} {
		require0, inhibit := readPolicyConstraints(with(oidPolicyConstraints, tc.der...))
		require.Equal(t, []int{tc.require, tc.inhibit}, []int{require0, inhibit})
	}
	require.Equal(t, 2, readInhibitAny(with(oidInhibitAny, 2, 1, 2)))
	require.Equal(t, -1, readInhibitAny(with(oidInhibitAny, 5, 0)))
}

// TestPoliciesOfTwoCAs: what the upper one inhibits binds the lower one.
func TestPoliciesOfTwoCAs(t *testing.T) {
	const one, two = "1.2.1", "1.2.2"
	p := testpki.New(46)
	root := p.Root("CN=Test Root,O=X")
	for _, tc := range []struct {
		upper, lower testpki.Option
		leaf, text   string
	}{
		{testpki.RequirePolicy(0), testpki.MapPolicy(one, two), two, ""},
		{testpki.All(testpki.RequirePolicy(0), testpki.InhibitMapping(0)), testpki.MapPolicy(one, two), two, validation + textPolicy},
		{testpki.All(testpki.RequirePolicy(0), testpki.InhibitMapping(0)), testpki.MapPolicy(one, two), one, validation + textPolicy},
		{testpki.All(testpki.RequirePolicy(0), testpki.InhibitMapping(0)), testpki.All(), one, ""},
	} {
		upper := root.Intermediate("CN=Upper CA,O=X", testpki.Policies(one), tc.upper)
		lower := upper.Intermediate("CN=Lower CA,O=X", testpki.Policies(one), tc.lower)
		leaf := lower.Leaf("a.test", testpki.Policies(tc.leaf))
		require.Equal(t, tc.text, Decide(ask(of(leaf, lower, upper), of(root))).Message)
	}
}

// TestNameConstraintsOfTheLeaf: nothing is below a leaf, and the JDK intersects
// its constraints with those above all the same (measured).
func TestNameConstraintsOfTheLeaf(t *testing.T) {
	root := testpki.New(44).Root("CN=Test Root,O=X")
	issuing := root.Intermediate("CN=Issuing CA,O=X", testpki.Permit("dns:a.test"))
	for constraint, message := range map[string]string{"dns:a.test": "", "dns:elsewhere": textDisjointDNS} {
		leaf := issuing.Leaf("a.test", testpki.Permit(constraint))
		require.Equal(t, message, Decide(ask(of(leaf, issuing), of(root))).Message, constraint)
	}
}

func TestPolicies(t *testing.T) {
	const one, two, any = "1.2.1", "1.2.2", "2.5.29.32.0"
	p := testpki.New(42)
	root := p.Root("CN=Test Root,O=X")
	policies, require0 := testpki.Policies, testpki.RequirePolicy(0)
	for _, tc := range []struct {
		name     string
		ca, leaf []testpki.Option
		message  string
	}{
		{"not required", nil, nil, ""},
		{"required and absent", []testpki.Option{require0}, nil, textPolicy},
		{"required and the same", []testpki.Option{require0, policies(one)}, []testpki.Option{policies(one)}, ""},
		{"required and another", []testpki.Option{require0, policies(one)}, []testpki.Option{policies(two)}, textPolicy},
		{"any covers", []testpki.Option{require0, policies(any)}, []testpki.Option{policies(two)}, ""},
		{"any inhibited", []testpki.Option{require0, policies(one), testpki.InhibitAnyPolicy(0)}, []testpki.Option{policies(any)}, textPolicy},
		{"mapped", []testpki.Option{require0, policies(one), testpki.MapPolicy(one, two)}, []testpki.Option{policies(two)}, ""},
		{"mapping inhibited", []testpki.Option{require0, policies(one), testpki.MapPolicy(one, two), testpki.InhibitMapping(0)}, []testpki.Option{policies(two)}, ""},
		{"mapping to any", []testpki.Option{policies(one), testpki.MapPolicy(one, any)}, nil, textSubjectAny},
		{"mapping from any", []testpki.Option{policies(one), testpki.MapPolicy(any, one)}, nil, textIssuerAny},
		{"leaf requires by itself", []testpki.Option{policies(one)}, []testpki.Option{require0}, textPolicy},
	} {
		t.Run(tc.name, func(t *testing.T) {
			issuing := root.Intermediate("CN=Test Issuing,O=X", tc.ca...)
			d := Decide(ask(of(issuing.Leaf("a.test", tc.leaf...), issuing), of(root)))
			if tc.message == "" {
				require.Empty(t, d.Message)
				return
			}
			require.Equal(t, validation+tc.message, d.Message)
		})
	}
}

// A megabyte of constraints above a megabyte of names is not held name by name:
// the answer says that it was not, and accepts nothing.
func TestNameConstraintsBeyondTheirBudget(t *testing.T) {
	var permitted, names []string
	for i := range 2_000 {
		permitted = append(permitted, fmt.Sprintf("dns:p%d.test", i))
		names = append(names, fmt.Sprintf("dns:a.p%d.test", i))
	}
	root := testpki.New(44).Root("CN=Test Root,O=X")
	issuing := root.Intermediate("CN=Test Issuing,O=X", testpki.Permit(permitted...))
	last := append(slices.Clone(names), "dns:outside.test")
	q := ask(of(issuing.Leaf("a.p1.test", testpki.SAN(last...)), issuing), of(root))
	s := newSignatures(nil)
	d := decide(q, s)
	require.Empty(t, d.Cause, "the last name is not compared any more")
	require.LessOrEqual(t, s.compared, MaxNameComparisons)
	require.False(t, d.Accepted)
	require.False(t, d.Evaluated)
	require.Equal(t, []string{NotCompared}, d.NotEvaluated)

	q.Sent = testpki.Certificates(issuing.Leaf("a.p1.test", testpki.SAN(names[:900]...)), issuing)
	require.True(t, Decide(q).Accepted, "within it, every name is")
}
