package oracle

import (
	"fmt"
	"strings"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/testpki"
)

// depths varies the number of intermediates, in order (validated) and
// reversed (built).
func depths(b *Bench) {
	for n := range 13 {
		root := b.PKI.Root("CN=Root,O=Example")
		issuer, between := root, chainOf{}
		for i := range n {
			issuer = issuer.Intermediate(fmt.Sprintf("CN=Level %d,O=Example", i+1))
			between = append(chainOf{issuer}, between...)
		}
		leaf := issuer.Leaf(DefaultHost)
		var reversed chainOf
		for _, e := range between {
			reversed = append(chainOf{e}, reversed...)
		}
		b.Add(fmt.Sprintf("%02d/ordered", n), append(chainOf{leaf}, between...), chainOf{root})
		b.Add(fmt.Sprintf("%02d/reversed", n), append(chainOf{leaf}, reversed...), chainOf{root})
		b.Add(fmt.Sprintf("%02d/root-first", n), append(chainOf{leaf, root}, between...), chainOf{root})
		b.Add(fmt.Sprintf("%02d/ordered-untrusted", n), append(chainOf{leaf}, between...), chainOf{b.PKI.Root("CN=Other")}, hand(root))
	}
	// Path lengths: how many intermediates below each limit.
	for limit := range 3 {
		for below := range 4 {
			root := b.PKI.Root("CN=Root,O=Example")
			top := root.Intermediate("CN=Limited,O=Example", testpki.PathLen(limit))
			issuer, between := top, chainOf{top}
			for i := range below {
				issuer = issuer.Intermediate(fmt.Sprintf("CN=Below %d,O=Example", i+1))
				between = append(chainOf{issuer}, between...)
			}
			leaf := issuer.Leaf(DefaultHost)
			name := fmt.Sprintf("pathlen-%d/below-%d", limit, below)
			b.Add(name, append(chainOf{leaf}, between...), chainOf{root})
			b.Add(name+"/build", append(chainOf{leaf, root}, between...), chainOf{root})
			b.Add(name+"/anchor", append(chainOf{leaf}, between[:below]...), chainOf{top})
			ca := issuer.Leaf(DefaultHost, testpki.CA(true), testpki.KU(cert.DigitalSignature|cert.KeyCertSign))
			b.Add(name+"/leaf-is-ca", append(chainOf{ca}, between...), chainOf{root})
		}
	}
	// Self-issued certificates do not count towards a path length.
	root := b.PKI.Root("CN=Root,O=Example")
	top := root.Intermediate("CN=Limited,O=Example", testpki.PathLen(0))
	again := top.Intermediate("CN=Limited,O=Example")
	b.Add("pathlen-0/self-issued-below", chainOf{again.Leaf(DefaultHost), again, top}, chainOf{root})
	third := again.Intermediate("CN=Third,O=Example")
	b.Add("pathlen-0/self-issued-and-another", chainOf{third.Leaf(DefaultHost), third, again, top}, chainOf{root})
	widened := root.Intermediate("CN=A,O=Example", testpki.PathLen(1)).Intermediate("CN=B,O=Example", testpki.PathLen(5))
	lower := widened.Intermediate("CN=C,O=Example")
	b.Add("pathlen-1-then-5", chainOf{lower.Leaf(DefaultHost), lower, widened, widened.Issuer}, chainOf{root})
	// Many self-issued renewals of one CA, in order and not.
	for n := 2; n <= 7; n++ {
		issuer, between := root, chainOf{}
		for range n {
			issuer = issuer.Intermediate("CN=Rolling,O=Example")
			between = append(chainOf{issuer}, between...)
		}
		leaf := issuer.Leaf(DefaultHost)
		b.Add(fmt.Sprintf("self-issued-%d/ordered", n), append(chainOf{leaf}, between...), chainOf{root})
		b.Add(fmt.Sprintf("self-issued-%d/build", n), append(chainOf{leaf, root}, between...), chainOf{root})
		b.Add(fmt.Sprintf("self-issued-%d/build-to-first", n), append(chainOf{leaf, root}, between...), between[n-1:])
		b.Add(fmt.Sprintf("self-issued-%d/build-to-second", n), append(chainOf{leaf, root}, between...), between[n-2:n-1])
		sub := issuer.Intermediate("CN=Sub,O=Example")
		b.Add(fmt.Sprintf("self-issued-%d/build-below-another", n), append(chainOf{sub.Leaf(DefaultHost), root, sub}, between...), chainOf{root})
	}
	// Two names, each renewed once.
	one := root.Intermediate("CN=One,O=Example").Intermediate("CN=One,O=Example")
	two := one.Intermediate("CN=Two,O=Example").Intermediate("CN=Two,O=Example")
	b.Add("self-issued-two-by-two/build", chainOf{two.Leaf(DefaultHost), root, one, two, one.Issuer, two.Issuer}, chainOf{root})
}

