package rules

import (
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/chain"
	"missinglink/analyzer/internal/evidence"
)

func TestTrusts(t *testing.T) {
	for _, x := range []struct {
		kind, direction string
		server, client  bool
	}{
		{"sys_certificate", "outbound", true, false},
		{"sys_certificate", "inbound", true, false}, // a session in which the instance is the client
		{"sys_certificate", "mid", false, false},
		{"sys_ca_certificate", "outbound", false, true},
		{"sys_ca_certificate", "inbound", false, true},
		{"sys_ca_certificate", "mid", false, true},
		{"sys_user_certificate", "inbound", false, false},
		{"pem", "outbound", true, true},
		{"jks", "mid", true, true},
		{"keytool", "inbound", true, true},
	} {
		c := &Case{Direction: x.direction, Lead: -1}
		require.False(t, c.Stored(chain.Server), "nothing was given")
		c.Own = []evidence.Store{{Kind: "sys_user_certificate"}, {Kind: x.kind}}
		for use, want := range map[chain.Usage]bool{chain.Server: x.server, chain.Client: x.client} {
			require.Equal(t, want, c.Trusts(c.Own[1], use), "%s %s %d", x.kind, x.direction, use)
			require.Equal(t, want, c.Stored(use), "%s %s %d", x.kind, x.direction, use)
		}
	}
}

// TestUse: the leading chain says what is judged, else the direction.
func TestUse(t *testing.T) {
	c := &Case{Lead: -1, Direction: "outbound"}
	require.Equal(t, chain.Server, c.Use())
	c.Direction = "inbound"
	require.Equal(t, chain.Client, c.Use())
	c.Chains, c.Lead = []Chain{{}}, 0
	require.Equal(t, chain.Server, c.Use())
	c.Direction, c.Chains[0].Question.Usage = "outbound", chain.Client
	require.Equal(t, chain.Client, c.Use())
}
