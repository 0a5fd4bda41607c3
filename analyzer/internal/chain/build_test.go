package chain

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/testpki"
)

// TestBuildPrefers holds which of several issuers the builder takes, whatever
// order a hash set gives them (six seeds, so both). The paths are those of JDK
// 17.0.15.
func TestBuildPrefers(t *testing.T) {
	for seed := uint64(70); seed < 76; seed++ {
		p := testpki.New(seed)
		root, stray := p.Root("CN=Root,O=X"), p.Root("CN=Stray,O=X")
		mid := root.Intermediate("CN=Mid,O=X")
		near := root.Intermediate("CN=Int,O=X")
		far, farNoID := mid.Cross(near), mid.Cross(near, testpki.NoSKI())
		nearNoID := near.Reissue(testpki.NoSKI())
		leaf, noAKI := near.Leaf("a.test"), near.Leaf("a.test", testpki.NoAKI())
		require.Equal(t, ids(leaf, far, mid, root), Decide(ask(of(leaf, stray, far, nearNoID, mid), of(root))).Path, "the key identifier that is asked for")
		require.Equal(t, ids(noAKI, near, root), Decide(ask(of(noAKI, stray, far, near, mid), of(root))).Path, "the one below an anchor")
		require.Equal(t, ids(noAKI, near, root), Decide(ask(of(noAKI, stray, farNoID, near, mid), of(root))).Path, "no identifier is none that fits")

		self := p.Root("CN=Self,O=X")
		cross := mid.Cross(self)
		below := self.Leaf("a.test", testpki.NoAKI())
		require.Equal(t, ids(below, self), Decide(ask(of(below, stray, cross, mid), of(self, root))).Path, "an anchor below an anchor")
		inner := p.Root("CN=Other,O=X").Intermediate("CN=Inner,O=X")
		cross = mid.Cross(inner)
		below = inner.Leaf("a.test", testpki.NoAKI())
		require.Equal(t, ids(below, cross, mid, root), Decide(ask(of(below, stray, cross, mid), of(inner, root))).Path, "an anchor below none comes after what was sent")
	}
}

// TestBuildSelfIssued: the builder puts no self-issued certificate on another
// one, and gives up where it meets one. A leaf that bears its CA's name is self-issued.
// The answers are those of JDK 17.0.15, which takes the same chain in order.
func TestBuildSelfIssued(t *testing.T) {
	met := map[bool]bool{}
	for seed := uint64(100); seed < 108; seed++ {
		p := testpki.New(seed)
		root, stray := p.Root("CN=Root,O=X"), p.Root("CN=Stray,O=X")
		same := p.Root("CN=Same")
		mid := same.Intermediate("CN=Same")
		cross := root.Cross(mid)
		leaf := mid.Leaf("a.test", testpki.Subject("CN=Same"))
		require.Equal(t, building, Decide(ask(of(leaf, stray, mid), of(same))).Message)
		repairs := Repairs(ask(of(leaf, stray, mid), of(same)))
		require.Equal(t, DropFromChain, repairs[0].Kind)
		require.Equal(t, ids(leaf, mid, same), Decide(ask(of(leaf, mid), of(same))).Path)
		require.Equal(t, ids(leaf, cross, root), Decide(ask(of(leaf, stray, cross), of(root))).Path)
		require.Equal(t, ids(leaf, mid), Decide(ask(of(leaf, stray), of(mid))).Path)
		gives := hashCode(mid.DER)&15 > hashCode(cross.DER)&15 // the self-issued one is tried first
		require.Equal(t, !gives, Decide(ask(of(leaf, stray, mid, cross), of(root))).Accepted)
		met[gives] = true
	}
	require.Len(t, met, 2)
}

// TestOldVersions: a CA before version 3 is taken where it is self-issued and
// right below the anchor, in a list in order only (JDK 17.0.15).
func TestOldVersions(t *testing.T) {
	const noCA = validation + textNotCA
	p := testpki.New(110)
	root, stray := p.Root("CN=Root,O=X"), p.Root("CN=Stray,O=X")
	for _, version := range []int{1, 2} {
		top := root.Intermediate("CN=Root,O=X", testpki.Version(version))
		leaf := top.Leaf("a.test")
		require.Equal(t, ids(leaf, top, root), Decide(ask(of(leaf, top), of(root))).Path)
		d := Decide(ask(of(leaf, stray, top), of(root)))
		require.Equal(t, building, d.Message)
		require.Equal(t, "not-a-ca", d.Cause)
		require.Equal(t, top.ID(), d.At.ID)

		plain := root.Intermediate("CN=Int,O=X", testpki.Version(version))
		require.Equal(t, noCA, Decide(ask(of(plain.Leaf("a.test"), plain), of(root))).Message)
		upper := root.Intermediate("CN=Int,O=X")
		lower := upper.Intermediate("CN=Int,O=X", testpki.Version(version))
		require.Equal(t, noCA, Decide(ask(of(lower.Leaf("a.test"), lower, upper), of(root))).Message)
		require.True(t, Decide(ask(of(root.Leaf("a.test", testpki.Version(version))), of(root))).Accepted)
	}
	unknown := ask(of(root.Leaf("a.test")), of(root.Reissue(testpki.NoBasicConstraints())))
	unknown.Anchors.List()[0].Version = 0
	require.True(t, Decide(unknown).Accepted, "an anchor of which no version is known")
	unknown.Anchors.List()[0].Version = 3
	require.Equal(t, "not-a-ca", Decide(unknown).Cause)
}

