package oracle

import (
	"strings"

	"missinglink/analyzer/testpki"
)

// nameConstraints varies constraints of every form against names of every
// form, in a sent intermediate and in the anchor.
func nameConstraints(b *Bench) {
	root := b.PKI.Root("CN=Root,O=Example")
	for _, v := range []struct {
		name, permit, exclude string // blank separated
		subject, san          string
	}{
		{"dns-permit", "dns:example.test", "", "CN=x", "dns:api.example.test"},
		{"dns-permit-itself", "dns:api.example.test", "", "CN=x", "dns:api.example.test"},
		{"dns-permit-case", "dns:EXAMPLE.test", "", "CN=x", "dns:api.example.TEST"},
		{"dns-permit-dot", "dns:.example.test", "", "CN=x", "dns:api.example.test"},
		{"dns-permit-dot-apex", "dns:.example.test", "", "CN=x", "dns:example.test"},
		{"dns-permit-miss", "dns:corp.test", "", "CN=x", "dns:api.example.test"},
		{"dns-permit-suffix-only", "dns:ample.test", "", "CN=x", "dns:api.example.test"},
		{"dns-permit-one-of-two", "dns:example.test", "", "CN=x", "dns:api.example.test dns:api.corp.test"},
		{"dns-permit-two", "dns:example.test dns:corp.test", "", "CN=x", "dns:api.example.test dns:api.corp.test"},
		{"dns-permit-empty", "dns:", "", "CN=x", "dns:api.example.test"},
		{"dns-exclude", "", "dns:example.test", "CN=x", "dns:api.example.test"},
		{"dns-exclude-miss", "", "dns:corp.test", "CN=x", "dns:api.example.test"},
		{"dns-exclude-sub", "dns:example.test", "dns:secret.example.test", "CN=x", "dns:api.secret.example.test"},
		{"dns-exclude-sub-miss", "dns:example.test", "dns:secret.example.test", "CN=x", "dns:api.example.test"},
		{"dns-exclude-empty", "", "dns:", "CN=x", "dns:api.example.test"},
		{"dns-exclude-dot", "", "dns:.example.test", "CN=x", "dns:api.example.test"},
		{"dns-wildcard", "dns:example.test", "", "CN=x", "dns:*.example.test"},
		{"dns-wildcard-miss", "dns:api.example.test", "", "CN=x", "dns:*.example.test"},
		{"dns-wildcard-exclude", "", "dns:api.example.test", "CN=x", "dns:*.example.test"},
		{"dns-cn", "dns:example.test", "", "CN=api.example.test", ""},
		{"dns-cn-miss", "dns:corp.test", "", "CN=api.example.test", ""},
		{"dns-cn-exclude", "", "dns:example.test", "CN=api.example.test", ""},
		{"dns-cn-exclude-san-other", "", "dns:corp.test", "CN=api.corp.test", "dns:api.example.test"},
		{"dns-cn-permit-san-other", "dns:example.test", "", "CN=api.corp.test", "dns:api.example.test"},
		{"dns-cn-words", "dns:example.test", "", "CN=Some Words", ""},
		{"dns-cn-word", "dns:example.test", "", "CN=word", ""},
		{"dns-cn-not-a-name", "dns:example.test", "", "CN=a_b.corp.test", ""},
		{"dns-cn-ip", "dns:example.test", "", "CN=10.0.0.1", ""},
		{"dns-cn-only-ip-san", "dns:example.test", "", "CN=api.corp.test", "ip:10.0.0.1"},
		{"dns-cn-only-email-san", "dns:example.test", "", "CN=api.corp.test", "email:a@example.test"},
		{"dns-no-names", "dns:example.test", "", "O=Example", ""},
		{"dns-no-names-excluded", "", "dns:example.test", "O=Example", ""},
		{"ip-permit", "ip:10.0.0.0/8", "", "CN=x", "ip:10.1.2.3"},
		{"ip-permit-miss", "ip:10.0.0.0/8", "", "CN=x", "ip:11.1.2.3"},
		{"ip-permit-host", "ip:10.1.2.3/32", "", "CN=x", "ip:10.1.2.3"},
		{"ip-permit-odd", "ip:10.1.2.0/25", "", "CN=x", "ip:10.1.2.200"},
		{"ip-permit-all", "ip:0.0.0.0/0", "", "CN=x", "ip:10.1.2.3"},
		{"ip-exclude", "", "ip:10.0.0.0/8", "CN=x", "ip:10.1.2.3"},
		{"ip-exclude-miss", "", "ip:10.0.0.0/8", "CN=x", "ip:11.1.2.3"},
		{"ip-exclude-all", "", "ip:0.0.0.0/0", "CN=x", "ip:11.1.2.3"},
		{"ip-permit-dns-leaf", "ip:10.0.0.0/8", "", "CN=x", "dns:api.example.test"},
		{"ip-permit-4-leaf-6", "ip:10.0.0.0/8", "", "CN=x", "ip:2001:db8::1"},
		{"ip-exclude-4-leaf-6", "", "ip:0.0.0.0/0", "CN=x", "ip:2001:db8::1"},
		{"ip6-permit", "ip:2001:db8::/32", "", "CN=x", "ip:2001:db8::1"},
		{"ip6-permit-miss", "ip:2001:db8::/32", "", "CN=x", "ip:2001:db9::1"},
		{"ip6-exclude", "", "ip:2001:db8::/32", "CN=x", "ip:2001:db8::1"},
		{"dns-permit-ip-leaf", "dns:example.test", "", "CN=x", "ip:10.1.2.3"},
		{"dns-permit-both-leaf", "dns:example.test", "", "CN=x", "dns:api.example.test ip:10.1.2.3"},
		{"both-permit-both-leaf", "dns:example.test ip:10.0.0.0/8", "", "CN=x", "dns:api.example.test ip:10.1.2.3"},
		{"both-permit-ip-miss", "dns:example.test ip:10.0.0.0/8", "", "CN=x", "dns:api.example.test ip:11.1.2.3"},
		{"email-permit-host", "email:example.test", "", "CN=x", "email:a@example.test"},
		{"email-permit-host-sub", "email:example.test", "", "CN=x", "email:a@mail.example.test"},
		{"email-permit-domain", "email:.example.test", "", "CN=x", "email:a@mail.example.test"},
		{"email-permit-domain-apex", "email:.example.test", "", "CN=x", "email:a@example.test"},
		{"email-permit-mailbox", "email:a@example.test", "", "CN=x", "email:a@example.test"},
		{"email-permit-mailbox-case", "email:A@example.test", "", "CN=x", "email:a@Example.test"},
		{"email-permit-mailbox-miss", "email:a@example.test", "", "CN=x", "email:b@example.test"},
		{"email-permit-miss", "email:corp.test", "", "CN=x", "email:a@example.test"},
		{"email-exclude", "", "email:example.test", "CN=x", "email:a@example.test"},
		{"email-exclude-mailbox", "", "email:a@example.test", "CN=x", "email:a@example.test"},
		{"email-exclude-domain", "", "email:.example.test", "CN=x", "email:a@mail.example.test"},
		{"email-in-subject", "email:corp.test", "", "E=a@example.test,CN=x", ""},
		{"email-in-subject-fits", "email:example.test", "", "E=a@example.test,CN=x", ""},
		{"email-in-subject-excluded", "", "email:example.test", "E=a@example.test,CN=x", ""},
		{"email-in-subject-dns-san", "email:corp.test", "", "E=a@example.test,CN=x", "dns:api.example.test"},
		{"uri-permit-host", "uri:api.example.test", "", "CN=x", "uri:https://api.example.test/x"},
		{"uri-permit-domain", "uri:.example.test", "", "CN=x", "uri:https://api.example.test/x"},
		{"uri-permit-domain-apex", "uri:.example.test", "", "CN=x", "uri:https://example.test/x"},
		{"uri-permit-host-sub", "uri:example.test", "", "CN=x", "uri:https://api.example.test/x"},
		{"uri-permit-miss", "uri:corp.test", "", "CN=x", "uri:https://api.example.test/x"},
		{"uri-permit-port", "uri:api.example.test", "", "CN=x", "uri:https://api.example.test:8443/x"},
		{"uri-permit-userinfo", "uri:api.example.test", "", "CN=x", "uri:https://u@api.example.test/x"},
		{"uri-permit-case", "uri:API.example.test", "", "CN=x", "uri:https://api.example.TEST/x"},
		{"uri-exclude", "", "uri:api.example.test", "CN=x", "uri:https://api.example.test/x"},
		{"uri-exclude-domain", "", "uri:.example.test", "CN=x", "uri:https://api.example.test/x"},
		{"uri-ip", "uri:example.test", "", "CN=x", "uri:https://10.0.0.1/x"},
		{"uri-urn", "uri:example.test", "", "CN=x", "uri:urn:uuid:1"},
		{"uri-urn-excluded", "", "uri:example.test", "CN=x", "uri:urn:uuid:1"},
		{"directory-permit", "dir:O=Example", "", "CN=x,O=Example", ""},
		{"directory-permit-deep", "dir:OU=y,O=Example", "", "CN=x,OU=y,O=Example", ""},
		{"directory-permit-itself", "dir:CN=x,O=Example", "", "CN=x,O=Example", ""},
		{"directory-permit-miss", "dir:O=Example", "", "CN=x,O=Else", ""},
		{"directory-permit-longer", "dir:CN=x,O=Example", "", "O=Example", ""},
		{"directory-permit-case", "dir:O=EXAMPLE", "", "CN=x,O=Example", ""},
		{"directory-permit-utf8", "dirutf8:O=Example", "", "CN=x,O=Example", ""},
		{"directory-permit-san", "dir:O=Example", "", "CN=x,O=Example", "dir:CN=y,O=Else"},
		{"directory-permit-san-fits", "dir:O=Example", "", "CN=x,O=Example", "dir:CN=y,O=Example dns:api.example.test"},
		{"directory-exclude", "", "dir:O=Example", "CN=x,O=Example", ""},
		{"directory-exclude-miss", "", "dir:O=Example", "CN=x,O=Else", ""},
		{"directory-exclude-san", "", "dir:O=Example", "CN=x", "dir:CN=y,O=Example"},
		{"directory-empty", "dir:", "", "CN=x,O=Example", ""},
		{"directory-exclude-empty", "", "dir:", "CN=x,O=Example", ""},
		{"directory-no-subject", "dir:O=Example", "", "", "dns:api.example.test"},
		{"directory-multi-valued", "dir:OU=y+L=z,O=Example", "", "CN=x,L=z+OU=y,O=Example", ""},
		{"rid-permit", "rid:1.2.3", "", "CN=x", "rid:1.2.3"},
		{"rid-permit-miss", "rid:1.2.3", "", "CN=x", "rid:1.2.4"},
		{"rid-exclude", "", "rid:1.2.3", "CN=x", "rid:1.2.3"},
		{"rid-unrelated", "rid:1.2.3", "", "CN=x", "dns:api.example.test"},
		{"other-permit-unrelated", "other:1.2.3", "", "CN=x", "dns:api.example.test"},
		{"other-permit", "other:1.2.3", "", "CN=x", "other:1.2.3"},
		{"other-exclude", "", "other:1.2.3", "CN=x", "other:1.2.3"},
		{"other-exclude-unrelated", "", "other:1.2.3", "CN=x", "dns:api.example.test"},
		{"all-forms", "dns:example.test ip:10.0.0.0/8 email:example.test uri:.example.test dir:O=Example", "", "CN=x,O=Example", "dns:a.example.test ip:10.0.0.1 email:a@example.test uri:https://a.example.test/"},
	} {
		limits := []testpki.Option{testpki.Permit(strings.Fields(v.permit)...), testpki.Exclude(strings.Fields(v.exclude)...)}
		leaf := func(issuer *testpki.Entity) *testpki.Entity {
			return issuer.Leaf("x", testpki.Subject(v.subject), testpki.SAN(strings.Fields(v.san)...))
		}
		unchecked := host("")
		issuing := root.Intermediate("CN=Issuing,O=Example", limits...)
		b.Add(v.name+"/sent", chainOf{leaf(issuing), issuing}, chainOf{root}, unchecked)
		b.Add(v.name+"/build", chainOf{leaf(issuing), root, issuing}, chainOf{root}, unchecked)
		b.Add(v.name+"/anchor", chainOf{leaf(issuing)}, chainOf{issuing}, unchecked)
		sub := issuing.Intermediate("CN=Sub,O=Example")
		b.Add(v.name+"/two-above", chainOf{leaf(sub), sub, issuing}, chainOf{root}, unchecked)
	}
	// Two CAs with constraints: both hold.
	for _, v := range []struct{ name, upper, lower, name2 string }{
		{"narrower", "dns:example.test", "dns:api.example.test", "dns:api.example.test"},
		{"narrower-miss", "dns:example.test", "dns:www.example.test", "dns:api.example.test"},
		{"wider", "dns:api.example.test", "dns:example.test", "dns:api.example.test"},
		{"wider-miss", "dns:api.example.test", "dns:example.test", "dns:www.example.test"},
		{"disjoint", "dns:example.test", "dns:corp.test", "dns:api.example.test"},
		{"disjoint-lower", "dns:example.test", "dns:corp.test", "dns:api.corp.test"},
		{"other-form", "dns:example.test", "ip:10.0.0.0/8", "dns:api.example.test"},
		{"other-form-ip", "dns:example.test", "ip:10.0.0.0/8", "ip:10.0.0.1"},
		{"ip-narrower", "ip:10.0.0.0/8", "ip:10.1.0.0/16", "ip:10.1.0.1"},
		{"ip-narrower-miss", "ip:10.0.0.0/8", "ip:10.1.0.0/16", "ip:10.2.0.1"},
		{"ip-disjoint", "ip:10.0.0.0/8", "ip:11.0.0.0/8", "ip:11.0.0.1"},
		{"directory-narrower", "dir:O=Example", "dir:OU=y,O=Example", "dir:CN=x,OU=y,O=Example"},
		{"directory-disjoint", "dir:O=Example", "dir:O=Else", "dir:CN=x,O=Else"},
		{"email-narrower", "email:.example.test", "email:mail.example.test", "email:a@mail.example.test"},
		{"uri-narrower", "uri:.example.test", "uri:api.example.test", "uri:https://api.example.test/"},
	} {
		upper := root.Intermediate("CN=Upper,O=Example", testpki.Permit(v.upper))
		lower := upper.Intermediate("CN=Lower,O=Example", testpki.Permit(v.lower))
		leaf := lower.Leaf("x", testpki.SubjectName(testpki.ParseName("CN=x,OU=y,O=Example")), testpki.SAN(v.name2))
		b.Add("both/"+v.name, chainOf{leaf, lower, upper}, chainOf{root}, host(""))
		barred := upper.Intermediate("CN=Barred,O=Example", testpki.Exclude(v.lower))
		leaf = barred.Leaf("x", testpki.SubjectName(testpki.ParseName("CN=x,OU=y,O=Example")), testpki.SAN(v.name2))
		b.Add("permit-exclude/"+v.name, chainOf{leaf, barred, upper}, chainOf{root}, host(""))
	}
	// Constraints reach intermediates by their names; self-issued ones are spared.
	strict := root.Intermediate("CN=Strict,O=Example", testpki.Permit("dir:O=Example"))
	b.Add("intermediate-outside", func() chainOf {
		sub := strict.Intermediate("CN=Sub,O=Else")
		return chainOf{sub.Leaf("x", testpki.SubjectName(testpki.ParseName("CN=x,O=Example"))), sub, strict}
	}(), chainOf{root}, host(""))
	b.Add("self-issued-outside", func() chainOf {
		odd := root.Intermediate("CN=Odd,O=Else", testpki.Permit("dir:O=Example"))
		again := odd.Intermediate("CN=Odd,O=Else")
		return chainOf{again.Leaf("x", testpki.SubjectName(testpki.ParseName("CN=x,O=Example"))), again, odd}
	}(), chainOf{root}, host(""))
	noncritical := root.Intermediate("CN=Quiet,O=Example", testpki.Permit("dns:corp.test"), testpki.Critical(testpki.OIDNameConstraints, false))
	b.Add("not-critical", chainOf{noncritical.Leaf(DefaultHost), noncritical}, chainOf{root})
}
