package rules

import (
	"strings"

	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
)

// chainComplete: Java accepts what the server sends. It is the verdict only
// when nothing above it leads; then the cause lies elsewhere, and the finding
// says what to collect.
func chainComplete(c *Case) []Finding {
	x := c.Leading()
	if x == nil || !x.Accepted || c.StoreAlone {
		return nil
	}
	if !x.ByLog && (c.says(evidence.PathBuildingFailed) || c.says(evidence.ChainTooLong) || len(c.refusals()) > 0) {
		return nil // a log that refuses is never answered with "complete"
	}
	f := Finding{Severity: Note, Leads: x.HostMessage == "", Owner: kb.Nobody, Args: certArgs(x.Leaf()), Remedies: []string{"collect-log"}}
	if x.ByLog {
		f.Variant = "log"
	}
	s := c.Session(x)
	switch {
	case x.ByLog && s.ServerSide:
		// Its own log: the client went on, and this server may have refused it.
		f.Variant, f.Unknown, f.Remedies = "server", s.Handshake != evidence.Yes, nil
		if f.Unknown {
			f.Variant = "server.open"
		}
		return []Finding{withAnchor(f, x)}
	case x.ByLog:
	case x.ByNames():
		f.Variant = "names"
		f.Remedies = []string{"paste-with-pem", "collect-log"}
	case !x.Decision.Evaluated:
		// A signature or a constraint was not checked here: the JDK may refuse.
		f.Variant, f.Unknown = "unchecked", true
		return []Finding{withAnchor(f, x)}
	}
	if s != nil && !s.ClientShown && c.Client == nil && (s.Requested == evidence.Yes || len(s.AcceptableCAs) > 0) {
		f.Variant = strings.TrimPrefix(f.Variant+".asked", ".")
	}
	return []Finding{withAnchor(f, x)}
}

// withAnchor names where the path ends.
func withAnchor(f Finding, x *Chain) Finding {
	a := x.Decision.Anchor
	if a == nil && len(x.Paths) > 0 {
		a = x.Paths[0].Anchor
	}
	if a != nil {
		f.Args = with(f.Args, "anchor", a.Subject.CommonName(), "store", a.Store)
	}
	return f
}
