package words

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// Sieve passes over text that holds none of some words, which is nearly all of
// a log, in a fifth of the automaton's time (BenchmarkSieve beside
// BenchmarkAutomaton): it looks at every second place only, and at each for
// itself, where the automaton's steps wait for one another. Four bytes stand
// for each word: wherever it stands, one of the two threes in them begins at
// an even place.
type Sieve struct {
	// threes says which are looked for, by trigram: first if one begins the
	// four of a word, second if one ends it.
	threes [1 << 15]uint8
}

const first, second = 1, 2

// NewSieve makes the sieve of words of four bytes or more.
func NewSieve(lists [][]string) *Sieve {
	s := new(Sieve)
	for _, list := range lists {
		for _, word := range list {
			s.add([]byte(word))
		}
	}
	return s
}

// add takes the four bytes of a word that are the rarest in logs.
func (s *Sieve) add(word []byte) {
	best, least := 0, 1<<30
	for i := range len(word) - 3 {
		if cost := s.cost(word[i:]) + s.cost(word[i+1:]); cost < least {
			best, least = i, cost
		}
	}
	word = word[best:]
	s.threes[trigram(word)] |= first
	s.threes[trigram(word[1:])] |= second
}

// cost guesses how often a three stands in lines that are none of our
// business; one that is looked for already costs nothing more.
func (s *Sieve) cost(b []byte) int {
	if s.threes[trigram(b)] != 0 {
		return 0
	}
	// How common the bytes are in logs, by their low five bits.
	const often = "96344933471155887598953334411212"
	cost := 1
	for _, c := range b[:3] {
		cost *= int(often[c&31] - '0')
	}
	return cost
}

// trigram is made of the low five bits of three bytes, in which the two cases
// of a letter are the same.
func trigram(b []byte) uint16 { return uint16(b[0]&31) | uint16(b[1]&31)<<5 | uint16(b[2]&31)<<10 }

// Quiet returns how many bytes at the beginning of b can be passed over, and
// how many line ends are among them. It stops at a carriage return that ends
// no line, too: without it there could be a word.
func (s *Sieve) Quiet(b []byte) (n, lines int) {
	const (
		ones = 0x0101010101010101
		tops = 0x80 * ones
		lows = 0x7f * ones
	)
	for len(b)-n > 8 {
		block := b[n : n+9]
		x := binary.LittleEndian.Uint64(block)
		if r := x ^ '\r'*ones; (r-ones)&^r&tops != 0 && strayReturn(block) {
			return n, lines
		}
		// Only the bytes that are line ends keep their top bit.
		ends := x ^ '\n'*ones
		ends = ^((ends&lows + lows) | ends | lows)
		// Four twos, each in 16 bits; then threes, with the next two's first.
		x = x&0x001f001f001f001f | x>>3&0x03e003e003e003e0
		x |= x>>6&0x7c007c007c007c00 | uint64(block[8]&31)<<58
		t0, t2, t4, t6 := s.threes[x&0x7fff], s.threes[x>>16&0x7fff], s.threes[x>>32&0x7fff], s.threes[x>>48&0x7fff]
		if t0|t2|t4|t6 != 0 && (s.four(b, n, t0) || s.four(b, n+2, t2) || s.four(b, n+4, t4) || s.four(b, n+6, t6)) {
			return n, lines
		}
		lines += bits.OnesCount64(ends)
		n += 8
	}
	var last [9]byte
	copy(last[:], b[n:])
	for i := n; i < len(b)-2; i += 2 {
		if s.four(b, i, s.threes[trigram(b[i:])]) {
			return n, lines
		}
	}
	if strayReturn(last[:len(b)-n+1]) {
		return n, lines
	}
	return len(b), lines + bytes.Count(b[n:], []byte("\n"))
}

// four reports whether the three at i, which is looked for as what says, is a
// part of a word's four.
func (s *Sieve) four(b []byte, i int, what uint8) bool {
	return what&first != 0 && i+3 < len(b) && s.threes[trigram(b[i+1:])]&second != 0 ||
		what&second != 0 && i > 0 && s.threes[trigram(b[i-1:])]&first != 0
}

// strayReturn reports whether a carriage return stands in b that no line end
// follows; the last byte of b only follows.
func strayReturn(b []byte) bool {
	for i, c := range b[:len(b)-1] {
		if c == '\r' && b[i+1] != '\n' {
			return true
		}
	}
	return false
}
