package analyzer

import (
	"context"
	"sort"
	"strings"
	"sync"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/chain"
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/rules"
	"missinglink/analyzer/internal/trust"
	"missinglink/analyzer/report"
)

// maxChain is how many distinct certificates one chain question may hold: a
// JDK client takes ten, and a paste of more is a store or an attack on our
// time. The rest stays in the report and takes no part in the decision.
const maxChain = 64

// buildCase puts the evidence into the order that rules expect: which
// certificates a server sent, what counts as trusted, what the client has.
func buildCase(ctx context.Context, ev *evidence.Evidence, o Options) *rules.Case {
	c := &rules.Case{
		Evidence: ev, Lead: -1, At: o.At, Host: o.Host, Store: o.Store,
		Profile: chain.Profile(o.Java), Direction: string(o.Direction),
	}
	if c.Direction == "" {
		c.Direction = direction(ev)
	}
	c.Own = ownStores(ev)
	sent := sentChains(ev, c)
	if len(sent) == 0 && len(c.Own) > 0 {
		c.StoreAlone = true
	}
	c.Health = trust.Health(c.Own, o.At)
	c.Client = client(ev, c)
	decideAll(ctx, c, sent, o)
	c.Lead = leading(c.Chains)
	if x := c.Leading(); x != nil {
		s := c.Session(x)
		if c.Host == "" {
			c.Host = hostOf(s)
		}
		if s != nil {
			c.Port = s.Port
		}
	} else {
		for i := range ev.Sessions {
			if s := &ev.Sessions[i]; c.Host == "" && hostOf(s) != "" {
				c.Host, c.Port = hostOf(s), s.Port
			}
		}
	}
	c.Change = compare(ev, c)
	return c
}

// direction guesses who connects to whom. Only inbound leaves a mark: its own
// tables. Everything else is outbound, which the articles are about.
func direction(ev *evidence.Evidence) string {
	for _, s := range ev.Stores {
		if s.Kind == "sys_ca_certificate" || s.Kind == "sys_user_certificate" {
			return string(report.Inbound)
		}
	}
	return string(report.Outbound)
}

// hostOf is the name a session's client asked for: the SNI, else the address.
func hostOf(s *evidence.Session) string {
	switch {
	case s == nil:
		return ""
	case s.SNI != "":
		return s.SNI
	}
	return s.Host
}

// role of an input.
func role(ev *evidence.Evidence, input int) evidence.Role {
	if input < 0 || input >= len(ev.Inputs) {
		return evidence.RoleUnknown
	}
	return ev.Inputs[input].Role
}

// ownStores are the stores that count as the instance's trust: exports and
// stores without a private key, and what was given as a store.
func ownStores(ev *evidence.Evidence) []evidence.Store {
	var own []evidence.Store
	seen := map[int]bool{}
	for _, s := range ev.Stores {
		r := role(ev, s.Input)
		keys := false
		for _, e := range s.Records {
			keys = keys || e.HasKey
		}
		if r == evidence.RoleStore || r == evidence.RoleUnknown && !keys && s.Kind != "java-log" {
			own = append(own, s)
			seen[s.Input] = true
		}
	}
	for i, in := range ev.Inputs {
		if in.Role == evidence.RoleStore && !seen[i] {
			own = append(own, pemStore(ev, i))
		}
	}
	if len(own) == 0 && len(ev.Sessions) == 0 {
		if i := bundle(ev); i >= 0 {
			own = append(own, pemStore(ev, i))
		}
	}
	return own
}

