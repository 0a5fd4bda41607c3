//go:build e2e && load

package e2e

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/testpki"
	"missinglink/wasm/worker/apitest"
)

// TestLoad measures processor time for each request of a chain of four RSA
// certificates, one client at a time, and holds it to the budget: below half
// of what the library's own front costs, and below the 10 ms of a free plan.
func TestLoad(t *testing.T) {
	const requests = 500
	pki := testpki.New(90)
	root := pki.Root("CN=Load Root", testpki.KeyOf(testpki.RSA4096))
	first := root.Intermediate("CN=Load CA 1", testpki.KeyOf(testpki.RSA3072))
	second := first.Intermediate("CN=Load CA 2", testpki.KeyOf(testpki.RSA2048))
	leaf := second.Leaf("api.example.com", testpki.KeyOf(testpki.RSA2048))
	body := testpki.PEM(leaf, second, first, root)

	measure := func(name string, p process) time.Duration {
		ask := func() time.Duration {
			began := time.Now()
			response, err := http.Post(p.URL+"/api/analyze?format=json&"+apitest.AtQuery, "text/plain", strings.NewReader(body))
			require.NoError(t, err)
			_, err = io.Copy(io.Discard, response.Body)
			require.NoError(t, err)
			response.Body.Close()
			require.Equal(t, http.StatusOK, response.StatusCode)
			return time.Since(began)
		}
		for range 50 { // until V8 has compiled what is hot
			ask()
		}
		var took []time.Duration
		before, began := p.cpu(t), time.Now()
		for range requests {
			took = append(took, ask())
		}
		each, all := (p.cpu(t)-before)/requests, time.Since(began)
		slices.Sort(took)
		t.Logf("%-8s %6.2f ms of processor time each, p50 %6.2f ms, p99 %6.2f ms, %5.1f/s, %d MB",
			name, ms(each), ms(took[requests/2]), ms(took[requests*99/100]), requests/all.Seconds(), p.memory(t)>>10)
		return each
	}
	library := measure("library", serve(t, "library.capnp"))
	pooled := measure("pooled", serve(t, shipped+"/workerd.capnp"))
	require.Less(t, pooled, library/2)
	require.Less(t, pooled, 10*time.Millisecond)
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
