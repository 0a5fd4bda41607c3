package intake

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// What stands behind -connect and in addresses: a host, perhaps a port, or a
// placeholder of a manual.
func TestAddress(t *testing.T) {
	label := strings.Repeat("a", 63)
	long := strings.Repeat(label+".", 3)
	for text, want := range map[string][2]string{
		"api.example.test": {"api.example.test"}, "api.example.test:443": {"api.example.test", "443"}, "“api.example.test:1”,": {"api.example.test", "1"},
		"a:https": {"a", "443"}, "a:65535": {"a", "65535"}, "a.": {"a."}, "[2001:db8::1]:443": {"2001:db8::1", "443"}, "[::1]": {"::1"}, "2001:db8::1": {"2001:db8::1"},
		"192.0.2.7:8443": {"192.0.2.7", "8443"}, "A-b_c9.Z0": {"A-b_c9.Z0"}, "azAZ09": {"azAZ09"}, "bücher.test": {"bücher.test"}, "\u0080": {"\u0080"},
		label: {label}, long + label[:61]: {long + label[:61]}, "a:": {"a"},
	} {
		host, port, ok := address(text)
		require.True(t, ok, text)
		require.Equal(t, want, [2]string{host, port}, text)
	}
	for _, text := range []string{
		"", ".", ":443", "a:0", "a:-1", "a:65536", "a:http", "a:b:c", "[::1", "[", "]:1", "[]:1", "<host>", "a b", "-a", "a-", "a..b", ".a", "a.-b.c", "a.b-.c",
		"a`b", "a{b", "a@b", "a[b", "a/b", "a:b", "a^b", "\ufffd", "a\x7fb", label + "a", long + label[:62], "a:443x", "a,b",
	} {
		host, port, ok := address(text)
		require.False(t, ok, text)
		require.Equal(t, "", host+port, text)
	}
}

func TestProtocolName(t *testing.T) {
	for text, want := range map[string]string{
		"TLSv1.3":                    "TLSv1.3",
		" TLSv1 ":                    "TLSv1",
		"TLSv1.2\",":                 "TLSv1.2",
		"SSLv3/TLS":                  "SSLv3",
		"DTLSv1.2":                   "DTLSv1.2",
		"TLSv1.2.3":                  "TLSv1.2",
		"TLSv":                       "",
		"TLSvpassword=Qx7":           "",
		"1.2":                        "",
		"\u00b53\" password=hunter2": "",
	} {
		require.Equal(t, want, protocolName(text), text)
	}
}
