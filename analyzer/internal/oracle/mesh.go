package oracle

import (
	"fmt"
	"math/rand/v2"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/testpki"
)

// MeshSeed is the seed of the recorded meshes, RecordedMeshes their number.
const (
	MeshSeed       = 20260601
	RecordedMeshes = 2000
)

// Meshes makes the random questions numbered from up to, not including, to.
func Meshes(seed uint64, from, to int) []Case {
	var list []Case
	for n := from; n < to; n++ {
		list = append(list, Mesh(seed, n))
	}
	return list
}

// Mesh makes one random question: a few CAs that vouch for each other in both
// directions, twins with the same name and another key, renewals, faults here
// and there, a leaf below one of them, some of it sent in some order, some of
// it trusted. Number n of a seed is the same question each time.
func Mesh(seed uint64, n int) Case {
	m := &mesh{
		Rand: rand.New(rand.NewPCG(seed, uint64(n))),
		pki:  testpki.New(seed<<20 + uint64(n)),
	}
	m.grow()
	leaf := m.leaf()
	c := Case{ID: fmt.Sprintf("mesh/%d/%06d", seed, n), At: testpki.Now}
	c.Sent = ders(m.sent(leaf))
	c.Anchors = ders(m.anchors(leaf))
	for _, e := range m.certificates {
		c.Hand = append(c.Hand, e.DER)
	}
	switch {
	case m.percent(80):
		c.Host = DefaultHost
	case m.percent(20):
		c.Host = "other.example.test"
	}
	c.Client = c.Host == "" && m.percent(30)
	return c
}

type mesh struct {
	*rand.Rand
	pki *testpki.PKI
	// authorities holds one entity for each CA name and key; certificates all
	// that were issued for them.
	authorities, certificates []*testpki.Entity
}

func (m *mesh) percent(p int) bool { return m.IntN(100) < p }

func pick[T any](m *mesh, list []T) T { return list[m.IntN(len(list))] }

// grow makes the CAs: roots first, then certificates among them.
func (m *mesh) grow() {
	for i := range 1 + m.IntN(3) {
		m.root(fmt.Sprintf("CN=Root %d,O=Mesh", i))
	}
	for i := range 1 + m.IntN(4) {
		parent := pick(m, m.authorities)
		child := parent.Intermediate(fmt.Sprintf("CN=Authority %d,O=Mesh", i), m.flaws()...)
		m.add(child)
		m.authorities = append(m.authorities, child)
	}
	for range m.IntN(6) {
		subject := pick(m, m.authorities)
		switch m.IntN(5) {
		case 0: // same name, other key
			twin := subject.Twin(m.flaws()...)
			m.add(twin)
			if m.percent(50) {
				m.authorities = append(m.authorities, twin)
			}
		case 1: // renewed
			m.add(subject.Reissue(m.flaws()...))
		default: // cross-certificate, in any direction
			issuer := pick(m, m.authorities)
			if issuer != subject {
				m.add(issuer.Cross(subject, m.flaws()...))
			}
		}
	}
}

func (m *mesh) root(name string) {
	e := m.pki.Root(name, m.flaws()...)
	m.add(e)
	m.authorities = append(m.authorities, e)
}

func (m *mesh) add(e *testpki.Entity) { m.certificates = append(m.certificates, e) }

// flaws gives most certificates none.
func (m *mesh) flaws() []testpki.Option {
	var list []testpki.Option
	for _, f := range []struct {
		percent int
		option  testpki.Option
	}{
		{6, testpki.Expired()},
		{2, testpki.NotYet()},
		{2, testpki.BadSignature()},
		{3, testpki.PathLen(0)},
		{2, testpki.PathLen(1)},
		{1, testpki.CA(false)},
		{1, testpki.NoBasicConstraints()},
		{1, testpki.KU(cert.CRLSign)},
		{1, testpki.NoKU()},
		{8, testpki.NoSKI()},
		{8, testpki.NoAKI()},
		{2, testpki.AKI([]byte{1, 2, 3})},
		{1, testpki.SKI([]byte{1, 2, 3})},
		{1, testpki.EKU(testpki.ClientAuth)},
		{1, testpki.Extension("1.2.3.4.5", true, []byte{5, 0})},
		{2, testpki.Permit("dns:example.test")},
		{1, testpki.Permit("dns:corp.test")},
		{1, testpki.Exclude("dns:example.test")},
		{1, testpki.Permit("dir:O=Mesh")},
		{1, testpki.RequirePolicy(0)},
		{2, testpki.Policies(gold)},
		{2, testpki.Strings(testpki.UTF8)},
		{2, testpki.IssuerStrings(testpki.UTF8)},
		{1, testpki.SignedBy(m.other())},
	} {
		if m.percent(f.percent) {
			list = append(list, f.option)
		}
	}
	return list
}

