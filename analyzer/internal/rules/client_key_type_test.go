package rules

import (
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/evidence"
)

// TestFitsKinds: a kind that is not known on either side fits.
func TestFitsKinds(t *testing.T) {
	const all = evidence.RSAKey | evidence.ECKey | evidence.Ed25519Key | evidence.Ed448Key | evidence.DSAKey
	for key, kind := range map[string]evidence.KeyKinds{"RSA": evidence.RSAKey, "RSASSA-PSS": evidence.RSAKey, "EC": evidence.ECKey,
		"Ed25519": evidence.Ed25519Key, "Ed448": evidence.Ed448Key, "DSA": evidence.DSAKey} {
		x := &cert.Certificate{Key: cert.Key{Algorithm: key}}
		require.True(t, FitsKinds(x, all), key)
		require.True(t, FitsKinds(x, kind), key)
		require.False(t, FitsKinds(x, all&^kind), key)
		require.True(t, FitsKinds(x, 0), key)
	}
	for _, key := range []string{"", "1.2.643.2.2.19"} {
		require.True(t, FitsKinds(&cert.Certificate{Key: cert.Key{Algorithm: key}}, evidence.RSAKey), key)
	}
}
