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
	owner, remedy, variant := kb.Endpoint, "replace-in-chain", ""
	if x.Decision.Args["where"] == "store" {
		owner, remedy, variant = kb.Instance, "replace-trusted-root", "store"
	}
	f := c.fault("same-name-different-key", owner, remedy)
	for i := range f {
		if at := x.At; at != nil {
			f[i].Args["issuer"] = at.Issuer.CommonName()
		}
		if f[i].Variant == "" {
			f[i].Variant = variant
		}
	}
	return f
}
