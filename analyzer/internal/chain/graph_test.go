package chain

import (
	"crypto/rsa"
	"crypto/x509"
	"fmt"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/testpki"
)

func rsaSPKI(t *testing.T, n *big.Int) []byte {
	t.Helper()
	der, err := x509.MarshalPKIXPublicKey(&rsa.PublicKey{N: n, E: 65537})
	require.NoError(t, err)
	return der
}

func TestBuildLimits(t *testing.T) {
	p := testpki.New(20)
	root := p.Root("CN=Root,O=X")
	up, sent := root, of()
	for i := range 6 {
		up = up.Intermediate(fmt.Sprintf("CN=Int %d,O=X", i))
		sent = append(sent, up) // root's end first: out of order
	}
	leaf := up.Leaf("a.test")
	d := Decide(ask(append(of(leaf), sent...), of(root)))
	require.Equal(t, building, d.Message)
	require.Equal(t, "path-length", d.Cause)
	repairs := Repairs(ask(append(of(leaf), sent...), of(root)))
	require.Equal(t, SendInOrder, repairs[0].Kind)
	require.True(t, repairs[0].Proved && repairs[0].After.Accepted)
}

// TestBuildTakesTheJDKsPath: of two renewals the builder takes the one that a
// hash set of their encodings yields last.
func TestBuildTakesTheJDKsPath(t *testing.T) {
	p := testpki.New(21)
	root := p.Root("CN=Root,O=X")
	stray := p.Root("CN=Stray,O=X")
	one := root.Intermediate("CN=Int,O=X")
	two := one.Reissue()
	leaf := one.Leaf("a.test")
	last := one
	if hashCode(two.DER)&15 > hashCode(one.DER)&15 {
		last = two
	}
	require.NotEqual(t, hashCode(two.DER)&15, hashCode(one.DER)&15)
	require.Equal(t, ids(leaf, last, root), Decide(ask(of(leaf, stray, one, two), of(root))).Path)
	require.Equal(t, ids(leaf, last, root), Decide(ask(of(leaf, stray, two, one), of(root))).Path)
}

func TestPathsOfACrossSignedRoot(t *testing.T) {
	p := testpki.New(22)
	old, young := p.Root("CN=Old,O=X"), p.Root("CN=Young,O=X")
	cross := old.Cross(young)
	issuing := young.Intermediate("CN=Int,O=X")
	leaf := issuing.Leaf("a.test")
	q := ask(of(leaf, issuing, cross), of(old, young))
	paths := Paths(q)
	require.Len(t, paths, 2)
	for _, path := range paths {
		require.Equal(t, Accepted, path.Status)
		require.Nil(t, path.Missing)
	}
	require.Equal(t, Decide(q).Path, paths[0].ids())

	q.Anchors = NewAnchors(young.Anchor("yours:test"))
	q.Sent = testpki.Certificates(leaf)
	q.Pool = testpki.Certificates(issuing)
	paths = Paths(q)
	require.Equal(t, Incomplete, paths[0].Status)
	require.Equal(t, issuing.ID(), paths[0].Missing.Known.ID)
	require.Equal(t, "CN=Int, O=X", paths[0].Missing.Subject.String())
	require.Equal(t, leaf.ID(), paths[0].Missing.Below.ID)
}

func TestPathsTellWhereItBreaks(t *testing.T) {
	p := testpki.New(23)
	root := p.Root("CN=Root,O=X")
	issuing := root.Intermediate("CN=Int,O=X", testpki.AIA("http://pki.test/root.crt"))
	leaf := issuing.Leaf("a.test", testpki.Expired())
	paths := Paths(ask(of(leaf, issuing), of()))
	require.Len(t, paths, 1)
	require.Equal(t, Incomplete, paths[0].Status)
	require.Equal(t, []string{"expired"}, paths[0].Links[0].Problems)
	require.Equal(t, Verified, paths[0].Links[1].Check)
	require.Equal(t, "CN=Root, O=X", paths[0].Missing.Subject.String())
	require.Equal(t, []string{"http://pki.test/root.crt"}, paths[0].Missing.AIA)
	require.Equal(t, root.Certificate().SKI, paths[0].Missing.KeyID)

	paths = Paths(ask(of(leaf, issuing.Twin()), of(root)))
	require.Equal(t, Refused, paths[0].Status)
	require.Equal(t, Mismatch, paths[0].Links[1].Check)
	require.Equal(t, []string{"same-name-different-key"}, paths[0].Links[1].Problems)
	require.Equal(t, leaf.ID(), paths[0].Missing.Below.ID)
}

