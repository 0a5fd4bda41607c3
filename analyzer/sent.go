package analyzer

import (
	"sort"

	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/rules"
)

// ownStores are the stores that count as the instance's trust: exports and
// stores without a private key, and what was given as a store.
func ownStores(ev *evidence.Evidence) []evidence.Store {
	var own []evidence.Store
	seen := map[int]bool{}
	for _, s := range ev.Stores {
		r := role(ev, s.Input)
		keys, readable := false, false
		for _, e := range s.Records {
			keys = keys || e.HasKey
			readable = readable || e.Certificate != nil || len(e.Chain) > 0
		}
		if !readable && rules.Damaged(ev, s.Input) {
			continue // a store that could not be opened is no empty store
		}
		if r == evidence.RoleStore || r == evidence.RoleUnknown && !keys && s.Kind != "java-log" {
			own = append(own, s)
			seen[s.Input] = true
		}
	}
	for i, in := range ev.Inputs {
		if in.Role == evidence.RoleStore && !seen[i] {
			if s := pemStore(ev, i); len(s.Records) > 0 {
				own = append(own, s)
			}
		}
	}
	if len(own) == 0 && len(ev.Sessions) == 0 {
		if i := bundle(ev); i >= 0 {
			own = append(own, pemStore(ev, i))
		}
	}
	return own
}

// keyStoreFile tells a store that Java opens as one file, and then no other,
// from certificates that are put into one.
func keyStoreFile(s evidence.Store) bool {
	return s.Kind == "jks" || s.Kind == "jceks" || s.Kind == "pkcs12"
}

// storeAlone reports whether a store is all there is to judge. It is not when
// something else was given and gave nothing: that is what has to be told.
func storeAlone(ev *evidence.Evidence) bool {
	const lineEnd = 2 // bytes: an empty paste
	given, told := 0, 0
	for i, in := range ev.Inputs {
		if in.Role != evidence.RoleUnknown && in.Role != evidence.RoleEndpoint || in.Bytes <= lineEnd {
			continue
		}
		given++
		switch {
		case rules.Holds(ev, i), speaks(ev, i):
			told++
		case rules.Damaged(ev, i):
			return false
		}
	}
	return given == 0 || told > 0
}

// speaks reports whether an input shows a connection or a known sentence.
func speaks(ev *evidence.Evidence, input int) bool {
	for i := range ev.Sessions {
		if ev.Sessions[i].Input == input {
			return true
		}
	}
	for i := range ev.Signals {
		if ev.Signals[i].Quote.Input == input {
			return true
		}
	}
	return false
}

// pemStore makes a store of the loose certificates of one input.
func pemStore(ev *evidence.Evidence, input int) evidence.Store {
	s := evidence.Store{Name: ev.Inputs[input].Name, Kind: "pem", Input: input, Role: ev.Inputs[input].Role}
	for _, x := range loose(ev, input) {
		off := ev.Inputs[input].Inactive
		s.Records = append(s.Records, evidence.Record{Name: x.Certificate.Subject.CommonName(), Certificate: x.Certificate, Unclear: off.Text, Quote: off})
	}
	return s
}

// bundle finds an input that is a store of CA certificates and no chain: none
// of them a leaf, and more than one of them self-signed. It is -1 when there is
// none. A sent chain has one root at most.
func bundle(ev *evidence.Evidence) int {
	for i, in := range ev.Inputs {
		if in.Role != evidence.RoleUnknown {
			continue
		}
		roots, leaves := 0, 0
		distinct := map[string]bool{}
		for _, x := range loose(ev, i) {
			y := x.Certificate
			if distinct[y.ID] {
				continue
			}
			distinct[y.ID] = true
			if y.SelfIssued() {
				roots++
			} else if !y.IsCA && y.Version == 3 {
				leaves++
			}
		}
		if roots > 1 && leaves == 0 && 2*roots >= len(distinct) || len(distinct) > maxChain {
			return i
		}
	}
	return -1
}

// loose lists the certificates of an input that stand outside every session
// and store, in the order of the input, repetitions included.
func loose(ev *evidence.Evidence, input int) []evidence.Sent {
	var out []evidence.Sent
	for _, f := range ev.Certificates {
		if !f.Alone {
			continue
		}
		for _, o := range f.Origins {
			if o.Input == input && o.Index < 0 {
				out = append(out, evidence.Sent{Certificate: f.Certificate, Line: o.Line})
			}
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Line < out[j].Line })
	return out
}

// sentChains finds every sent chain: those of the sessions, or else the loose
// certificates.
func sentChains(ev *evidence.Evidence, c *rules.Case) []rules.Chain {
	var out []rules.Chain
	for i, s := range ev.Sessions {
		if r := role(ev, s.Input); len(s.Sent) == 0 || r == evidence.RoleBefore || r == evidence.RolePool || r == evidence.RoleClient {
			continue
		}
		out = append(out, rules.Chain{Session: i, Input: s.Input, Sent: s.Sent, Ordered: true, Listed: !s.Partial})
	}
	if len(out) > 0 {
		return out
	}
	var each [][]evidence.Sent
	var inputs []int
	for i, in := range ev.Inputs {
		if in.Role != evidence.RoleUnknown && in.Role != evidence.RoleEndpoint || isOwn(c, i) {
			continue
		}
		if l := loose(ev, i); len(l) > 0 {
			each, inputs = append(each, l), append(inputs, i)
		}
	}
	if len(each) == 0 {
		return nil
	}
	if x := 0; len(each) == 1 || len(each[x]) > 1 {
		return []rules.Chain{{Session: -1, Input: inputs[0], Sent: each[0], Ordered: true, Listed: true}}
	}
	// Separate files have no order: the leaf is the one that issues nothing.
	var all []evidence.Sent
	for _, l := range each {
		all = append(all, l...)
	}
	return []rules.Chain{{Session: -1, Input: inputs[0], Sent: leafFirst(all), Listed: true}}
}

func isOwn(c *rules.Case, input int) bool {
	for _, s := range c.Own {
		if s.Input == input {
			return true
		}
	}
	return false
}

// leafFirst sorts certificates without an order from the leaf upwards.
func leafFirst(list []evidence.Sent) []evidence.Sent {
	issuer := map[string]int{}
	for _, x := range list {
		if !x.Certificate.SelfIssued() {
			issuer[x.Certificate.Issuer.SetKey()]++
		}
	}
	start := 0
	for i, x := range list {
		if issuer[x.Certificate.Subject.SetKey()] == 0 && !(x.Certificate.IsCA && len(list) > 1) {
			start = i
			break
		}
	}
	out := []evidence.Sent{list[start]}
	used := map[int]bool{start: true}
	for {
		next := -1
		for i, x := range list {
			if !used[i] && x.Certificate.Subject.SetKey() == out[len(out)-1].Certificate.Issuer.SetKey() {
				next = i
				break
			}
		}
		if next < 0 {
			break
		}
		used[next] = true
		out = append(out, list[next])
	}
	for i, x := range list {
		if !used[i] {
			out = append(out, x)
		}
	}
	return out
}
