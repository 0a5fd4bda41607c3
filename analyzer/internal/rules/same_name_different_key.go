package rules

import (
	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/kb"
)

// sends reports whether the server sent a certificate with that subject.
func sends(x *Chain, name cert.Name) bool {
	for _, s := range x.Sent {
		if s.Certificate.Subject.SetKey() == name.SetKey() {
			return true
		}
	}
	return false
}

// sameNameDifferentKey: a certificate with the issuer's name is there, but its
// key did not sign the one below: a renewed CA, or a namesake. Where the
// namesake is in the trust store the instance's record is at fault, else the
// certificate that the endpoint sends.
func sameNameDifferentKey(c *Case) []Finding {
	if c.StoreAlone {
		return c.storeFault("same-name-different-key", Warning)
	}
	x := c.Leading()
	if x == nil {
		return nil
	}
	owner, remedy, variant := kb.Endpoint, "replace-in-chain", ""
	if x.At != nil && !sends(x, x.At.Issuer) {
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
