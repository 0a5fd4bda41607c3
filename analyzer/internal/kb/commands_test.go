package kb_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/kb"
)

func TestFill(t *testing.T) {
	for _, x := range []struct{ host, port, want string }{
		{"api.example.test", "8443", "openssl s_client -showcerts -connect api.example.test:8443 -servername api.example.test </dev/null > chain.txt 2>&1"},
		{"api.example.test.", "", "openssl s_client -showcerts -connect api.example.test:443 -servername api.example.test </dev/null > chain.txt 2>&1"},
		{"192.0.2.7", "443", "openssl s_client -showcerts -connect 192.0.2.7:443 </dev/null > chain.txt 2>&1"},
		{"2001:db8::7", "443", `openssl s_client -showcerts -connect "[2001:db8::7]:443" </dev/null > chain.txt 2>&1`},
		{"", "", "openssl s_client -showcerts -connect HOST:443 -servername HOST </dev/null > chain.txt 2>&1"},
		{"a;b", "4;3", "openssl s_client -showcerts -connect HOST:PORT -servername HOST </dev/null > chain.txt 2>&1"},
		{"fe80::1%eth0", "443", "openssl s_client -showcerts -connect HOST:443 -servername HOST </dev/null > chain.txt 2>&1"},
	} {
		require.Equal(t, x.want, kb.Fill(kb.ShowCerts, map[string]string{"host": x.host, "port": x.port}))
	}
	require.Equal(t, `cmd /c "openssl s_client -showcerts -connect [2001:db8::7]:443 < NUL > chain.txt 2>&1"`,
		kb.Fill(kb.ShowCertsWindows, map[string]string{"host": "2001:db8::7"}))
}

func TestSafe(t *testing.T) {
	long := strings.Repeat("a", 64)
	for host, safe := range map[string]bool{
		"example.test": true, "a": true, "xn--bcher-kva.example": true, "192.0.2.1": true, "2001:db8::1": true, "a-b.c": true,
		"": false, "-a.example": false, "a-.example": false, "a..b": false, "a_b": false, "a b": false, "é.example": false, long + ".example": false,
		strings.Repeat("a.", 130) + "a": false, "[::1]": false, "fe80::1%1": false, "a\n": false, "$a": false,
	} {
		require.Equal(t, safe, kb.SafeHost(host), host)
	}
	for url, safe := range map[string]bool{
		"http://ca.example/issuer.crt": true, "https://ca.example:8080/a/b-c_d~e+f.crt": true, "http://ca.example": true, "http://192.0.2.1/a": true,
		"": false, "ftp://ca.example/a": false, "ldap://ca.example/cn=x": false, "javascript:alert(1)": false, "http://": false, "http://a b/": false, "http://ca.example/$(x)": false,
		"http://ca.example/a?b=c": false, "http://user@ca.example/": false, "http://ca.example:x/": false, "http://ca.example/" + strings.Repeat("a", 600): false, "http://ca.example/a;b": false, "http://ca.example/%20": false,
	} {
		require.Equal(t, safe, kb.SafeURL(url), url)
	}
}
