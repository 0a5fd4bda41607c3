package chain

import (
	"bytes"
	"net/netip"
	"strings"

	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"

	"missinglink/analyzer/internal/cert"
)

// constraints are the name constraints of the CAs above a certificate (RFC
// 5280 section 4.2.1.10). A name must satisfy every CA's, so that they need
// not be intersected.
type constraints struct {
	*judge
	sets []constraintSet
}

// MaxNameComparisons bounds how often one question holds a name against a
// constraint. A CA with a thousand constraints above a leaf with a hundred
// names needs 100,000; a megabyte of both asks for a hundred million, at every
// path and every repair.
const MaxNameComparisons = 2_000_000

// NotCompared stands in Decision.NotEvaluated when that bound was hit.
const NotCompared = "name constraints"

// compare takes n comparisons from the budget, or refuses them.
func (k *constraints) compare(n int) bool {
	if k.signatures.compared+n > MaxNameComparisons {
		k.notChecked(NotCompared)
		return false
	}
	k.signatures.compared += n
	return true
}

// constraintSet is what one CA demands.
type constraintSet struct{ permitted, excluded []cert.GeneralName }

// check holds a certificate against what the CAs above it demand, and takes up
// its own demands: also a leaf's, which demand nothing of anybody and can fail
// all the same (measured). A self-issued CA is exempt.
func (k *constraints) check(c *cert.Certificate, leaf bool) *fault {
	var f *fault
	if len(k.sets) > 0 && (leaf || !k.selfIssued(c)) {
		for _, n := range constrainedNames(c) {
			if !k.allow(n) {
				f = &fault{cause: "name-constraint", at: c, kind: KindValidation, text: textNames, args: map[string]string{"name": nameText(n)}}
				if text := k.crash(n); text != "" {
					f.text, f.bare = text, true
				}
				break
			}
		}
	}
	if e := c.Extension(oidNameConstraints); e != nil {
		set := readConstraints(e.Value)
		if text := k.disjoint(set); f == nil && text != "" {
			f = &fault{cause: "name-constraint", at: c, kind: KindValidation, text: text, bare: true}
		}
		k.sets = append(k.sets, set)
	}
	return f
}

// disjoint is the JDK's own failure where a CA permits only DNS names or
// addresses that the CA above does not: it cannot write the empty intersection.
func (k *constraints) disjoint(set constraintSet) string {
	for _, form := range []struct {
		tag  int
		text string
	}{
		{cert.DNSName, textDisjointDNS},
		{cert.IPAddress, textDisjointIP},
	} {
		for _, above := range k.sets {
			if !k.compare(len(above.permitted) * len(set.permitted)) {
				return ""
			}
			pairs, met := 0, false
			for _, x := range above.permitted {
				for _, y := range set.permitted {
					if x.Tag == form.tag && y.Tag == form.tag {
						pairs++
						met = met || overlap(x, y)
					}
				}
			}
			if pairs > 0 && !met {
				return form.text
			}
		}
	}
	return ""
}

func overlap(x, y cert.GeneralName) bool {
	if x.Tag == cert.DNSName {
		return within(x, y) || within(y, x)
	}
	half := len(x.Bytes) / 2
	if len(x.Bytes) != len(y.Bytes) {
		return false
	}
	for i := range half {
		if mask := x.Bytes[half+i] & y.Bytes[half+i]; x.Bytes[i]&mask != y.Bytes[i]&mask {
			return false
		}
	}
	return true
}

// readConstraints reads NameConstraints; the distances are not used (RFC 5280
// fixes them at 0 and unlimited).
func readConstraints(der []byte) constraintSet {
	var set constraintSet
	in, seq := cryptobyte.String(der), cryptobyte.String(nil)
	if !in.ReadASN1(&seq, cbasn1.SEQUENCE) {
		return set
	}
	for i, list := range []*[]cert.GeneralName{&set.permitted, &set.excluded} {
		var subtrees, subtree cryptobyte.String
		var present bool
		if !seq.ReadOptionalASN1(&subtrees, &present, cbasn1.Tag(i).ContextSpecific().Constructed()) {
			return set
		}
		for subtrees.ReadASN1(&subtree, cbasn1.SEQUENCE) {
			if n, ok := cert.ReadGeneralName(&subtree); ok {
				*list = append(*list, lower(n))
			}
		}
	}
	return set
}

// constrainedNames are the names the JDK holds against constraints: the
// subject, the alternative names; from the subject its mail addresses where
// there is no alternative name at all, and the common name, as a DNS name or an
// address, where no alternative name of that kind stands (measured).
func constrainedNames(c *cert.Certificate) []cert.GeneralName {
	var names []cert.GeneralName
	if !c.Subject.Empty() {
		names = append(names, cert.GeneralName{Tag: cert.DirectoryName, Bytes: c.Subject.Raw})
	}
	names = append(names, c.SAN...)
	if !c.HasSAN {
		for _, rdn := range c.Subject.RDNs {
			for _, a := range rdn {
				if a.Type.String() == oidEmailAddress {
					names = append(names, cert.GeneralName{Tag: cert.RFC822Name, Bytes: []byte(a.Value)})
				}
			}
		}
	}
	cn := commonName(c.Subject)
	ip, address := javaAddress(cn)
	switch {
	case address && len(c.IPs) == 0:
		names = append(names, cert.GeneralName{Tag: cert.IPAddress, Bytes: ip.AsSlice()})
	case !address && len(c.DNSNames) == 0 && javaHostName(cn) && isASCII(cn):
		names = append(names, cert.GeneralName{Tag: cert.DNSName, Bytes: []byte(cn)})
	}
	return names
}

