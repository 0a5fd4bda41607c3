package main

import (
	"cmp"
	"math/bits"
	"slices"
)

// bitWriter writes deflate's bits, the lowest first (RFC 1951 section 3.1.1).
type bitWriter struct {
	out  []byte
	bits uint64
	n    int
}

func (w *bitWriter) write(value, n int) {
	w.bits |= uint64(value) << w.n
	for w.n += n; w.n >= 8; w.n -= 8 {
		w.out = append(w.out, byte(w.bits))
		w.bits >>= 8
	}
}

// The largest codes of data and of code lengths, and the order in which the
// latter are written (RFC 1951 section 3.2.7).
const maxCode, maxLengthCode = 15, 7

var lengthOrder = [19]int{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}

// block writes tokens with codes of their own.
func (w *bitWriter) block(tokens []token) {
	symbols, distances := count(tokens)
	symbolLengths, distanceLengths := codeLengths(symbols, maxCode), codeLengths(distances, maxCode)
	runs := runLengths(append(slices.Clone(symbolLengths), distanceLengths...))
	used := make([]int, 19)
	for _, r := range runs {
		used[r.symbol]++
	}
	meta := codeLengths(used, maxLengthCode)
	metaCodes := codes(meta)

	w.write(0, 1) // not the last
	w.write(2, 2)
	w.write(len(symbolLengths)-257, 5)
	w.write(len(distanceLengths)-1, 5)
	w.write(len(lengthOrder)-4, 4)
	for _, i := range lengthOrder {
		w.write(meta[i], 3)
	}
	for _, r := range runs {
		w.write(metaCodes[r.symbol], meta[r.symbol])
		w.write(r.value, r.extra)
	}

	symbolCodes, distanceCodes := codes(symbolLengths), codes(distanceLengths)
	for _, t := range tokens {
		if t.distance == 0 {
			w.write(symbolCodes[t.length], symbolLengths[t.length])
			continue
		}
		s, extra := lengthCode(int(t.length))
		w.write(symbolCodes[s], symbolLengths[s])
		w.write((int(t.length)-shortest)&(1<<extra-1), extra)
		d, extra := distanceCode(int(t.distance))
		w.write(distanceCodes[d], distanceLengths[d])
		w.write((int(t.distance)-1)&(1<<extra-1), extra)
	}
	w.write(symbolCodes[endOfBlock], symbolLengths[endOfBlock])
}

// repeat is a code length, or a repetition of one, with its extra bits.
type repeat struct{ symbol, value, extra int }

func runLengths(lengths []int) (list []repeat) {
	for i := 0; i < len(lengths); {
		n := 1
		for i+n < len(lengths) && lengths[i+n] == lengths[i] {
			n++
		}
		switch length := lengths[i]; {
		case length == 0 && n >= 11:
			n = min(n, 138)
			list = append(list, repeat{18, n - 11, 7})
		case length == 0 && n >= 3:
			list = append(list, repeat{17, n - 3, 3})
		case n >= 4:
			n = min(n, 7)
			list = append(list, repeat{length, 0, 0}, repeat{16, n - 4, 2})
		default:
			n = 1
			list = append(list, repeat{length, 0, 0})
		}
		i += n
	}
	return list
}

// bundleOf is a node of the package-merge algorithm: symbols with their weight together.
type bundleOf struct {
	weight  int
	symbols []int
}

// codeLengths are those of the best prefix code without a code longer than
// limit (Larmore and Hirschberg, 1990). One symbol alone has length 1.
func codeLengths(counts []int, limit int) []int {
	var leaves []bundleOf
	for symbol, n := range counts {
		if n > 0 {
			leaves = append(leaves, bundleOf{n, []int{symbol}})
		}
	}
	lengths := make([]int, len(counts))
	if len(leaves) < 2 {
		for _, l := range leaves {
			lengths[l.symbols[0]] = 1
		}
		return lengths
	}
	byWeight := func(a, b bundleOf) int { return cmp.Compare(a.weight, b.weight) }
	slices.SortStableFunc(leaves, byWeight)
	level := leaves
	for range limit - 1 {
		next := slices.Clone(leaves)
		for i := 0; i+1 < len(level); i += 2 {
			next = append(next, bundleOf{level[i].weight + level[i+1].weight, slices.Concat(level[i].symbols, level[i+1].symbols)})
		}
		slices.SortStableFunc(next, byWeight)
		level = next
	}
	for _, b := range level[:2*len(leaves)-2] {
		for _, symbol := range b.symbols {
			lengths[symbol]++
		}
	}
	return lengths
}

// codes are the canonical ones of their lengths (RFC 1951 section 3.2.2), with
// the first bit lowest.
func codes(lengths []int) []int {
	list := make([]int, len(lengths))
	code := 0
	for length := 1; length <= maxCode; length++ {
		for symbol, l := range lengths {
			if l == length {
				list[symbol] = int(bits.Reverse16(uint16(code)) >> (16 - length))
				code++
			}
		}
		code <<= 1
	}
	return list
}
