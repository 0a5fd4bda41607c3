package rules

import (
	"strings"

	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
)

// keystoreNameNotLowercase: a protocol or key store name holds capitals. The
// protocol's name becomes the scheme of the URL; KB0683345 asks the same of
// the key store's file name.
func keystoreNameNotLowercase(c *Case) []Finding {
	for _, s := range c.Evidence.Settings {
		n := strings.ToLower(s.Name)
		if rest, ok := strings.CutPrefix(s.Name, "glide.httpclient.protocol."); ok && strings.TrimSpace(s.Value) != "" {
			if name := rest[:strings.IndexByte(rest+".", '.')]; name != strings.ToLower(name) {
				return []Finding{{Severity: Warning, Owner: kb.Instance, Args: map[string]string{"name": name}, Quotes: []evidence.Quote{s.Quote}, Remedies: []string{"rename-lowercase"}}}
			}
		}
		if (strings.HasSuffix(n, "protocol") || strings.HasSuffix(n, "keystore") || strings.HasSuffix(n, "key_store")) && s.Value != strings.ToLower(s.Value) {
			return []Finding{{Severity: Warning, Owner: kb.Instance, Args: map[string]string{"name": s.Value}, Quotes: []evidence.Quote{s.Quote}, Remedies: []string{"rename-lowercase"}}}
		}
	}
	return nil
}
