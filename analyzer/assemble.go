package analyzer

import (
	"slices"
	"time"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/rules"
	"missinglink/analyzer/internal/trust"
	"missinglink/analyzer/report"
)

// assemble writes everything into the report that needs no words.
func assemble(c *rules.Case, o Options) *report.Report {
	r := &report.Report{
		Schema: report.Schema,
		Tool:   Tool(),
		At:     stamp(c.At), Host: cert.Visible(c.Host), Direction: report.Direction(c.Direction), Lang: o.Lang,
	}
	b := book{case_: c, report: r, ids: map[string]bool{}, files: map[string]int{}, places: origins(c), trusted: trusted(c)}
	for _, in := range c.Evidence.Inputs {
		r.Inputs = append(r.Inputs, report.Input{Name: in.Name, Role: roleWord(in.Role), Kind: in.Kind, Bytes: in.Bytes, Lines: in.Lines, Certificates: in.Certificates})
	}
	for i := range c.Chains {
		x := &c.Chains[i]
		r.Chains = append(r.Chains, b.chain(x))
	}
	if x := c.Leading(); x != nil {
		lead := r.Chains[c.Lead]
		r.Java, r.Paths = lead.Java, lead.Paths
		for _, i := range x.Shape.Extra {
			r.Extras = append(r.Extras, x.Sent[i].Certificate.ID)
		}
		r.ServerBundle = b.bundle(x)
	}
	for i := range c.Evidence.Sessions {
		r.Sessions = append(r.Sessions, b.session(&c.Evidence.Sessions[i]))
	}
	for _, f := range c.Evidence.Certificates {
		b.add(f.Certificate)
	}
	for i := range c.Own {
		r.Stores = append(r.Stores, b.store(i))
	}
	if c.Client != nil {
		r.ClientCertificate = b.client(c.Client)
	}
	if d := c.Change; d != nil {
		r.Comparison = &report.Comparison{Added: b.addAll(d.Added), Removed: b.addAll(d.Removed), Reordered: d.Reordered}
		for _, p := range d.Unkeyed {
			r.Comparison.Removed = append(r.Comparison.Removed, b.add(p[0]))
			r.Comparison.Added = append(r.Comparison.Added, b.add(p[1]))
		}
		for _, p := range d.Rekeyed {
			r.Comparison.Rekeyed = append(r.Comparison.Rekeyed, b.add(p[0]), b.add(p[1]))
		}
		for _, p := range d.Reissued {
			r.Comparison.Reissued = append(r.Comparison.Reissued, b.add(p[0]), b.add(p[1]))
		}
	}
	return r
}

// book enters certificates into a report, each once.
type book struct {
	case_  *rules.Case
	report *report.Report
	ids    map[string]bool
	files  map[string]int
	places map[string][]evidence.Origin
	// trusted names the user's stores in which a certificate counts.
	trusted map[string][]string
}

// trusted indexes the certificates that count in the user's own stores: a
// record that is inactive or of the wrong type holds its certificate in vain, and
// so does a table of the other direction.
func trusted(c *rules.Case) map[string][]string {
	out := map[string][]string{}
	for _, s := range c.Own {
		if !c.Trusts(s, c.Use()) {
			continue
		}
		name := "yours:" + s.Name
		for _, a := range trust.Anchors(s) {
			if !slices.Contains(out[a.ID], name) {
				out[a.ID] = append(out[a.ID], name)
			}
		}
	}
	return out
}

// origins indexes where every certificate stood.
func origins(c *rules.Case) map[string][]evidence.Origin {
	out := map[string][]evidence.Origin{}
	for _, f := range c.Evidence.Certificates {
		out[f.Certificate.ID] = f.Origins
	}
	return out
}

func roleWord(r evidence.Role) string {
	if r == evidence.RoleUnknown || r == "" {
		return "unknown"
	}
	return string(r)
}

// store enters a store's records, what will hurt first in front, and says
// which certificates of the leading chain it covers.
func (b *book) store(i int) report.Store {
	s := b.case_.Own[i]
	y := report.Store{Name: s.Name, Kind: s.Kind, Count: len(s.Records)}
	for _, h := range b.case_.Health {
		if h.Store != i {
			continue
		}
		r := report.StoreRecord{Name: cert.Visible(h.Name), State: string(h.State), Problems: h.Problems}
		if h.Certificate != nil {
			r.Certificate = b.add(h.Certificate)
		}
		if h.Known {
			left := h.DaysLeft
			r.DaysLeft = &left
		}
		y.Records = append(y.Records, r)
	}
	if !b.case_.Trusts(s, b.case_.Use()) {
		return y
	}
	names, needs := b.needs()
	for j, v := range trust.Covers(s, needs, b.case_.At) {
		y.Covers = append(y.Covers, report.Coverage{Certificate: needs[j].ID, Name: names[j], State: string(v.State)})
	}
	return y
}

// needs are the CA certificates above the leaf of the leading chain, as far as
// anything is known about them.
func (b *book) needs() ([]string, []trust.Need) {
	x := b.case_.Leading()
	if x == nil || len(x.Paths) == 0 {
		return nil, nil
	}
	var names []string
	var needs []trust.Need
	put := func(n trust.Need) {
		for _, have := range needs {
			if have.Subject.SetKey() == n.Subject.SetKey() && string(have.KeyID) == string(n.KeyID) {
				return
			}
		}
		names, needs = append(names, n.Subject.CommonName()), append(needs, n)
	}
	p := x.Paths[0]
	for i, l := range p.Links {
		switch {
		case i == 0:
		case l.Certificate != nil:
			put(trust.NeedOf(l.Certificate))
		case l.Anchor != nil:
			put(trust.NeedAnchor(l.Anchor))
		}
	}
	if m := p.Missing; m != nil {
		n := trust.Need{Subject: m.Subject, KeyID: m.KeyID}
		if k := trust.Lookup(m.Subject, m.KeyID); len(k) > 0 {
			n = trust.NeedKnown(k[0])
		}
		put(n)
	}
	return names, needs
}

func (b *book) client(x *rules.Client) *report.ClientCertificate {
	y := &report.ClientCertificate{Certificate: b.add(x.Leaf), Alias: cert.Visible(x.Alias), Usage: "ok", Chain: b.addAll(x.Chain)}
	y.Key = map[evidence.Tri]string{evidence.Yes: "present", evidence.No: "mismatch", evidence.NotKnown: "absent"}[x.Key]
	if !rules.ClientUsage(x.Leaf) {
		y.Usage = "missing"
	}
	for _, n := range x.Reaches {
		y.Reaches = append(y.Reaches, n.String())
	}
	y.Java = report.Java{Profile: string(b.case_.Profile), Known: b.case_.Profile.Known(), Stage: string(x.Decision.Stage), Kind: string(x.Decision.Kind),
		Message: x.Decision.Message, Path: x.Decision.Path, Evaluated: x.Decision.Evaluated, NotEvaluated: x.Decision.NotEvaluated}
	if x.Decision.Evaluated && len(x.Asked) > 0 {
		accepted := x.Decision.Accepted
		y.Java.Accepted = &accepted
	}
	return y
}

// stamp prints a time as RFC 3339 in UTC, empty when unknown.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// days counts whole days left; negative when past.
func days(to, at time.Time) *int {
	if to.IsZero() {
		return nil
	}
	const day = 24 * time.Hour
	left := to.Sub(at)
	n := int(left / day)
	if left < 0 {
		n = -1 - int(-left/day)
	}
	return &n
}
