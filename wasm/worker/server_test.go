//go:build !js

package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"missinglink/wasm/worker/aia"
	"missinglink/wasm/worker/api"
	"missinglink/wasm/worker/apitest"
)

// start serves on a port of this machine until the test ends.
func start(t *testing.T, server *http.Server) apitest.Server {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
	return apitest.Server{URL: "http://" + listener.Addr().String()}
}

func TestSuite(t *testing.T) {
	s := start(t, newServer("", false, 0))
	apitest.Run(t, s)
	s.Ask(t, "POST", "/api/aia", strings.NewReader("x"), "X-Missing-Link", "1").Refused(t, "aia-off")
	s.Ask(t, "GET", "/", nil).Refused(t, "not-found")
}

func TestFence(t *testing.T) {
	upstream := apitest.NewUpstream(t)
	everywhere := func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, upstream.Listener.Addr().String())
	}
	s := start(t, serverFor(api.Config{Now: time.Now, Issuers: newFetcher(everywhere)}, nil))
	apitest.RunFence(t, s, upstream)
}

// TestOnlyPublicAddressesAreDialled: a name may pass the fence and still lead
// into the network.
func TestOnlyPublicAddressesAreDialled(t *testing.T) {
	asked := false
	here := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked = true }))
	defer here.Close()
	_, err := newFetcher(dialPublic).Get(t.Context(), here.URL)
	require.ErrorContains(t, err, "not public")
	require.False(t, asked)

	for address, public := range map[string]bool{
		"8.8.8.8": true, "2606:4700::1111": true, "1.1.1.1": true,
		"127.0.0.1": false, "10.1.2.3": false, "172.16.0.1": false, "192.168.1.1": false, "169.254.169.254": false,
		"100.64.0.1": false, "0.0.0.0": false, "0.1.2.3": false, "255.255.255.255": false, "224.0.0.1": false, "198.18.0.1": false,
		"::1": false, "::": false, "fe80::1": false, "fc00::1": false, "::ffff:127.0.0.1": false, "::ffff:10.0.0.1": false,
		"64:ff9b::7f00:1": false, "2002:7f00:1::": false, "ff02::1": false, "fec0::1": false,
	} {
		require.Equal(t, public, publicAddress(netip.MustParseAddr(address)), address)
	}
}

func TestTooOften(t *testing.T) {
	s := start(t, newServer("", false, 2))
	for range 2 {
		s.Post(t, "", "").Refused(t, "empty")
	}
	s.Post(t, "", "").Refused(t, "rate")
}

func TestAMinuteForgets(t *testing.T) {
	now := time.Unix(0, 0)
	m := newMinute(1, func() time.Time { return now })
	require.True(t, m.allow("a"))
	require.False(t, m.allow("a"))
	require.True(t, m.allow("b"))
	now = now.Add(time.Minute)
	require.True(t, m.allow("a"))
	require.Len(t, m.counts, 1)
}

// TestSlowUpload: the body stops half way; the server says so and lets go.
func TestSlowUpload(t *testing.T) {
	server := newServer("", false, 0)
	server.ReadTimeout = 200 * time.Millisecond
	s := start(t, server)
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.URL, "http://"))
	require.NoError(t, err)
	defer conn.Close()
	fmt.Fprintf(conn, "POST /api/analyze HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf")
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	require.NoError(t, err)
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.Equal(t, http.StatusRequestTimeout, response.StatusCode)
	require.Equal(t, api.TheContract().Refusals["slow-upload"].Message+"\n", string(body))
}

func TestTheServerHasTimeLimits(t *testing.T) {
	server := newServer("", true, 1)
	require.Positive(t, server.ReadHeaderTimeout)
	require.Positive(t, server.ReadTimeout)
	require.Positive(t, server.IdleTimeout)
	require.Positive(t, server.MaxHeaderBytes)
	limits := api.TheContract().Limits
	require.Greater(t, server.WriteTimeout, limits.UploadOf()+limits.DeadlineOf())
	require.Greater(t, limits.DeadlineOf(), 4*aia.Timeout, "two addresses with their redirects end before the deadline")
}

func TestPage(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"index.html": "<!doctype html><title>the page</title>",
		"_headers":   "# comment\n/*\n  X-Content-Type-Options: nosniff\n  Content-Security-Policy: default-src 'none'; connect-src 'none'\n/app.js\n  Cache-Control: no-cache\n",
		"app.js":     "0",
	} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	s := start(t, newServer(dir, false, 0))
	get := func(path string) (int, http.Header, string) {
		response, err := http.Get(s.URL + path)
		require.NoError(t, err)
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		return response.StatusCode, response.Header, string(body)
	}
	status, header, body := get("/")
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, body, "the page")
	require.Equal(t, "default-src 'none'; connect-src 'none'", header.Get("Content-Security-Policy"))
	require.Empty(t, header.Get("Cache-Control"))
	_, header, _ = get("/app.js")
	require.Equal(t, "no-cache", header.Get("Cache-Control"))
	for _, path := range []string{"/_headers", "/./_headers", "/nothing", "/../server.go", "/%2e%2e/server.go"} {
		status, header, _ = get(path)
		require.Equal(t, http.StatusNotFound, status, path)
		require.Equal(t, "nosniff", header.Get("X-Content-Type-Options"), path)
	}
	s.Ask(t, "GET", "/api/nothing", nil).Refused(t, "not-found")
}
