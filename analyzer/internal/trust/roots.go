package trust

import (
	"bytes"

	"missinglink/analyzer/internal/cert"
)

// RootByKey looks a root up by subject and public key: that is what a root is,
// whichever certificate carries it. A stranger costs one checksum, because a
// store of thousands is asked about record by record.
func RootByKey(subject cert.Name, spki []byte) (Root, bool) {
	f, mark := facts(), NameMark(subject)
	same := func(a *cert.Anchor) bool { return bytes.Equal(a.SPKI, spki) }
	for ca := range f.jdk + f.mozilla {
		switch {
		case f.marks[ca] != mark:
		case ca < f.jdk:
			if e := jdkList()[ca]; same(e.Anchor) && e.Subject.Equal(subject) {
				return e.root(), true
			}
		case f.name(ca).Equal(subject):
			if a := mozillaRoot(subject, same); a != nil {
				return rootOf(a), true
			}
		}
	}
	return Root{}, false
}

// RootByName looks a root up by the issuer name and the authority key
// identifier of a certificate below it, the JDK's roots first. Without an
// identifier the name alone decides.
func RootByName(issuer cert.Name, aki []byte) (Root, bool) {
	for _, ca := range facts().find(issuer, aki) {
		if facts().isRoot(ca) {
			return facts().root(ca), true
		}
	}
	return Root{}, false
}

func (e jdkEntry) root() Root {
	r := rootOf(e.Anchor)
	r.InOpenJDK, r.InMozilla = true, e.inMozilla
	r.Since, r.Distrust = sinceText(e.since), e.Distrust
	return r
}

// rootOf an anchor of Mozilla's list.
func rootOf(a *cert.Anchor) Root {
	return Root{InMozilla: true, NotAfter: a.NotAfter, Name: rootName(a.Subject), Subject: a.Subject, SKI: a.SKI, SHA256: a.ID}
}

// rootName is the common name, or the unit where the common name only repeats
// the organisation: "GlobalSign" is the name of three roots.
func rootName(n cert.Name) string {
	var organisation, unit string
	for _, rdn := range n.RDNs {
		for _, a := range rdn {
			switch a.Type.String() {
			case "2.5.4.10":
				organisation = a.Value
			case "2.5.4.11":
				unit = a.Value
			}
		}
	}
	if unit != "" && n.CommonName() == cert.Visible(organisation) {
		return cert.Visible(unit)
	}
	return n.CommonName()
}
