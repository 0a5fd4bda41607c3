package rules

import "missinglink/analyzer/internal/kb"

// namesOnly: the evidence names certificates without their bytes: what the
// knowledge base's own filtered command leaves, or a Java log. The chain is
// judged by names and dates; no signature could be checked. A tool that shows
// the leaf alone (curl -v) does not tell what else was sent: nothing is claimed.
func namesOnly(c *Case) []Finding {
	x := c.Leading()
	if x == nil {
		return nil
	}
	unseen := x.Cause == "" && !x.Accepted && !x.ByLog && !x.Listed
	if !x.NamesOnly && !unseen {
		return nil
	}
	f := Finding{Severity: Note, Owner: kb.Instance, Args: certArgs(x.Leaf()), Certificates: list(x.Leaf()), Remedies: []string{"paste-with-pem"}}
	if unseen {
		f.Variant, f.Leads, f.Unknown = "partial", true, true
	}
	return []Finding{f}
}