func TestShapeOf(t *testing.T) {
	p := testpki.New(24)
	root := p.Root("CN=Root,O=X")
	issuing := root.Intermediate("CN=Int,O=X")
	leaf := issuing.Leaf("a.test")
	stray := p.Root("CN=Stray,O=X")
	cross := stray.Cross(root)
	back := root.Cross(stray)
	direct, lower, other := root.Leaf("b.test"), issuing.Intermediate("CN=Lower,O=X"), stray.Intermediate("CN=Other,O=X")
	for _, tc := range []struct {
		name string
		sent []*testpki.Entity
		want Shape
	}{
		{"leaf only", of(leaf), Shape{Way: []int{0}, InOrder: true, LeafFirst: true}},
		{"whole chain", of(leaf, issuing, root), Shape{Way: []int{0, 1, 2}, Root: []int{2}, InOrder: true, LeafFirst: true}},
		{"root before issuing CA", of(leaf, root, issuing), Shape{Way: []int{0, 2, 1}, Root: []int{1}, LeafFirst: true}},
		{"issuing CA twice", of(leaf, issuing, issuing), Shape{Way: []int{0, 1}, Duplicate: []int{2}, InOrder: true, LeafFirst: true}},
		{"stray CA", of(leaf, stray, issuing), Shape{Way: []int{0, 2}, Extra: []int{1}, InOrder: true, LeafFirst: true}},
		{"reversed", of(root, issuing, leaf), Shape{Way: []int{2, 1, 0}, Root: []int{0}}},
		{"reversed, the root twice", of(root, issuing, leaf, root), Shape{Way: []int{2, 1, 0}, Root: []int{0}, Duplicate: []int{3}}},
		{"reversed, no leaf", of(root, issuing, lower), Shape{Way: []int{2, 1, 0}, Root: []int{0}}},
		{"reversed, no leaf, a shorter way behind", of(root, issuing, lower, root.Intermediate("CN=Side,O=X")), Shape{Way: []int{2, 1, 0}, Root: []int{0}, Extra: []int{3}}},
		{"leaf last, below another's CA", of(root, issuing, lower, direct), Shape{Way: []int{3, 0}, Root: []int{0}, Extra: []int{1, 2}}},
		{"leaf second, before another's CA", of(root, direct, issuing, lower), Shape{Way: []int{1, 0}, Root: []int{0}, Extra: []int{2, 3}}},
		{"two leaves behind, one farther down", of(root, direct, issuing, leaf), Shape{Way: []int{3, 2, 0}, Root: []int{0}, Extra: []int{1}}},
		{"two leaves behind, one like the other", of(issuing, leaf, issuing.Leaf("b.test")), Shape{Way: []int{1, 0}, Extra: []int{2}}},
		{"leaf last, a longer way elsewhere", of(issuing, other.Leaf("b.test"), other, stray, leaf), Shape{Way: []int{4, 0}, Extra: []int{1, 2, 3}}},
		{"vouched for by its own child, sent twice", of(cross, back, back), Shape{Way: []int{0, 1}, Duplicate: []int{2}, InOrder: true, LeafFirst: true}},
		{"cross-certificate beside the root", of(leaf, issuing, root, cross), Shape{Way: []int{0, 1, 2, 3}, Root: []int{2}, InOrder: true, LeafFirst: true}},
		{"renewed and rekeyed by itself", of(root, root.Reissue(), root.Intermediate("CN=Root,O=X")), Shape{Way: []int{0, 1}, Root: []int{1}, Extra: []int{2}, InOrder: true, LeafFirst: true}},
		{"leaf of a namesake after it", of(issuing, issuing.Twin().Leaf("a.test")), Shape{Way: []int{0}, Extra: []int{1}, InOrder: true, LeafFirst: true}},
		{"two that vouch for each other", of(stray.Leaf("b.test"), stray.Cross(root), root.Cross(stray)), Shape{Way: []int{0, 2, 1}, InOrder: true, LeafFirst: true}},
		{"its own successor", of(issuing, issuing.Intermediate("CN=Int,O=X")), Shape{Way: []int{1, 0}}},
		{"a name the other way round", of(leaf, issuing.Reissue(testpki.Subject("O=X,CN=Int"))), Shape{Way: []int{0}, Extra: []int{1}, InOrder: true, LeafFirst: true}},
		{"namesake", of(leaf, issuing.Twin()), Shape{Way: []int{0, 1}, InOrder: true, LeafFirst: true}},
	} {
		t.Run(tc.name, func(t *testing.T) { require.Equal(t, tc.want, ShapeOf(ask(tc.sent, nil))) })
	}
}

