package rules

import (
	"slices"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/chain"
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/trust"
)

// Trusts reports whether a store counts for a chain of that use. Two tables of
// the instance belong to one direction each: sys_certificate checks the servers
// that the instance itself calls, sys_ca_certificate the clients that call it;
// sys_user_certificate maps users and vouches for nothing. A MID Server has its
// cacerts. What any other store is for, its giver knows.
func (c *Case) Trusts(s evidence.Store, use chain.Usage) bool {
	switch s.Kind {
	case "sys_certificate":
		return use == chain.Server && c.Direction != "mid"
	case "sys_ca_certificate":
		return use == chain.Client
	case "sys_user_certificate":
		return false
	}
	return true
}

// Stored reports whether a store was given that counts for the use.
func (c *Case) Stored(use chain.Usage) bool {
	return slices.ContainsFunc(c.Own, func(s evidence.Store) bool { return c.Trusts(s, use) })
}

// Use is what the verdict is about: a server's chain or a client's.
func (c *Case) Use() chain.Usage {
	if x := c.Leading(); x != nil {
		return x.Question.Usage
	}
	if c.Direction == "inbound" {
		return chain.Client
	}
	return chain.Server
}

// held are the certificates of a record.
func (c *Case) held(r trust.RecordState) []*cert.Certificate {
	s := c.Own[r.Store]
	return trust.Held(s, s.Records[r.Record])
}

// counted reports whether a record stands in a store that counts for the
// verdict.
func (c *Case) counted(r trust.RecordState) bool { return c.Trusts(c.Own[r.Store], c.Use()) }
