package analyzer

import (
	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/rules"
)

// compare tells what changed between an earlier paste and the leading chain.
func compare(ev *evidence.Evidence, c *rules.Case) *rules.Change {
	now := c.Leading()
	if now == nil {
		return nil
	}
	before, ok := earlier(ev)
	if !ok {
		return nil
	}
	d := &rules.Change{}
	var old, new []*cert.Certificate
	for _, s := range before {
		old = append(old, s.Certificate)
	}
	for _, s := range now.Sent {
		new = append(new, s.Certificate)
	}
	gone, fresh := without(old, new), without(new, old)
	for _, n := range fresh {
		match := -1
		for i, o := range gone {
			if o != nil && o.Subject.SetKey() == n.Subject.SetKey() {
				match = i
				break
			}
		}
		switch {
		case match < 0:
			d.Added = append(d.Added, n)
			continue
		case string(gone[match].SPKI) == string(n.SPKI):
			d.Reissued = append(d.Reissued, [2]*cert.Certificate{gone[match], n})
		default:
			d.Rekeyed = append(d.Rekeyed, [2]*cert.Certificate{gone[match], n})
		}
		gone[match] = nil
	}
	for _, o := range gone {
		if o != nil {
			d.Removed = append(d.Removed, o)
		}
	}
	if len(fresh) == 0 && len(d.Removed) == 0 && len(old) == len(new) {
		for i := range old {
			d.Reordered = d.Reordered || old[i].ID != new[i].ID
		}
	}
	return d
}

// earlier is the chain of the input given as the earlier one.
func earlier(ev *evidence.Evidence) ([]evidence.Sent, bool) {
	for _, s := range ev.Sessions {
		if role(ev, s.Input) == evidence.RoleBefore && len(s.Sent) > 0 {
			return s.Sent, true
		}
	}
	for i, in := range ev.Inputs {
		if in.Role == evidence.RoleBefore {
			if l := loose(ev, i); len(l) > 0 {
				return l, true
			}
		}
	}
	return nil, false
}

// without returns the certificates of a that are not in b.
func without(a, b []*cert.Certificate) []*cert.Certificate {
	in := map[string]bool{}
	for _, x := range b {
		in[x.ID] = true
	}
	var out []*cert.Certificate
	for _, x := range a {
		if !in[x.ID] {
			out = append(out, x)
		}
	}
	return out
}
