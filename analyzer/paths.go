package analyzer

import (
	"encoding/hex"
	"slices"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/chain"
	"missinglink/analyzer/internal/rules"
	"missinglink/analyzer/internal/trust"
	"missinglink/analyzer/report"
)

func (b *book) chain(x *rules.Chain) report.Chain {
	y := report.Chain{Session: x.Session, Code: x.Cause, Java: b.java(x)}
	for _, s := range x.Sent {
		y.Certificates = append(y.Certificates, b.add(s.Certificate))
	}
	if y.Code == "" && x.Accepted {
		y.Code = "chain-complete"
		if x.HostMessage != "" {
			y.Code = "host-mismatch"
		}
	}
	for _, p := range x.Paths {
		y.Paths = append(y.Paths, b.path(x, p))
	}
	return y
}

func (b *book) java(x *rules.Chain) report.Java {
	d := x.Decision
	if x.ByLog && x.Accepted && chain.Untrusted(d.Cause) {
		// The log's Java has a store of its own, which it found enough: what the
		// stores at hand make of the chain is not what Java says.
		return report.Java{Profile: string(b.case_.Profile), Known: b.case_.Profile.Known(), NotEvaluated: []string{report.OwnStore}}
	}
	j := report.Java{Profile: string(b.case_.Profile), Known: b.case_.Profile.Known(), Stage: string(d.Stage), Kind: string(d.Kind),
		Message: d.Message, Path: d.Path, Evaluated: d.Evaluated, NotEvaluated: d.NotEvaluated}
	if d.Evaluated {
		accepted := d.Accepted
		j.Accepted = &accepted
	}
	return j
}

func (b *book) path(x *rules.Chain, p chain.Path) report.Path {
	y := report.Path{Status: string(p.Status)}
	if p.Anchor != nil {
		y.Anchor = p.Anchor.ID
	}
	for _, l := range p.Links {
		y.Links = append(y.Links, b.link(l))
	}
	if p.Missing == nil {
		return y
	}
	y.Missing = missing(p.Missing, x)
	place := len(y.Links)
	for i, l := range p.Links {
		if i > 0 && l.Certificate != nil && !l.Sent && l.Anchor == nil {
			return y // the missing certificate was given here and stands in its place
		}
		if l.Check == chain.Mismatch && place == len(y.Links) {
			place = i // the gap stands before the namesake that does not fit
		}
	}
	y.Links = slices.Insert(y.Links, place, b.gap(p.Missing)...)
	return y
}

func (b *book) link(l chain.Link) report.Link {
	y := report.Link{Check: string(l.Check), Problems: l.Problems, Origin: "store"}
	if l.Sent {
		y.Origin = "sent"
	}
	if a := l.Anchor; a != nil {
		y.Name, y.SKI, y.Fingerprint = a.Subject.String(), hex.EncodeToString(a.SKI), a.ID
		y.NotBefore, y.NotAfter = stamp(a.NotBefore), stamp(a.NotAfter)
		y.Stores = stores(a)
	}
	if c := l.Certificate; c != nil {
		y.Certificate, y.Name, y.SKI = b.add(c), c.Subject.String(), hex.EncodeToString(c.SKI)
		y.NotBefore, y.NotAfter = stamp(c.NotBefore), stamp(c.NotAfter)
		if c.Basis == cert.FromBytes {
			y.Fingerprint = c.ID
		}
		if !l.Sent && l.Anchor == nil {
			y.Origin = "given"
		}
	}
	return y
}

// stores names where an anchor is held: its own store, and the other public
// list when that holds the same root.
func stores(a *cert.Anchor) []string {
	out := []string{a.Store}
	if root, ok := trust.RootByKey(a.Subject, a.SPKI); ok {
		if root.InOpenJDK && a.Store != "openjdk" {
			out = append(out, "openjdk")
		}
		if root.InMozilla && a.Store != "mozilla" {
			out = append(out, "mozilla")
		}
	}
	return out
}

// gap draws the missing certificate in its place, and above it what the public
// facts know about the way up.
func (b *book) gap(m *chain.Missing) []report.Link {
	miss := report.Link{Origin: "missing", Check: string(chain.NameOnly), Name: m.Subject.String(), SKI: hex.EncodeToString(m.KeyID)}
	known := trust.Lookup(m.Subject, m.KeyID)
	if len(known) == 0 {
		if root, ok := trust.RootByName(m.Subject, m.KeyID); ok {
			miss.NotAfter = stamp(root.NotAfter)
			miss.Stores, miss.Since, miss.Fingerprint = rootStores(root), root.Since, root.SHA256
		}
		return []report.Link{miss}
	}
	k := known[0]
	miss.Name, miss.SKI, miss.Fingerprint = k.Subject, hex.EncodeToString(k.SKI), k.SHA256
	miss.NotBefore, miss.NotAfter = stamp(k.NotBefore), stamp(k.NotAfter)
	out := []report.Link{miss}
	way, root, ok := trust.Upward(k)
	for _, w := range way {
		if w.SHA256 == k.SHA256 {
			continue
		}
		out = append(out, report.Link{Origin: "known-public", Check: string(chain.NameOnly), Name: w.Subject, SKI: hex.EncodeToString(w.SKI),
			Fingerprint: w.SHA256, NotBefore: stamp(w.NotBefore), NotAfter: stamp(w.NotAfter)})
	}
	if ok {
		out = append(out, report.Link{Origin: "known-public", Check: string(chain.NameOnly), Name: root.Name, SKI: hex.EncodeToString(root.SKI), Fingerprint: root.SHA256, NotAfter: stamp(root.NotAfter), Stores: rootStores(root), Since: root.Since})
	}
	return out
}

func rootStores(r trust.Root) []string {
	var out []string
	if r.InOpenJDK {
		out = append(out, "openjdk")
	}
	if r.InMozilla {
		out = append(out, "mozilla")
	}
	return out
}

func missing(m *chain.Missing, x *rules.Chain) *report.Missing {
	y := &report.Missing{Subject: m.Subject.String(), SKI: hex.EncodeToString(m.KeyID), Known: "private", Download: visible(m.AIA)}
	if known := trust.Lookup(m.Subject, m.KeyID); len(known) > 0 {
		k := known[0]
		y.Known, y.Fingerprint = "public", k.SHA256
		for _, address := range []string{k.Download, k.Page} {
			if len(y.Download) == 0 && address != "" {
				y.Download = []string{address}
			}
		}
	}
	if y.Known == "private" {
		if _, ok := trust.RootByName(m.Subject, m.KeyID); ok {
			y.Known = "public"
		}
	}
	y.MayBeRoot = y.Known != "public"
	return y
}

// bundle is the chain file for the server: the leaf and what leads up from it,
// in order, without the root. Java's path starts at the first certificate sent;
// where that is not the leaf, the leaf's own way goes before.
func (b *book) bundle(x *rules.Chain) []string {
	var out []string
	take := func(c *cert.Certificate) {
		if c.Basis == cert.FromBytes && !(c.SelfIssued() && len(out) > 0) && !slices.Contains(out, c.ID) {
			out = append(out, b.add(c))
		}
	}
	if len(x.Paths) == 0 || !x.Shape.LeafFirst {
		for _, i := range x.Shape.Way {
			take(x.Sent[i].Certificate)
		}
	}
	if len(x.Paths) > 0 {
		for _, l := range x.Paths[0].Links {
			if l.Certificate != nil && (l.Sent || l.Anchor == nil) {
				take(l.Certificate)
			}
		}
	}
	return out
}
