package rules

import (
	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/kb"
)

// expired: a certificate on the path is past its notAfter. Java checks no date
// of an anchor. An expired certificate that is not the cause is a warning.
func expired(c *Case) []Finding {
	x := c.Leading()
	if x == nil {
		return nil
	}
	renew := func(at *cert.Certificate) string {
		if at != nil && at != x.Own() {
			return "renew-issuer"
		}
		return "renew-leaf"
	}
	remedy := renew(x.At)
	if f := c.fault("expired", kb.Endpoint, remedy); f != nil {
		if f[0].Args["to"] == "" {
			f[0].Args["to"] = f[0].Args["date"]
		}
		if f[0].Variant == "" && remedy == "renew-issuer" {
			f[0].Variant = "issuer"
		}
		return f
	}
	var out []Finding
	for _, i := range x.Shape.Way {
		s := x.Sent[i].Certificate
		if !s.NotAfter.IsZero() && s.NotAfter.Before(c.At) {
			f := Finding{Severity: Warning, Variant: "also", Owner: kb.Endpoint, Args: certArgs(s), Certificates: list(s), Remedies: []string{renew(s)}}
			if x.Accepted {
				f.Severity, f.Variant = Note, "harmless"
				f.Remedies = nil
			}
			out = append(out, f)
		}
	}
	return out
}
