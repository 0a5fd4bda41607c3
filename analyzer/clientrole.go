package analyzer

import (
	"bytes"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/rules"
	"missinglink/analyzer/report"
)

// clientRoles gives certificate files that are a client's that role, where
// nobody said what they are for: those with a private key, which no server
// hands out, and a certificate for clients only of which nothing else says that
// a server sent it. A certificate for servers only stays a server's, with its
// own key beside it as well. Inbound, every chain is judged as a client's.
func clientRoles(ev *evidence.Evidence, c *rules.Case) {
	if c.Direction == string(report.Inbound) {
		return
	}
	var files []int
	for i, in := range ev.Inputs {
		if in.Role == evidence.RoleUnknown && !shows(ev, i) && len(loose(ev, i)) > 0 {
			files = append(files, i)
		}
	}
	alone := len(files) == 1
	unsaid := alone && len(ev.Sessions)+len(ev.Stores)+len(c.Own) == 0 && c.Host == ""
	for _, i := range files {
		leaf := leafFirst(loose(ev, i))[0].Certificate
		beside, fits := false, false
		for _, k := range ev.Keys {
			own := k.SPKI != nil && bytes.Equal(k.SPKI, leaf.SPKI)
			beside = beside || k.Origin.Input == i || alone && own
			fits = fits || own || k.SPKI == nil
		}
		serves, calls := leaf.MayBeUsedFor(cert.ServerAuth), leaf.MayBeUsedFor(cert.ClientAuth)
		if !leaf.IsCA && (beside && (calls || !fits) || unsaid && calls && !serves) {
			ev.Inputs[i].Role = evidence.RoleClient
		}
	}
}

// shows reports whether an input shows a connection or a store.
func shows(ev *evidence.Evidence, input int) bool {
	for i := range ev.Sessions {
		if ev.Sessions[i].Input == input {
			return true
		}
	}
	for i := range ev.Stores {
		if ev.Stores[i].Input == input {
			return true
		}
	}
	return false
}
