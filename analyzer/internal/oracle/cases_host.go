package oracle

import (
	"strings"

	"missinglink/analyzer/testpki"
)

// hosts varies the name asked for and the names in the leaf.
func hosts(b *Bench) {
	root := b.PKI.Root("CN=Root,O=Example")
	long := strings.Repeat("a", 63)
	for _, v := range []struct {
		name, host, subject string
		san                 string // blank separated
	}{
		{"dns", "a.example.test", "CN=x", "dns:a.example.test"},
		{"dns-miss", "b.example.test", "CN=x", "dns:a.example.test"},
		{"dns-second", "b.example.test", "CN=x", "dns:a.example.test dns:b.example.test"},
		{"dns-upper-host", "A.EXAMPLE.TEST", "CN=x", "dns:a.example.test"},
		{"dns-upper-cert", "a.example.test", "CN=x", "dns:A.Example.TEST"},
		{"dns-sub", "b.a.example.test", "CN=x", "dns:a.example.test"},
		{"dns-parent", "example.test", "CN=x", "dns:a.example.test"},
		{"dns-single-label", "localhost", "CN=x", "dns:localhost"},
		{"cn", "a.example.test", "CN=a.example.test", ""},
		{"cn-miss", "b.example.test", "CN=a.example.test", ""},
		{"cn-upper", "a.example.test", "CN=A.EXAMPLE.TEST", ""},
		{"cn-wildcard", "a.example.test", "CN=*.example.test", ""},
		{"cn-wildcard-miss", "a.b.example.test", "CN=*.example.test", ""},
		{"cn-two", "a.example.test", "CN=a.example.test,CN=b.example.test", ""},
		{"cn-two-last", "b.example.test", "CN=a.example.test,CN=b.example.test", ""},
		{"cn-not-first", "a.example.test", "CN=a.example.test,OU=x,O=y,C=US", ""},
		{"cn-encoded-first", "a.example.test", "C=US,O=y,CN=a.example.test", ""},
		{"cn-multi-valued", "a.example.test", "CN=a.example.test+OU=x,O=y", ""},
		{"cn-with-space", "a.example.test", "CN=a.example.test ", ""},
		{"cn-absent", "a.example.test", "O=Example", ""},
		{"cn-empty", "a.example.test", "CN=,O=Example", ""},
		{"cn-other-dns", "a.example.test", "CN=a.example.test", "dns:b.example.test"},
		{"cn-only-ip", "a.example.test", "CN=a.example.test", "ip:10.0.0.1"},
		{"cn-only-email", "a.example.test", "CN=a.example.test", "email:a@example.test"},
		{"cn-only-uri", "a.example.test", "CN=a.example.test", "uri:https://a.example.test/"},
		{"cn-only-directory", "a.example.test", "CN=a.example.test", "dir:CN=a.example.test"},
		{"cn-only-rid", "a.example.test", "CN=a.example.test", "rid:1.2.3"},
		{"cn-only-other", "a.example.test", "CN=a.example.test", "other:1.2.3"},
		{"uri-only-miss", "a.example.test", "CN=x", "uri:https://a.example.test/"},
		{"wildcard", "a.example.test", "CN=x", "dns:*.example.test"},
		{"wildcard-apex", "example.test", "CN=x", "dns:*.example.test"},
		{"wildcard-two-labels", "a.b.example.test", "CN=x", "dns:*.example.test"},
		{"wildcard-case", "A.EXAMPLE.test", "CN=x", "dns:*.Example.Test"},
		{"wildcard-then-exact", "a.b.example.test", "CN=x", "dns:*.example.test dns:a.b.example.test"},
		{"wildcard-left", "foo.example.test", "CN=x", "dns:f*.example.test"},
		{"wildcard-middle", "foo.example.test", "CN=x", "dns:f*o.example.test"},
		{"wildcard-right", "foo.example.test", "CN=x", "dns:*o.example.test"},
		{"wildcard-right-miss", "fox.example.test", "CN=x", "dns:*o.example.test"},
		{"wildcard-part-is-nothing", "fo.example.test", "CN=x", "dns:fo*.example.test"},
		{"wildcard-two-in-label", "abcde.example.test", "CN=x", "dns:a*c*e.example.test"},
		{"wildcard-two-stars", "a.b.test", "CN=x", "dns:*.*.test"},
		{"wildcard-second-label", "a.example.test", "CN=x", "dns:a.*.test"},
		{"wildcard-last-label", "a.example.test", "CN=x", "dns:a.example.*"},
		{"wildcard-tld", "example.test", "CN=x", "dns:*.test"},
		{"wildcard-com", "example.com", "CN=x", "dns:*.com"},
		{"wildcard-co-uk", "example.co.uk", "CN=x", "dns:*.co.uk"},
		{"wildcard-alone", "localhost", "CN=x", "dns:*"},
		{"wildcard-alone-dotted", "a.example.test", "CN=x", "dns:*"},
		{"wildcard-idn", "xn--bcher-kva.example.test", "CN=x", "dns:*.example.test"},
		{"wildcard-idn-part", "xn--bcher-kva.example.test", "CN=x", "dns:xn--*.example.test"},
		{"wildcard-asks-wildcard", "*.example.test", "CN=x", "dns:*.example.test"},
		{"idn", "xn--bcher-kva.example.test", "CN=x", "dns:xn--bcher-kva.example.test"},
		{"idn-unicode-host", "bücher.example.test", "CN=x", "dns:xn--bcher-kva.example.test"},
		{"idn-unicode-cn", "xn--bcher-kva.example.test", "CN=bücher.example.test", ""},
		{"dot-host", "a.example.test.", "CN=x", "dns:a.example.test"},
		{"dot-cert", "a.example.test", "CN=x", "dns:a.example.test."},
		{"dot-both", "a.example.test.", "CN=x", "dns:a.example.test."},
		{"dot-two-host", "a.example.test..", "CN=x", "dns:a.example.test"},
		{"dot-wildcard", "a.example.test.", "CN=x", "dns:*.example.test"},
		{"dot-miss", "b.example.test.", "CN=x", "dns:a.example.test"},
		{"dot-first", ".example.test", "CN=x", "dns:a.example.test"},
		{"dot-cert-first", "a.example.test", "CN=x", "dns:.example.test"},
		{"underscore", "my_host.example.test", "CN=x", "dns:my_host.example.test"},
		{"underscore-wildcard", "my_host.example.test", "CN=x", "dns:*.example.test"},
		{"underscore-cn", "my_host.example.test", "CN=my_host.example.test", ""},
		{"underscore-cert-only", "a.example.test", "CN=x", "dns:my_host.example.test dns:a.example.test"},
		{"hyphen-start", "-a.example.test", "CN=x", "dns:-a.example.test"},
		{"hyphen-end", "a-.example.test", "CN=x", "dns:a-.example.test"},
		{"hyphen-inside", "a-b.example.test", "CN=x", "dns:a-b.example.test"},
		{"digits", "1.example.test", "CN=x", "dns:1.example.test"},
		{"label-63", long + ".test", "CN=x", "dns:" + long + ".test"},
		{"label-64", long + "a.test", "CN=x", "dns:" + long + "a.test"},
		{"name-254", strings.Repeat("abcdefg.", 31) + "tttttt", "CN=x", "dns:a.test"},
		{"port", "a.example.test:443", "CN=x", "dns:a.example.test"},
		{"url", "https://a.example.test", "CN=x", "dns:a.example.test"},
		{"space", "a.example.test ", "CN=x", "dns:a.example.test"},
		{"slash", "a.example.test/x", "CN=x", "dns:a.example.test"},
		{"empty-label", "a..example.test", "CN=x", "dns:a.example.test"},
		{"cert-space", "a.example.test", "CN=x", "dns:a.example.test_"},
		{"cert-port", "a.example.test", "CN=x", "dns:a.example.test:443"},
		{"ip", "10.1.2.3", "CN=x", "ip:10.1.2.3"},
		{"ip-miss", "10.1.2.4", "CN=x", "ip:10.1.2.3"},
		{"ip-second", "10.1.2.4", "CN=x", "ip:10.1.2.3 ip:10.1.2.4"},
		{"ip-dns", "10.1.2.3", "CN=x", "dns:10.1.2.3"},
		{"ip-cn", "10.1.2.3", "CN=10.1.2.3", ""},
		{"ip-cn-dns", "10.1.2.3", "CN=10.1.2.3", "dns:b.example.test"},
		{"ip-wildcard", "10.1.2.3", "CN=x", "dns:*.1.2.3"},
		{"ip-short", "10.1.3", "CN=x", "ip:10.1.0.3"},
		{"ip-number", "167838211", "CN=x", "ip:10.1.2.3"},
		{"ip-leading-zero", "10.1.2.03", "CN=x", "ip:10.1.2.3"},
		{"ip-too-big", "10.1.2.300", "CN=x", "ip:10.1.2.3"},
		{"ip-dot", "10.1.2.3.", "CN=x", "ip:10.1.2.3"},
		{"ip6", "2001:db8::1", "CN=x", "ip:2001:db8::1"},
		{"ip6-long", "2001:0db8:0:0:0:0:0:1", "CN=x", "ip:2001:db8::1"},
		{"ip6-upper", "2001:DB8::1", "CN=x", "ip:2001:db8::1"},
		{"ip6-brackets", "[2001:db8::1]", "CN=x", "ip:2001:db8::1"},
		{"ip6-miss", "2001:db8::2", "CN=x", "ip:2001:db8::1"},
		{"ip6-zone", "fe80::1%eth0", "CN=x", "ip:fe80::1"},
		{"ip6-mapped", "::ffff:10.1.2.3", "CN=x", "ip:10.1.2.3"},
		{"ip6-none", "2001:db8::1", "CN=x", ""},
		{"ip-and-dns", "10.1.2.3", "CN=x", "dns:a.example.test ip:10.1.2.3"},
		{"dns-asks-ip-cert", "a.example.test", "CN=x", "ip:10.1.2.3"},
		{"no-name-at-all", "a.example.test", "O=Example", "email:a@example.test"},
		{"unchecked", "", "CN=x", "dns:b.example.test"},
	} {
		options := []testpki.Option{testpki.SubjectName(testpki.ParseName(v.subject)), testpki.SAN(strings.Fields(v.san)...)}
		b.Add(v.name, chainOf{root.Leaf("x", options...)}, chainOf{root}, host(v.host))
	}
	// The host name is compared last, and also when the leaf itself is trusted.
	leaf := root.Leaf("a.example.test")
	b.Add("trusted-leaf-miss", chainOf{leaf}, chainOf{leaf}, host("b.example.test"))
	b.Add("untrusted-miss", chainOf{leaf}, chainOf{b.PKI.Root("CN=Other")}, host("b.example.test"), hand(root))
	b.Add("bmp-cn", chainOf{root.Leaf("x", testpki.SubjectName(testpki.ParseName("CN=a.example.test").As(testpki.BMP)), testpki.NoSAN())}, chainOf{root}, host("a.example.test"))
}
