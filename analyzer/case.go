package analyzer

import (
	"context"
	"slices"
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
	clientRoles(ev, c)
	if c.Direction == string(report.MID) && slices.ContainsFunc(c.Own, keyStoreFile) {
		// It is the cacerts of the MID Server's Java, in place of OpenJDK's: one
		// that an upgrade carried over lacks the newer roots.
		o.Store, c.Store = "none", "none"
	}
	sent := sentChains(ev, c)
	if len(sent) == 0 && len(c.Own) > 0 && storeAlone(ev) {
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
	if o.Port != "" {
		c.Port = o.Port
	}
	c.Change = compare(ev, c)
	return c
}

// direction finds out who connects to whom: from the tables that were given,
// then from the words that only one direction uses. A MID Server's own words
// outrank those of the tables it has nothing to do with; without any word it is
// outbound, which the articles are about.
func direction(ev *evidence.Evidence) string {
	for _, s := range ev.Stores {
		if s.Kind == "sys_ca_certificate" || s.Kind == "sys_user_certificate" {
			return string(report.Inbound)
		}
	}
	seen := map[string]bool{}
	for _, m := range ev.Marks {
		seen[m.Direction] = true
	}
	switch {
	case seen["mid"]:
		return string(report.MID)
	case seen["inbound"] && !seen["outbound"]:
		return string(report.Inbound)
	}
	return string(report.Outbound)
}

// hostOf is the name a session's client asked for, empty without a session.
func hostOf(s *evidence.Session) string {
	if s == nil {
		return ""
	}
	return s.Peer()
}

// role of an input.
func role(ev *evidence.Evidence, input int) evidence.Role {
	if input < 0 || input >= len(ev.Inputs) {
		return evidence.RoleUnknown
	}
	return ev.Inputs[input].Role
}

// decideAll runs the JDK's procedure on every chain. Identical questions, as a
// log with hundreds of handshakes holds, are answered once.
func decideAll(ctx context.Context, c *rules.Case, sent []rules.Chain, o Options) {
	// For a client's chain only what the instance registered counts.
	anchors := [...]*chain.Anchors{chain.Server: defaultAnchors(o.Store), chain.Client: chain.NewAnchors()}
	for use := range anchors {
		for _, s := range c.Own {
			if c.Trusts(s, chain.Usage(use)) {
				anchors[use] = anchors[use].With(trust.Anchors(s)...)
			}
		}
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
		x.Count = len(x.Sent)
		if len(x.Sent) > maxChain {
			c.Evidence.Truncated = append(c.Evidence.Truncated, evidence.Truncation{Limit: "maxChain", Input: x.Input})
			x.Sent = x.Sent[:maxChain]
		}
		x.NamesOnly = x.Leaf().Basis == cert.FromNames
		if i, ok := answered[key]; ok {
			y := &c.Chains[i]
			x.Question, x.Decision, x.Shape, x.Paths, x.Repairs, x.HostMessage = y.Question, y.Decision, y.Shape, y.Paths, y.Repairs, y.HostMessage
		} else {
			x.Question.Pool, x.Question.Checks = pool, checks
			x.Question.Host, x.Question.At, x.Question.Profile = host, o.At, c.Profile
			if c.Direction == string(report.Inbound) && s == nil {
				x.Question.Usage = chain.Client
			}
			x.Question.Anchors = anchors[x.Question.Usage]
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
