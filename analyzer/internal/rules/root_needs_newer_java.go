package rules

import (
	"missinglink/analyzer/internal/kb"
	"missinglink/analyzer/internal/trust"
)

// rootNeedsNewerJava: the JDK's list of today holds the root, but only since an
// update; a log in which an older JDK refused the chain shows that it matters.
// A release that had it from its start needs no word; 8 is older than them all.
func rootNeedsNewerJava(c *Case) []Finding {
	x := c.Leading()
	if x == nil || c.Store != "openjdk" {
		return nil
	}
	var root trust.Root
	if a := x.Decision.Anchor; a != nil && a.Store == "openjdk" {
		root, _ = trust.RootByKey(a.Subject, a.SPKI)
	} else if a == nil && x.Cause != "" {
		root, _ = topRoot(x)
	}
	refused := x.ByLog && x.Cause == "" && !x.Accepted
	older := refused || c.Profile == "8" || root.SinceFor(string(c.Profile)) != ""
	if !root.InOpenJDK || root.Since == "" || !older {
		return nil
	}
	f := Finding{Severity: Note, Owner: kb.Instance, Args: map[string]string{"root": root.Name, "since": root.Since}, Remedies: []string{"newer-java"}}
	if refused {
		f.Severity, f.Leads = Error, true
	}
	return []Finding{f}
}
