package oracle

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/chain"
)

// FuzzMesh asks about random meshes in which one octet of one certificate is
// another: the decision is the same each time, an accepted path leads from the
// leaf to an anchor, a refusal has a sentence, and every repair holds.
func FuzzMesh(f *testing.F) {
	f.Add(uint64(MeshSeed), uint16(0), uint16(0), byte(0))
	f.Add(uint64(7), uint16(1396), uint16(300), byte(0x80))
	f.Fuzz(func(t *testing.T, seed uint64, n, place uint16, flip byte) {
		c := Mesh(seed, int(n))
		victim := c.Sent[int(place)%len(c.Sent)]
		damaged := bytes.Clone(victim)
		damaged[int(place)%len(damaged)] ^= flip
		if _, err := cert.Parse(damaged); err != nil {
			return // no certificate any more
		}
		for i := range c.Sent {
			if bytes.Equal(c.Sent[i], victim) {
				c.Sent[i] = damaged
			}
		}
		q, err := c.Question(chain.DefaultProfile)
		require.NoError(t, err)
		d := chain.Decide(q)
		require.Equal(t, d, chain.Decide(q))
		switch {
		case d.Accepted:
			require.Empty(t, d.Message)
			require.Equal(t, q.Sent[0].ID, d.Path[0])
			require.NotNil(t, d.Anchor)
			require.Equal(t, d.Anchor.ID, d.Path[len(d.Path)-1])
		case d.Evaluated:
			require.NotEmpty(t, d.Message)
			require.NotEmpty(t, d.Cause)
		}
		chain.Paths(q)
		for _, r := range chain.Repairs(q) {
			if r.Proved {
				require.True(t, r.After.Accepted || r.After.Stage == chain.StageHost)
			}
		}
	})
}
