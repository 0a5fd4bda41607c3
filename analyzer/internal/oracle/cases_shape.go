package oracle

import (
	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/testpki"
)

type list struct {
	name string
	of   chainOf
}

// shapes varies which certificates of one sound chain are sent, in which
// order, and which are trusted.
//
//	root ── issuing ── leaf        other ── stray
func shapes(b *Bench) {
	root := b.PKI.Root("CN=Corp Root CA,O=Example")
	issuing := root.Intermediate("CN=Corp Issuing CA,O=Example")
	leaf := issuing.Leaf(DefaultHost)
	other := b.PKI.Root("CN=Other Root CA,O=Elsewhere")
	stray := other.Intermediate("CN=Stray CA,O=Elsewhere")
	strayLeaf := stray.Leaf("stray.example.test")
	all := hand(root, issuing, other, stray)

	sent := []list{
		{"leaf", chainOf{leaf}},
		{"leaf,issuing", chainOf{leaf, issuing}},
		{"leaf,issuing,root", chainOf{leaf, issuing, root}},
		{"leaf,root", chainOf{leaf, root}},
		{"leaf,root,issuing", chainOf{leaf, root, issuing}},
		{"issuing,leaf", chainOf{issuing, leaf}},
		{"root,issuing,leaf", chainOf{root, issuing, leaf}},
		{"issuing,root,leaf", chainOf{issuing, root, leaf}},
		{"leaf,leaf,issuing", chainOf{leaf, leaf, issuing}},
		{"leaf,issuing,issuing", chainOf{leaf, issuing, issuing}},
		{"leaf,issuing,root,root", chainOf{leaf, issuing, root, root}},
		{"leaf,issuing,stray", chainOf{leaf, issuing, stray}},
		{"leaf,stray,issuing", chainOf{leaf, stray, issuing}},
		{"leaf,stray", chainOf{leaf, stray}},
		{"leaf,issuing,root,stray,other", chainOf{leaf, issuing, root, stray, other}},
		{"leaf,other,issuing,stray,root", chainOf{leaf, other, issuing, stray, root}},
		{"leaf,strayleaf,stray,issuing", chainOf{leaf, strayLeaf, stray, issuing}},
		{"strayleaf,leaf,issuing", chainOf{strayLeaf, leaf, issuing}},
		{"issuing", chainOf{issuing}},
		{"issuing,root", chainOf{issuing, root}},
		{"root", chainOf{root}},
		{"root,leaf", chainOf{root, leaf}},
	}
	trusted := []list{
		{"root", chainOf{root}},
		{"issuing", chainOf{issuing}},
		{"leaf", chainOf{leaf}},
		{"other", chainOf{other}},
		{"root+issuing", chainOf{root, issuing}},
		{"stray+other", chainOf{stray, other}},
		{"everything", chainOf{root, issuing, leaf, other, stray, strayLeaf}},
	}
	for _, s := range sent {
		for _, t := range trusted {
			b.Add(s.name+"/trusts-"+t.name, s.of, t.of, all)
		}
	}
	b.Add("leaf,issuing/trusts-nothing", chainOf{leaf, issuing}, chainOf{}, all)
	// The limit of the handshake is no concern of the trust manager.
	b.Add("eleven-sent", chainOf{leaf, issuing, root, stray, other, stray, other, stray, other, stray, other}, chainOf{root})
	// A leaf that the root itself signed needs nothing else.
	direct := root.Leaf(DefaultHost)
	for _, t := range trusted {
		b.Add("direct/trusts-"+t.name, chainOf{direct}, t.of, all)
		b.Add("direct,issuing/trusts-"+t.name, chainOf{direct, issuing}, t.of, all)
	}
	// Another certificate of the same server, from another CA, before the chain.
	b.Add("second-leaf-of-host", chainOf{leaf, other.Leaf(DefaultHost), issuing}, chainOf{root})
	b.Add("renewed-leaf-trusted", chainOf{leaf}, chainOf{leaf.Reissue()})
	b.Add("renewed-leaf-key-trusted", chainOf{leaf}, chainOf{leaf.Twin()})
}

// selfSigned varies server certificates that vouch for themselves.
func selfSigned(b *Bench) {
	other := b.PKI.Root("CN=Other Root CA")
	for _, v := range []struct {
		name    string
		options []testpki.Option
	}{
		{"plain", nil},
		{"no-bc", []testpki.Option{testpki.NoBasicConstraints()}},
		{"ca", []testpki.Option{testpki.CA(true), testpki.KU(cert.DigitalSignature | cert.KeyCertSign)}},
		{"ca-without-certsign", []testpki.Option{testpki.CA(true)}},
		{"no-ku", []testpki.Option{testpki.NoKU()}},
		{"v1", []testpki.Option{testpki.Version(1)}},
		{"expired", []testpki.Option{testpki.Expired()}},
		{"client-only", []testpki.Option{testpki.EKU(testpki.ClientAuth)}},
		{"bad-signature", []testpki.Option{testpki.BadSignature()}},
		{"md5", []testpki.Option{testpki.KeyOf(testpki.RSA2048), testpki.SignedWith(testpki.MD5)}},
		{"rsa512", []testpki.Option{testpki.KeyOf(testpki.RSA(512)), testpki.SignedWith(testpki.SHA1)}},
		{"no-san", []testpki.Option{testpki.NoSAN()}},
	} {
		cert := b.PKI.SelfSigned(DefaultHost, v.options...)
		b.Add(v.name+"/untrusted", chainOf{cert}, chainOf{other}, hand(cert))
		b.Add(v.name+"/trusted", chainOf{cert}, chainOf{cert})
		b.Add(v.name+"/renewed", chainOf{cert.Reissue()}, chainOf{cert}, hand(cert))
		b.Add(v.name+"/rekeyed", chainOf{cert.Twin()}, chainOf{cert}, hand(cert))
		b.Add(v.name+"/twice", chainOf{cert, cert}, chainOf{cert})
		b.Add(v.name+"/renewed-and-old", chainOf{cert.Reissue(), cert}, chainOf{cert})
		b.Add(v.name+"/renewed-and-old/untrusted", chainOf{cert.Reissue(), cert}, chainOf{other})
	}
	// A private CA's own certificate on the server.
	ca := b.PKI.Root("CN="+DefaultHost, testpki.SAN("dns:"+DefaultHost))
	leaf := ca.Leaf(DefaultHost)
	b.Add("ca-as-server/trusted", chainOf{ca}, chainOf{ca})
	b.Add("ca-as-server/untrusted", chainOf{ca}, chainOf{other})
	b.Add("ca-same-name-as-leaf", chainOf{leaf}, chainOf{ca})
	b.Add("ca-same-name-as-leaf/sent", chainOf{leaf, ca}, chainOf{ca})
	b.Add("ca-same-name-as-leaf/untrusted", chainOf{leaf, ca}, chainOf{other})
}
