package analyzer

import (
	"time"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/chain"
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/rules"
)

// client finds the client certificate that was given: a key store with a
// private key, or what was given in the role of the client.
func client(ev *evidence.Evidence, c *rules.Case) *rules.Client {
	x := clientStore(ev, c.At)
	if x == nil {
		x = clientFiles(ev)
	}
	if x == nil || x.Leaf == nil {
		return nil
	}
	request(ev, x)
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

// request enters what the server asks of a client certificate: the CAs that it
// names, and the kinds of keys. Where sessions ask for different kinds, any of
// them may be meant.
func request(ev *evidence.Evidence, x *rules.Client) {
	for _, s := range ev.Sessions {
		if s.AcceptableCAs != nil && len(x.Asked) == 0 {
			x.Asked = s.AcceptableCAs
		}
		if s.KeyKinds&^x.Kinds != 0 {
			x.Kinds, x.KindsQuote = x.Kinds|s.KeyKinds, s.KeyQuote
		}
	}
	if x.Asked == nil && x.Kinds != 0 {
		x.Asked = []cert.Name{} // the request was shown, and no names in it
	}
}

// clientStore takes the entry with a private key out of a key store that the
// JDK would present: one whose chain meets the acceptable CAs, else the first.
// Without a private key it is the first certificate of a store given as the
// client's.
func clientStore(ev *evidence.Evidence, at time.Time) *rules.Client {
	server := &rules.Client{}
	request(ev, server)
	for _, s := range ev.Stores {
		r := role(ev, s.Input)
		if r == evidence.RoleStore || r == evidence.RoleBefore || r == evidence.RolePool {
			continue
		}
		if x := presented(s, server, at); x != nil {
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
// that asks like this; nil when no entry has a private key. Of several that fit
// it is one in force: which of them the JDK takes cannot be said, and an expired
// one beside it is told.
func presented(s evidence.Store, server *rules.Client, at time.Time) *rules.Client {
	var best *rules.Client
	var entries []*rules.Client
	fitting, most := 0, 0
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
		entries = append(entries, x)
		r := rank(x, server, at)
		if r >= fits {
			fitting++
		}
		if best == nil || r > most {
			best, most = x, r
		}
	}
	if best == nil {
		return nil
	}
	best.Entries, best.Fitting = len(entries), fitting
	for _, x := range entries {
		if (most > fits || server.Asked == nil) && rank(x, server, at) == most-1 && rules.Expired(x.Leaf, at) {
			best.Old = x.Leaf
		}
	}
	return best
}

// fits is the rank of an entry of which the server's request excludes nothing.
const fits = 6

// rank orders entries by what the server asks for: a key of that kind before a
// chain to one of its CAs, and of equals one in force. While its request is not
// shown, nothing fits.
func rank(x, server *rules.Client, at time.Time) int {
	n := 0
	if rules.FitsKinds(x.Leaf, server.Kinds) {
		n = 4
	}
	if len(server.Asked) == 0 && server.Asked != nil || len(rules.Meets(x.Chain, server.Asked)) > 0 {
		n += 2
	}
	if !x.Leaf.NotBefore.After(at) && !rules.Expired(x.Leaf, at) {
		n++
	}
	return n
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