// pemStore makes a store of the loose certificates of one input.
func pemStore(ev *evidence.Evidence, input int) evidence.Store {
	s := evidence.Store{Name: ev.Inputs[input].Name, Kind: "pem", Input: input, Role: ev.Inputs[input].Role}
	for _, x := range loose(ev, input) {
		s.Records = append(s.Records, evidence.Record{Name: x.Certificate.Subject.CommonName(), Certificate: x.Certificate})
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

// decideAll runs the JDK's procedure on every chain. Identical questions, as a
// log with hundreds of handshakes holds, are answered once.
func decideAll(ctx context.Context, c *rules.Case, sent []rules.Chain, o Options) {
	anchors := defaultAnchors(o.Store)
	for _, s := range c.Own {
		anchors = anchors.With(trust.Anchors(s)...)
	}
	pool := atHand(c.Evidence, sent)
	checks := chain.Checks{}
	answered := map[string]int{}
	for _, x := range sent {
		if ctx.Err() != nil {
			c.Evidence.Truncated = append(c.Evidence.Truncated, evidence.Truncation{Limit: "deadline", Input: x.Input})
			break
		}
		s := c.Session(&x)
		host := o.Host
		if host == "" {
			host = hostOf(s)
		}
		key := host
		for i, y := range x.Sent {
			if i == maxChain {
				break
			}
			key += " " + y.Certificate.ID
			x.Question.Sent = append(x.Question.Sent, y.Certificate)
		}
		if len(x.Sent) > maxChain {
			c.Evidence.Truncated = append(c.Evidence.Truncated, evidence.Truncation{Limit: "maxChain", Input: x.Input})
			x.Sent = x.Sent[:maxChain]
		}
		x.NamesOnly = x.Leaf().Basis == cert.FromNames
		if i, ok := answered[key]; ok {
			y := &c.Chains[i]
			x.Question, x.Decision, x.Shape, x.Paths, x.Repairs, x.HostMessage = y.Question, y.Decision, y.Shape, y.Paths, y.Repairs, y.HostMessage
		} else {
			x.Question.Anchors, x.Question.Pool, x.Question.Checks = anchors, pool, checks
			x.Question.Host, x.Question.At, x.Question.Profile = host, o.At, c.Profile
			if c.Direction == string(report.Inbound) {
				x.Question.Usage = chain.Client
			}
			x.Decision = chain.Decide(x.Question)
			x.Shape = chain.ShapeOf(x.Question)
			x.Paths = chain.Paths(x.Question)
			if host != "" && x.Question.Usage == chain.Server {
				x.HostMessage = chain.CheckHost(x.Question)
			}
			answered[key] = len(c.Chains)
		}
		conclude(c, &x)
		if !x.Accepted && x.Repairs == nil {
			x.Repairs = chain.Repairs(x.Question)
		}
		c.Chains = append(c.Chains, x)
	}
}

// The built-in stores are indexed once: comparing the names of a hundred
// anchors costs more than a whole chain.
var (
	openjdk = sync.OnceValue(func() *chain.Anchors { return chain.NewAnchors(trust.OpenJDK()...) })
	mozilla = sync.OnceValue(func() *chain.Anchors { return chain.NewAnchors(trust.Mozilla()...) })
)

func defaultAnchors(store string) *chain.Anchors {
	switch store {
	case "none":
		return chain.NewAnchors()
	case "mozilla":
		return mozilla()
	}
	return openjdk()
}

// atHand are the certificates that were given and not sent: with them a repair
// can be proved.
func atHand(ev *evidence.Evidence, sent []rules.Chain) []*cert.Certificate {
	used := map[string]bool{}
	for _, x := range sent {
		for _, s := range x.Sent {
			used[s.Certificate.ID] = true
		}
	}
	var out []*cert.Certificate
	for _, f := range ev.Certificates {
		if !used[f.Certificate.ID] && f.Certificate.Basis == cert.FromBytes {
			out = append(out, f.Certificate)
		}
	}
	return out
}

// conclude says why a chain is refused, or that it is not: a log's own word
// outranks what a default store would say.
func conclude(c *rules.Case, x *rules.Chain) {
	x.Cause, x.At = x.Decision.Cause, x.Decision.At
	x.Accepted = x.Decision.Accepted
	if x.Cause == "root-not-trusted" && len(x.Paths) > 0 && x.Paths[0].Missing != nil && publicIntermediate(x.Paths[0].Missing) {
		// The facts know the issuer: it is no root that somebody could trust,
		// but a certificate the server has to send.
		x.Cause = "missing-intermediate"
	}
	if !x.Decision.Evaluated {
		x.Accepted = x.Cause == "" && len(x.Paths) > 0 && x.Paths[0].Status == chain.Accepted
	}
	if x.Cause == "root-not-trusted" && len(c.Own) == 0 {
		outrank(c, x)
	}
	if leaf := x.Leaf(); leaf.Damage != "" && leaf.Issuer.Empty() && chain.Untrusted(x.Cause) {
		x.Cause = "" // too little of the leaf can be read to name what is missing
	}
	if x.Ordered && !x.Shape.LeafFirst && misplaced[x.Cause] {
		// Java judged a CA certificate as if it were the server's own.
		x.Cause, x.At = "leaf-not-first", x.Leaf()
	}
	s := c.Session(x)
	if s == nil || s.Source != "java-log" {
		return
	}
	x.Second = ""
	switch s.TrustAccepted {
	case evidence.Yes:
		x.ByLog, x.Accepted, x.Cause = true, true, ""
	case evidence.No:
		x.ByLog, x.Accepted = true, false
		signals := signalsOf(c.Evidence, s)
		if cause, args := loggedCause(signals); cause != "" {
			if cause != x.Cause {
				x.Cause = cause
				x.At, x.Decision.Args = atFault(x, cause, c), args
			} else if x.Decision.Args == nil {
				x.Decision.Args = args
			}
		} else if has(signals, evidence.PathBuildingFailed) && !chain.Untrusted(x.Cause) && x.Shape.InOrder {
			// The procedure found another fault, or none, with a store that is
			// not this JVM's: only the log's sentence stands.
			x.Cause = ""
		}
	}
}

// outrank lets a date that has passed, or has not come, lead before a root
// that the default store lacks: nobody gave the instance's own store, so that
// the root may well be there, while the date is wrong with every store.
func outrank(c *rules.Case, x *rules.Chain) {
	for _, i := range x.Shape.Way {
		y := x.Sent[i].Certificate
		cause := ""
		switch {
		case y.SelfIssued():
		case !y.NotAfter.IsZero() && y.NotAfter.Before(c.At):
			cause = "expired"
		case y.NotBefore.After(c.At):
			cause = "not-yet-valid"
		}
		if cause != "" {
			x.Second, x.Cause, x.At = x.Cause, cause, y
			return
		}
	}
}

// publicIntermediate reports whether the public facts know the missing issuer
// as an intermediate from which Java reaches a root it trusts.
func publicIntermediate(m *chain.Missing) bool {
	if _, root := trust.RootByName(m.Subject, m.KeyID); root {
		return false
	}
	for _, k := range trust.Lookup(m.Subject, m.KeyID) {
		if k.ReachesOpenJDK {
			return true
		}
	}
	return false
}

// misplaced are the faults that Java finds in a CA certificate which it takes
// for the server's own.
var misplaced = map[string]bool{"host-mismatch": true, "key-usage": true, "extended-key-usage": true}

func signalsOf(ev *evidence.Evidence, s *evidence.Session) []evidence.Signal {
	var out []evidence.Signal
	for _, i := range s.Signals {
		out = append(out, ev.Signals[i])
	}
	return out
}

func has(list []evidence.Signal, id string) bool {
	for _, s := range list {
		if s.ID == id {
			return true
		}
	}
	return false
}

// reasons turns the JDK's reason behind "path validation failed" into a cause.
var reasons = []struct{ phrase, cause string }{
	{"pathlenconstraint", "path-length"},
	{"not a ca certificate", "not-a-ca"},
	{"keycertsign", "key-usage"},
	{"extended key usage", "extended-key-usage"},
	{"name constraints", "name-constraint"},
	{"unrecognized critical", "unknown-critical-extension"},
	{"keysize limits", "weak-key"},
	{"algorithm constraints", "disabled-algorithm"},
	{"disabled algorithm", "disabled-algorithm"},
	{"distrusted", "distrusted-ca"},
	{"signature check failed", "same-name-different-key"},
	{"does not chain with any of the trust anchors", "same-name-different-key"},
	{"name chaining check failed", "same-name-different-key"},
	{"notbefore", "not-yet-valid"},
	{"validity check failed", "expired"},
	{"timestamp check failed", "expired"},
	{"notafter", "expired"},
}

// loggedCause is the cause that a session's own log lines give.
func loggedCause(signals []evidence.Signal) (string, map[string]string) {
	for _, s := range signals {
		if s.ID != evidence.PathValidationFailed {
			continue
		}
		args := map[string]string{"reason": s.Args["reason"], "java": s.Args["reason"]}
		if has(signals, evidence.NotYetValidInLog) {
			return "not-yet-valid", args
		}
		reason := strings.ToLower(s.Args["reason"] + " " + s.Quote.Text)
		for _, r := range reasons {
			if strings.Contains(reason, r.phrase) {
				return r.cause, args
			}
		}
	}
	return "", nil
}

// atFault is the certificate a logged cause is about, as far as dates tell.
func atFault(x *rules.Chain, cause string, c *rules.Case) *cert.Certificate {
	for _, s := range x.Sent {
		y := s.Certificate
		switch {
		case cause == "expired" && !y.NotAfter.IsZero() && y.NotAfter.Before(c.At),
			cause == "not-yet-valid" && y.NotBefore.After(c.At):
			return y
		}
	}
	return x.Leaf()
}

// leading picks the chain the verdict is about: the first that is refused,
// then the first whose host name does not fit, then the first.
func leading(chains []rules.Chain) int {
	best, score := -1, -1
	for i := range chains {
		x := &chains[i]
		s := 0
		switch {
		case !x.Accepted && x.Cause != "":
			s = 3
		case !x.Accepted:
			s = 2
		case x.HostMessage != "":
			s = 1
		}
		if s > score {
			best, score = i, s
		}
	}
	return best
}
