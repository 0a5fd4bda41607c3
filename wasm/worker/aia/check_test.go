package aia

import (
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const own = "links.example.net"

// passed are addresses that may be asked, and how they are asked.
var passed = map[string]string{
	"http://ca.example.com/issuing.cer":        "http://ca.example.com/issuing.cer",
	"http://CA.Example.COM/Issuing.cer":        "http://ca.example.com/Issuing.cer",
	"http://ca.example.com:80/a.p7c":           "http://ca.example.com/a.p7c",
	"http://ca.example.com./a.cer":             "http://ca.example.com/a.cer",
	"http://ca.example.com":                    "http://ca.example.com/",
	"HTTP://ca.example.com/a.cer":              "http://ca.example.com/a.cer",
	"http://ca.example.com/Corp%20CA(1).crt":   "http://ca.example.com/Corp%20CA(1).crt",
	"http://pki_host.example.com/a.crt":        "http://pki_host.example.com/a.crt",
	"http://xn--bcher-kva.example/a.crt":       "http://xn--bcher-kva.example/a.crt",
	"http://127.0.0.1.names.example.com/a.crt": "http://127.0.0.1.names.example.com/a.crt",
}

// refused are addresses that must never be asked, by the reason.
var refused = map[string][]string{
	"not http": {
		"https://ca.example.com/a.cer", "ldap:///CN=CA,DC=corp?cACertificate", "file:///etc/passwd",
		"ftp://ca.example.com/a", "gopher://ca.example.com/", "//ca.example.com/a", "ca.example.com/a",
		"http:ca.example.com/a", "javascript:alert(1)", "",
	},
	"an address instead of a name": {
		"http://127.0.0.1/", "http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/", "http://[::1]/",
		"http://[::ffff:127.0.0.1]/", "http://2130706433/", "http://0x7f.1/", "http://0x7f000001/",
		"http://0177.0.0.1/", "http://127.1/", "http://127.0.0.0x1/", "http://1.2.3.4./", "http://[fe80::1%25eth0]/",
		"http://0/", "http://a.0/", "http://a.0x7f/",
	},
	"a name inside a network": {
		"http://localhost/", "http://a.localhost/", "http://printer.local/", "http://metadata.google.internal/",
		"http://ca/", "http://pki.corp/", "http://pki.lan/", "http://wiki.intranet/", "http://router.home/",
		"http://home.arpa/", "http://a.onion/", "http://x.private/", "http://localhost.localdomain/", "http://a.test/a",
	},
	"ourselves": {
		"http://links.example.net/api/version", "http://LINKS.example.net./", "http://links.example.net:80/",
	},
	"another port": {
		"http://ca.example.com:8080/", "http://ca.example.com:22/", "http://ca.example.com:443/",
		"http://ca.example.com:/", "http://ca.example.com:080/", "http://ca.example.com:99999/",
	},
	"more than an address": {
		"http://user@ca.example.com/", "http://user:pw@ca.example.com/", "http://@ca.example.com/",
		"http://ca.example.com/?q=1", "http://ca.example.com/?", "http://ca.example.com/#f", "http://ca.example.com/#",
	},
	"a form that parsers read differently": {
		"http://ca.example.com\\@127.0.0.1/", "http://ca.example.com\t/", "http://ca.example.com/a b",
		"http://ca.example.com/\r\nHost: x", "http://ca.example.com/\x00", "http://ca。example.com/",
		"http://cä.example.com/", "http://ca..example.com/", "http://.example.com/", "http://-a.example.com/",
		"http://a-.example.com/", "http://ca.example.com%2f@127.0.0.1/", "http://ca.ex%61mple.com/",
		"http:///a", "http://ca.example.c/", "http://ca.*/", " http://ca.example.com/",
		"http://" + strings.Repeat("a", 64) + ".example.com/", "http://" + strings.Repeat("a.", 127) + "example/",
		"http://ca.example.com/" + strings.Repeat("a", maxURL),
	},
}

func TestAddressesThatMayBeAsked(t *testing.T) {
	for raw, want := range passed {
		got, err := Check(raw, own)
		require.NoError(t, err, raw)
		require.Equal(t, want, got)
	}
}

func TestAddressesThatAreRefused(t *testing.T) {
	for reason, list := range refused {
		t.Run(reason, func(t *testing.T) {
			for _, raw := range list {
				got, err := Check(raw, own)
				require.ErrorIs(t, err, errRefused, "%q was let through as %q", raw, got)
				require.Empty(t, got)
			}
		})
	}
}

// TestOwnHostWithPort holds for a service that itself listens on a port.
func TestOwnHostWithPort(t *testing.T) {
	_, err := Check("http://links.example.net/", "Links.Example.net:8787")
	require.Error(t, err)
}

// FuzzCheck: what passes is a plain http address of a public name, and passes
// again unchanged.
func FuzzCheck(f *testing.F) {
	for raw := range passed {
		f.Add(raw)
	}
	for _, list := range refused {
		for _, raw := range list {
			f.Add(raw)
		}
	}
	f.Fuzz(func(t *testing.T, raw string) {
		got, err := Check(raw, own)
		if err != nil {
			require.Empty(t, got)
			return
		}
		again, err := Check(got, own)
		require.NoError(t, err)
		require.Equal(t, got, again)
		u, err := url.Parse(got)
		require.NoError(t, err)
		require.Equal(t, "http", u.Scheme)
		require.Equal(t, u.Host, u.Hostname(), "no port")
		require.Nil(t, u.User)
		require.Empty(t, u.RawQuery+u.Fragment)
		require.True(t, strings.HasPrefix(got, "http://"+u.Host+"/"))
		require.Contains(t, u.Host, ".")
		require.NotEqual(t, own, u.Host)
		_, err = netip.ParseAddr(u.Host)
		require.Error(t, err)
		for _, c := range []byte(got) {
			require.True(t, ' ' < c && c <= '~' && c != '\\')
		}
	})
}
