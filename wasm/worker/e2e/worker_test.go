//go:build e2e

package e2e

import (
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/wasm/worker/apitest"
)

func TestSuite(t *testing.T) {
	p := serve(t, shipped+"/workerd.capnp")
	apitest.Run(t, p.Server)
	p.Ask(t, "POST", "/api/aia", strings.NewReader("x"), "X-Missing-Link", "1").Refused(t, "aia-off")
	p.Ask(t, "GET", "/", nil).Refused(t, "not-found")
	require.Empty(t, p.out.String(), "nothing is logged")
}

// TestFence: all that leaves the Worker goes to the upstream of the test.
func TestFence(t *testing.T) {
	upstream := apitest.NewUpstream(t)
	config, err := os.ReadFile(shipped + "/workerd.capnp")
	require.NoError(t, err)
	changed := strings.NewReplacer(
		`globalOutbound = "internet"`, `globalOutbound = "upstream"`,
		`(name = "main", worker = .worker),`, `(name = "main", worker = .worker), (name = "upstream", external = (address = "`+upstream.Listener.Addr().String()+`", http = ())),`,
	).Replace(string(config))
	require.Equal(t, 2, strings.Count(changed, `"upstream"`))
	require.NoError(t, os.WriteFile(shipped+"/fence.capnp", []byte(changed), 0o600))
	p := serve(t, shipped+"/fence.capnp", "AIA_ENABLED=1")
	apitest.RunFence(t, p.Server, upstream)
	require.Empty(t, p.out.String(), "nothing is logged")
}

// TestNetworkRefusesPrivateAddresses: a name that leads into the network passes
// the text of the fence; workerd's own rule stops it.
func TestNetworkRefusesPrivateAddresses(t *testing.T) {
	upstream := apitest.NewUpstream(t)
	p := serve(t, crashable+"/workerd.capnp")
	got := p.Fail(t, "/api/crash/fetch", upstream.URL+"/der")
	require.Equal(t, "did not answer", got.Body)
	require.Empty(t, upstream.Asked())
}

// TestRecycling: an instance serves its number of requests and a fresh one
// takes over, without a request lost.
func TestRecycling(t *testing.T) {
	p := serve(t, shipped+"/workerd.capnp")
	body := apitest.Bodies(t)["DER"]
	first := p.Post(t, "?"+apitest.AtQuery, body)
	require.Equal(t, http.StatusOK, first.Status)
	var last apitest.Answer
	for range 449 {
		last = p.Post(t, "?"+apitest.AtQuery, body)
		require.Equal(t, first.Body, last.Body)
	}
	require.Equal(t, "1", first.Header.Get("X-Boots"))
	require.Equal(t, "3", last.Header.Get("X-Boots"))
}

// TestFailures: what ends one Go program costs that request and no other, and
// nothing of it is printed.
func TestFailures(t *testing.T) {
	p := serve(t, crashable+"/workerd.capnp", "DEADLINE=1000")
	body := apitest.Bodies(t)["PEM"]
	boots := "1"
	for _, c := range []struct{ path, code, boots string }{
		{"/api/crash/panic", "crashed", "2"},
		{"/api/crash/overflow", "crashed", "3"},
		{"/api/crash/hang", "deadline", "4"},
	} {
		got := p.Post(t, "?"+apitest.AtQuery, body)
		require.Equal(t, http.StatusOK, got.Status)
		require.Equal(t, boots, got.Header.Get("X-Boots"))
		p.Fail(t, c.path, "canary "+body).Refused(t, c.code)
		boots = c.boots
	}
	got := p.Post(t, "?"+apitest.AtQuery, body)
	require.Equal(t, http.StatusOK, got.Status)
	require.Equal(t, boots, got.Header.Get("X-Boots"))
	require.NotContains(t, p.out.String(), "canary")
	require.NotContains(t, p.out.String(), "goroutine")
}
