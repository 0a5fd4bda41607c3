package oracle

import (
	"fmt"
	"math/big"

	"missinglink/analyzer/testpki"
)

// names varies how the issuer in the leaf is written compared with the
// subject of its issuer: string types, case, spaces, order, attribute types.
func names(b *Bench) {
	other := b.PKI.Root("CN=Other")
	pairs := []struct {
		name            string
		subject, issuer testpki.Name
	}{
		{"same", testpki.ParseName("CN=Root,O=Example"), testpki.ParseName("CN=Root,O=Example")},
		{"utf8-in-issuer", testpki.ParseName("CN=Root,O=Example"), testpki.ParseName("CN=Root,O=Example").As(testpki.UTF8)},
		{"utf8-in-subject", testpki.ParseName("CN=Root,O=Example").As(testpki.UTF8), testpki.ParseName("CN=Root,O=Example")},
		{"teletex", testpki.ParseName("CN=Root,O=Example"), testpki.ParseName("CN=Root,O=Example").As(testpki.Teletex)},
		{"teletex-both", testpki.ParseName("CN=Root,O=Example").As(testpki.Teletex), testpki.ParseName("CN=Root,O=Example").As(testpki.Teletex)},
		{"bmp", testpki.ParseName("CN=Root,O=Example"), testpki.ParseName("CN=Root,O=Example").As(testpki.BMP)},
		{"ia5", testpki.ParseName("CN=Root,O=Example"), testpki.ParseName("CN=Root,O=Example").As(testpki.IA5)},
		{"case", testpki.ParseName("CN=Root,O=Example"), testpki.ParseName("CN=ROOT,O=example")},
		{"case-utf8", testpki.ParseName("CN=Root,O=Example").As(testpki.UTF8), testpki.ParseName("CN=rOOT,O=EXAMPLE").As(testpki.UTF8)},
		{"inner-spaces", testpki.ParseName("CN=Corp Root"), testpki.ParseName("CN=Corp   Root")},
		{"outer-spaces", testpki.ParseName("CN=Corp Root"), testpki.ParseName("CN= Corp Root ")},
		{"no-space", testpki.ParseName("CN=Corp Root"), testpki.ParseName("CN=CorpRoot")},
		{"tab", testpki.ParseName("CN=Corp Root"), testpki.ParseName("CN=Corp\tRoot").As(testpki.UTF8)},
		{"order", testpki.ParseName("CN=Root,O=Example"), testpki.ParseName("O=Example,CN=Root")},
		{"more-attributes", testpki.ParseName("CN=Root,O=Example"), testpki.ParseName("CN=Root,O=Example,C=US")},
		{"fewer-attributes", testpki.ParseName("CN=Root,O=Example"), testpki.ParseName("CN=Root")},
		{"other-attribute", testpki.ParseName("CN=Root,OU=Example"), testpki.ParseName("CN=Root,O=Example")},
		{"multi-valued", testpki.ParseName("CN=Root+OU=PKI,O=Example"), testpki.ParseName("CN=Root+OU=PKI,O=Example")},
		{"multi-valued-order", testpki.ParseName("CN=Root+OU=PKI,O=Example"), testpki.ParseName("OU=PKI+CN=Root,O=Example")},
		{"multi-valued-case-order", testpki.ParseName("CN=Root+OU=PKI,O=Example"), testpki.ParseName("OU=pki+CN=ROOT,O=Example")},
		{"multi-valued-split", testpki.ParseName("CN=Root+OU=PKI,O=Example"), testpki.ParseName("CN=Root,OU=PKI,O=Example")},
		{"email-ia5-utf8", testpki.ParseName("E=ca@example.test,CN=Root"), testpki.ParseName("E=ca@example.test,CN=Root").As(testpki.UTF8)},
		{"email-case", testpki.ParseName("E=ca@example.test,CN=Root"), testpki.ParseName("E=CA@Example.test,CN=Root")},
		{"email-same", testpki.ParseName("E=ca@example.test,CN=Root"), testpki.ParseName("E=ca@example.test,CN=Root")},
		{"dc-same", testpki.ParseName("CN=Root,DC=example,DC=test"), testpki.ParseName("CN=Root,DC=example,DC=test")},
		{"dc-case", testpki.ParseName("CN=Root,DC=example,DC=test"), testpki.ParseName("CN=Root,DC=EXAMPLE,DC=test")},
		{"dc-utf8", testpki.ParseName("CN=Root,DC=example,DC=test"), testpki.ParseName("CN=Root,DC=example,DC=test").As(testpki.UTF8)},
		{"umlaut", testpki.ParseName("CN=Köln Root"), testpki.ParseName("CN=Köln Root")},
		{"umlaut-case", testpki.ParseName("CN=Köln Root"), testpki.ParseName("CN=KÖLN Root")},
		{"umlaut-decomposed", testpki.ParseName("CN=Köln Root"), testpki.ParseName("CN=Ko\u0308ln Root")},
		{"umlaut-bmp", testpki.ParseName("CN=Köln Root"), testpki.ParseName("CN=Köln Root").As(testpki.BMP)},
		{"wide-letters", testpki.ParseName("CN=Root"), testpki.ParseName("CN=Ｒｏｏｔ")},
		{"sharp-s", testpki.ParseName("CN=Straße"), testpki.ParseName("CN=STRASSE")},
		{"dotless-i", testpki.ParseName("CN=I"), testpki.ParseName("CN=ı")},
		{"japanese", testpki.ParseName("CN=認証局,O=例"), testpki.ParseName("CN=認証局,O=例")},
		{"quote", testpki.ParseName(`CN=Corp "Root"`), testpki.ParseName(`CN=Corp "Root"`)},
		{"comma", testpki.ParseName(`CN=Corp\, Root`), testpki.ParseName(`CN=Corp\, Root`)},
		{"comma-utf8", testpki.ParseName(`CN=Corp\, Root`), testpki.ParseName(`CN=Corp\, Root`).As(testpki.UTF8)},
		{"hash", testpki.ParseName("CN=#1 CA"), testpki.ParseName("CN=#1 CA")},
		{"private-oid", testpki.ParseName("1.2.3.4=x,CN=Root"), testpki.ParseName("1.2.3.4=x,CN=Root")},
		{"private-oid-utf8", testpki.ParseName("1.2.3.4=x,CN=Root"), testpki.ParseName("1.2.3.4=x,CN=Root").As(testpki.UTF8)},
		{"private-oid-case", testpki.ParseName("1.2.3.4=x,CN=Root"), testpki.ParseName("1.2.3.4=X,CN=Root")},
		{"serialnumber", testpki.ParseName("serialNumber=12,CN=Root"), testpki.ParseName("serialNumber=12,CN=Root").As(testpki.UTF8)},
		{"empty-value", testpki.ParseName("CN=,O=Example"), testpki.ParseName("CN=,O=Example")},
		{"newline", testpki.ParseName("CN=Corp\nRoot"), testpki.ParseName("CN=Corp\nRoot")},
	}
	for _, p := range pairs {
		root := b.PKI.Root("CN=x", testpki.SubjectName(p.subject))
		leaf := root.Leaf(DefaultHost, testpki.IssuerName(p.issuer))
		b.Add(p.name+"/anchor", chainOf{leaf}, chainOf{root})
		b.Add(p.name+"/anchor-build", chainOf{leaf, other, root}, chainOf{root})
		issuing := other.Intermediate("CN=x", testpki.SubjectName(p.subject))
		below := issuing.Leaf(DefaultHost, testpki.IssuerName(p.issuer))
		b.Add(p.name+"/intermediate", chainOf{below, issuing}, chainOf{other})
		// An anchor with the key of the sent intermediate and its name in the
		// issuer's spelling: the cut before an anchor compares names too.
		twin := b.PKI.Root("CN=x", testpki.SubjectName(p.issuer), testpki.WithKey(issuing.Key))
		b.Add(p.name+"/twin", chainOf{below, issuing}, chainOf{twin})
	}
}

