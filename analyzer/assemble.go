package analyzer

import (
	"encoding/hex"
	"encoding/pem"
	"slices"
	"strconv"
	"strings"
	"time"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/chain"
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/rules"
	"missinglink/analyzer/internal/trust"
	"missinglink/analyzer/report"
)

// assemble writes everything into the report that needs no words.
func assemble(c *rules.Case, o Options) *report.Report {
	r := &report.Report{
		Schema: report.Schema,
		Tool:   report.Tool{Name: "Missing Link", Version: Version, TrustDate: trust.Date},
		At:     stamp(c.At), Host: c.Host, Direction: report.Direction(c.Direction), Lang: o.Lang,
	}
	b := book{case_: c, report: r, ids: map[string]bool{}, files: map[string]int{}, places: origins(c)}
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
}

// origins indexes where every certificate stood.
func origins(c *rules.Case) map[string][]evidence.Origin {
	out := map[string][]evidence.Origin{}
	for _, f := range c.Evidence.Certificates {
		out[f.Certificate.ID] = f.Origins
	}
	return out
}

func (b *book) addAll(list []*cert.Certificate) []string {
	var ids []string
	for _, x := range list {
		ids = append(ids, b.add(x))
	}
	return ids
}

// add enters a certificate and returns its id.
func (b *book) add(x *cert.Certificate) string {
	if x == nil {
		return ""
	}
	if b.ids[x.ID] {
		return x.ID
	}
	b.ids[x.ID] = true
	y := report.Certificate{
		ID: x.ID, Basis: string(x.Basis), Role: roleOf(x),
		Subject: x.Subject.String(), Issuer: x.Issuer.String(), CommonName: x.Subject.CommonName(),
		Serial: x.Serial, NotBefore: stamp(x.NotBefore), NotAfter: stamp(x.NotAfter), DaysLeft: days(x.NotAfter, b.case_.At),
		Key: keyWord(x.Key), Signature: x.SignatureAlgorithm, SAN: altNames(x),
		SKI: hex.EncodeToString(x.SKI), AKI: hex.EncodeToString(x.AKI), AIA: x.AIA, Usage: usages(x),
		IsCA: x.IsCA, SelfSigned: x.SelfSigned(), Problem: x.Damage,
	}
	if x.Basis == cert.FromBytes {
		y.Fingerprint = x.ID
		y.PEM = string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: x.Raw}))
		y.FileName = b.fileName(x)
		if root, ok := trust.RootByKey(x.Subject, x.SPKI); ok {
			y.PublicRoot = true
			if root.InOpenJDK {
				y.InStores = append(y.InStores, "openjdk")
			}
			if root.InMozilla {
				y.InStores = append(y.InStores, "mozilla")
			}
		}
	}
	for _, s := range b.case_.Own {
		if holds(s, x) {
			y.InStores = append(y.InStores, "yours:"+s.Name)
		}
	}
	for _, o := range b.places[x.ID] {
		y.Origins = append(y.Origins, report.Origin{Input: o.Input, Line: o.Line, Index: o.Index})
	}
	b.report.Certificates = append(b.report.Certificates, y)
	return x.ID
}

func holds(s evidence.Store, x *cert.Certificate) bool {
	for _, r := range s.Records {
		if r.Certificate != nil && r.Certificate.ID == x.ID {
			return true
		}
	}
	return false
}

// fileName makes a name that every file system and archive takes: letters,
// digits and hyphens of the common name, numbered where two would collide.
func (b *book) fileName(x *cert.Certificate) string {
	name := strings.Trim(strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r >= 'A' && r <= 'Z':
			return r
		}
		return '-'
	}, x.Subject.CommonName()), "-")
	for strings.Contains(name, "--") {
		name = strings.ReplaceAll(name, "--", "-")
	}
	const longest = 60 // old file systems and archive tools cut longer ones
	if len(name) > longest {
		name = strings.TrimRight(name[:longest], "-")
	}
	if name == "" {
		name = "certificate"
	}
	key := strings.ToLower(name)
	b.files[key]++
	if n := b.files[key]; n > 1 {
		name += "-" + strconv.Itoa(n)
	}
	return name + ".pem"
}

func roleOf(x *cert.Certificate) string {
	switch {
	case x.SelfIssued() && (x.IsCA || x.Version == 1):
		return "root"
	case x.IsCA:
		return "intermediate"
	case x.HasBasicConstraints || x.Version == 3 || len(x.DNSNames) > 0:
		return "leaf"
	}
	return "unknown"
}

func roleWord(r evidence.Role) string {
	if r == evidence.RoleUnknown || r == "" {
		return "unknown"
	}
	return string(r)
}

