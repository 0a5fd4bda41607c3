package rules

import "missinglink/analyzer/internal/kb"

// rootNotTrusted: the sent chain is as it should be and ends at a root that no
// store holds: a private CA, as a rule. The endpoint need not change anything.
func rootNotTrusted(c *Case) []Finding {
	f := c.fault("root-not-trusted", kb.Instance, "import-root", "import-issuer")
	if f == nil {
		return nil
	}
	x := c.Leading()
	f[0].Variant = ""
	f[0].Args["root"] = ""
	if len(x.Shape.Way) > 1 {
		f[0].Args["missing"] = x.Sent[x.Shape.Way[1]].Certificate.Subject.CommonName()
	}
	if m := x.missing(); m != nil {
		f[0].Args["root"] = m.Subject.CommonName()
		f[0].Certificates = list(m.Below)
		if m.Below != nil {
			f[0].Args["below"] = m.Below.Subject.CommonName()
		}
	} else if !x.Listed {
		f[0].Variant = "unseen"
	} else {
		f[0].Variant = "sent"
		if f[0].Args["root"] == "" {
			f[0].Args["root"] = f[0].Args["subject"]
		}
	}
	return f
}
