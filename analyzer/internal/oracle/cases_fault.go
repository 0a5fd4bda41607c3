package oracle

import (
	"math/big"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/testpki"
)

type fault struct {
	name    string
	options []testpki.Option
}

// faults are ways in which a CA certificate differs from a sound one.
func faults() []fault {
	o := func(list ...testpki.Option) []testpki.Option { return list }
	return []fault{
		{"sound", nil},
		{"no-bc", o(testpki.NoBasicConstraints())},
		{"ca-false", o(testpki.CA(false))},
		{"bc-not-critical", o(testpki.Critical(testpki.OIDBasicConstraints, false))},
		{"v1", o(testpki.Version(1))},
		{"v2", o(testpki.Version(2))},
		{"no-ku", o(testpki.NoKU())},
		{"no-certsign", o(testpki.KU(cert.DigitalSignature | cert.CRLSign))},
		{"ku-not-critical-no-certsign", o(testpki.KU(cert.DigitalSignature), testpki.Critical(testpki.OIDKeyUsage, false))},
		{"ku-empty", o(testpki.KU(0))},
		{"only-certsign", o(testpki.KU(cert.KeyCertSign))},
		{"pathlen0", o(testpki.PathLen(0))},
		{"pathlen1", o(testpki.PathLen(1))},
		{"expired", o(testpki.Expired())},
		{"not-yet", o(testpki.NotYet())},
		{"bad-signature", o(testpki.BadSignature())},
		{"eku-client", o(testpki.EKU(testpki.ClientAuth))},
		{"eku-code", o(testpki.EKU(testpki.CodeSigning))},
		{"eku-critical-client", o(testpki.EKU(testpki.ClientAuth), testpki.Critical(testpki.OIDExtKeyUsage, true))},
		{"eku-server", o(testpki.EKU(testpki.ServerAuth))},
		{"unknown-critical", o(testpki.Extension("1.2.3.4.5", true, []byte{5, 0}))},
		{"unknown", o(testpki.Extension("1.2.3.4.5", false, []byte{5, 0}))},
		{"no-ski", o(testpki.NoSKI())},
		{"no-aki", o(testpki.NoAKI())},
		{"ski-wrong", o(testpki.SKI([]byte{1, 2, 3}))},
		{"aki-wrong", o(testpki.AKI([]byte{1, 2, 3}))},
		{"serial-negative", o(testpki.Serial(big.NewInt(-5)))},
		{"serial-zero", o(testpki.Serial(big.NewInt(0)))},
		{"rsa2048", o(testpki.KeyOf(testpki.RSA2048))},
		{"rsa1024", o(testpki.KeyOf(testpki.RSA1024))},
		{"rsa1023", o(testpki.KeyOf(testpki.RSA(1023)))},
		{"rsa768", o(testpki.KeyOf(testpki.RSA(768)))},
		{"p224", o(testpki.KeyOf(testpki.P224))},
		{"p521", o(testpki.KeyOf(testpki.P521))},
		{"ed25519", o(testpki.KeyOf(testpki.Ed25519))},
		{"sha1", o(testpki.SignedWith(testpki.SHA1))},
		{"permits-other", o(testpki.Permit("dns:other.test"))},
		{"excludes-host", o(testpki.Exclude("dns:example.test"))},
		{"requires-policy", o(testpki.RequirePolicy(0))},
	}
}

// anchorFaults puts every fault into a trust anchor: the JDK looks at few of
// them there.
func anchorFaults(b *Bench) {
	for _, f := range faults() {
		root := b.PKI.Root("CN=Root "+f.name+",O=Example", f.options...)
		issuing := root.Intermediate("CN=Issuing CA,O=Example")
		leaf := issuing.Leaf(DefaultHost)
		b.Add(f.name+"/validate", chainOf{leaf, issuing}, chainOf{root})
		b.Add(f.name+"/validate-root-sent", chainOf{leaf, issuing, root}, chainOf{root})
		b.Add(f.name+"/build", chainOf{leaf, root, issuing}, chainOf{root})
		b.Add(f.name+"/direct", chainOf{root.Leaf(DefaultHost)}, chainOf{root})

		top := b.PKI.Root("CN=Top,O=Example")
		middle := top.Intermediate("CN=Middle "+f.name+",O=Example", f.options...)
		below := middle.Leaf(DefaultHost)
		b.Add(f.name+"/intermediate", chainOf{below}, chainOf{middle}, hand(top))
		b.Add(f.name+"/intermediate-sent", chainOf{below, middle}, chainOf{middle}, hand(top))
		b.Add(f.name+"/intermediate-build", chainOf{below, top, middle}, chainOf{middle}, hand(top))
	}
}