func TestRepairsOfAnAcceptedChain(t *testing.T) {
	p := testpki.New(45)
	root := p.Root("CN=Root,O=X")
	issuing := root.Intermediate("CN=Int,O=X", testpki.NoKU())
	lower := issuing.Intermediate("CN=Lower,O=X", testpki.NoKU())
	leaf := issuing.Leaf("a.test")
	for _, tc := range []struct {
		name string
		sent []*testpki.Entity
		hand []*testpki.Entity
		want []RepairKind
	}{
		{"for the CA before its leaf", of(issuing, leaf), nil, []RepairKind{SendInOrder}},
		{"for its leaf", of(leaf, issuing, issuing.Leaf("b.test")), nil, nil},
		{"not, and a CA before its leaf", of(lower, lower.Leaf("b.test")), of(issuing), []RepairKind{SendChain, ImportIssuer}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			q := ask(tc.sent, of(root))
			q.Pool = testpki.Certificates(tc.hand...)
			var kinds []RepairKind
			for _, r := range Repairs(q) {
				kinds = append(kinds, r.Kind)
			}
			require.Equal(t, tc.want, kinds)
		})
	}
}

func TestShapeOfNames(t *testing.T) {
	p := testpki.New(27)
	leaf, stray := p.Root("CN=Root,O=X").Leaf("a.test"), p.Root("CN=Stray,O=X")
	s := ShapeOf(Question{Sent: []*cert.Certificate{named(leaf), named(stray)}})
	require.Equal(t, Shape{Way: []int{0}, Extra: []int{1}, InOrder: true, LeafFirst: true}, s)
}

// TestNamesInAnyOrder: tools print the parts of a name in orders of their own.
func TestNamesInAnyOrder(t *testing.T) {
	p := testpki.New(28)
	root := p.Root("CN=Root,OU=U,O=X")
	issuing := root.Intermediate("CN=Int,OU=U,O=X")
	leaf := issuing.Leaf("a.test")
	text := func(e *testpki.Entity, subject, issuer string) *cert.Certificate {
		c := e.Certificate()
		return cert.Describe(cert.Description{Subject: cert.ReadName(subject), Issuer: cert.ReadName(issuer), NotBefore: c.NotBefore, NotAfter: c.NotAfter})
	}
	for _, sent := range [][]*cert.Certificate{
		{text(leaf, "CN=a.test", "OU=U, CN=Int, O=X"), text(issuing, "CN=Int, OU=U, O=X", "O=X, CN=Root, OU=U")},
		{text(leaf, "CN=a.test", "OU=U, CN=Int, O=X"), issuing.Certificate()},
		{leaf.Certificate(), text(issuing, "OU=U, CN=Int, O=X", "OU=U, CN=Root, O=X")},
	} {
		d := Decide(Question{Sent: sent, Anchors: NewAnchors(root.Anchor("yours:test")), At: testpki.Now})
		require.Empty(t, d.Cause)
		require.Equal(t, root.ID(), d.Anchor.ID)
	}
}

