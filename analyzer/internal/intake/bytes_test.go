package intake

import (
	"bytes"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestBytes holds what is made of binary inputs that begin like certificates,
// requests and lists of them, and of dumps up to their bound.
func TestBytes(t *testing.T) {
	toldTogether(t, "bytes.txt", slices.Concat(derRows(), fullDumps()))
}

// nameOf is a DER name of so many bytes.
func nameOf(size int) []byte {
	for n := size; ; n-- {
		name := must(asn1.Marshal(pkix.Name{CommonName: strings.Repeat("x", n)}.ToRDNSequence()))
		if len(name) <= size {
			return name
		}
	}
}

func derRows() []given {
	c := newCorp()
	leaf, root := c.leaf.DER, c.root.DER
	damaged := slices.Clone(leaf)
	copy(damaged[bytes.Index(damaged, []byte("\x17\x0d"))+2:], "99xx")
	null := []byte{tagNull, 0}
	var list []given
	add := func(name string, parts ...[]byte) {
		list = append(list, given{name: name, data: slices.Concat(parts...)})
	}
	add("a certificate", leaf)
	add("two", leaf, root)
	add("one and zeros", leaf, make([]byte, 9))
	add("one and a line end", leaf, []byte("\r\n"))
	add("one and an element of another kind", leaf, null, root)
	add("one and half of one", leaf, root[:200])
	add("half of one", leaf[:200])
	add("a damaged one", damaged)
	add("a damaged one and another", damaged, root)
	add("a SEQUENCE in place of one", leaf, encode(tagSequence, null), root)
	add("a path", encode(tagSequence, root, leaf))
	add("a path with a damaged one", encode(tagSequence, damaged, leaf))
	add("a path with an element of another kind", encode(tagSequence, root, null, leaf))
	add("a path that was cut", encode(tagSequence, root, leaf)[:len(root)+100])
	for _, more := range []int{0, 1} {
		add(fmt.Sprint("a request of a name of the longest, and ", more), encode(tagSequence, encode(tagSequence, []byte{tagInteger, 1, 0}, nameOf(maxPrinted+more))))
	}
	add("a request", requestOf())
	add("a list of revoked ones", revocationOf())
	return list
}

// fullDumps hold as much as is kept of one dump, and a byte more.
func fullDumps() []given {
	c := newCorp()
	var list []given
	for _, more := range []int{0, 1} {
		text := strings.Repeat("00", maxHex-len(c.leaf.DER)+more) + hex.EncodeToString(c.leaf.DER)
		g := given{name: fmt.Sprint("as many digits as are kept, and ", more), data: []byte(text + "\n" + hex.EncodeToString(c.root.DER) + "\n"), piece: 1 << 20}
		g.alone = func(s *sink) carrier { return newHexDump(s) }
		list = append(list, g)
	}
	return list
}

// TestBudget takes work from one, in steps.
func TestBudget(t *testing.T) {
	b := new(budget)
	for _, few := range []int64{-1, 0, 1} {
		n, err := b.derive(few, 1)
		require.NoError(t, err)
		require.Equal(t, 1, n)
	}
	require.Equal(t, int64(3), b.derived)
	require.NoError(t, b.spend(maxDerivation-4))
	require.NoError(t, b.hash(63), "less than a block is one")
	require.Error(t, b.hash(1))
}
