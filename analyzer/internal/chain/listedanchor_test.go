package chain

import (
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/cert"
)

// An anchor out of a listing: without its extensions nothing is known.
func TestListedAnchor(t *testing.T) {
	require.Nil(t, checkAnchor(&cert.Anchor{Version: 3}))
	require.NotNil(t, checkAnchor(&cert.Anchor{Version: 3, HasBasicConstraints: true}))
	require.NotNil(t, checkAnchor(&cert.Anchor{Version: 3, SPKI: []byte{1}}))
	require.Nil(t, checkAnchor(&cert.Anchor{Version: 3, SPKI: []byte{1}, HasBasicConstraints: true, IsCA: true}))
}
