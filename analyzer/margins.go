package analyzer

import (
	"slices"
	"strconv"
	"strings"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/chain"
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/report"
)

// inputs says what was understood from each input.
func (s *speaker) inputs() {
	ev := s.case_.Evidence
	for i := range s.report.Inputs {
		in := &s.report.Inputs[i]
		var parts []string
		count := func(n int, one, many string, args map[string]string) {
			switch {
			case n == 1:
				parts = append(parts, s.words.Say(one, args))
			case n > 1:
				args["count"] = strconv.Itoa(n)
				parts = append(parts, s.words.Say(many, args))
			}
		}
		count(in.Certificates, "input.certificate", "input.certificates", map[string]string{"count": "1"})
		sessions, host, tool := 0, "", ""
		for j := range ev.Sessions {
			if x := &ev.Sessions[j]; x.Input == i {
				if sessions++; sessions == 1 {
					host, tool = hostOf(x), x.Tool
					if x.Port != "" && host != "" {
						host += ":" + x.Port
					}
				}
			}
		}
		count(sessions, "input.session", "input.sessions", map[string]string{"host": cert.Visible(host)})
		if tool != "" {
			parts = append(parts, cert.Visible(tool))
		}
		records, messages, damage := 0, 0, 0
		for _, x := range ev.Stores {
			if x.Input == i {
				records += len(x.Records)
			}
		}
		for _, x := range ev.Signals {
			if x.Quote.Input == i {
				messages++
			}
		}
		for _, x := range ev.Damage {
			if x.Quote.Input == i {
				damage++
			}
		}
		count(records, "input.record", "input.records", map[string]string{"count": "1"})
		count(messages, "input.message", "input.messages", map[string]string{"count": "1"})
		count(damage, "input.unreadable-one", "input.unreadable", map[string]string{"count": "1"})
		for _, k := range ev.Keys {
			if k.Origin.Input == i {
				parts = append(parts, s.words.Say("input.key", nil))
				break
			}
		}
		if len(parts) == 0 {
			parts = append(parts, s.words.Say("input.nothing", nil))
		}
		in.Summary = strings.Join(parts, " · ")
	}
}

func (s *speaker) comparison() {
	d := s.report.Comparison
	if d == nil {
		return
	}
	var parts []string
	for _, x := range []struct {
		key   string
		count int
	}{{"added", len(d.Added)}, {"removed", len(d.Removed)}, {"rekeyed", len(d.Rekeyed) / 2}, {"reissued", len(d.Reissued) / 2}} {
		if x.count > 0 {
			parts = append(parts, s.words.Say("comparison."+x.key, map[string]string{"count": strconv.Itoa(x.count)}))
		}
	}
	switch {
	case len(parts) > 0:
		d.Sentence = s.words.Say("comparison.changed", map[string]string{"parts": strings.Join(parts, s.words.Say("comparison.and", nil))})
	case d.Reordered:
		d.Sentence = s.words.Say("comparison.reordered", nil)
	case s.case_.Change.ByName:
		d.Sentence = s.words.Say("comparison.same-names", nil)
	default:
		d.Sentence = s.words.Say("comparison.same", nil)
	}
}

// margins says what was not checked, what was left out, what was cut.
func (s *speaker) margins() {
	c, r := s.case_, s.report
	not := func(key string) {
		if line := s.words.Say("not-checked."+key, nil); line != "" && !slices.Contains(r.NotChecked, line) {
			r.NotChecked = append(r.NotChecked, line)
		}
	}
	not("live")
	not("revocation")
	if !c.Stored(c.Use()) {
		if c.Direction == string(report.MID) {
			not("store.mid")
		} else {
			not("store")
		}
	}
	if x := c.Leading(); x != nil {
		if c.Host == "" && x.Question.Usage == chain.Server {
			not("host")
		} else if !x.Leaf().ShowsHosts() {
			not("host-names")
		}
		if r.Verdict.Basis == report.Names || x.NamesOnly {
			not("signatures")
		}
		for _, n := range x.Decision.NotEvaluated {
			switch {
			case n == chain.NotCompared:
				not("name-constraints")
			case n == cert.ErrNoKey.Error():
				not("key")
			case strings.HasPrefix(n, cert.ErrNotChecked.Error()):
				not("algorithm")
			}
		}
		if x.Decision.Cut {
			not("budget")
		}
	}
	if c.Client == nil {
		for i := range c.Evidence.Sessions {
			if c.Evidence.Sessions[i].Requested == evidence.Yes {
				key := "client"
				for j := range c.Evidence.Inputs {
					if c.Evidence.Inputs[j].Role == evidence.RoleClient {
						key = "client-unread"
					}
				}
				not(key)
				break
			}
		}
	}
	seen := map[string]bool{}
	for _, x := range c.Evidence.Removals {
		if !seen[x.What] {
			seen[x.What] = true
			word := s.words.Say("removed."+x.What, nil)
			if word == "" {
				word = x.What
			}
			r.Removed = append(r.Removed, word)
		}
	}
	for _, x := range c.Evidence.Truncated {
		if !seen["limit "+x.Limit] {
			seen["limit "+x.Limit] = true
			r.Truncated = append(r.Truncated, x.Limit)
		}
	}
}
