package rules

import (
	"strings"

	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
)

// protocolProfileOverride: a glide.httpclient.protocol.<name>.class or .port
// property is set; it wins over the protocol profile of the same name.
func protocolProfileOverride(c *Case) []Finding {
	var q []evidence.Quote
	var name string
	for _, s := range c.Evidence.Settings {
		rest, ok := strings.CutPrefix(strings.ToLower(s.Name), "glide.httpclient.protocol.")
		if ok && strings.TrimSpace(s.Value) != "" && (strings.HasSuffix(rest, ".class") || strings.HasSuffix(rest, ".port")) {
			if name == "" {
				name = s.Name
			}
			if len(q) < maxQuotes {
				q = append(q, s.Quote)
			}
		}
	}
	if len(q) == 0 {
		return nil
	}
	return []Finding{{Severity: Warning, Owner: kb.Instance, Args: map[string]string{"name": name}, Quotes: q, Remedies: []string{"remove-override"}}}
}
