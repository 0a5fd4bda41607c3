package rules

import (
	"missinglink/analyzer/internal/kb"
	"missinglink/analyzer/internal/trust"
)

// browserOnlyRoot: the chain ends at a root of Mozilla's list that the JDK's
// list does not hold: browsers and curl accept, Java does not.
func browserOnlyRoot(c *Case) []Finding {
	x := c.Leading()
	if x == nil || x.Cause != "root-not-trusted" && x.Cause != "missing-intermediate" || c.Store != "openjdk" {
		return nil
	}
	root, ok := topRoot(x)
	if !ok || !root.InMozilla || root.InOpenJDK {
		return nil
	}
	remedies := []string{"import-root", "change-ca"}
	args := map[string]string{"root": root.Name}
	if cross, ok := crossTo(x); ok {
		remedies = []string{"send-cross-certificate", "import-root"}
		args = with(args, "cross", cross.Subject, "download", cross.Download)
	}
	f := Finding{Severity: Error, Leads: x.Cause == "root-not-trusted", Owner: kb.Instance, Args: args, Certificates: list(x.Sent[len(x.Sent)-1].Certificate), Remedies: remedies}
	if args["cross"] != "" {
		f.Variant, f.Owner = "cross", kb.Endpoint
	}
	return []Finding{f}
}

// topRoot is what is known about the public root that the chain's last known
// issuer is or leads to.
func topRoot(x *Chain) (trust.Root, bool) {
	m := x.missing()
	if m == nil {
		for _, i := range x.Shape.Way {
			s := x.Sent[i].Certificate
			if len(s.SPKI) > 0 {
				if r, ok := trust.RootByKey(s.Subject, s.SPKI); ok {
					return r, true
				}
			}
		}
		return trust.Root{}, false
	}
	if r, ok := trust.RootByName(m.Subject, m.KeyID); ok {
		return r, true
	}
	for _, k := range trust.Lookup(m.Subject, m.KeyID) {
		if _, r, ok := trust.Upward(k); ok {
			return r, true
		}
	}
	return trust.Root{}, false
}

// crossTo is the public cross-certificate with which the chain would reach a
// root that the JDK trusts.
func crossTo(x *Chain) (trust.Intermediate, bool) {
	m := x.missing()
	if m == nil {
		return trust.Intermediate{}, false
	}
	for _, k := range trust.Lookup(m.Subject, m.KeyID) {
		if k.Cross && k.ReachesOpenJDK {
			return k, true
		}
	}
	return trust.Intermediate{}, false
}