// algorithms varies keys and signatures of leaf, intermediate and root.
func algorithms(b *Bench) {
	keys := []testpki.KeyType{
		testpki.RSA(512), testpki.RSA(768), testpki.RSA(1016), testpki.RSA(1023), testpki.RSA1024, testpki.RSA(1536), testpki.RSA2048,
		testpki.RSA3072, testpki.P224, testpki.P256, testpki.P384, testpki.P521, testpki.Ed25519,
	}
	for _, k := range keys {
		name := strings.ToLower(string(k))
		root := b.PKI.Root("CN=Root,O=Example")
		digest := testpki.SHA256
		if k == testpki.RSA(512) {
			digest = testpki.SHA1 // all that fits into 512 bits with room to spare
		}
		b.Add(name+"/leaf", chainOf{root.Leaf(DefaultHost, testpki.KeyOf(k))}, chainOf{root})
		b.Add(name+"/leaf-build", chainOf{root.Leaf(DefaultHost, testpki.KeyOf(k)), b.PKI.Root("CN=Other"), root}, chainOf{root})
		issuing := root.Intermediate("CN=Issuing,O=Example", testpki.KeyOf(k))
		leaf := issuing.Leaf(DefaultHost, testpki.SignedWith(digest))
		b.Add(name+"/intermediate", chainOf{leaf, issuing}, chainOf{root})
		b.Add(name+"/intermediate-build", chainOf{leaf, root, issuing}, chainOf{root})
		b.Add(name+"/intermediate-trusted", chainOf{leaf}, chainOf{issuing})
		ca := b.PKI.Root("CN=Root "+name+",O=Example", testpki.KeyOf(k), testpki.SignedWith(digest))
		middle := ca.Intermediate("CN=Middle,O=Example", testpki.SignedWith(digest))
		b.Add(name+"/root", chainOf{middle.Leaf(DefaultHost), middle}, chainOf{ca})
		b.Add(name+"/root-build", chainOf{middle.Leaf(DefaultHost), ca, middle}, chainOf{ca})
		b.Add(name+"/leaf-trusted", chainOf{leaf}, chainOf{leaf})
	}
	digests := []struct {
		name   string
		digest testpki.Digest
	}{{"md5", testpki.MD5}, {"sha1", testpki.SHA1}, {"sha224", testpki.SHA224}, {"sha256", testpki.SHA256}, {"sha384", testpki.SHA384}, {"sha512", testpki.SHA512}}
	for _, d := range digests {
		for _, k := range []testpki.KeyType{testpki.RSA2048, testpki.P256} {
			if d.name == "md5" && k == testpki.P256 {
				continue // there is no such algorithm
			}
			name := d.name + "-" + strings.ToLower(string(k))
			root := b.PKI.Root("CN=Root,O=Example", testpki.KeyOf(k))
			issuing := root.Intermediate("CN=Issuing,O=Example", testpki.KeyOf(k), testpki.SignedWith(d.digest))
			b.Add(name+"/leaf", chainOf{root.Leaf(DefaultHost, testpki.SignedWith(d.digest))}, chainOf{root})
			b.Add(name+"/intermediate", chainOf{issuing.Leaf(DefaultHost), issuing}, chainOf{root})
			b.Add(name+"/intermediate-build", chainOf{issuing.Leaf(DefaultHost), root, issuing}, chainOf{root})
			b.Add(name+"/intermediate-trusted", chainOf{issuing.Leaf(DefaultHost)}, chainOf{issuing})
			ca := b.PKI.Root("CN=Root "+name, testpki.KeyOf(k), testpki.SignedWith(d.digest))
			b.Add(name+"/root", chainOf{ca.Leaf(DefaultHost)}, chainOf{ca})
			b.Add(name+"/root-sent", chainOf{ca.Leaf(DefaultHost), ca}, chainOf{ca})
			b.Add(name+"/client", chainOf{root.Client("CN=c", testpki.SignedWith(d.digest))}, chainOf{root}, client)
		}
	}
	rsa := b.PKI.Root("CN=RSA Root,O=Example", testpki.KeyOf(testpki.RSA2048))
	for _, d := range digests[3:] {
		leaf := rsa.Leaf(DefaultHost, testpki.PSS(), testpki.SignedWith(d.digest))
		b.Add("pss-"+d.name+"/leaf", chainOf{leaf}, chainOf{rsa})
		b.Add("pss-"+d.name+"/bad", chainOf{rsa.Leaf(DefaultHost, testpki.PSS(), testpki.SignedWith(d.digest), testpki.BadSignature())}, chainOf{rsa})
		issuing := rsa.Intermediate("CN=PSS Issuing", testpki.PSS(), testpki.SignedWith(d.digest))
		b.Add("pss-"+d.name+"/intermediate", chainOf{issuing.Leaf(DefaultHost), issuing}, chainOf{rsa})
	}
	b.Add("pss-sha1/leaf", chainOf{rsa.Leaf(DefaultHost, testpki.PSS(), testpki.SignedWith(testpki.SHA1))}, chainOf{rsa})
	// Several faults at once: which one is named.
	b.Add("md5-and-expired", chainOf{rsa.Leaf(DefaultHost, testpki.SignedWith(testpki.MD5), testpki.Expired())}, chainOf{rsa})
	b.Add("md5-and-bad-signature", chainOf{rsa.Leaf(DefaultHost, testpki.SignedWith(testpki.MD5), testpki.BadSignature())}, chainOf{rsa})
	b.Add("md5-and-critical", chainOf{rsa.Leaf(DefaultHost, testpki.SignedWith(testpki.MD5), testpki.Extension("1.2.3.4", true, []byte{5, 0}))}, chainOf{rsa})
	b.Add("rsa768-and-expired", chainOf{rsa.Leaf(DefaultHost, testpki.KeyOf(testpki.RSA(768)), testpki.Expired())}, chainOf{rsa})
	b.Add("rsa768-and-other-host", chainOf{rsa.Leaf("b.test", testpki.KeyOf(testpki.RSA(768)))}, chainOf{rsa})
	weak := rsa.Intermediate("CN=Weak", testpki.KeyOf(testpki.RSA(768)), testpki.SignedWith(testpki.MD5))
	b.Add("weak-intermediate-and-md5", chainOf{weak.Leaf(DefaultHost), weak}, chainOf{rsa})
}

