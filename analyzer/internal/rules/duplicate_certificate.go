package rules

import "missinglink/analyzer/internal/kb"

// duplicateCertificate: the same certificate was sent twice. Harmless in Java.
func duplicateCertificate(c *Case) []Finding {
	x := c.Leading()
	if x == nil || len(x.Shape.Duplicate) == 0 || c.StoreAlone {
		return nil
	}
	d := x.Sent[x.Shape.Duplicate[0]].Certificate
	return []Finding{{Severity: Note, Owner: kb.Endpoint, Args: certArgs(d), Certificates: list(d), Remedies: []string{"remove-extra"}}}
}
