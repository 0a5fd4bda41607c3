package rules

import (
	"slices"

	"missinglink/analyzer/internal/evidence"
)

// A text can show several connections. What failed belongs to the one in which
// it stands: another that succeeded explains nothing of it.

// connection is the session in which signal i stands, nil when no text says.
func (c *Case) connection(i int) *evidence.Session {
	for j := range c.Evidence.Sessions {
		if s := &c.Evidence.Sessions[j]; slices.Contains(s.Signals, i) {
			return s
		}
	}
	return nil
}

// first is the connection of the first signal with that id. The echo of a
// failure in a stack trace stands below its handshake: the last one that began
// above it in the same debug log.
func (c *Case) first(id string) *evidence.Session {
	i := slices.IndexFunc(c.Evidence.Signals, func(x evidence.Signal) bool { return x.ID == id })
	if i < 0 {
		return nil
	}
	found, q := c.connection(i), c.Evidence.Signals[i].Quote
	if found != nil {
		return found
	}
	for j := range c.Evidence.Sessions {
		if s := &c.Evidence.Sessions[j]; s.Source == "java-log" && s.Input == q.Input && s.Line < q.Line && (found == nil || s.Line > found.Line) {
			found = s
		}
	}
	return found
}

// answered reports whether a connection came to a certificate or further.
func answered(s *evidence.Session) bool { return len(s.Sent) > 0 || s.Handshake == evidence.Yes }

// again reports whether the same endpoint answered later in the same text.
func (c *Case) again(host, port string, q evidence.Quote) bool {
	return slices.ContainsFunc(c.Evidence.Sessions, func(s evidence.Session) bool {
		return answered(&s) && s.Peer() == host && s.Port == port && s.Input == q.Input && s.Line > q.Line
	})
}

// in names the endpoint of a failed connection in a finding, where it is not
// the one that the case is about.
func (c *Case) in(f *Finding, s *evidence.Session) {
	if s != nil && s != c.Session(c.Leading()) {
		c.name(f, s.Peer(), s.Port)
	}
}

// name says which endpoint a finding is about. Where the text names others and
// not this one, none is named.
func (c *Case) name(f *Finding, host, port string) {
	if host == c.Host && port == "" {
		return
	}
	if host != "" {
		if f.Args == nil {
			f.Args = map[string]string{}
		}
		with(f.Args, "host", host, "port", port)
		return
	}
	f.Nameless = slices.ContainsFunc(c.Evidence.Sessions, func(s evidence.Session) bool { return s.Peer() != "" })
}

// stopped makes of a finding one about the connections that ended before a
// certificate came: those of the signals that count. It reports whether one
// does. It leads when nothing is wrong with the leading chain.
func (c *Case) stopped(f *Finding, counts func(x evidence.Signal, at *evidence.Session) bool, ids ...string) bool {
	var found []evidence.Signal
	for i, x := range c.Evidence.Signals {
		if !slices.Contains(ids, x.ID) {
			continue
		}
		at := c.connection(i)
		if !counts(x, at) {
			continue
		}
		if found = append(found, x); len(found) > 1 {
			continue
		}
		f.Variant = x.Args["cause"]
		if at != nil {
			c.in(f, at)
		} else {
			c.name(f, x.Args["host"], "")
		}
	}
	if len(found) == 0 {
		return false
	}
	if f.Quotes = quotes(found); c.open() {
		f.Severity, f.Leads = Error, true
	}
	return true
}

// open reports whether a connection that failed beside the leading chain is
// the verdict: that chain has no fault of its own, as far as it is shown. What a server's log says of
// other connections is not about its clients.
func (c *Case) open() bool {
	x := c.Leading()
	if x == nil {
		return true
	}
	if c.explained() || x.HostMessage != "" {
		return false
	}
	s := c.Session(x)
	return s != nil && s.Partial || len(chainComplete(c)) > 0 && (s == nil || !s.ServerSide)
}
