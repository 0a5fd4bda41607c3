package rules

import (
	"strconv"

	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
)

// inputUnread: an input that was given as a store, as the client's, as an
// earlier paste or as certificates at hand holds nothing of the kind that is
// known here. Damage of an input is told by itself.
func inputUnread(c *Case) []Finding {
	f := Finding{Severity: Warning, Owner: kb.Nobody}
	n := 0
	for i := range c.Evidence.Inputs {
		in := &c.Evidence.Inputs[i]
		if in.Role == evidence.RoleUnknown || in.Role == evidence.RoleEndpoint || !c.unread(i) {
			continue
		}
		if n++; n == 1 {
			f.Args = map[string]string{"input": in.Name}
		}
	}
	if n == 0 {
		return nil
	}
	if n > 1 {
		f.Variant, f.Args["count"] = "several", strconv.Itoa(n)
	}
	return []Finding{f}
}

// Holds reports whether an input holds a certificate, a store, a key or a
// setting.
func Holds(ev *evidence.Evidence, input int) bool {
	if ev.Inputs[input].Certificates > 0 {
		return true
	}
	for i := range ev.Stores {
		if ev.Stores[i].Input == input {
			return true
		}
	}
	for i := range ev.Keys {
		if ev.Keys[i].Origin.Input == input {
			return true
		}
	}
	for i := range ev.Settings {
		if ev.Settings[i].Quote.Input == input {
			return true
		}
	}
	return false
}

// Damaged reports whether something of an input could not be read.
func Damaged(ev *evidence.Evidence, input int) bool {
	for i := range ev.Damage {
		if ev.Damage[i].Quote.Input == input {
			return true
		}
	}
	return false
}

// unreadStore is an input that was given as a store and of which nothing could
// be read, nil when there is none: it may hold just what is missing.
func (c *Case) unreadStore() *evidence.Input {
	for i := range c.Evidence.Inputs {
		if in := &c.Evidence.Inputs[i]; in.Role == evidence.RoleStore && c.unread(i) {
			return in
		}
	}
	return nil
}

// unread reports whether an input, with all that it holds when it is an
// archive, gave neither evidence nor damage. What an archive holds is not
// judged by itself: a text beside certificates is in order.
func (c *Case) unread(input int) bool {
	list := c.Evidence.Inputs
	if list[input].Inner {
		return false
	}
	for i := input; i == input || i < len(list) && list[i].Inner; i++ {
		if Holds(c.Evidence, i) || Damaged(c.Evidence, i) {
			return false
		}
	}
	return true
}