// keyIdentifiers varies subject and authority key identifiers, which the JDK
// compares in some places only.
func keyIdentifiers(b *Bench) {
	root := b.PKI.Root("CN=Root,O=Example")
	noID := b.PKI.Root("CN=Root Without ID,O=Example", testpki.NoSKI())
	wrong := []byte{9, 9, 9, 9}
	variants := []struct {
		name   string
		option testpki.Option
	}{
		{"right", testpki.AKI(nil)},
		{"absent", testpki.NoAKI()},
		{"wrong", testpki.AKI(wrong)},
		{"empty", testpki.AKI([]byte{})},
		{"issuer-serial-wrong", testpki.AKIIssuer(testpki.ParseName("CN=Nobody"), big.NewInt(99))},
		{"issuer-only", testpki.AKIIssuer(testpki.ParseName("CN=Nobody"), nil)},
		{"serial-only-wrong", testpki.AKIIssuer(nil, big.NewInt(99))},
		{"critical", testpki.Critical(testpki.OIDAuthorityKeyID, true)},
	}
	for _, v := range variants {
		issuing := root.Intermediate("CN=Issuing,O=Example")
		leaf := issuing.Leaf(DefaultHost, v.option)
		b.Add("leaf-"+v.name+"/sent", chainOf{leaf, issuing}, chainOf{root})
		b.Add("leaf-"+v.name+"/build", chainOf{leaf, root, issuing}, chainOf{root})
		b.Add("leaf-"+v.name+"/anchor", chainOf{leaf}, chainOf{issuing})
		b.Add("leaf-"+v.name+"/anchor-build", chainOf{leaf, root}, chainOf{issuing})
		b.Add("leaf-"+v.name+"/anchor-without-id", chainOf{noID.Leaf(DefaultHost, v.option)}, chainOf{noID})
		middle := root.Intermediate("CN=Middle,O=Example", v.option)
		below := middle.Leaf(DefaultHost)
		b.Add("intermediate-"+v.name+"/validate", chainOf{below, middle}, chainOf{root})
		b.Add("intermediate-"+v.name+"/build", chainOf{below, root, middle}, chainOf{root})
	}
	// Issuer and serial number of the authority key identifier that fit.
	serial := big.NewInt(4711)
	known := b.PKI.Root("CN=Known,O=Example", testpki.Serial(serial))
	b.Add("issuer-serial-right", chainOf{known.Leaf(DefaultHost, testpki.AKIIssuer(known.Name(), serial))}, chainOf{known})
	again := known.Reissue()
	b.Add("issuer-serial-of-older", chainOf{known.Leaf(DefaultHost, testpki.AKIIssuer(known.Name(), serial))}, chainOf{again})
	b.Add("issuer-serial-of-older/no-key-id", chainOf{known.Leaf(DefaultHost, testpki.NoAKI())}, chainOf{again})
}

// serials varies serial numbers.
func serials(b *Bench) {
	root := b.PKI.Root("CN=Root,O=Example")
	long := new(big.Int).Lsh(big.NewInt(1), 191)
	for _, n := range []*big.Int{big.NewInt(0), big.NewInt(-1), big.NewInt(1), long, new(big.Int).Neg(long)} {
		leaf := root.Leaf(DefaultHost, testpki.Serial(n))
		b.Add(fmt.Sprintf("leaf-%d-bits-sign%+d", n.BitLen(), n.Sign()), chainOf{leaf}, chainOf{root})
	}
	twin := root.Leaf(DefaultHost, testpki.Serial(big.NewInt(7)))
	b.Add("same-serial-same-issuer", chainOf{twin, root.Intermediate("CN=x", testpki.Serial(big.NewInt(7)))}, chainOf{root})
}
