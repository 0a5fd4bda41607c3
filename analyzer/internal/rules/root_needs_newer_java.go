package rules

import (
	"missinglink/analyzer/internal/kb"
	"missinglink/analyzer/internal/trust"
)

// rootNeedsNewerJava: the JDK's list of today holds the root, but only since an
// update; a log in which an older JDK refused the chain shows that it matters.
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
	if !root.InOpenJDK || root.Since == "" {
		return nil
	}
	f := Finding{Severity: Note, Owner: kb.Instance, Args: map[string]string{"root": root.Name, "since": root.Since}, Remedies: []string{"newer-java"}}
	if x.ByLog && x.Cause == "" && !x.Accepted {
		f.Severity, f.Leads = Error, true
	}
	return []Finding{f}
}
