package chain

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/testpki"
)

// mesh is a graph made to cost: the leaf's issuer has a thousand
// cross-certificates, fifty CAs share one name, and twenty CAs issue each
// other in a ring. Nothing reaches the anchor.
func mesh() Question {
	p := testpki.New(50)
	root := p.Root("CN=Far Root,O=X")
	issuing := p.Root("CN=Issuing,O=X")
	leaf := issuing.Leaf("a.test")
	q := Question{Sent: testpki.Certificates(leaf, root), Anchors: NewAnchors(p.Root("CN=Else,O=X").Anchor("yours:test")), At: testpki.Now, Host: "a.test"}
	var same, ring []*testpki.Entity
	for range 50 {
		same = append(same, p.Root("CN=Same,O=X"))
	}
	for i := range 20 {
		ring = append(ring, p.Root(fmt.Sprintf("CN=Ring %d,O=X", i)))
	}
	for i, c := range ring {
		q.Sent = append(q.Sent, c.Cross(ring[(i+1)%len(ring)]).Certificate())
		q.Sent = append(q.Sent, c.Cross(same[i]).Certificate())
	}
	for i := range 1000 {
		q.Sent = append(q.Sent, same[i%50].Cross(issuing).Certificate())
	}
	return q
}

func TestMeshStaysInBudget(t *testing.T) {
	q := mesh()
	s := newSignatures(nil)
	d := decide(q, s)
	require.False(t, d.Accepted)
	require.True(t, d.Cut)
	require.LessOrEqual(t, s.count, MaxSignatureChecks)
	require.LessOrEqual(t, len(Paths(q)), MaxPaths)
	require.NotPanics(t, func() { Repairs(q); ShapeOf(q) })
}

func BenchmarkDecideMesh(b *testing.B) {
	q := mesh()
	for b.Loop() {
		Decide(q)
	}
}

func BenchmarkAnswerMesh(b *testing.B) {
	q := mesh()
	for b.Loop() {
		Paths(q)
		Repairs(q)
		ShapeOf(q)
	}
}

func BenchmarkDecideSupportCase(b *testing.B) {
	p := testpki.New(51)
	root := p.Root("CN=Root,O=X")
	issuing := root.Intermediate("CN=Issuing,O=X")
	q := ask(of(issuing.Leaf("a.test"), issuing), of(root))
	for b.Loop() {
		Decide(q)
	}
}

// FuzzDecide draws a graph from the input: each pair of octets makes one more
// certificate, sent, trusted or at hand. Whatever comes out, the answer must be
// consistent, in budget and the same twice.
func FuzzDecide(f *testing.F) {
	f.Add([]byte{0, 1, 2, 3, 4, 5, 6, 7}, uint8(1), uint8(2))
	f.Add([]byte{9, 9, 9, 9, 200, 100, 50, 25, 12, 6, 3, 1}, uint8(0xff), uint8(0xf0))
	f.Fuzz(func(t *testing.T, moves []byte, send, trust uint8) {
		if len(moves) > 24 {
			moves = moves[:24]
		}
		p := testpki.New(60)
		cas := of(p.Root("CN=R,O=X"))
		options := [][]testpki.Option{nil, {testpki.Expired()}, {testpki.CA(false)}, {testpki.NoSKI()}, {testpki.NoAKI()},
			{testpki.PathLen(0)}, {testpki.BadSignature()}, {testpki.Version(1)}, {testpki.Permit("dns:test")}, {testpki.RequirePolicy(0)}}
		for i := 0; i+1 < len(moves); i += 2 {
			up, other := cas[int(moves[i])%len(cas)], cas[int(moves[i+1])%len(cas)]
			o := options[int(moves[i+1])%len(options)]
			switch moves[i] % 5 {
			case 0:
				cas = append(cas, up.Cross(other, o...))
			case 1:
				cas = append(cas, other.Twin(o...))
			case 2:
				cas = append(cas, other.Reissue(o...))
			default:
				cas = append(cas, up.Intermediate(fmt.Sprintf("CN=I%d,O=X", moves[i]%3), o...))
			}
		}
		q := Question{Sent: testpki.Certificates(cas[len(cas)-1].Leaf("a.test")), At: testpki.Now, Host: "a.test"}
		var anchors []*cert.Anchor
		for i, c := range cas {
			switch {
			case send>>(i%8)&1 == 1:
				q.Sent = append(q.Sent, c.Certificate())
			case trust>>(i%8)&1 == 1:
				anchors = append(anchors, c.Anchor("yours:test"))
			default:
				q.Pool = append(q.Pool, c.Certificate())
			}
		}
		q.Anchors = NewAnchors(anchors...)
		s := newSignatures(nil)
		d := decide(q, s)
		require.LessOrEqual(t, s.count, MaxSignatureChecks)
		require.Equal(t, d, Decide(q))
		require.Equal(t, d.Accepted, d.Message == "")
		require.Equal(t, d.Accepted, len(d.Path) > 0)
		require.Equal(t, d.Accepted, d.Cause == "")
		for _, path := range Paths(q) {
			require.Equal(t, q.Sent[0].ID, path.Links[0].Certificate.ID)
			if path.Status == Accepted {
				require.NotNil(t, path.Anchor)
				require.Nil(t, path.Missing)
			}
			require.False(t, path.Missing != nil && path.Missing.Below == nil)
		}
		for _, r := range Repairs(q) {
			if r.Proved {
				require.NotEqual(t, StagePath, r.After.Stage)
			}
		}
		ShapeOf(q)
	})
}
