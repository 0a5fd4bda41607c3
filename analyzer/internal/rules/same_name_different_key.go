package rules

import "missinglink/analyzer/internal/kb"

// sameNameDifferentKey: a certificate with the issuer's name is there, but its
// key did not sign the one below: a renewed CA, or a namesake. Where the
// namesake is in the trust store the instance's record is at fault, else the
// certificate that the endpoint sends.
func sameNameDifferentKey(c *Case) []Finding {
	x := c.Leading()
	if x == nil {
		return nil
	}
	if at := x.Decision.At; at != nil && x.Decision.Args["issuer"] != "" {
		x.Decision.Args["issuer"] = at.Issuer.CommonName()
	}
	if x.Decision.Args["where"] == "store" {
		f := c.fault("same-name-different-key", kb.Instance, "replace-trusted-root")
		for i := range f {
			if f[i].Variant == "" {
				f[i].Variant = "store"
			}
		}
		return f
	}
	return c.fault("same-name-different-key", kb.Endpoint, "replace-in-chain")
}
