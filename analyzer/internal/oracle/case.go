// Package oracle asks the real JDK about certificate chains and compares its
// answers with package chain: named cases by aspect, random meshes of
// cross-certified CAs, and NIST's PKITS. It holds tests and what they need, and
// no part of the analyser imports it. docs/java.md tells how to run it.
package oracle

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash/fnv"
	"time"

	"missinglink/analyzer/testpki"
)

// DefaultHost is the host name that cases ask for.
const DefaultHost = "api.example.test"

// Case is one question to the trust manager.
type Case struct {
	ID            string // aspect/variant
	Sent, Anchors [][]byte
	// Hand holds certificates at hand that were neither sent nor trusted, for
	// the counterfactual.
	Hand   [][]byte
	Host   string
	At     time.Time
	Client bool
}

// Hash changes when the case does, so that a recorded answer to another
// question is noticed.
func (c Case) Hash() string {
	h := sha256.New()
	text := func(b []byte) {
		h.Write(binary.BigEndian.AppendUint32(nil, uint32(len(b))))
		h.Write(b)
	}
	text([]byte(c.Host))
	text([]byte(c.At.UTC().Format(time.RFC3339)))
	text([]byte(c.usage()))
	for _, list := range [][][]byte{c.Sent, c.Anchors} {
		text(nil)
		for _, der := range list {
			text(der)
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:6])
}

func (c Case) usage() string {
	if c.Client {
		return "client"
	}
	return "server"
}

// Aspect is a group of cases that vary one thing.
type Aspect struct {
	Name  string
	Build func(*Bench)
}

// Bench collects the cases of one aspect. Its PKI is the aspect's own: a new
// case in one aspect leaves the certificates of the others alone.
type Bench struct {
	aspect string
	PKI    *testpki.PKI
	Cases  []Case
}

// Cases builds the cases of every aspect, in order.
func Cases() []Case {
	var all []Case
	for _, a := range aspects {
		h := fnv.New64a()
		h.Write([]byte(a.Name))
		b := &Bench{aspect: a.Name, PKI: testpki.New(h.Sum64() >> 1)}
		a.Build(b)
		all = append(all, b.Cases...)
	}
	return all
}

// chainOf lists certificates: a sent chain, or a trust store.
type chainOf = []*testpki.Entity

// Add asks whether sent is accepted when anchors are trusted.
func (b *Bench) Add(variant string, sent, anchors chainOf, changes ...func(*Case)) {
	c := Case{ID: b.aspect + "/" + variant, Sent: ders(sent), Anchors: ders(anchors), Host: DefaultHost, At: testpki.Now}
	for _, change := range changes {
		change(&c)
	}
	b.Cases = append(b.Cases, c)
}

func ders(list chainOf) [][]byte {
	out := [][]byte{}
	for _, e := range list {
		out = append(out, e.DER)
	}
	return out
}

// host asks for another host name; empty is no check.
func host(name string) func(*Case) { return func(c *Case) { c.Host = name } }

// at asks at another time.
func at(t time.Time) func(*Case) { return func(c *Case) { c.At = t } }

// client asks about a client certificate.
func client(c *Case) { c.Client, c.Host = true, "" }

// hand lays certificates at hand that were not sent.
func hand(list ...*testpki.Entity) func(*Case) {
	return func(c *Case) { c.Hand = append(c.Hand, ders(list)...) }
}

// fingerprint is the lower-case SHA-256 of a certificate.
func fingerprint(der []byte) string {
	sum := sha256.Sum256(der)
	return hex.EncodeToString(sum[:])
}
