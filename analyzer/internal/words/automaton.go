// Package words finds words in text: which of many stand in a line, and how much
// of a text can be passed over because it holds none. It is small and a package
// of its own because nearly all the time of a long log is spent here: the page
// is compiled with calls in the place of short functions, except for this.
package words

import "slices"

// Automaton finds which of many byte strings stand in a line, in one pass over it:
// the automaton of Aho and Corasick (1975) with every transition written out.
// Measured in WebAssembly it is twice as fast as one search per string from
// four strings on. ASCII letters match in either case.
type Automaton struct {
	// class numbers the bytes that occur in the strings; all others are 0. It
	// keeps the table small enough for a processor's cache.
	class [256]uint8
	width uint32   // how many classes there are
	next  []uint16 // state*width + class -> state
	hit   []uint64 // state -> the lists that have a string ending there
	// quiet is the number of states without a hit; they come first, so that one
	// comparison tells whether a state has one.
	quiet uint32
}

// NewAutomaton builds the automaton of some lists, at most 64; the bit i of what
// In returns stands for list i.
func NewAutomaton(lists [][]string) *Automaton {
	w := &Automaton{}
	width := w.classify(lists)
	w.width = uint32(width)
	// A trie first; 0 is the root, and the child that is not there.
	states := prefixes(lists)
	child := make([]uint16, width, states*width)
	hit := make([]uint64, 1, states)
	for i, list := range lists {
		for _, word := range list {
			at := 0
			for j := 0; j < len(word); j++ {
				to := &child[at*width+int(w.class[word[j]])]
				if *to == 0 {
					*to = uint16(len(hit))
					hit = append(hit, 0)
					child = child[:len(child)+width]
					to = &child[at*width+int(w.class[word[j]])]
				}
				at = int(*to)
			}
			hit[at] |= 1 << i
		}
	}
	w.link(child, hit)
	w.renumber(child, hit)
	return w
}

// prefixes is how many different beginnings the strings have, none included:
// as many states the automaton has. A table that grew on the way would leave
// three times its size behind.
func prefixes(lists [][]string) int {
	var all []string
	for _, list := range lists {
		for _, word := range list {
			low := []byte(word)
			for i := range low {
				low[i] = Lower(low[i])
			}
			all = append(all, string(low))
		}
	}
	slices.Sort(all)
	n, before := 1, ""
	for _, word := range all {
		same := 0
		for same < len(word) && same < len(before) && word[same] == before[same] {
			same++
		}
		n += len(word) - same
		before = word
	}
	return n
}

// classify numbers the bytes and returns how many numbers there are.
func (w *Automaton) classify(lists [][]string) int {
	n := 1
	for _, list := range lists {
		for _, word := range list {
			for j := 0; j < len(word); j++ {
				if b := Lower(word[j]); w.class[b] == 0 {
					w.class[b] = uint8(n)
					n++
				}
			}
		}
	}
	for b := byte('A'); b <= 'Z'; b++ {
		w.class[b] = w.class[Lower(b)]
	}
	return n
}

// link fills in the transitions that the trie does not have: each leads where
// the longest suffix that is in the trie leads. Breadth first, so that a
// state's suffix is done before it.
func (w *Automaton) link(child []uint16, hit []uint64) {
	width := int(w.width)
	suffix := make([]uint16, len(hit))
	queue := make([]uint16, 0, len(hit))
	for c := range width {
		if to := child[c]; to != 0 {
			queue = append(queue, to)
		}
	}
	for k := 0; k < len(queue); k++ {
		at := int(queue[k])
		up := int(suffix[at])
		hit[at] |= hit[up]
		for c := range width {
			to := &child[at*width+c]
			if *to != 0 {
				suffix[*to] = child[up*width+c]
				queue = append(queue, *to)
			} else {
				*to = child[up*width+c]
			}
		}
	}
}

// renumber puts the states without a hit first.
func (w *Automaton) renumber(child []uint16, hit []uint64) {
	order := make([]uint16, 0, len(hit))
	for _, loud := range []bool{false, true} {
		for i := range hit {
			if hit[i] != 0 == loud {
				order = append(order, uint16(i))
			}
		}
		if !loud {
			w.quiet = uint32(len(order))
		}
	}
	place := make([]uint16, len(hit))
	for to, from := range order {
		place[from] = uint16(to)
	}
	w.next = make([]uint16, len(child))
	w.hit = make([]uint64, len(hit))
	for to, from := range order {
		w.hit[to] = hit[from]
		for c := range int(w.width) {
			w.next[to*int(w.width)+c] = place[child[int(from)*int(w.width)+c]]
		}
	}
}

// In returns the set of lists of which a string stands in b.
func (w *Automaton) In(b []byte) (found uint64) {
	state, next, width, quiet := uint32(0), w.next, w.width, w.quiet
	for _, c := range b {
		state = uint32(next[state*width+uint32(w.class[c])])
		if state >= quiet {
			found |= w.hit[state]
		}
	}
	return found
}

// Lower is an ASCII letter in lower case; other bytes stay.
func Lower(b byte) byte {
	if b >= 'A' && b <= 'Z' {
		return b + 'a' - 'A'
	}
	return b
}