// authorityFaults puts every fault into a sent intermediate, in the order that
// makes the JDK validate and in the one that makes it build.
func authorityFaults(b *Bench) {
	for _, f := range faults() {
		root := b.PKI.Root("CN=Root,O=Example")
		issuing := root.Intermediate("CN=Issuing "+f.name+",O=Example", f.options...)
		leaf := issuing.Leaf(DefaultHost)
		sound := root.Intermediate("CN=Issuing "+f.name+",O=Example", testpki.WithKey(issuing.Key))
		help := hand(root, sound)
		b.Add(f.name+"/validate", chainOf{leaf, issuing}, chainOf{root}, help)
		b.Add(f.name+"/validate-root-sent", chainOf{leaf, issuing, root}, chainOf{root}, help)
		b.Add(f.name+"/build", chainOf{leaf, root, issuing}, chainOf{root}, help)
		b.Add(f.name+"/sound-twin-trusted", chainOf{leaf, issuing}, chainOf{sound})
		b.Add(f.name+"/sound-twin-sent-too", chainOf{leaf, issuing, sound}, chainOf{root})
		sub := issuing.Intermediate("CN=Sub " + f.name + ",O=Example")
		b.Add(f.name+"/above-another", chainOf{sub.Leaf(DefaultHost), sub, issuing}, chainOf{root}, help)
		b.Add(f.name+"/above-another-build", chainOf{sub.Leaf(DefaultHost), issuing, sub}, chainOf{root}, help)
	}
}

// leafFaults puts faults into the leaf.
func leafFaults(b *Bench) {
	root := b.PKI.Root("CN=Root,O=Example")
	issuing := root.Intermediate("CN=Issuing,O=Example")
	rsa := b.PKI.Root("CN=RSA Root,O=Example", testpki.KeyOf(testpki.RSA2048))
	other := b.PKI.Root("CN=Other,O=Elsewhere")
	list := append(faults(),
		fault{"signed-by-other", []testpki.Option{testpki.SignedBy(other)}},
		fault{"issuer-renamed", []testpki.Option{testpki.IssuerName(testpki.ParseName("CN=Nobody"))}},
		fault{"empty-subject", []testpki.Option{testpki.SubjectName(testpki.Name{})}},
		fault{"no-san", []testpki.Option{testpki.NoSAN()}},
		fault{"expired-and-other-host", []testpki.Option{testpki.Expired(), testpki.SAN("dns:b.test")}},
		fault{"expired-and-bad-signature", []testpki.Option{testpki.Expired(), testpki.BadSignature()}},
		fault{"expired-and-critical", []testpki.Option{testpki.Expired(), testpki.Extension("1.2.3.4.5", true, []byte{5, 0})}},
		fault{"expired-and-client", []testpki.Option{testpki.Expired(), testpki.EKU(testpki.ClientAuth)}},
		fault{"client-and-other-host", []testpki.Option{testpki.EKU(testpki.ClientAuth), testpki.SAN("dns:b.test")}},
	)
	for _, f := range list {
		leaf := issuing.Leaf(DefaultHost, f.options...)
		b.Add(f.name+"/validate", chainOf{leaf, issuing}, chainOf{root}, hand(root))
		b.Add(f.name+"/build", chainOf{leaf, root, issuing}, chainOf{root}, hand(root))
		b.Add(f.name+"/leaf-only", chainOf{leaf}, chainOf{root}, hand(issuing, root))
		b.Add(f.name+"/leaf-trusted", chainOf{leaf, issuing}, chainOf{leaf})
		b.Add(f.name+"/issuing-trusted", chainOf{leaf, issuing}, chainOf{issuing})
		b.Add(f.name+"/other-trusted", chainOf{leaf, issuing}, chainOf{other}, hand(root))
	}
	for _, d := range []struct {
		name   string
		digest testpki.Digest
	}{{"rsa-md5", testpki.MD5}, {"rsa-sha1", testpki.SHA1}, {"rsa-sha512", testpki.SHA512}} {
		leaf := rsa.Leaf(DefaultHost, testpki.SignedWith(d.digest))
		b.Add(d.name+"/validate", chainOf{leaf}, chainOf{rsa})
		b.Add(d.name+"/build", chainOf{leaf, other, rsa}, chainOf{rsa})
	}
}
