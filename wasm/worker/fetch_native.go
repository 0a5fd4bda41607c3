//go:build !js

package main

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"syscall"

	"missinglink/wasm/worker/aia"
)

// fetcher asks issuer addresses over the network of this machine.
type fetcher struct{ client *http.Client }

type dial func(ctx context.Context, network, address string) (net.Conn, error)

func newFetcher(connect dial) fetcher {
	return fetcher{&http.Client{
		Timeout: aia.Timeout,
		Transport: &http.Transport{
			// No proxy: the checks on the address would end at it.
			DialContext:            connect,
			DisableKeepAlives:      true,
			DisableCompression:     true,
			MaxResponseHeaderBytes: 16 << 10,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Get implements aia.Fetcher.
func (f fetcher) Get(ctx context.Context, address string) (aia.Reply, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return aia.Reply{}, err
	}
	request.Header.Set("User-Agent", aia.UserAgent)
	request.Header.Set("Accept", aia.Accept)
	response, err := f.client.Do(request)
	if err != nil {
		return aia.Reply{}, err
	}
	defer response.Body.Close()
	reply := aia.Reply{Status: response.StatusCode, Location: response.Header.Get("Location")}
	if response.StatusCode != http.StatusOK {
		return reply, nil
	}
	reply.Body, err = io.ReadAll(io.LimitReader(response.Body, aia.MaxReply+1))
	if err == nil && len(reply.Body) > aia.MaxReply {
		err = errors.New("worker: the reply is larger than the cap")
	}
	return reply, err
}

// dialPublic connects to public addresses only. It looks at the address that
// the name resolved to, at the moment of connecting: a name that answers
// differently the second time gains nothing.
func dialPublic(ctx context.Context, network, address string) (net.Conn, error) {
	dialer := net.Dialer{Timeout: aia.Timeout, Control: func(_, address string, _ syscall.RawConn) error {
		to, err := netip.ParseAddrPort(address)
		if err != nil || !publicAddress(to.Addr()) {
			return errors.New("worker: the address is not public")
		}
		return nil
	}}
	return dialer.DialContext(ctx, network, address)
}

// notPublic are the ranges of the IANA special-purpose registries that
// netip.Addr's own questions leave out.
var notPublic = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),
	netip.MustParsePrefix("100.64.0.0/10"),
	netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"),
	netip.MustParsePrefix("192.88.99.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"),
	netip.MustParsePrefix("198.51.100.0/24"),
	netip.MustParsePrefix("203.0.113.0/24"),
	netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("64:ff9b::/96"),
	netip.MustParsePrefix("64:ff9b:1::/48"),
	netip.MustParsePrefix("100::/64"),
	netip.MustParsePrefix("2001::/23"),
	netip.MustParsePrefix("2001:db8::/32"),
	netip.MustParsePrefix("2002::/16"),
	netip.MustParsePrefix("3fff::/20"),
	netip.MustParsePrefix("5f00::/16"),
	netip.MustParsePrefix("fec0::/10"),
}

func publicAddress(a netip.Addr) bool {
	a = a.Unmap()
	if !a.IsGlobalUnicast() || a.IsPrivate() {
		return false
	}
	for _, p := range notPublic {
		if p.Contains(a) {
			return false
		}
	}
	return true
}