// other is any CA so far, for a signature by the wrong key.
func (m *mesh) other() *testpki.Entity {
	if len(m.authorities) == 0 {
		return nil
	}
	return pick(m, m.authorities)
}

func (m *mesh) leaf() *testpki.Entity {
	issuer := pick(m, m.authorities)
	options := m.flaws()
	if m.percent(3) {
		options = append(options, testpki.EKU(testpki.ClientAuth))
	}
	if m.percent(3) {
		options = append(options, testpki.KU(cert.KeyEncipherment))
	}
	return issuer.Leaf(DefaultHost, options...)
}

// way follows the issuers from the leaf: the chain its owner would send.
func (m *mesh) way(leaf *testpki.Entity) []*testpki.Entity {
	var list []*testpki.Entity
	for e := leaf; e != nil; e = e.Issuer {
		list = append(list, e)
	}
	return list
}

// sent starts with the way up and disturbs it, or is a random heap.
func (m *mesh) sent(leaf *testpki.Entity) []*testpki.Entity {
	var rest []*testpki.Entity
	switch way := m.way(leaf)[1:]; m.IntN(5) {
	case 0: // a heap
		for range m.IntN(6) {
			rest = append(rest, pick(m, m.certificates))
		}
	case 1: // the way, with others between
		for _, e := range way {
			rest = append(rest, e)
			if m.percent(40) {
				rest = append(rest, pick(m, m.certificates))
			}
		}
	case 2: // everything, shuffled
		rest = append(rest, m.certificates...)
		m.Shuffle(len(rest), func(i, j int) { rest[i], rest[j] = rest[j], rest[i] })
	case 3: // the way, cut short
		rest = append(rest, way[:m.IntN(len(way)+1)]...)
	default: // the way, some of it replaced by a certificate of the same name
		for _, e := range way {
			if m.percent(40) {
				e = m.namesake(e)
			}
			rest = append(rest, e)
		}
		if m.percent(20) {
			m.Shuffle(len(rest), func(i, j int) { rest[i], rest[j] = rest[j], rest[i] })
		}
	}
	if m.percent(2) {
		return append(rest, leaf)
	}
	list := append([]*testpki.Entity{leaf}, rest...)
	return list[:min(len(list), 10)]
}

// namesake picks any certificate with the same subject.
func (m *mesh) namesake(e *testpki.Entity) *testpki.Entity {
	var list []*testpki.Entity
	for _, c := range m.certificates {
		if string(c.Name().DER()) == string(e.Name().DER()) {
			list = append(list, c)
		}
	}
	if list == nil {
		return e
	}
	return pick(m, list)
}

// anchors trusts something on the way, or near it, and now and then more.
func (m *mesh) anchors(leaf *testpki.Entity) []*testpki.Entity {
	way := m.way(leaf)[1:]
	var list []*testpki.Entity
	seen := map[string]bool{}
	trust := func(e *testpki.Entity) {
		if !seen[e.ID()] {
			seen[e.ID()] = true
			list = append(list, e)
		}
	}
	switch m.IntN(4) {
	case 0:
		trust(pick(m, m.certificates))
	case 1:
		trust(m.namesake(pick(m, way)))
	default:
		trust(pick(m, way))
	}
	for m.percent(35) {
		trust(pick(m, m.certificates))
	}
	if m.percent(2) {
		trust(leaf)
	}
	return list
}
