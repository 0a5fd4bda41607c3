package analyzer

import (
	"slices"
	"time"

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
	var old, new []*cert.Certificate
	for _, s := range before {
		old = append(old, s.Certificate)
	}
	for _, s := range now.Sent {
		new = append(new, s.Certificate)
	}
	return compareChains(old, new)
}

// compareChains pairs what left and what came by subject.
func compareChains(old, new []*cert.Certificate) *rules.Change {
	d := &rules.Change{}
	gone, fresh := without(old, new), without(new, old)
	for _, n := range fresh {
		match := -1
		for i, o := range gone {
			if o != nil && sameName(o.Subject, n.Subject) {
				match = i
				break
			}
		}
		if match < 0 {
			d.Added = append(d.Added, n)
			continue
		}
		pair := [2]*cert.Certificate{gone[match], n}
		switch o := gone[match]; {
		case o.SPKI == nil || n.SPKI == nil:
			d.Unkeyed = append(d.Unkeyed, pair)
		case string(o.SPKI) == string(n.SPKI):
			d.Reissued = append(d.Reissued, pair)
		default:
			d.Rekeyed = append(d.Rekeyed, pair)
		}
		if otherIssuer(pair[0], pair[1]) {
			d.Moved = append(d.Moved, pair)
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
			if !same(old[i], new[i]) {
				d.Reordered = true
			} else if old[i].ID != new[i].ID {
				d.ByName = true
			}
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
	var out []*cert.Certificate
	for _, x := range a {
		if !slices.ContainsFunc(b, func(y *cert.Certificate) bool { return same(x, y) }) {
			out = append(out, x)
		}
	}
	return out
}

// same reports whether two readings are of one certificate. Where one of them
// has names only, nothing that both show may differ.
func same(a, b *cert.Certificate) bool {
	if a.ID == b.ID || a.Basis == cert.FromBytes && b.Basis == cert.FromBytes {
		return a.ID == b.ID
	}
	return sameName(a.Subject, b.Subject) && !otherIssuer(a, b) &&
		!differ(fingerprint(a), fingerprint(b)) && !differ(a.Serial, b.Serial) &&
		near(a.NotBefore, b.NotBefore) && near(a.NotAfter, b.NotAfter)
}

func sameName(a, b cert.Name) bool { return a.SetKey() == b.SetKey() }

// otherIssuer reports whether two certificates name different issuers.
func otherIssuer(a, b *cert.Certificate) bool {
	return len(a.Issuer.RDNs) > 0 && len(b.Issuer.RDNs) > 0 && !sameName(a.Issuer, b.Issuer)
}

// differ reports whether two values are known and not the same.
func differ(a, b string) bool { return a != "" && b != "" && a != b }

// fingerprint is the SHA-256 of a certificate, empty when it is not known.
func fingerprint(c *cert.Certificate) string {
	if c.Basis == cert.FromBytes {
		return c.ID
	}
	return c.Fingerprint
}

// maxDrift is how far two prints of one date lie apart: some tools print the
// minute or the day only, some the time of their own zone.
const maxDrift = 24 * time.Hour

func near(a, b time.Time) bool {
	return a.IsZero() || b.IsZero() || a.Sub(b).Abs() <= maxDrift
}
