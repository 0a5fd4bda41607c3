package rules

import (
	"strconv"

	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
)

// privateKeyPasted: a private key stands in text that was pasted. Only its
// public part is kept, for matching. A key inside a key store file is where it
// belongs and is not reported here.
func privateKeyPasted(c *Case) []Finding {
	n, line := 0, 0
	var q []evidence.Quote
	for _, k := range c.Evidence.Keys {
		if k.Origin.Line == 0 {
			continue
		}
		if n++; n == 1 {
			line = k.Origin.Line
			q = append(q, evidence.Quote{Input: k.Origin.Input, Line: k.Origin.Line, Text: "-----BEGIN … PRIVATE KEY-----"})
		}
	}
	for _, d := range c.damage("private-key-pasted") {
		if n++; n == 1 {
			line = d.Quote.Line
			q = append(q, evidence.Quote{Input: d.Quote.Input, Line: d.Quote.Line, Text: "-----BEGIN … PRIVATE KEY-----"})
		}
	}
	if n == 0 {
		return nil
	}
	alone := c.nothingElse() && c.Client == nil
	f := Finding{Severity: Warning, Leads: alone, Unknown: alone, Owner: kb.Client,
		Args: map[string]string{"line": strconv.Itoa(line), "count": strconv.Itoa(n)}, Quotes: q, Remedies: []string{"replace-key"}}
	if line == 0 {
		f.Variant, f.Quotes = "file", nil // a binary file has no lines
		f.Args["input"] = c.Evidence.Inputs[q[0].Input].Name
	}
	return []Finding{f}
}
