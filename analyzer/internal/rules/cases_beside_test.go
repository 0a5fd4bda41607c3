package rules

import (
	"time"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/testpki"
)

// besideRows are about certificates that stand beside the chain.
func besideRows() []row {
	p := testpki.New(707)
	root := p.Root("CN=Root,O=Elsewhere")
	one, two := root.Leaf("one.test"), root.Leaf("two.test")
	three, four := root.Leaf("three.test"), root.Leaf("four.test")
	old, older := root.Leaf("old.test", testpki.Expired()), root.Leaf("older.test", testpki.Expired())
	found := func(x *cert.Certificate) evidence.Found {
		return evidence.Found{Certificate: x, Alone: true, Origins: []evidence.Origin{{Line: 30, Index: -1}}}
	}
	beside := func(list ...*testpki.Entity) func(c *Case) {
		return func(c *Case) {
			for _, e := range list {
				c.Evidence.Certificates = append(c.Evidence.Certificates, found(e.Certificate()))
			}
		}
	}
	role := func(r evidence.Role) func(c *Case) {
		return func(c *Case) {
			c.Evidence.Inputs = append(c.Evidence.Inputs, evidence.Input{Role: r, Certificates: 1})
			f := found(one.Certificate())
			f.Origins = append(f.Origins, evidence.Origin{Input: 1, Index: -1})
			c.Evidence.Certificates = append(c.Evidence.Certificates, f)
		}
	}
	return []row{
		{"one beside the chain", accepted, beside(one)},
		{"one beside a chain that is refused", missing, beside(one)},
		{"one, and no chain", nothing, beside(one)},
		{"one, and a store", accepted, func(c *Case) { beside(one)(c); alone(c) }},
		{"two beside the chain", accepted, beside(one, two)},
		{"four beside the chain", accepted, beside(one, two, three, four)},
		{"one that has expired", accepted, beside(old)},
		{"two, the second has expired", accepted, beside(one, old)},
		{"two that have expired", accepted, beside(old, older)},
		{"one without a date", accepted, func(c *Case) {
			x := *old.Certificate()
			x.NotAfter = time.Time{}
			c.Evidence.Certificates = append(c.Evidence.Certificates, found(&x))
		}},
		{"the leaf once more", accepted, beside(made.leaf)},
		{"the leaf renewed", accepted, beside(made.expired)},
		{"the leaf, of which the chain shows the name", accepted, func(c *Case) {
			x := *made.leaf.Certificate()
			x.ID, x.Basis = "names:a.test", cert.FromNames
			c.Chains[0].Sent[0].Certificate = &x
			beside(made.leaf)(c)
		}},
		{"the leaf of another connection", accepted, func(c *Case) {
			beside(one)(c)
			c.Chains = append(c.Chains, Chain{Session: -1, Sent: []evidence.Sent{{Certificate: one.Certificate()}}})
		}},
		{"a CA beside the chain", accepted, beside(root.Intermediate("CN=Inner,O=Elsewhere"))},
		{"an old root beside the chain", accepted, beside(p.Root("CN=Old,O=Elsewhere", testpki.Version(1)))},
		{"an old certificate beside the chain", accepted, beside(root.Leaf("old.test", testpki.Version(1)))},
		{"a self-signed certificate beside the chain", accepted, beside(p.SelfSigned("self.test"))},
		{"one of a session", accepted, func(c *Case) { beside(one)(c); c.Evidence.Certificates[0].Alone = false }},
		{"one, of an input of no role", accepted, role(evidence.RoleUnknown)},
		{"one, of an input of the endpoint", accepted, role(evidence.RoleEndpoint)},
		{"one, of a store as well", accepted, role(evidence.RoleStore)},
		{"one, of the client", accepted, role(evidence.RoleClient)},
	}
}
