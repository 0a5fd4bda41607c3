package rules

import (
	"slices"
	"strings"

	"missinglink/analyzer/internal/chain"
	"missinglink/analyzer/internal/kb"
	"missinglink/analyzer/internal/trust"
)

// missingIntermediate: the issuer of the leaf, or of a CA whose issuer the
// public facts know as an intermediate, was not sent and no store holds it.
// Java does not look for it: AIA is not fetched by default.
func missingIntermediate(c *Case) []Finding {
	f := c.issuerNotSent()
	if f != nil {
		if m := c.Leading().missing(); m != nil {
			c.issuerHeld(&f[0], m.Subject, m.KeyID)
		}
	}
	return f
}

func (c *Case) issuerNotSent() []Finding {
	f := c.fault("missing-intermediate", kb.Endpoint, "send-chain", "import-issuer")
	if f == nil {
		return nil
	}
	x := c.Leading()
	m := x.missing()
	f[0].Variant = ""
	if x.Question.Usage == chain.Server && (m == nil || m.Subject.Empty()) {
		f[0].Variant = "unnamed"
	}
	if m == nil {
		return f
	}
	f[0].Args = with(f[0].Args, "subject", x.Leaf().Subject.CommonName(), "missing", m.Subject.CommonName(), "download", first(m.AIA))
	if m.Below != nil {
		f[0].Args["below"] = m.Below.Subject.CommonName()
		f[0].Certificates = list(m.Below)
	}
	for _, r := range x.Repairs {
		if r.Kind == chain.SendAndImport {
			f[0].Variant, f[0].Remedies = "root-too", []string{"import-root", "send-chain", "import-issuer"}
			f[0].Args["root"] = r.Adds[len(r.Adds)-1].Subject.CommonName()
			return f
		}
	}
	if known := trust.Lookup(m.Subject, m.KeyID); len(known) > 0 {
		f[0].Variant = "public"
		f[0].Args = with(f[0].Args, "fingerprint", known[0].SHA256, "to", day(known[0].NotAfter))
		if known[0].Download != "" {
			f[0].Args["download"] = known[0].Download
		}
		f[0].Args["root"] = known[0].Issuer
		if way, r, ok := trust.Upward(known[0]); ok {
			f[0].Args["root"] = r.Name
			if len(way) > 0 {
				f[0].Variant = "public-several"
				all := []string{known[0].CommonName}
				for _, w := range way {
					all = append(all, w.CommonName)
				}
				f[0].Args["all"] = strings.Join(all, ", ")
			}
			if !r.InOpenJDK {
				f[0].Variant = "browser"
				f[0].Remedies = []string{"import-root", "send-chain", "import-issuer"}
				return f
			}
		}
	}
	proved := slices.ContainsFunc(x.Repairs, func(r chain.Repair) bool { return r.Kind == chain.SendChain && r.Proved })
	if f[0].Args["download"] != "" && !proved { // else it is at hand
		f[0].Remedies = []string{"send-chain", "fetch-issuer", "import-issuer"}
	}
	return f
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}
