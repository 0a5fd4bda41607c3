package intake

// words finds which of many byte strings stand in a line, in one pass over it:
// the automaton of Aho and Corasick (1975) with every transition written out.
// Measured in WebAssembly it is twice as fast as one search per string from
// four strings on. ASCII letters match in either case.
type words struct {
	next []uint16 // state*256 + byte -> state
	hit  []uint64 // state -> the lists that have a string ending there
	// quiet is the number of states without a hit; they come first, so that
	// one comparison tells whether a state has one.
	quiet uint16
}

// wordsOf builds the automaton; the bit i of what in returns stands for list i.
func wordsOf(lists [][]string) *words {
	type node struct {
		child [256]uint16
		hit   uint64
		fail  uint16
	}
	nodes := make([]node, 1, 1024)
	for i, list := range lists {
		for _, word := range list {
			at := uint16(0)
			for j := 0; j < len(word); j++ {
				b := lower(word[j])
				if nodes[at].child[b] == 0 {
					nodes = append(nodes, node{})
					nodes[at].child[b] = uint16(len(nodes) - 1)
				}
				at = nodes[at].child[b]
			}
			nodes[at].hit |= 1 << i
		}
	}
	// Breadth first: a state's failure state is nearer to the root and done.
	queue := make([]uint16, 0, len(nodes))
	for b := range 256 {
		if c := nodes[0].child[b]; c != 0 {
			queue = append(queue, c)
		}
	}
	for k := 0; k < len(queue); k++ {
		n := &nodes[queue[k]]
		n.hit |= nodes[n.fail].hit
		for b := range 256 {
			if c := n.child[b]; c != 0 {
				nodes[c].fail = nodes[n.fail].child[b]
				queue = append(queue, c)
			} else {
				n.child[b] = nodes[n.fail].child[b]
			}
		}
	}
	// Number the states anew, those without a hit first.
	order := make([]uint16, len(nodes))
	var count uint16
	for i := range nodes {
		if nodes[i].hit == 0 {
			order[i] = count
			count++
		}
	}
	w := &words{quiet: count}
	for i := range nodes {
		if nodes[i].hit != 0 {
			order[i] = count
			count++
		}
	}
	w.next = make([]uint16, len(nodes)<<8)
	w.hit = make([]uint64, len(nodes))
	for i := range nodes {
		at := int(order[i]) << 8
		w.hit[order[i]] = nodes[i].hit
		for b := range 256 {
			w.next[at|b] = order[nodes[i].child[lower(byte(b))]]
		}
	}
	return w
}

// in returns the set of lists of which a string stands in b.
func (w *words) in(b []byte) (found uint64) {
	state := uint16(0)
	for _, c := range b {
		state = w.next[int(state)<<8|int(c)]
		if state >= w.quiet {
			found |= w.hit[state]
		}
	}
	return found
}

func lower(b byte) byte {
	if b >= 'A' && b <= 'Z' {
		return b + 'a' - 'A'
	}
	return b
}