// extensions varies extensions that the JDK knows or does not.
func extensions(b *Bench) {
	root := b.PKI.Root("CN=Root,O=Example")
	null := []byte{5, 0}
	for _, v := range []struct {
		name   string
		option testpki.Option
	}{
		{"aia", testpki.AIA("http://ca.example.test/issuing.crt")},
		{"crl", testpki.CRL("http://ca.example.test/root.crl")},
		{"unknown-critical", testpki.Extension("1.2.3.4.5", true, null)},
		{"two-unknown-critical", testpki.All(testpki.Extension("1.2.3.4.5", true, null), testpki.Extension("1.2.3.4.6", true, null))},
		{"netscape-type-critical", testpki.Extension("2.16.840.1.113730.1.1", true, []byte{3, 2, 6, 0x40})},
		{"netscape-type", testpki.Extension("2.16.840.1.113730.1.1", false, []byte{3, 2, 6, 0x40})},
		{"netscape-type-client", testpki.Extension("2.16.840.1.113730.1.1", false, []byte{3, 2, 7, 0x80})},
		{"netscape-comment", testpki.Extension("2.16.840.1.113730.1.13", false, []byte{0x16, 1, 'x'})},
		{"aia-critical", testpki.All(testpki.AIA("http://ca.example.test/i.crt"), testpki.Critical(testpki.OIDAuthorityInfo, true))},
		{"crl-critical", testpki.All(testpki.CRL("http://ca.example.test/i.crl"), testpki.Critical(testpki.OIDCRLDistribution, true))},
		{"ski-critical", testpki.Critical(testpki.OIDSubjectKeyID, true)},
		{"aki-critical", testpki.Critical(testpki.OIDAuthorityKeyID, true)},
		{"san-critical", testpki.Critical(testpki.OIDSubjectAltName, true)},
		{"ku-not-critical", testpki.Critical(testpki.OIDKeyUsage, false)},
		{"eku-critical", testpki.Critical(testpki.OIDExtKeyUsage, true)},
		{"bc-not-critical", testpki.Critical(testpki.OIDBasicConstraints, false)},
		{"policies-critical", testpki.All(testpki.Policies(gold), testpki.Critical(testpki.OIDPolicies, true))},
		{"must-staple", testpki.Extension("1.3.6.1.5.5.7.1.24", false, []byte{0x30, 3, 2, 1, 5})},
		{"must-staple-critical", testpki.Extension("1.3.6.1.5.5.7.1.24", true, []byte{0x30, 3, 2, 1, 5})},
		{"ct-poison", testpki.Extension("1.3.6.1.4.1.11129.2.4.3", true, null)},
		{"name-constraints-in-leaf", testpki.Permit("dns:corp.test")},
		{"subject-directory-critical", testpki.Extension("2.5.29.9", true, []byte{0x30, 0})},
		{"private-key-usage-period", testpki.Extension("2.5.29.16", false, append([]byte{0x30, 17, 0x80, 15}, "20200101000000Z"...))},
		{"issuer-alt-name", testpki.Extension("2.5.29.18", false, append([]byte{0x30, 8, 0x82, 6}, "a.test"...))},
		{"issuer-alt-name-critical", testpki.Extension("2.5.29.18", true, append([]byte{0x30, 8, 0x82, 6}, "a.test"...))},
	} {
		leaf := root.Leaf(DefaultHost, v.option)
		b.Add(v.name+"/leaf", chainOf{leaf}, chainOf{root})
		b.Add(v.name+"/leaf-build", chainOf{leaf, b.PKI.Root("CN=Other"), root}, chainOf{root})
		issuing := root.Intermediate("CN=Issuing,O=Example", v.option)
		b.Add(v.name+"/intermediate", chainOf{issuing.Leaf(DefaultHost), issuing}, chainOf{root})
		b.Add(v.name+"/anchor", chainOf{issuing.Leaf(DefaultHost)}, chainOf{issuing})
	}
	for _, version := range []int{1, 2, 3} {
		leaf := root.Leaf(DefaultHost, testpki.Version(version))
		b.Add(fmt.Sprintf("version-%d", version), chainOf{leaf}, chainOf{root})
	}
}