func keyWord(k cert.Key) string {
	switch {
	case k.Algorithm == "":
		return ""
	case k.Curve != "":
		return k.Algorithm + " " + k.Curve
	case k.Bits > 0:
		return k.Algorithm + " " + strconv.Itoa(k.Bits)
	}
	return k.Algorithm
}

// maxNames is how many alternative names of one certificate the report shows;
// certificates with ten thousand exist, and nobody reads them.
const maxNames = 100

func altNames(x *cert.Certificate) []string {
	var out []string
	for _, n := range x.DNSNames {
		out = append(out, "DNS:"+cert.Visible(n))
	}
	for _, n := range x.IPs {
		out = append(out, "IP:"+n.String())
	}
	for _, n := range x.Emails {
		out = append(out, "email:"+cert.Visible(n))
	}
	for _, n := range x.URIs {
		out = append(out, "URI:"+cert.Visible(n))
	}
	if len(out) > maxNames {
		rest := len(out) - maxNames
		out = append(out[:maxNames:maxNames], "… +"+strconv.Itoa(rest))
	}
	return out
}

var keyUsageNames = []string{"digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment", "keyAgreement", "keyCertSign", "cRLSign", "encipherOnly", "decipherOnly"}

var extKeyUsageNames = map[string]string{
	"1.3.6.1.5.5.7.3.1": "serverAuth", "1.3.6.1.5.5.7.3.2": "clientAuth", "1.3.6.1.5.5.7.3.3": "codeSigning",
	"1.3.6.1.5.5.7.3.4": "emailProtection", "1.3.6.1.5.5.7.3.8": "timeStamping", "1.3.6.1.5.5.7.3.9": "OCSPSigning", "2.5.29.37.0": "anyExtendedKeyUsage",
}

func usages(x *cert.Certificate) []string {
	var out []string
	for i, n := range keyUsageNames {
		if x.HasKeyUsage && x.KeyUsage&(1<<i) != 0 {
			out = append(out, n)
		}
	}
	for _, o := range x.ExtKeyUsage {
		if n := extKeyUsageNames[o.String()]; n != "" {
			out = append(out, n)
		} else {
			out = append(out, o.String())
		}
	}
	return out
}

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
	y := &report.Missing{Subject: m.Subject.String(), SKI: hex.EncodeToString(m.KeyID), Known: "private", Download: m.AIA}
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

func (b *book) session(s *evidence.Session) report.Session {
	y := report.Session{Source: s.Source, Input: s.Input, Line: s.Line, Host: s.Host, Port: s.Port, SNI: s.SNI, Tool: s.Tool,
		Protocol: s.Protocol, At: stamp(s.At), VerifyCode: s.VerifyCode, ClientCertificateRequested: tri(s.Requested), Outcome: outcome(s)}
	for _, x := range s.Sent {
		y.Sent = append(y.Sent, b.add(x.Certificate))
	}
	for _, x := range s.ClientSent {
		y.ClientSent = append(y.ClientSent, b.add(x.Certificate))
	}
	for _, n := range s.AcceptableCAs {
		y.AcceptableCAs = append(y.AcceptableCAs, n.String())
	}
	for _, v := range s.VerifyErrors {
		y.Errors = append(y.Errors, v.Quote.Text)
	}
	for _, i := range s.Signals {
		y.Errors = append(y.Errors, b.case_.Evidence.Signals[i].Quote.Text)
	}
	for i := range s.Alerts {
		a := s.Alerts[i]
		if y.Alert == nil || a.Received && y.Alert.Direction == "sent" {
			y.Alert = &report.Alert{Name: a.Name, Number: a.Number, Direction: map[bool]string{true: "received", false: "sent"}[a.Received]}
		}
	}
	return y
}

func tri(t evidence.Tri) string {
	switch t {
	case evidence.Yes:
		return "yes"
	case evidence.No:
		return "no"
	}
	return "unknown"
}

func outcome(s *evidence.Session) string {
	switch {
	case s.TrustAccepted == evidence.No:
		return "refused-by-client"
	case s.Handshake == evidence.Yes:
		return "accepted"
	}
	for _, a := range s.Alerts {
		if a.Received {
			return "refused-by-server"
		}
	}
	return "unknown"
}

// bundle is the chain file for the server: the leaf and what leads up from it,
// in order, without the root.
func (b *book) bundle(x *rules.Chain) []string {
	var out []string
	take := func(c *cert.Certificate) {
		if c.Basis == cert.FromBytes && !(c.SelfIssued() && len(out) > 0) {
			out = append(out, b.add(c))
		}
	}
	if len(x.Paths) > 0 {
		for _, l := range x.Paths[0].Links {
			if l.Certificate != nil && (l.Sent || l.Anchor == nil) {
				take(l.Certificate)
			}
		}
		return out
	}
	for _, i := range x.Shape.Way {
		take(x.Sent[i].Certificate)
	}
	return out
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
