package oracle

import (
	"fmt"
	"time"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/testpki"
)

// usages varies key usage and extended key usage of the leaf.
func usages(b *Bench) {
	root := b.PKI.Root("CN=Root,O=Example")
	const (
		sign    = cert.DigitalSignature
		encrypt = cert.KeyEncipherment
		agree   = cert.KeyAgreement
	)
	keyUsages := []struct {
		name  string
		apply testpki.Option
	}{
		{"none", testpki.NoKU()}, {"empty", testpki.KU(0)}, {"sign", testpki.KU(sign)}, {"encrypt", testpki.KU(encrypt)},
		{"sign+encrypt", testpki.KU(sign | encrypt)}, {"agree", testpki.KU(agree)}, {"nonrepudiation", testpki.KU(cert.NonRepudiation)},
		{"certsign", testpki.KU(cert.KeyCertSign)}, {"sign+decipheronly", testpki.KU(sign | cert.DecipherOnly)},
		{"data", testpki.KU(cert.DataEncipherment)},
	}
	extended := []struct {
		name string
		oids []string
	}{
		{"none", nil}, {"any", []string{testpki.AnyUsage}}, {"server", []string{testpki.ServerAuth}},
		{"client", []string{testpki.ClientAuth}}, {"both", []string{testpki.ServerAuth, testpki.ClientAuth}},
		{"code", []string{testpki.CodeSigning}}, {"microsoft-sgc", []string{testpki.MicrosoftSGC}},
		{"netscape-sgc", []string{testpki.NetscapeSGC}}, {"email+any", []string{testpki.EmailUsage, testpki.AnyUsage}},
		{"private", []string{"1.2.3.4.5.6"}},
	}
	for _, ku := range keyUsages {
		for _, eku := range extended {
			leaf := root.Leaf(DefaultHost, ku.apply, testpki.EKU(eku.oids...))
			name := "ku-" + ku.name + "/eku-" + eku.name
			b.Add(name+"/server", chainOf{leaf}, chainOf{root})
			b.Add(name+"/client", chainOf{leaf}, chainOf{root}, client)
		}
	}
	for _, critical := range []bool{false, true} {
		name := fmt.Sprintf("critical-%v", critical)
		b.Add("eku-client/"+name, chainOf{root.Leaf(DefaultHost, testpki.EKU(testpki.ClientAuth), testpki.Critical(testpki.OIDExtKeyUsage, critical))}, chainOf{root})
		b.Add("eku-server/"+name, chainOf{root.Leaf(DefaultHost, testpki.Critical(testpki.OIDExtKeyUsage, critical))}, chainOf{root})
		b.Add("ku-encrypt/"+name, chainOf{root.Leaf(DefaultHost, testpki.KU(encrypt), testpki.Critical(testpki.OIDKeyUsage, critical))}, chainOf{root})
	}
	// Client certificates, whole chains.
	issuing := root.Intermediate("CN=Issuing,O=Example")
	user := issuing.Client("CN=integration,O=Example")
	b.Add("client-chain", chainOf{user, issuing}, chainOf{root}, client)
	b.Add("client-chain/no-intermediate", chainOf{user}, chainOf{root}, client, hand(issuing))
	b.Add("client-chain/trusted-itself", chainOf{user}, chainOf{user}, client)
	b.Add("client-chain/expired", chainOf{issuing.Client("CN=integration", testpki.Expired()), issuing}, chainOf{root}, client)
	b.Add("client-chain/as-server", chainOf{user, issuing}, chainOf{root}, host(""))
}

// times varies the moment of the question around the ends of the periods.
func times(b *Bench) {
	from := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	to := time.Date(2026, 12, 31, 23, 59, 59, 0, time.UTC)
	root := b.PKI.Root("CN=Root,O=Example")
	issuing := root.Intermediate("CN=Issuing,O=Example")
	leaf := issuing.Leaf(DefaultHost, testpki.Between(from, to))
	short := root.Intermediate("CN=Short,O=Example", testpki.Between(from, to))
	below := short.Leaf(DefaultHost, testpki.Between(from.AddDate(-1, 0, 0), to.AddDate(1, 0, 0)))
	shortRoot := b.PKI.Root("CN=Short Root", testpki.Between(from, to))
	underShort := shortRoot.Leaf(DefaultHost, testpki.Between(from.AddDate(-1, 0, 0), to.AddDate(1, 0, 0)))
	for _, m := range []struct {
		name string
		at   time.Time
	}{
		{"long-before", from.AddDate(-20, 0, 0)},
		{"second-before", from.Add(-time.Second)}, {"millisecond-before", from.Add(-time.Millisecond)},
		{"start", from}, {"middle", from.AddDate(0, 6, 0)}, {"end", to},
		{"millisecond-after", to.Add(time.Millisecond)}, {"second-after", to.Add(time.Second)},
		{"long-after", to.AddDate(30, 0, 0)},
	} {
		b.Add("leaf/"+m.name, chainOf{leaf, issuing}, chainOf{root}, at(m.at))
		b.Add("intermediate/"+m.name, chainOf{below, short}, chainOf{root}, at(m.at))
		b.Add("root/"+m.name, chainOf{underShort}, chainOf{shortRoot}, at(m.at))
		b.Add("root-build/"+m.name, chainOf{underShort, root, shortRoot}, chainOf{shortRoot}, at(m.at))
	}
	far := time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)
	b.Add("no-end", chainOf{root.Leaf(DefaultHost, testpki.Between(from, far))}, chainOf{root})
	b.Add("generalized-expired", chainOf{root.Leaf(DefaultHost, testpki.Between(from, time.Date(2050, 1, 1, 0, 0, 0, 0, time.UTC)))},
		chainOf{root}, at(time.Date(2050, 1, 1, 0, 0, 1, 0, time.UTC)))
	b.Add("old-start", chainOf{root.Leaf(DefaultHost, testpki.Between(time.Date(1950, 1, 1, 0, 0, 0, 0, time.UTC), to))}, chainOf{root})
	b.Add("backwards", chainOf{root.Leaf(DefaultHost, testpki.Between(to, from))}, chainOf{root})
	b.Add("both-expired", chainOf{root.Intermediate("CN=Gone", testpki.Expired()).Leaf(DefaultHost, testpki.Expired())}, chainOf{root})
	gone := root.Intermediate("CN=Gone Too", testpki.Expired())
	b.Add("both-expired/sent", chainOf{gone.Leaf(DefaultHost, testpki.Expired()), gone}, chainOf{root})
	b.Add("both-expired/root-unknown", chainOf{gone.Leaf(DefaultHost, testpki.Expired()), gone}, chainOf{shortRoot}, hand(root))
}
