package oracle

import "missinglink/analyzer/testpki"

// twins varies certificates that share a name: with another key, with other
// dates, with another issuer.
//
//	root ──┬── issuing ── leaf
//	       ├── issuing' (same name, other key)
//	       ├── issuing° (same name and key, expired)
//	root'  ┴── …            (same name as root, other key)
func twins(b *Bench) {
	root := b.PKI.Root("CN=Corp Root CA,O=Example")
	issuing := root.Intermediate("CN=Corp Issuing CA,O=Example")
	leaf := issuing.Leaf(DefaultHost)

	wrong := issuing.Twin()
	wrongNoID := issuing.Twin(testpki.NoSKI())
	wrongSameID := issuing.Twin(testpki.SKI(issuing.Key.ID()))
	renewed := issuing.Reissue()
	expired := issuing.Reissue(testpki.Expired())
	future := issuing.Reissue(testpki.NotYet())
	newRoot := root.Twin()
	newRootNoID := root.Twin(testpki.NoSKI())
	newRootSameID := root.Twin(testpki.SKI(root.Key.ID()))
	oldRoot := root.Reissue(testpki.Expired())
	renewedRoot := root.Reissue()
	issuingOfNew := newRoot.Intermediate("CN=Corp Issuing CA,O=Example", testpki.WithKey(issuing.Key))
	other := b.PKI.Root("CN=Other Root CA,O=Elsewhere")

	sent := []list{
		{"wrong", chainOf{leaf, wrong}},
		{"wrong-no-ski", chainOf{leaf, wrongNoID}},
		{"wrong-same-ski", chainOf{leaf, wrongSameID}},
		{"wrong,right", chainOf{leaf, wrong, issuing}},
		{"right,wrong", chainOf{leaf, issuing, wrong}},
		{"wrong-same-ski,right", chainOf{leaf, wrongSameID, issuing}},
		{"right", chainOf{leaf, issuing}},
		{"expired", chainOf{leaf, expired}},
		{"expired,right", chainOf{leaf, expired, issuing}},
		{"right,expired", chainOf{leaf, issuing, expired}},
		{"root,expired,right", chainOf{leaf, root, expired, issuing}},
		{"future,right", chainOf{leaf, future, issuing}},
		{"renewed", chainOf{leaf, renewed}},
		{"right,newroot", chainOf{leaf, issuing, newRoot}},
		{"right,newroot,root", chainOf{leaf, issuing, newRoot, root}},
		{"right,oldroot", chainOf{leaf, issuing, oldRoot}},
		{"right,renewedroot", chainOf{leaf, issuing, renewedRoot}},
		{"by-new", chainOf{leaf, issuingOfNew}},
		{"by-new,right", chainOf{leaf, issuingOfNew, issuing}},
		{"right,by-new", chainOf{leaf, issuing, issuingOfNew}},
		{"leaf", chainOf{leaf}},
	}
	trusted := []list{
		{"root", chainOf{root}},
		{"newroot", chainOf{newRoot}},
		{"newroot-no-ski", chainOf{newRootNoID}},
		{"newroot-same-ski", chainOf{newRootSameID}},
		{"oldroot", chainOf{oldRoot}},
		{"issuing", chainOf{issuing}},
		{"wrong", chainOf{wrong}},
		{"expired", chainOf{expired}},
		{"other", chainOf{other}},
	}
	for _, s := range sent {
		for _, t := range trusted {
			b.Add(s.name+"/trusts-"+t.name, s.of, t.of, hand(root, issuing, newRoot))
		}
	}
	// Several anchors with one name: a trust store after a change of keys.
	for _, s := range sent {
		b.Add(s.name+"/trusts-root+newroot", s.of, chainOf{root, newRoot})
		b.Add(s.name+"/trusts-oldroot+renewedroot", s.of, chainOf{oldRoot, renewedRoot})
		b.Add(s.name+"/trusts-issuing+wrong", s.of, chainOf{issuing, wrong})
		b.Add(s.name+"/trusts-root+wrong", s.of, chainOf{root, wrong})
		b.Add(s.name+"/trusts-newroot+issuing", s.of, chainOf{newRoot, issuing})
	}
}

// crosses varies cross-certificates.
//
//	old ── new× ┐
//	            ├── issuing ── leaf
//	new ────────┘
func crosses(b *Bench) {
	old := b.PKI.Root("CN=Old Root,O=Example")
	young := b.PKI.Root("CN=New Root,O=Example")
	issuing := young.Intermediate("CN=Issuing CA,O=Example")
	leaf := issuing.Leaf(DefaultHost)
	cross := old.Cross(young)
	crossExpired := old.Cross(young, testpki.Expired())
	crossBack := young.Cross(old)
	crossPath0 := old.Cross(young, testpki.PathLen(0))
	crossPath1 := old.Cross(young, testpki.PathLen(1))
	crossBad := old.Cross(young, testpki.BadSignature())
	issuingByOld := old.Cross(issuing)
	oldExpired := old.Reissue(testpki.Expired())

	sent := []list{
		{"issuing", chainOf{leaf, issuing}},
		{"issuing,cross", chainOf{leaf, issuing, cross}},
		{"issuing,cross,old", chainOf{leaf, issuing, cross, old}},
		{"issuing,cross,oldexpired", chainOf{leaf, issuing, cross, oldExpired}},
		{"issuing,crossexpired", chainOf{leaf, issuing, crossExpired}},
		{"issuing,crossexpired,cross", chainOf{leaf, issuing, crossExpired, cross}},
		{"issuing,cross,crossexpired", chainOf{leaf, issuing, cross, crossExpired}},
		{"issuing,young,cross", chainOf{leaf, issuing, young, cross}},
		{"issuing,cross,young", chainOf{leaf, issuing, cross, young}},
		{"issuing,cross,crossback", chainOf{leaf, issuing, cross, crossBack}},
		{"issuing,crossback,cross", chainOf{leaf, issuing, crossBack, cross}},
		{"cross,issuing", chainOf{leaf, cross, issuing}},
		{"issuing,pathlen0", chainOf{leaf, issuing, crossPath0}},
		{"issuing,pathlen1", chainOf{leaf, issuing, crossPath1}},
		{"issuing,pathlen0,cross", chainOf{leaf, issuing, crossPath0, cross}},
		{"issuing,crossbad", chainOf{leaf, issuing, crossBad}},
		{"issuing,crossbad,cross", chainOf{leaf, issuing, crossBad, cross}},
		{"issuingbyold", chainOf{leaf, issuingByOld}},
		{"issuing,issuingbyold", chainOf{leaf, issuing, issuingByOld}},
		{"issuingbyold,issuing", chainOf{leaf, issuingByOld, issuing}},
	}
	trusted := []list{
		{"old", chainOf{old}},
		{"young", chainOf{young}},
		{"both", chainOf{old, young}},
		{"oldexpired", chainOf{oldExpired}},
		{"oldexpired+young", chainOf{oldExpired, young}},
		{"cross", chainOf{cross}},
		{"crossexpired", chainOf{crossExpired}},
	}
	for _, s := range sent {
		for _, t := range trusted {
			b.Add(s.name+"/trusts-"+t.name, s.of, t.of, hand(old, young, cross, issuing))
		}
	}
}
