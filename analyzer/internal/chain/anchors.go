package chain

import (
	"maps"
	"slices"

	"missinglink/analyzer/internal/cert"
)

// Anchors is an indexed set of trust anchors. Two anchors with the same
// certificate are one.
type Anchors struct {
	list      []*cert.Anchor
	byID      map[string]*cert.Anchor
	bySubject map[string][]*cert.Anchor // by Name.Key
	bySet     map[string][]*cert.Anchor // by Name.SetKey, for names from text
}

// NewAnchors indexes the anchors.
func NewAnchors(list ...*cert.Anchor) *Anchors {
	a := &Anchors{byID: map[string]*cert.Anchor{}, bySubject: map[string][]*cert.Anchor{}, bySet: map[string][]*cert.Anchor{}}
	for _, x := range list {
		a.add(x)
	}
	return a
}

func (a *Anchors) add(x *cert.Anchor) {
	if x == nil || a.byID[x.ID] != nil {
		return
	}
	a.byID[x.ID] = x
	a.list = append(a.list, x)
	key, set := x.Subject.Key(), x.Subject.SetKey()
	// Clipped: a set that this one was copied from shares these lists.
	a.bySubject[key] = append(slices.Clip(a.bySubject[key]), x)
	a.bySet[set] = append(slices.Clip(a.bySet[set]), x)
}

// List returns the anchors in the order they were added.
func (a *Anchors) List() []*cert.Anchor {
	if a == nil {
		return nil
	}
	return a.list
}

// With returns a set with more anchors; a is not changed. The index is copied,
// not made anew: every repair that is tried asks for a set of its own.
func (a *Anchors) With(more ...*cert.Anchor) *Anchors {
	if a == nil {
		return NewAnchors(more...)
	}
	b := &Anchors{list: slices.Clone(a.list), byID: maps.Clone(a.byID), bySubject: maps.Clone(a.bySubject), bySet: maps.Clone(a.bySet)}
	for _, x := range more {
		b.add(x)
	}
	return b
}

// BySubject returns the anchors with that subject, compared as the JDK does.
func (a *Anchors) BySubject(n cert.Name) []*cert.Anchor {
	if a == nil || n.Empty() {
		return nil
	}
	if n.Raw == nil {
		return a.bySet[n.SetKey()]
	}
	return a.bySubject[n.Key()]
}

func (a *Anchors) holder(c *cert.Certificate) *cert.Anchor {
	if a == nil {
		return nil
	}
	if c.Basis == cert.FromNames {
		if c.Fingerprint == "" {
			return nil
		}
		return a.byID[c.Fingerprint]
	}
	return a.byID[c.ID]
}

// sameKey returns the anchor with the certificate's subject and public key,
// the very certificate first.
func (a *Anchors) sameKey(c *cert.Certificate) *cert.Anchor {
	if x := a.holder(c); x != nil {
		return x
	}
	for _, x := range a.BySubject(c.Subject) {
		if string(x.SPKI) == string(c.SPKI) {
			return x
		}
	}
	return nil
}
