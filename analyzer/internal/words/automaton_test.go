package words

import (
	"bytes"
	"math/rand"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestAutomaton compares the automaton with one search per string.
func TestAutomaton(t *testing.T) {
	lists := [][]string{
		{"BEGIN CERT", "PRIVATE KEY"}, {"s_client", "client"}, {"he", "she", "hers"}, {"MIIB", "\x00\xff"}, {"a:b", "B:A"},
	}
	w := NewAutomaton(lists)
	r := rand.New(rand.NewSource(2))
	alphabet := "BEGINCRT _clienthrsMIIBab:\x00\xff\nPVAKY.s"
	for range 20000 {
		b := make([]byte, r.Intn(40))
		for i := range b {
			b[i] = alphabet[r.Intn(len(alphabet))]
		}
		var want uint64
		for i, list := range lists {
			for _, word := range list {
				if bytes.Contains(bytes.ToLower(b), bytes.ToLower([]byte(word))) {
					want |= 1 << i
				}
			}
		}
		require.Equal(t, want, w.In(b), "%q", b)
	}
}
