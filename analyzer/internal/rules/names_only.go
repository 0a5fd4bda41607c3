package rules

import "missinglink/analyzer/internal/kb"

// namesOnly: the evidence names certificates without their bytes: what the
// knowledge base's own filtered command leaves, or a Java log. The chain is
// judged by names and dates; no signature could be checked.
func namesOnly(c *Case) []Finding {
	x := c.Leading()
	if x == nil || !x.NamesOnly {
		return nil
	}
	return []Finding{{Severity: Note, Owner: kb.Instance, Args: certArgs(x.Leaf()), Certificates: list(x.Leaf()), Remedies: []string{"paste-with-pem"}}}
}