func TestRepairsAreProved(t *testing.T) {
	p := testpki.New(25)
	root := p.Root("CN=Root,O=X")
	issuing := root.Intermediate("CN=Int,O=X")
	leaf := issuing.Leaf("a.test")
	namesake := issuing.Twin()
	dead := issuing.Leaf("a.test", testpki.Expired())
	self := p.SelfSigned("a.test")
	other := p.Root("CN=Other,O=X")
	crossed := other.Cross(issuing)
	lower := issuing.Intermediate("CN=Lower,O=X")
	long := of(root)
	for i := range 10 {
		long = append(long, long[i].Intermediate(fmt.Sprintf("CN=Int %d,O=X", i)))
	}
	for _, tc := range []struct {
		name          string
		sent, anchors []*testpki.Entity
		pool          []*testpki.Entity
		want          []RepairKind
		adds          []*testpki.Entity // of the first
	}{
		{"intermediate at hand", of(leaf), of(root), of(issuing), []RepairKind{SendChain, ImportIssuer}, of(issuing)},
		{"nothing at hand", of(leaf), of(root), nil, nil, nil},
		{"root sent, not trusted", of(leaf, issuing, root), nil, nil, []RepairKind{ImportIssuer, ImportRoot}, of(issuing)},
		{"namesake in the way", of(leaf, namesake), of(root, issuing), nil, []RepairKind{DropFromChain}, nil},
		{"namesake, right one at hand", of(leaf, namesake), of(root), of(issuing), []RepairKind{SendChain}, of(issuing)},
		{"reversed", of(root, issuing, leaf), of(root), nil, []RepairKind{SendInOrder}, nil},
		{"intermediate and root at hand", of(leaf), nil, of(issuing, root), []RepairKind{SendAndImport, ImportIssuer}, of(issuing, root)},
		{"intermediate and two roots at hand", of(leaf), nil, of(issuing, root, crossed, other), []RepairKind{SendAndImport, ImportIssuer}, of(issuing, root)},
		{"intermediate at hand, root trusted, another at hand", of(leaf), of(root), of(issuing, crossed, other), []RepairKind{SendChain, ImportIssuer}, of(issuing)},
		{"intermediate at hand, root sent", of(leaf, root), nil, of(issuing), []RepairKind{SendAndImport, ImportIssuer}, of(issuing, root)},
		{"intermediate sent, root at hand", of(leaf, issuing), nil, of(root), []RepairKind{ImportIssuer, ImportRoot}, of(issuing)},
		{"two intermediates at hand and no root", of(lower.Leaf("a.test")), nil, of(lower, issuing), []RepairKind{ImportIssuer}, of(lower)},
		{"intermediate and root at hand, leaf expired", of(dead), nil, of(issuing, root), nil, nil},
		{"seven sent out of order, root at hand", append(of(long[7].Leaf("a.test")), long[1:8]...), nil, of(root), []RepairKind{ImportIssuer}, of(long[7])},
		{"ten can be sent", of(long[9].Leaf("a.test")), nil, long[:10], []RepairKind{SendAndImport, ImportIssuer}, append(of(long[9], long[8], long[7], long[6], long[5], long[4], long[3], long[2], long[1]), root)},
		{"eleven cannot", of(long[10].Leaf("a.test")), nil, long, []RepairKind{ImportIssuer}, of(long[10])},
		{"self-signed", of(self), of(root), nil, []RepairKind{ImportLeaf}, of(self)},
		{"expired leaf", of(dead, issuing), of(root), nil, []RepairKind{ReplaceLeaf}, nil},
		{"accepted", of(leaf, issuing), of(root), nil, nil, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			q := ask(tc.sent, tc.anchors)
			q.Pool = testpki.Certificates(tc.pool...)
			q.Host = "a.test"
			if len(tc.anchors) == 0 {
				q.Anchors = NewAnchors(p.Root("CN=Else,O=X").Anchor("yours:test"))
			}
			var kinds []RepairKind
			repairs := Repairs(q)
			for _, r := range repairs {
				kinds = append(kinds, r.Kind)
				require.Equal(t, r.Kind != ReplaceLeaf, r.Proved)
				require.Equal(t, r.Proved, r.After.Accepted)
			}
			require.Equal(t, tc.want, kinds)
			if len(repairs) > 0 {
				var adds []string
				for _, c := range repairs[0].Adds {
					adds = append(adds, c.ID)
				}
				require.Equal(t, ids(tc.adds...), adds)
			}
		})
	}
}

// named is the certificate as a tool prints it without its bytes.
func named(e *testpki.Entity) *cert.Certificate {
	c := e.Certificate()
	return cert.Describe(cert.Description{Subject: cert.ReadName(c.Subject.String()), Issuer: cert.ReadName(c.Issuer.String()), NotBefore: c.NotBefore, NotAfter: c.NotAfter})
}

func TestDecideByNames(t *testing.T) {
	p := testpki.New(26)
	root := p.Root("CN=Root,O=X")
	issuing := root.Intermediate("CN=Int,O=X")
	leaf := issuing.Leaf("a.test")
	old := issuing.Leaf("a.test", testpki.Expired())
	self := p.SelfSigned("a.test")
	for _, tc := range []struct {
		name  string
		sent  []*cert.Certificate
		cause string
	}{
		{"leaf only", []*cert.Certificate{named(leaf)}, "missing-intermediate"},
		{"bytes of the leaf, names of the rest", []*cert.Certificate{leaf.Certificate(), named(issuing)}, ""},
		{"complete", []*cert.Certificate{named(leaf), named(issuing)}, ""},
		{"expired", []*cert.Certificate{named(old), named(issuing)}, "expired"},
		{"self-signed", []*cert.Certificate{named(self)}, "self-signed-not-trusted"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			d := Decide(Question{Sent: tc.sent, Anchors: NewAnchors(root.Anchor("yours:test")), At: testpki.Now})
			require.False(t, d.Evaluated)
			require.False(t, d.Accepted)
			require.Empty(t, d.Message)
			require.Equal(t, tc.cause, d.Cause)
		})
	}
	d := Decide(Question{Sent: []*cert.Certificate{named(leaf), named(issuing)}, Anchors: NewAnchors(p.Root("CN=Else,O=X").Anchor("yours:test")), At: testpki.Now})
	require.Equal(t, "root-not-trusted", d.Cause)
	paths := Paths(Question{Sent: []*cert.Certificate{named(leaf), named(issuing)}, Anchors: NewAnchors(root.Anchor("yours:test")), At: testpki.Now})
	require.Equal(t, NameOnly, paths[0].Links[1].Check)
}
