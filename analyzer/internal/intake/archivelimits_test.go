package intake

import (
	"bytes"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/evidence"
)

// TestArchiveLimits unpacks 100 bytes where just as many may still be
// unpacked, and where it is one fewer.
func TestArchiveLimits(t *testing.T) {
	const packed = 10
	text := bytes.Repeat([]byte("0123456789"), 10)
	for limit, most := range map[string]int64{"maxInflated": maxInflated, "maxRatio": freeInflated + maxRatio*packed} {
		for over := range int64(2) {
			r := New(Options{})
			r.budget.packed = packed
			if limit == "maxInflated" {
				r.budget.packed = maxInflated
			}
			r.budget.inflated = most - int64(len(text)) + over
			s := r.Input("given", evidence.RoleUnknown).(*input).s
			var out bytes.Buffer
			err := s.inflate(&out, iotest.OneByteReader(bytes.NewReader(text)))
			require.Equal(t, text, out.Bytes(), "what came before the limit stays")
			if over == 0 {
				require.NoError(t, err, limit)
				require.Empty(t, r.ev.Truncated, limit)
				continue
			}
			require.Equal(t, errTooLarge, err)
			require.Equal(t, []evidence.Truncation{{Limit: limit}}, r.ev.Truncated)
			require.Equal(t, []string{"too-large"}, kinds(&r.ev))
			require.Equal(t, int(most+1), r.ev.Damage[0].Bytes)
		}
	}
}

// TestArchivesAreWeighed counts archives, and not those that lie in them.
func TestArchivesAreWeighed(t *testing.T) {
	zip := zipOf(t, file{"x", []byte("text")})
	for _, data := range [][]byte{zip, gzipOf(t, "x", []byte("text")), gzipOf(t, "x", zip), zipOf(t, file{"x.zip", zip})} {
		r := New(Options{})
		for range 2 {
			in := r.Input("given", evidence.RoleUnknown)
			_, _ = in.Write(data)
			require.NoError(t, in.Close())
		}
		require.Equal(t, int64(2*len(data)), r.budget.packed)
	}
	require.NotEqual(t, "maxDirectory", readAll(t, overlapping(t, maxDirectory)).Truncated[0].Limit)
}
