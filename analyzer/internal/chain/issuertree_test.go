package chain

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/cert"
)

func issuerNamed(id string) issuer { return issuer{certificate: &cert.Certificate{ID: id}} }

// blackHeight is how many black nodes are on every way down; it fails where a
// red one stands below a red one, and where a node does not know its parent.
func blackHeight(t *testing.T, n, parent *issuerNode) int {
	if n == nil {
		return 1
	}
	require.Same(t, parent, n.parent)
	require.False(t, n.red && parent != nil && parent.red, "red below red")
	lower, higher := blackHeight(t, n.child[0], n), blackHeight(t, n.child[1], n)
	require.Equal(t, lower, higher, "black nodes below %s", n.id())
	if n.red {
		return lower
	}
	return lower + 1
}

// The tree stays balanced whatever comes, and lists by rank, of one rank the
// later first.
func TestIssuerTree(t *testing.T) {
	random := rand.New(rand.NewSource(1))
	for range 300 {
		var tree issuerTree
		var want [6][]string
		for i := range 1 + random.Intn(40) {
			id, rank := fmt.Sprint(i), random.Intn(len(want))
			tree.insert(issuerNamed(id), rank)
			want[rank] = append([]string{id}, want[rank]...)
			require.False(t, tree.root.red)
			blackHeight(t, tree.root, nil)
		}
		var all, got []string
		for _, ids := range want {
			all = append(all, ids...)
		}
		for _, x := range tree.root.list(nil) {
			got = append(got, x.id())
		}
		require.Equal(t, all, got)
	}
}

// An equal certificate is met only where the insertion passes by: the shape of
// the tree decides, and so it is the JDK's.
func TestIssuerTreeMeetsItsEqual(t *testing.T) {
	shape := func(ids string) string {
		var tree issuerTree
		for _, id := range strings.Fields(ids) {
			tree.insert(issuerNamed(id[:1]), int(id[1]-'0'))
		}
		var draw func(n *issuerNode) string
		draw = func(n *issuerNode) string {
			if n == nil {
				return ""
			}
			colour := ""
			if n.red {
				colour = "'"
			}
			if n.child == [2]*issuerNode{} {
				return n.id() + colour
			}
			return fmt.Sprintf("%s%s(%s %s)", n.id(), colour, draw(n.child[0]), draw(n.child[1]))
		}
		return draw(tree.root)
	}
	for ids, want := range map[string]string{
		"a1":                   "a",
		"a1 b1":                "a(b' )",
		"a1 b2":                "a( b')",
		"a1 b1 c1":             "b(c' a')",
		"a1 b2 c3":             "b(a' c')",
		"a1 b3 c2":             "c(a' b')",
		"a3 b1 c2":             "c(b' a')",
		"a1 b2 c3 d4":          "b(a c( d'))",
		"a1 b2 c3 d4 e5 f6 g7": "b(a d'(c f(e' g')))",
		"a1 b2 c3 b2":          "b(a' c')",
		"a1 b2 c3 a1":          "b(a' c')",
		"a1 b1 c1 a1":          "b(c(a' ) a)",
	} {
		require.Equal(t, want, shape(ids), ids)
	}
}