func isASCII(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return r > 0x7e }) < 0
}

const oidEmailAddress = "1.2.840.113549.1.9.1"

func (k *constraints) allow(n cert.GeneralName) bool {
	n = lower(n)
	for _, set := range k.sets {
		if !k.compare(len(set.permitted) + len(set.excluded)) {
			return true
		}
	}
	if k.crash(n) != "" {
		return false
	}
	for _, set := range k.sets {
		for _, x := range set.excluded {
			if x.Tag == n.Tag && k.within(n, x) {
				return false
			}
		}
		asked, met := false, false
		for _, x := range set.permitted {
			if x.Tag == n.Tag {
				asked = true
				met = met || k.within(n, x)
			}
		}
		if asked && !met {
			return false
		}
	}
	return true
}

// crash is the exception in which the JDK ends when it compares a name with a
// constraint of the same form that it cannot compare, empty for the others.
func (k *constraints) crash(n cert.GeneralName) string {
	for _, set := range k.sets {
		for _, list := range [][]cert.GeneralName{set.permitted, set.excluded} {
			for _, x := range list {
				if text := k.crashes(n, x); x.Tag == n.Tag && text != "" {
					return text
				}
			}
		}
	}
	return ""
}

func (k *constraints) crashes(n, x cert.GeneralName) string {
	switch {
	case n.Tag == cert.OtherName:
		return textOtherName
	case n.Tag == cert.RegisteredID && string(n.Bytes) != string(x.Bytes):
		return textRegisteredID
	case n.Tag == cert.URIName && uriHost(string(n.Bytes)) == "":
		return textURIHost
	case n.Tag == cert.DNSName && (len(n.Bytes) == 0 || len(x.Bytes) == 0):
		if k.rules.newTexts {
			return textEmptyDNSNew
		}
		return textEmptyDNS
	}
	return ""
}

// lower puts a name into the case in which it is compared.
func lower(n cert.GeneralName) cert.GeneralName {
	switch n.Tag {
	case cert.DNSName, cert.RFC822Name, cert.URIName:
		n.Bytes = []byte(strings.ToLower(string(n.Bytes)))
	}
	return n
}

// within is the function of that name, but since JDK 25 a constraint holds
// addresses of its own family only.
func (k *constraints) within(n, x cert.GeneralName) bool {
	return within(n, x) && !(k.rules.newTexts && n.Tag == cert.IPAddress && len(x.Bytes) != 2*len(n.Bytes))
}

// within reports whether a name lies in the subtree of a constraint of the
// same form, both in the case of lower.
func within(n, constraint cert.GeneralName) bool {
	name, base := string(n.Bytes), string(constraint.Bytes)
	switch n.Tag {
	case cert.DNSName:
		return domainWithin(name, base)
	case cert.RFC822Name:
		_, host, _ := strings.Cut(name, "@")
		switch {
		case strings.Contains(base, "@"):
			return name == base
		case strings.HasPrefix(base, "."):
			return strings.HasSuffix(host, base)
		}
		return host == base
	case cert.URIName:
		host := uriHost(name)
		if strings.HasPrefix(base, ".") {
			return strings.HasSuffix(host, base)
		}
		return host == base
	case cert.IPAddress:
		return addressWithin(n.Bytes, constraint.Bytes)
	case cert.DirectoryName:
		return directoryWithin(n.Bytes, constraint.Bytes)
	}
	return name == base
}

// domainWithin: "example.test" holds itself and all below.
func domainWithin(name, base string) bool {
	if base == "" || name == base {
		return true
	}
	return strings.HasSuffix(name, "."+strings.TrimPrefix(base, "."))
}

func uriHost(uri string) string {
	_, rest, ok := strings.Cut(uri, "://")
	if !ok {
		return ""
	}
	rest, _, _ = strings.Cut(rest, "/")
	if _, after, at := strings.Cut(rest, "@"); at {
		rest = after
	}
	host, _, _ := strings.Cut(rest, ":")
	return host
}

func addressWithin(address, constraint []byte) bool {
	if len(bytes.Trim(constraint, "\x00")) == 0 {
		return true // 0.0.0.0/0 is every address, also of the other family
	}
	if len(constraint) != 2*len(address) {
		return false
	}
	for i, octet := range address {
		mask := constraint[len(address)+i]
		if octet&mask != constraint[i]&mask {
			return false
		}
	}
	return true
}

// directoryWithin: the constraint's RDNs are the first of the name's.
func directoryWithin(name, constraint []byte) bool {
	n, errName := cert.ParseName(name)
	base, errBase := cert.ParseName(constraint)
	if errName != nil || errBase != nil || len(base.RDNs) > len(n.RDNs) {
		return false
	}
	head := cert.Name{RDNs: n.RDNs[:len(base.RDNs)]}
	return head.Key() == (cert.Name{RDNs: base.RDNs}).Key()
}

// nameText is a general name for a sentence.
func nameText(n cert.GeneralName) string {
	switch n.Tag {
	case cert.DirectoryName:
		name, _ := cert.ParseName(n.Bytes)
		return name.String()
	case cert.IPAddress:
		if ip, ok := netip.AddrFromSlice(n.Bytes); ok {
			return ip.String()
		}
	}
	return cert.Visible(string(n.Bytes))
}
