package chain

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/golden"
	"missinglink/analyzer/testpki"
)

// TestPictures holds, question by question, everything that is told about a
// chain besides the JDK's sentence: the cause and what it is about, the shape,
// every path with the state of its links, what is missing, the repairs. The
// sentences and verdicts stand in the tables and in the recorded answers.
func TestPictures(t *testing.T) {
	var b bytes.Buffer
	for _, x := range pictures() {
		fmt.Fprintf(&b, "# %s\n%s\n", x.name, picture(x.Question))
	}
	golden.Equal(t, "pictures.txt", b.String())
}

func picture(q Question) string {
	var b strings.Builder
	who := map[string]string{"": ""}
	for _, list := range [][]*cert.Certificate{q.Sent, q.Pool} {
		for _, c := range list {
			who[c.ID] = c.Subject.CommonName()
		}
	}
	for _, a := range q.Anchors.List() {
		who[a.ID] = a.Subject.CommonName()
	}
	names := func(list []*cert.Certificate) string {
		var out []string
		for _, c := range list {
			out = append(out, c.Subject.CommonName())
		}
		return strings.Join(out, ", ")
	}
	told := func(d Decision) string {
		out := fmt.Sprintf("accepted=%t evaluated=%t %s %s", d.Accepted, d.Evaluated, d.Stage, d.Kind)
		if d.Cause != "" {
			out += "; " + d.Cause
			if d.At != nil {
				out += " at " + d.At.Subject.CommonName()
			}
		}
		for _, k := range slices.Sorted(maps.Keys(d.Args)) {
			out += "; " + k + "=" + d.Args[k]
		}
		for i, id := range d.Path {
			out += map[bool]string{true: "; path ", false: " > "}[i == 0] + who[id]
		}
		if d.Anchor != nil {
			out += "; anchor " + d.Anchor.Subject.CommonName()
		}
		for _, n := range d.NotEvaluated {
			out += "; not " + n
		}
		return out
	}
	d := Decide(q)
	fmt.Fprintf(&b, "decision: %s\n", told(d))
	s := ShapeOf(q)
	fmt.Fprintf(&b, "shape: way %v extra %v twice %v root %v in order=%t leaf first=%t\n", s.Way, s.Extra, s.Duplicate, s.Root, s.InOrder, s.LeafFirst)
	for _, p := range Paths(q) {
		fmt.Fprintf(&b, "path %s:", p.Status)
		for i, l := range p.Links {
			if i > 0 {
				fmt.Fprintf(&b, " <%s", l.Check)
			}
			switch {
			case l.Anchor != nil:
				fmt.Fprintf(&b, " [%s]", l.Anchor.Subject.CommonName())
			default:
				fmt.Fprintf(&b, " %s", l.Certificate.Subject.CommonName())
			}
			if !l.Sent && l.Anchor == nil {
				b.WriteString(" (at hand)")
			}
			if len(l.Problems) > 0 {
				fmt.Fprintf(&b, " {%s}", strings.Join(l.Problems, ", "))
			}
		}
		if m := p.Missing; m != nil {
			fmt.Fprintf(&b, "; missing %s above %s", m.Subject.CommonName(), m.Below.Subject.CommonName())
			if m.Known != nil {
				b.WriteString(", at hand")
			}
			if m.KeyID != nil {
				b.WriteString(", by key")
			}
			for _, u := range m.AIA {
				b.WriteString(", at " + u)
			}
		}
		b.WriteByte('\n')
	}
	for _, r := range Repairs(q) {
		fmt.Fprintf(&b, "repair %s: add %s; send %s; proved=%t; then %s\n", r.Kind, names(r.Adds), names(r.Sent), r.Proved, told(r.After))
	}
	return b.String()
}

type question struct {
	name string
	Question
}

