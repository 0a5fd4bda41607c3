package intake

import (
	"encoding/binary"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/evidence"
)

// sinksOf are the sinks of so many inputs of one Reader.
func sinksOf(inputs int) (*evidence.Evidence, []*sink) {
	ev := &evidence.Evidence{Inputs: make([]evidence.Input, inputs)}
	found := map[string]int{}
	var all []*sink
	for i := range inputs {
		all = append(all, &sink{input: i, ev: ev, opts: &Options{}, found: found, budget: new(budget)})
	}
	return ev, all
}

func named(id string) *cert.Certificate { return &cert.Certificate{ID: id} }

func places(ev *evidence.Evidence, i int) (out [][3]int) {
	for _, o := range ev.Certificates[i].Origins {
		out = append(out, [3]int{o.Input, o.Line, o.Index})
	}
	return out
}

// TestPlacesInOrder: certificates and their places come into the order of the text,
// and what comes later is added to the right one.
func TestPlacesInOrder(t *testing.T) {
	ev, s := sinksOf(2)
	s[0].certificate(named("below"), 9, -1, false)
	s[0].certificate(named("above"), 7, 1, true)
	s[0].certificate(named("above"), 3, 0, false)
	s[0].certificate(named("above"), 3, -1, false)
	s[0].inOrder(0)
	require.Equal(t, "above", ev.Certificates[0].Certificate.ID)
	require.Equal(t, [][3]int{{0, 3, 0}, {0, 3, -1}, {0, 7, 1}}, places(ev, 0), "places in one line stay as they came")
	s[1].certificate(named("above"), 1, -1, false)
	require.Equal(t, [][3]int{{0, 9, -1}}, places(ev, 1))
	require.Equal(t, [3]int{1, 1, -1}, places(ev, 0)[3])
	require.True(t, ev.Certificates[0].Alone)
	require.Equal(t, []int{2, 1}, []int{ev.Inputs[0].Certificates, ev.Inputs[1].Certificates}, "counted once an input")

	// What was claimed and is recorded in another input only, is recorded in this one.
	s[1].claimed = []claimedAt{{named("above"), 5}, {named("below"), 6}, {named("new"), 8}}
	s[1].settle()
	require.Equal(t, [][3]int{{0, 3, 0}, {0, 3, -1}, {0, 7, 1}, {1, 1, -1}}, places(ev, 0))
	require.Equal(t, [][3]int{{0, 9, -1}, {1, 6, -1}}, places(ev, 1))
	require.Equal(t, [][3]int{{1, 8, -1}}, places(ev, 2))
	require.False(t, ev.Certificates[2].Alone)
}

// TestInputOfItems: what a carrier records has the number of its input.
func TestInputOfItems(t *testing.T) {
	ev, s := sinksOf(2)
	s[1].session(evidence.Session{})
	s[1].store(evidence.Store{})
	s[1].removal("key", 4)
	require.Equal(t, []int{1, 1, 1}, []int{ev.Sessions[0].Input, ev.Stores[0].Input, ev.Removals[0].Input})
	for _, x := range []*sink{s[0], s[1], s[1], s[0]} {
		x.truncated("maxBlock")
	}
	require.Equal(t, []evidence.Truncation{{Limit: "maxBlock"}, {Limit: "maxBlock", Input: 1}}, ev.Truncated)
}

// TestLastSession: the last of as many sessions as there may be gives way.
func TestLastSession(t *testing.T) {
	ev, s := sinksOf(1)
	for i := range maxSessions + 1 {
		s[0].session(evidence.Session{Line: i})
	}
	require.Equal(t, maxSessions, ev.Sessions[maxSessions-1].Line)
}

// TestSameSignal: two carriers that read one line make one signal of it, with
// what the one of them knows that knows more.
func TestSameSignal(t *testing.T) {
	ev, s := sinksOf(2)
	at := func(input, line int, text string, args map[string]string) evidence.Signal {
		return evidence.Signal{ID: "x", Args: args, Quote: evidence.Quote{Input: input, Line: line, Text: text}}
	}
	more := map[string]string{"host": "a.test"}
	require.Equal(t, 0, s[0].signal(at(0, 1, "a", nil)))
	require.Equal(t, 0, s[0].signal(at(0, 1, "a", more)))
	require.Equal(t, more, ev.Signals[0].Args)
	require.Equal(t, 0, s[0].signal(at(0, 1, "a", map[string]string{"host": "b.test"})))
	require.Equal(t, more, ev.Signals[0].Args)
	for i, other := range []evidence.Signal{at(1, 1, "a", nil), at(0, 2, "a", nil), at(0, 1, "b", nil), {ID: "y", Quote: evidence.Quote{Line: 1, Text: "a"}}} {
		require.Equal(t, i+1, s[0].signal(other))
	}
	for i := range 3 {
		s[0].signal(at(0, 5+i, "", nil))
	}
	require.Equal(t, 0, s[0].signal(at(0, 1, "a", nil)), "seven others stand between")
	s[0].signal(at(0, 9, "", nil))
	require.Equal(t, 9, s[0].signal(at(0, 1, "a", nil)), "eight do")
}

// TestKinds: the first kind that says more than plain PEM stays.
func TestKinds(t *testing.T) {
	for want, kinds := range map[string][]string{
		"pem": {"pem", "csr"}, "csr": {"csr", "pem", "hex"}, "s_client": {"crl", "s_client", "pem", "keytool"}, "keytool": {"key", "keytool", "s_client", "x509-text"},
	} {
		ev, s := sinksOf(1)
		for _, k := range kinds {
			s[0].kind(k)
		}
		require.Equal(t, want, ev.Inputs[0].Kind)
	}
}

// TestParsedOnce: the same bytes give the same certificate, up to as many as
// are examined.
func TestParsedOnce(t *testing.T) {
	_, s := sinksOf(1)
	der := slices.Clone(newCorp().leaf.DER)
	serial := slices.Index(der, 0xa0) + 7 // [0] version, then the INTEGER's two octets
	parse := func(i int) *cert.Certificate {
		binary.BigEndian.PutUint32(der[serial:], 0x01000000+uint32(i))
		return must(s[0].parse(slices.Clone(der)))
	}
	first := parse(0)
	require.Same(t, first, parse(0))
	for i := range maxCertificates {
		parse(i)
	}
	require.Same(t, first, parse(0))
	require.Len(t, s[0].parsed, maxCertificates)
	parse(maxCertificates)
	require.Len(t, s[0].parsed, 1)
	require.NotSame(t, first, parse(0))
}