// TestBuildAnchorSentToo: a sent copy of an anchor counts once, unless two
// others come between them; then it is tried first (JDK 17.0.15).
func TestBuildAnchorSentToo(t *testing.T) {
	met := map[bool]bool{}
	for seed := uint64(100); seed < 112; seed++ {
		p := testpki.New(seed)
		root, stray := p.Root("CN=Root,O=X"), p.Root("CN=Stray,O=X")
		both := p.Root("CN=Int,O=X")
		x, y := root.Cross(both), root.Cross(both)
		leaf := both.Leaf("a.test", testpki.NoAKI())
		place := func(e *testpki.Entity) uint32 { return hashCode(e.DER) & 15 }
		last := x
		if place(y) > place(x) {
			last = y
		}
		if place(both) == place(x) || place(both) == place(y) || place(x) == place(y) {
			continue
		}
		want := ids(leaf, last, root)
		between := place(both) > place(last)
		if between {
			want = ids(leaf, both)
		}
		met[between] = true
		require.Equal(t, want, Decide(ask(of(leaf, stray, x, y, both), of(root, both))).Path)
		require.Equal(t, ids(leaf, x, root), Decide(ask(of(leaf, stray, x, both), of(root, both))).Path)
	}
	require.Len(t, met, 2)
}

// TestBuildAnchorOfVersion1 must cover what it issued on both sides.
func TestBuildAnchorOfVersion1(t *testing.T) {
	p := testpki.New(90)
	stray := p.Root("CN=Stray,O=X")
	for _, tc := range []struct {
		from, to int
		accepted bool
	}{{2015, 2050, true}, {2026, 2050, false}, {2015, 2027, false}} {
		day := func(y int) time.Time { return time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC) }
		odd := p.Root("CN=Odd,O=X", testpki.Version(1), testpki.Between(day(tc.from), day(tc.to)))
		issuing := odd.Intermediate("CN=Int,O=X")
		require.Equal(t, tc.accepted, Decide(ask(of(issuing.Leaf("a.test"), stray, issuing), of(odd))).Accepted)
	}
}

// TestBuildOneKeyTwoNames: a loop is the same name and key; a CA that uses one
// key under two names is none.
func TestBuildOneKeyTwoNames(t *testing.T) {
	p := testpki.New(91)
	root, stray := p.Root("CN=Root,O=X"), p.Root("CN=Stray,O=X")
	one := root.Intermediate("CN=One,O=X")
	two := one.Intermediate("CN=Two,O=X", testpki.WithKey(one.Key))
	leaf := two.Leaf("a.test")
	require.Equal(t, ids(leaf, two, one, root), Decide(ask(of(leaf, stray, one, two), of(root))).Path)
	require.Equal(t, Accepted, Paths(ask(of(leaf, stray, one, two), of(root)))[0].Status)
}

// TestBuildAnchorsKnownByFacts: an anchor without bytes is passed by when its
// key does not fit, whether its own issuer is trusted or not.
func TestBuildAnchorsKnownByFacts(t *testing.T) {
	p := testpki.New(92)
	root, stray := p.Root("CN=Root,O=X"), p.Root("CN=Stray,O=X")
	issuing := root.Intermediate("CN=Int,O=X")
	leaf := issuing.Leaf("a.test")
	facts := func(e *testpki.Entity) *cert.Anchor {
		a := e.Anchor("openjdk")
		a.Certificate = nil
		return a
	}
	for _, list := range [][]*cert.Anchor{
		{facts(issuing.Twin())},
		{facts(issuing.Twin(testpki.NoSKI())), facts(issuing.Twin()), facts(stray)},
	} {
		q := Question{Sent: testpki.Certificates(leaf, stray, issuing), Anchors: NewAnchors(list...), At: testpki.Now}
		require.Equal(t, building, Decide(q).Message)
		require.Equal(t, Incomplete, Paths(q)[0].Status)
		q.Anchors = q.Anchors.With(facts(root))
		require.Equal(t, ids(leaf, issuing, root), Decide(q).Path)
	}
}

// TestBuildBounds: either bound that ends the search is told.
func TestBuildBounds(t *testing.T) {
	p := testpki.New(93)
	root := p.Root("CN=Root,O=X")
	issuing := root.Intermediate("CN=Int,O=X")
	leaf := issuing.Leaf("a.test")
	many := of(leaf, root)
	for range MaxSignatureChecks + 10 {
		many = append(many, issuing.Twin(testpki.WithKey(p.NewKey(testpki.P256))))
	}
	d := Decide(ask(many, of(p.Root("CN=Else,O=X"))))
	require.True(t, d.Cut, "signatures")
	require.False(t, d.Accepted)

	var ring []*testpki.Entity
	for i := range 8 {
		ring = append(ring, p.Root(fmt.Sprintf("CN=Ring %d,O=X", i)))
	}
	sent := of(ring[0].Leaf("a.test"), root)
	for _, x := range ring {
		for _, y := range ring {
			if x != y {
				sent = append(sent, x.Cross(y), x.Cross(y), x.Cross(y))
			}
		}
	}
	q := ask(sent, of(p.Root("CN=Else,O=X")))
	s := newSignatures(nil)
	d = decide(q, s)
	require.False(t, s.cut)
	require.True(t, d.Cut, "steps")
}