func pictures() []question {
	p := testpki.New(800)
	root, other := p.Root("CN=Root,O=X"), p.Root("CN=Other,O=X")
	upper := root.Intermediate("CN=Upper,O=X", testpki.AIA("http://pki.test/root.crt"))
	issuing := upper.Intermediate("CN=Issuing,O=X", testpki.AIA("http://pki.test/upper.crt"))
	leaf := issuing.Leaf("a.test", testpki.AIA("http://pki.test/issuing.crt"))
	old := issuing.Leaf("a.test", testpki.Expired())
	early := issuing.Leaf("a.test", testpki.NotYet())
	self := p.SelfSigned("a.test")
	stray := p.Root("CN=Stray,O=X")
	cross := other.Cross(upper)
	var list []question
	add := func(name string, sent, anchors []*testpki.Entity, with ...func(q *Question)) {
		q := ask(sent, anchors)
		for _, f := range with {
			f(&q)
		}
		list = append(list, question{name, q})
	}
	hand := func(es ...*testpki.Entity) func(q *Question) {
		return func(q *Question) { q.Pool = testpki.Certificates(es...) }
	}
	host := func(name string) func(q *Question) { return func(q *Question) { q.Host = name } }
	client := func(q *Question) { q.Usage = Client }
	facts := func(q *Question) {
		for _, a := range q.Anchors.List() {
			a.Certificate = nil
		}
	}
	byNames := func(except ...int) func(q *Question) {
		return func(q *Question) {
			for i, c := range q.Sent {
				if !slices.Contains(except, i) {
					q.Sent[i] = cert.Describe(cert.Description{Subject: cert.ReadName(c.Subject.String()), Issuer: cert.ReadName(c.Issuer.String()), NotBefore: c.NotBefore, NotAfter: c.NotAfter})
				}
			}
		}
	}
	// reversed gives the names of every second certificate the other way round,
	// as other tools print them.
	reversed := func(q *Question) {
		for i, c := range q.Sent {
			if i%2 == 0 {
				parts, issuer := strings.Split(c.Subject.String(), ", "), strings.Split(c.Issuer.String(), ", ")
				slices.Reverse(parts)
				slices.Reverse(issuer)
				q.Sent[i] = cert.Describe(cert.Description{Subject: cert.ReadName(strings.Join(parts, ", ")), Issuer: cert.ReadName(strings.Join(issuer, ", ")), NotBefore: c.NotBefore, NotAfter: c.NotAfter})
			}
		}
	}
	at := func(y int) func(q *Question) {
		return func(q *Question) { q.At = time.Date(y, 6, 1, 0, 0, 0, 0, time.UTC) }
	}
	distrust := func(q *Question) {
		q.Anchors.List()[0].Distrust = &cert.Distrust{Policy: "ENTRUST_TLS", After: time.Date(2024, 11, 11, 0, 0, 0, 0, time.UTC)}
	}

	add("complete", of(leaf, issuing, upper), of(root))
	add("two missing", of(leaf), of(root))
	add("two missing, both at hand", of(leaf), of(root), hand(upper, issuing))
	add("two missing, one at hand", of(leaf), of(root), hand(issuing))
	add("upper missing, at hand", of(leaf, issuing), of(root), hand(upper, upper))
	add("upper missing, renewed one at hand too", of(leaf, issuing), of(root), hand(upper, upper.Reissue()))
	add("upper missing, anchors known by facts", of(leaf, issuing), of(root), hand(upper), facts)
	add("root not trusted, sent", of(leaf, issuing, upper, root), of(other))
	add("root not trusted", of(leaf, issuing, upper), of(other))
	add("root at hand", of(leaf, issuing, upper), of(stray), hand(root))
	add("cross-certificate sent", of(leaf, issuing, upper, cross), of(root, other))
	add("cross-certificate sent, other root trusted", of(leaf, issuing, upper, cross), of(other))
	add("cross-certificate at hand", of(leaf, issuing, upper), of(other), hand(cross))
	add("out of order", of(leaf, upper, issuing), of(root))
	add("root first of the rest", of(leaf, root, upper, issuing), of(root))
	add("reversed", of(root, upper, issuing, leaf), of(root))
	add("reversed with a stray", of(issuing, stray, leaf, upper), of(root), host("a.test"))
	add("reversed, nothing trusted", of(upper, issuing, leaf), of(other))
	add("issuing CA first, named like the host", of(issuing, leaf, upper), of(root), host("a.test"))
	add("issuing CA and two leaves", of(issuing, leaf, old, upper), of(root))
	add("stray before the issuing CA", of(leaf, stray, issuing, upper), of(root))
	add("copies", of(leaf, leaf, issuing, issuing, upper, upper), of(root))
	add("expired leaf", of(old, issuing, upper), of(root))
	add("expired leaf, others at hand", of(old, issuing, upper), of(root), hand(leaf))
	add("leaf not valid yet", of(early, issuing, upper), of(root))
	add("expired, incomplete", of(old), of(root))
	add("expired twice", of(old, issuing.Reissue(testpki.Expired()), upper), of(root))
	add("issuing CA expired", of(leaf, issuing.Reissue(testpki.Expired()), upper), of(root))
	add("issuing CA expired, renewed at hand", of(leaf, issuing.Reissue(testpki.Expired()), upper), of(root), hand(issuing))
	add("issuing CA expired and not, out of order", of(leaf, issuing.Reissue(testpki.Expired()), upper, issuing), of(root))
	add("issuing CA not valid yet, out of order", of(leaf, upper, issuing.Reissue(testpki.NotYet())), of(root))
	add("issuing CA no CA, out of order", of(leaf, upper, issuing.Reissue(testpki.CA(false))), of(root))
	add("issuing CA may not sign", of(leaf, upper, issuing.Reissue(testpki.KU(cert.CRLSign))), of(root))
	add("issuing CA with an unknown extension", of(leaf, issuing.Reissue(testpki.Extension("1.2.3", true, []byte{5, 0})), upper), of(root))
	add("weak keys, out of order", of(leaf, upper.Reissue(), upper.Intermediate("CN=Weak,O=X", testpki.KeyOf(testpki.RSA(768)))), of(root))
	weak := upper.Intermediate("CN=Weak,O=X", testpki.KeyOf(testpki.RSA(768)))
	add("weak issuing CA, out of order", of(weak.Leaf("a.test"), upper, weak), of(root))
	md5 := root.Intermediate("CN=Old,O=X", testpki.KeyOf(testpki.RSA2048))
	md5leaf := md5.Leaf("a.test", testpki.SignedWith(testpki.MD5))
	add("MD5, out of order", of(md5leaf, stray, md5), of(root))
	add("namesake sent", of(leaf, issuing.Twin(), upper), of(root))
	add("namesake sent, right one at hand", of(leaf, issuing.Twin(), upper), of(root), hand(issuing))
	add("namesake beside the right one", of(leaf, issuing.Twin(), issuing, upper), of(root))
	add("namesake sent, out of order", of(leaf, stray, issuing.Twin(), upper), of(root))
	add("namesake of the same key identifier", of(leaf, stray, issuing.Twin(testpki.SKI(issuing.Key.ID())), upper), of(root))
	add("namesake without a key identifier", of(leaf, stray, issuing.Twin(testpki.NoSKI()), upper), of(root))
	add("namesake trusted", of(leaf, issuing, upper), of(root.Twin()))
	add("namesake trusted, of the same key identifier", of(leaf, issuing, upper), of(root.Twin(testpki.SKI(root.Key.ID()))))
	add("namesake trusted, out of order, of the same key identifier", of(leaf, upper, issuing), of(root.Twin(testpki.SKI(root.Key.ID()))))
	add("namesake and root trusted", of(leaf, issuing, upper), of(root.Twin(), root))
	add("namesake trusted, known by facts", of(leaf, stray, issuing, upper), of(root.Twin()), facts)
	add("damaged signature, out of order", of(issuing.Leaf("a.test", testpki.BadSignature()), upper, issuing), of(root))
	add("self-signed", of(self), of(root))
	add("self-signed, trusted", of(self), of(self))
	add("self-signed, namesake trusted", of(self), of(self.Twin()))
	add("leaf trusted", of(leaf), of(leaf, root))
	add("leaf trusted by facts", of(leaf), of(leaf, root), facts)
	add("issuing CA trusted", of(leaf, issuing), of(issuing))
	add("issuing CA trusted and sent", of(leaf, stray, issuing, upper), of(issuing, root))
	add("empty store", of(leaf, issuing), nil)
	add("other host", of(leaf, issuing, upper), of(root), host("b.test"))
	add("other host of a client", of(issuing.Client("CN=client"), issuing, upper), of(root), host("b.test"), client)
	add("server certificate of a client", of(leaf, issuing, upper), of(root), client)
	add("client certificate of a server", of(issuing.Client("CN=client"), issuing, upper), of(root))
	add("leaf may not sign", of(issuing.Leaf("a.test", testpki.KU(cert.KeyEncipherment)), issuing, upper), of(root))
	add("root expired", of(leaf, issuing, upper), of(root), at(2045))
	short := p.Root("CN=Short,O=X", testpki.Expired())
	young := p.Root("CN=Young,O=X", testpki.NotYet())
	below, above := short.Intermediate("CN=Int,O=X"), young.Intermediate("CN=Int2,O=X")
	add("anchor expired, out of order", of(below.Leaf("a.test"), stray, below), of(short))
	add("anchor not valid yet, out of order", of(above.Leaf("a.test"), stray, above), of(young))
	add("anchor no CA", of(root.Leaf("a.test")), of(root.Reissue(testpki.NoBasicConstraints())))
	add("distrusted", of(leaf, issuing, upper), of(root), distrust)
	add("distrusted, for a client", of(issuing.Client("CN=client"), issuing, upper), of(root), distrust, client)
	add("distrusted, by names", of(leaf, issuing, upper), of(root), distrust, byNames())
	add("distrusted, but for this CA", of(leaf, issuing, upper), of(root), distrust, func(q *Question) {
		q.Anchors.List()[0].Distrust.Exceptions = map[string]time.Time{upper.ID(): time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)}
	})
	add("policy required", of(leaf, issuing, upper.Reissue(testpki.RequirePolicy(0))), of(root))
	far, seven := root, of()
	for i := range 7 {
		far = far.Intermediate(fmt.Sprintf("CN=Int %d,O=X", i))
		seven = append(seven, far)
	}
	add("seven intermediates, out of order", append(of(far.Leaf("a.test")), seven...), of(root))
	add("five intermediates, out of order", append(of(seven[4].Leaf("a.test")), seven[:5]...), of(root))
	ordered := append(of(seven[5].Leaf("a.test")), seven[5], seven[4], seven[3], seven[2], seven[1], seven[0])
	add("six intermediates in order", ordered, of(root))
	add("six intermediates, a stray among them", slices.Insert(slices.Clone(ordered), 1, stray), of(root))
	selfIssued := seven[4].Intermediate("CN=Int 4,O=X")
	add("five intermediates and a self-issued one, a stray among them", append(of(selfIssued.Leaf("a.test"), stray, selfIssued), seven[:5]...), of(root))
	add("names, complete", of(leaf, issuing, upper), of(root), byNames())
	add("names, some the other way round", of(leaf, issuing, upper), of(root), byNames(), reversed)
	add("bytes and names, some the other way round", of(leaf, issuing, upper), of(root), reversed)
	add("leaf and upper in bytes, issuing CA the other way round", of(stray, leaf, issuing, upper), of(root), func(q *Question) {
		reversed(q)
		q.Sent = q.Sent[1:]
		q.Sent[0], q.Sent[2] = leaf.Certificate(), upper.Certificate()
	})
	add("two issuing CAs, two faults and one", of(leaf, issuing.Reissue(testpki.Expired(), testpki.KU(cert.CRLSign)), issuing.Reissue(testpki.Expired()), upper), of(root))
	add("distrusted root as it stands, facts alone", of(leaf, issuing, upper), of(root), facts, distrust)
	add("anchor no CA, facts alone", of(root.Leaf("a.test"), stray), of(root.Reissue(testpki.NoBasicConstraints())), facts)
	each := func(f func(c *cert.Certificate)) func(q *Question) {
		return func(q *Question) {
			for _, c := range q.Sent {
				f(c)
			}
		}
	}
	add("names without dates, distrusted root", of(leaf, issuing, upper), of(root), byNames(), distrust, each(func(c *cert.Certificate) { c.NotBefore, c.NotAfter = time.Time{}, time.Time{} }))
	add("names and host names, other host", of(leaf, issuing, upper), of(root), byNames(), host("b.test"), each(func(c *cert.Certificate) { c.HasSAN, c.DNSNames = true, []string{"a.test"} }))
	add("names, a CA that is none", of(leaf, issuing, upper), of(root), byNames(), each(func(c *cert.Certificate) { c.HasBasicConstraints = true }))
	add("names, another key identifier trusted", of(leaf, issuing, upper), of(root), byNames(), each(func(c *cert.Certificate) { c.AKI = []byte{9} }))
	add("names, another key identifier of the leaf's issuer", of(leaf, issuing, upper), of(root), byNames(1, 2), each(func(c *cert.Certificate) {
		if c.Basis == cert.FromNames {
			c.AKI = []byte{9}
		}
	}))
	add("incomplete, issuing CA no CA", of(leaf, issuing.Reissue(testpki.CA(false)), upper), of(other))
	add("incomplete, upper CA with an unknown extension", of(leaf, issuing, upper.Reissue(testpki.Extension("1.2.3", true, []byte{5, 0}))), of(other))
	add("incomplete on a short and a long way", of(leaf, other.Cross(issuing), issuing, upper), of(stray))
	a, bb := p.Root("CN=A,O=X"), p.Root("CN=B,O=X")
	add("a ring", of(a.Leaf("a.test"), bb.Cross(a), a.Cross(bb)), of(root))
	add("a ring with roots", of(a.Leaf("a.test"), bb.Cross(a), a.Cross(bb), a, bb), of(root))
	add("a ring with a trusted root", of(a.Leaf("a.test"), bb.Cross(a), a.Cross(bb)), of(bb))
	add("two roots sent, none trusted", of(leaf, issuing, upper, cross, root, other), of(stray))
	deep, twelve := root, of()
	for i := range 12 {
		deep = deep.Intermediate(fmt.Sprintf("CN=Deep %d,O=X", i))
		twelve = append(twelve, deep)
	}
	add("nine intermediates at hand", of(twelve[8].Leaf("a.test")), of(root), hand(twelve[:9]...))
	add("ten intermediates at hand are too many", of(twelve[9].Leaf("a.test")), of(root), hand(twelve[:10]...))
	odd := issuing.Leaf("a.test", testpki.AKI([]byte{9}))
	add("leaf with another key identifier, root not trusted", of(odd, issuing, upper), of(other))
	add("leaf with another key identifier, root sent", of(odd, issuing, upper, root), of(other))
	add("two missing, both at hand, other host", of(leaf), of(root), hand(upper, issuing), host("b.test"))
	add("namesake beside the right one, renewed at hand", of(leaf, issuing.Twin(), issuing, upper), of(root), hand(issuing.Reissue()))
	add("a shorter way at hand", of(leaf), of(root), hand(issuing, upper, root.Cross(issuing)))
	five, belowShort := short, of()
	for i := range 5 {
		five = five.Intermediate(fmt.Sprintf("CN=Five %d,O=X", i))
		belowShort = append(belowShort, five)
	}
	again := five.Intermediate("CN=Five 4,O=X")
	add("five intermediates and a self-issued one below an expired anchor, out of order", append(of(again.Leaf("a.test"), stray, again), belowShort...), of(short))
	add("no key identifiers, namesake sent, out of order", of(issuing.Leaf("a.test", testpki.NoAKI()), stray, issuing.Twin(testpki.NoSKI()), upper), of(root))
	add("two namesakes sent", of(leaf, issuing.Twin(), issuing.Twin(), upper), of(root))
	add("names of all but a leaf without alternative names, other host", of(issuing.Leaf("a.test", testpki.NoSAN()), issuing, upper), of(root), byNames(0), host("b.test"))
	near := root.Intermediate("CN=Near,O=X")
	add("namesake in the way of two anchors, renewed at hand", of(near.Leaf("a.test"), near.Twin()), of(root, near), hand(near.Reissue()))
	add("names, other root", of(leaf, issuing, upper), of(other), byNames())
	add("names of all but the leaf", of(leaf, issuing, upper), of(root), byNames(0))
	add("names of all but the leaf, other host", of(leaf, issuing, upper), of(root), byNames(0), host("b.test"))
	add("names of all but the leaf, of a client, other host", of(leaf, issuing, upper), of(root), byNames(0), host("b.test"), client)
	add("names, a leaf by names, host", of(leaf, issuing, upper), of(root), byNames(), host("a.test"))
	add("names, expired", of(old, issuing, upper), of(root), byNames())
	add("names, the leaf trusted", of(leaf), of(leaf), func(q *Question) { byNames()(q); q.Sent[0].Fingerprint = leaf.ID() })
	add("names, self-signed", of(self), of(root), byNames())
	return list
}
