package oracle

import (
	"fmt"

	"missinglink/analyzer/testpki"
)

// stores varies the trust store around one sound chain: as large as the JDK's
// own, with namesakes, with the chain's certificates among the others.
func stores(b *Bench) {
	root := b.PKI.Root("CN=Corp Root CA,O=Example", testpki.KeyOf(testpki.RSA2048))
	issuing := root.Intermediate("CN=Corp Issuing CA,O=Example", testpki.KeyOf(testpki.RSA2048))
	leaf := issuing.Leaf(DefaultHost, testpki.KeyOf(testpki.RSA2048))
	var public chainOf
	for i := range 120 {
		public = append(public, b.PKI.Root(fmt.Sprintf("CN=Public Root %d,O=Trust Services %d,C=US", i, i%7)))
	}
	add := func(more ...*testpki.Entity) chainOf { return append(append(chainOf{}, public...), more...) }
	twin, old, byTwin := root.Twin(), root.Reissue(testpki.Expired()), root.Twin().Cross(issuing)
	for _, s := range []list{
		{"leaf", chainOf{leaf}}, {"leaf,issuing", chainOf{leaf, issuing}}, {"leaf,issuing,root", chainOf{leaf, issuing, root}},
		{"leaf,root,issuing", chainOf{leaf, root, issuing}}, {"leaf,public,issuing", chainOf{leaf, public[3], issuing}},
		{"leaf,issuing,bytwin", chainOf{leaf, issuing, byTwin}},
	} {
		for _, t := range []list{
			{"public", public}, {"public+root", add(root)}, {"public+issuing", add(issuing)}, {"public+twin", add(twin)},
			{"public+twin+root", add(twin, root)}, {"public+old", add(old)}, {"public+old+root", add(old, root)},
			{"public+root+issuing", add(root, issuing)}, {"public+leaf", add(leaf)}, {"root-twice", chainOf{root, root}},
		} {
			b.Add(s.name+"/trusts-"+t.name, s.of, t.of, hand(root, issuing))
		}
	}
}

// unreadable are certificates that the JDK's parser refuses, or might: the
// handshake ends before any path is looked at, and only the verdict counts.
func unreadable(b *Bench) {
	root := b.PKI.Root("CN=Root,O=Example")
	null := []byte{5, 0}
	for _, v := range []struct {
		name   string
		option testpki.Option
	}{
		{"duplicate-extension", testpki.Extension(testpki.OIDKeyUsage, true, []byte{3, 2, 7, 0x80})},
		{"duplicate-unknown-extension", testpki.All(testpki.Extension("1.2.3.4.5", false, null), testpki.Extension("1.2.3.4.5", false, null))},
		{"outer-algorithm-differs", testpki.OuterDigest(testpki.SHA384)},
		{"empty-issuer", testpki.IssuerName(testpki.Name{})},
		{"empty-subject-san-not-critical", testpki.All(testpki.SubjectName(testpki.Name{}), testpki.Critical(testpki.OIDSubjectAltName, false))},
		{"empty-subject-no-san", testpki.All(testpki.SubjectName(testpki.Name{}), testpki.NoSAN())},
		{"version-4", testpki.Version(4)},
		{"san-empty", testpki.All(testpki.NoSAN(), testpki.Extension(testpki.OIDSubjectAltName, false, []byte{0x30, 0}))},
		{"san-not-a-sequence", testpki.All(testpki.NoSAN(), testpki.Extension(testpki.OIDSubjectAltName, false, null))},
		{"san-bad-ip", testpki.All(testpki.NoSAN(), testpki.Extension(testpki.OIDSubjectAltName, false, []byte{0x30, 5, 0x87, 3, 10, 0, 0}))},
		{"san-empty-dns", testpki.SAN("dns:")},
		{"san-uri-without-scheme", testpki.SAN("dns:"+DefaultHost, "uri:api.example.test")},
		{"san-uri-with-space", testpki.SAN("dns:"+DefaultHost, "uri:https://a b/")},
		{"san-email-without-at", testpki.SAN("dns:"+DefaultHost, "email:nobody")},
		{"san-dns-with-space", testpki.SAN("dns:a b.test", "dns:"+DefaultHost)},
		{"san-dns-starts-with-digit", testpki.SAN("dns:1api.test", "dns:"+DefaultHost)},
		{"san-dns-ends-with-hyphen", testpki.SAN("dns:api-.test", "dns:"+DefaultHost)},
		{"san-dns-wildcard-inside", testpki.SAN("dns:a.*.test", "dns:"+DefaultHost)},
		{"eku-empty", testpki.All(testpki.NoEKU(), testpki.Extension(testpki.OIDExtKeyUsage, false, []byte{0x30, 0}))},
	} {
		b.Add(v.name+"/leaf", chainOf{root.Leaf(DefaultHost, v.option)}, chainOf{root})
		if v.name == "empty-issuer" {
			continue
		}
		issuing := root.Intermediate("CN=Issuing,O=Example", v.option)
		b.Add(v.name+"/intermediate", chainOf{issuing.Leaf(DefaultHost), issuing}, chainOf{root})
		b.Add(v.name+"/extra", chainOf{root.Leaf(DefaultHost), issuing}, chainOf{root})
	}
	// Every known extension with a value that it cannot have.
	without := testpki.All(testpki.NoKU(), testpki.NoEKU(), testpki.NoSAN(), testpki.NoBasicConstraints(), testpki.NoSKI(), testpki.NoAKI())
	for _, oid := range []string{
		testpki.OIDSubjectKeyID, testpki.OIDKeyUsage, testpki.OIDSubjectAltName, testpki.OIDBasicConstraints, testpki.OIDNameConstraints,
		testpki.OIDCRLDistribution, testpki.OIDPolicies, testpki.OIDPolicyMappings, testpki.OIDAuthorityKeyID,
		testpki.OIDPolicyConstraints, testpki.OIDExtKeyUsage, testpki.OIDInhibitAnyPolicy, testpki.OIDAuthorityInfo,
	} {
		for _, critical := range []bool{false, true} {
			leaf := root.Leaf(DefaultHost, without, testpki.Extension(oid, critical, null))
			b.Add(fmt.Sprintf("garbage-%s/critical-%v", oid, critical), chainOf{leaf}, chainOf{root})
			b.Add(fmt.Sprintf("garbage-%s/critical-%v/extra", oid, critical), chainOf{root.Leaf(DefaultHost), leaf}, chainOf{root})
		}
	}
}
