package rules

import (
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/cert"
)

// TestFitsKinds: a kind that is not known on either side fits.
func TestFitsKinds(t *testing.T) {
	for key, kinds := range map[string][]string{"RSA": {"RSA"}, "RSASSA-PSS": {"RSA"}, "EC": {"EC"}, "Ed25519": {"Ed25519"}, "Ed448": {"Ed448"}, "DSA": {"DSA"}} {
		x := &cert.Certificate{Key: cert.Key{Algorithm: key}}
		require.True(t, FitsKinds(x, append([]string{"other"}, kinds...)), key)
		require.False(t, FitsKinds(x, []string{"other"}), key)
		require.True(t, FitsKinds(x, nil), key)
	}
	for _, key := range []string{"", "1.2.643.2.2.19"} {
		require.True(t, FitsKinds(&cert.Certificate{Key: cert.Key{Algorithm: key}}, []string{"RSA"}), key)
	}
}
