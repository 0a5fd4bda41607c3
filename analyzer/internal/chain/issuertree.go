package chain

// issuerTree keeps issuer candidates as the JDK does: in a java.util.TreeSet,
// which its documentation calls a red-black tree after Cormen, Leiserson and
// Rivest. Candidates of one rank are never equal to the JDK's order, the later
// one goes first; so an insertion meets an equal certificate only where it
// happens to pass by, and the shape of the tree decides whether a certificate
// is in there twice (measured).
type issuerTree struct {
	root *issuerNode
}

type issuerNode struct {
	issuer
	rank   int
	red    bool
	parent *issuerNode
	child  [2]*issuerNode // lower, higher
}

// id is what makes two candidates the same certificate.
func (i issuer) id() string {
	if i.anchor != nil {
		return i.anchor.ID
	}
	return i.certificate.ID
}

func (t *issuerTree) insert(i issuer, rank int) {
	n := &issuerNode{issuer: i, rank: rank, red: true}
	side := 0
	for at := t.root; at != nil; at = at.child[side] {
		if at.id() == i.id() {
			return
		}
		n.parent, side = at, 0
		if rank > at.rank {
			side = 1
		}
	}
	if n.parent == nil {
		t.root = n
	} else {
		n.parent.child[side] = n
	}
	t.balance(n)
}

// balance restores the tree's two rules above a node that was put in: no red
// node has a red child, and every way down has as many black ones.
func (t *issuerTree) balance(n *issuerNode) {
	for n.parent != nil && n.parent.red {
		above := n.parent.parent
		side := above.side(n.parent)
		if aunt := above.child[1-side]; aunt != nil && aunt.red {
			n.parent.red, aunt.red, above.red = false, false, true
			n = above
			continue
		}
		if n == n.parent.child[1-side] {
			n = n.parent
			t.rotate(n, side)
		}
		n.parent.red, above.red = false, true
		t.rotate(above, 1-side)
	}
	t.root.red = false
}

// side is where a node has a child.
func (n *issuerNode) side(child *issuerNode) int {
	if n.child[1] == child {
		return 1
	}
	return 0
}

// rotate moves a node down to one side; its child on the other takes its place.
func (t *issuerTree) rotate(n *issuerNode, side int) {
	up := n.child[1-side]
	n.child[1-side] = up.child[side]
	if up.child[side] != nil {
		up.child[side].parent = n
	}
	up.parent = n.parent
	if n.parent == nil {
		t.root = up
	} else {
		n.parent.child[n.parent.side(n)] = up
	}
	up.child[side], n.parent = n, up
}

// list returns the candidates in their order.
func (n *issuerNode) list(out []issuer) []issuer {
	if n == nil {
		return out
	}
	out = n.child[0].list(out)
	return n.child[1].list(append(out, n.issuer))
}
