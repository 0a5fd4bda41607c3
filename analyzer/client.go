package analyzer

import (
	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/chain"
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/rules"
)

// client finds the client certificate that was given: a key store with a
// private key, or what was given in the role of the client.
func client(ev *evidence.Evidence, c *rules.Case) *rules.Client {
	x := clientStore(ev)
	if x == nil {
		x = clientFiles(ev)
	}
	if x == nil || x.Leaf == nil {
		return nil
	}
	x.Asked = asked(ev)
	x.Reaches = rules.Meets(x.Chain, x.Asked)
	var anchors []*cert.Anchor
	for _, y := range x.Chain {
		for _, n := range x.Asked {
			if y.Subject.SetKey() == n.SetKey() {
				anchors = append(anchors, cert.AnchorOf(y, "asked"))
			}
		}
	}
	x.Decision = chain.Decide(chain.Question{Sent: x.Chain, Anchors: chain.NewAnchors(anchors...), At: c.At, Usage: chain.Client, Profile: c.Profile})
	return x
}

// asked are the CAs of client certificates that a server names.
func asked(ev *evidence.Evidence) []cert.Name {
	for _, s := range ev.Sessions {
		if len(s.AcceptableCAs) > 0 {
			return s.AcceptableCAs
		}
	}
	return nil
}

// clientStore takes the entry with a private key out of a key store that the
// JDK would present: one whose chain meets the acceptable CAs, else the first.
// Without a private key it is the first certificate of a store given as the
// client's.
func clientStore(ev *evidence.Evidence) *rules.Client {
	for _, s := range ev.Stores {
		r := role(ev, s.Input)
		if r == evidence.RoleStore || r == evidence.RoleBefore || r == evidence.RolePool {
			continue
		}
		if x := presented(s, asked(ev)); x != nil {
			return x
		}
		if r == evidence.RoleClient {
			for _, e := range s.Records {
				if e.Certificate != nil {
					return &rules.Client{Alias: e.Name, Leaf: e.Certificate, Chain: []*cert.Certificate{e.Certificate}, Store: true}
				}
			}
		}
	}
	return nil
}

// presented is the entry of a key store that a JDK client presents to a server
// that names these CAs; nil when no entry has a private key.
func presented(s evidence.Store, asked []cert.Name) *rules.Client {
	var best *rules.Client
	entries, fitting := 0, 0
	for _, e := range s.Records {
		if !e.HasKey || e.Certificate == nil && len(e.Chain) == 0 {
			continue
		}
		x := &rules.Client{Alias: e.Name, Chain: e.Chain, Store: true, Key: evidence.Yes}
		if len(x.Chain) == 0 {
			x.Chain = []*cert.Certificate{e.Certificate}
		}
		x.Leaf = x.Chain[0]
		if e.KeySPKI != nil && string(e.KeySPKI) != string(x.Leaf.SPKI) {
			x.Key = evidence.No
		}
		entries++
		if len(rules.Meets(x.Chain, asked)) > 0 {
			if fitting++; fitting == 1 {
				best = x
			}
		}
		if best == nil {
			best = x
		}
	}
	if best != nil {
		best.Entries, best.Fitting = entries, fitting
	}
	return best
}

// clientFiles takes the certificates and keys given in the client's role.
func clientFiles(ev *evidence.Evidence) *rules.Client {
	for i, in := range ev.Inputs {
		if in.Role != evidence.RoleClient {
			continue
		}
		list := loose(ev, i)
		if len(list) == 0 {
			continue
		}
		x := &rules.Client{}
		for _, s := range leafFirst(list) {
			x.Chain = append(x.Chain, s.Certificate)
		}
		x.Leaf = x.Chain[0]
		for _, k := range ev.Keys {
			if k.SPKI == nil {
				continue
			}
			if string(k.SPKI) == string(x.Leaf.SPKI) {
				x.Key = evidence.Yes
			} else if x.Key == evidence.NotKnown && role(ev, k.Origin.Input) == evidence.RoleClient {
				x.Key = evidence.No
			}
		}
		return x
	}
	return nil
}
