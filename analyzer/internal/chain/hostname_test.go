package chain

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/testpki"
)

// The answers are those of JDK 17.0.15; an empty message is a match.
func TestCheckHost(t *testing.T) {
	p := testpki.New(30)
	root := p.Root("CN=Root,O=X")
	const no, none = "No subject alternative DNS name matching %h found.", "No name matching %h found"
	for _, tc := range []struct {
		names, host, message string // names "CN=x" has no SAN
	}{
		{"a.test", "A.Test", ""},
		{"a.test", "a.test.", ""},
		{"a.test.", "a.test", no},
		{"*.test", "a.test", ""},
		{"*.test", "a.b.test", no},
		{"*.test", "test", no},
		{"f*.test", "foo.test", ""},
		{"f*o*.test", "foobar.test", ""},
		{"*o.test", "foo.test", ""},
		{"foo.*.test", "foo.b.test", ""},
		{"*", "localhost", no},
		{"l*", "localhost", no},
		{"localhost", "localhost", ""},
		{"a_b.test", "ab.test", no},
		{"a.test", "a_b.test", "Illegal given domain name: %h"},
		{"a.test", "-a.test", "Illegal given domain name: %h"},
		{"a.test", "a..test", "Illegal given domain name: %h"},
		{"a.test", "a.test:443", "Illegal given domain name: %h"},
		{"a.test", strings.Repeat("a", 64) + ".test", "Illegal given domain name: %h"},
		{"xn--bcher-kva.test", "bücher.test", ""},
		{"b*.test", "xn--bcher-kva.test", ""},
		{"xn--*.test", "xn--bcher-kva.test", no},
		{"a.test", "a。test", ""},
		{"ip:10.0.0.1", "10.0.0.1", ""},
		{"ip:127.0.0.1", "127.1", ""},
		{"ip:2001:db8::1", "2001:0db8:0::1", ""},
		{"ip:2001:db8::1", "[2001:db8::1]", ""},
		{"ip:10.0.0.2", "10.0.0.1", "No subject alternative names matching IP address %h found"},
		{"dns:10.0.0.1", "10.0.0.1", "No subject alternative names matching IP address %h found"},
		{"CN=10.0.0.1", "10.0.0.1", "No subject alternative names present"},
		{"CN=a.test", "a.test", ""},
		{"CN=*.test", "a.test", ""},
		{"CN=b.test,CN=a.test", "b.test", ""},
		{"CN=b.test,CN=a.test", "a.test", none},
		{"O=a.test", "a.test", none},
		{"f*.test", "goo.test", no},
		{"f*x*.test", "foo.test", no},
		{"f*o*b*r.test", "foobar.test", ""},
		{"fo*oo.test", "foo.test", no},
		{"a9.test", "a9.test", ""},
		{"aZ.test", "aZ.test", ""},
		{"a.test", "a{.test", "Illegal given domain name: %h"},
		{"a.test", "a[.test", "Illegal given domain name: %h"},
		{"a.test", "a:b.test", "Illegal given domain name: %h"},
		{"a.test", "a/b.test", "Illegal given domain name: %h"},
		{"a.test", strings.Repeat("a", 63) + ".test", no},
		{"ip:255.0.0.1", "255.1", ""},
		{"ip:1.2.3.4", "256.1", none},
		{"ip:1.255.255.255", "1.16777215", ""},
		{"ip:1.2.3.4", "1.16777216", none},
		{"ip:1.2.3.4", "1.2.3.256", none},
		{"ip:1.2.3.4", "+1.2.3.4", "Illegal given domain name: %h"},
		{"ip:1.2.3.4", "1.2.3.4.5", none},
	} {
		t.Run(tc.names+" "+tc.host, func(t *testing.T) {
			option := []testpki.Option{testpki.SAN(tc.names)}
			if strings.Contains(tc.names, "=") {
				option = []testpki.Option{testpki.NoSAN(), testpki.Subject(tc.names)}
			}
			q := ask(of(root.Leaf("x", option...)), of(root))
			q.Host = tc.host
			want := strings.ReplaceAll(tc.message, "%h", strings.TrimSuffix(tc.host, "."))
			require.Equal(t, want, CheckHost(q))
			d := Decide(q)
			require.Equal(t, want, d.Message)
			require.Equal(t, want == "", d.Accepted)
			if want != "" {
				require.Equal(t, StageHost, d.Stage)
				require.Equal(t, "host-mismatch", d.Cause)
			}
		})
	}
}

// TestCommonNameBesideAlternatives: the common name counts unless a DNS name
// stands among the alternatives.
func TestCommonNameBesideAlternatives(t *testing.T) {
	p := testpki.New(31)
	root := p.Root("CN=Root,O=X")
	for san, want := range map[string]string{
		"ip:10.0.0.1": "", "email:a@b.test": "", "dns:b.test": "No subject alternative DNS name matching a.test found.",
	} {
		q := ask(of(root.Leaf("a.test", testpki.SAN(san))), of(root))
		q.Host = "a.test"
		require.Equal(t, want, CheckHost(q), san)
	}
}

// The codes were made with another implementation of RFC 3492.
func TestPunycode(t *testing.T) {
	for code, want := range map[string]string{
		"bcher-kva": "bücher", "wgv71a119e": "日本語", "mnchen-ost-9db": "münchen-ost", "wda": "ÿ", "80aafi6cg": "правда",
		"2-u9tlzr9756bt3uc0v": "ひとつ屋根の下2", "abc-hl0t2146e": "𐍈abc𝄞", "aaaaa-bsabbbb": "aéaéaéaéaé", "dn32g": "\U0010ffff", "ab-ca": "ab\u0080",
		"exaaaaaaaaaaaaaaaaaaaa": strings.Repeat("Ω", 20), "-tda": "ü", "abc-": "abc", "-": "", "": "",
		"wgv" + strings.Repeat("a", 62): strings.Repeat("日", 63),
		// Cut off, no digit, a code point beyond Unicode, too large a number, too long a label.
		"bcher-kv": "", "bcher-k!a": "", "dn32h": "", "99999999999": "", "wgv" + strings.Repeat("a", 63): "",
	} {
		text, ok := decodePunycode(code)
		require.Equal(t, want != "", ok, code)
		if ok {
			require.Equal(t, want, text, code)
		}
	}
}

// A question without a host or a certificate asks nothing.
func TestCheckHostOfNothing(t *testing.T) {
	leaf := testpki.New(32).SelfSigned("a.test")
	require.Empty(t, CheckHost(Question{Host: "b.test"}))
	require.Empty(t, CheckHost(Question{Sent: testpki.Certificates(leaf)}))
}

func FuzzPunycode(f *testing.F) {
	f.Add("bcher-kva")
	f.Add("a")
	f.Add("99999999")
	f.Fuzz(func(t *testing.T, code string) {
		if text, ok := decodePunycode(code); ok {
			require.LessOrEqual(t, len([]rune(text)), len(code)+1)
		}
	})
}
