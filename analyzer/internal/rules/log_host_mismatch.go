package rules

import (
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
)

// logHostMismatch: the JVM, or the tool that was used, compared the host name
// and refused.
func logHostMismatch(c *Case) []Finding {
	f := c.fromLog(evidence.HostNameMismatch, kb.Endpoint, true, "reissue-leaf", "call-listed-name")
	if len(f) == 0 {
		return nil
	}
	if f[0].Args["by"] != "" {
		f[0].Variant = "tool"
	}
	if f[0].Args["form"] != "" {
		f[0].Variant, f[0].Owner, f[0].Remedies = "form", kb.Instance, []string{"call-listed-name"}
	}
	if x := c.Leading(); x != nil && x.Leaf().ShowsHosts() {
		f[0].Args["names"] = hostNames(x.Leaf())
	}
	return f
}
