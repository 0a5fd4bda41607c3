package rules

import (
	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/kb"
)

// chainChanged: an earlier paste of the same endpoint shows another chain. It
// answers "nothing changed on our side".
func chainChanged(c *Case) []Finding {
	d := c.Change
	if d == nil || len(d.Added)+len(d.Removed)+len(d.Rekeyed)+len(d.Reissued)+len(d.Unkeyed) == 0 && !d.Reordered {
		return nil
	}
	f := Finding{Severity: Warning, Owner: kb.Endpoint}
	switch {
	case len(d.Moved) > 0: // the cause of the rest
		old, now := d.Moved[0][0], d.Moved[0][1]
		f.Variant, f.Certificates = "moved", pairs(d.Moved)
		f.Args = with(certArgs(now), "old", old.Issuer.CommonName())
	case len(d.Rekeyed) > 0:
		f.Variant, f.Args, f.Certificates = "rekeyed", certArgs(d.Rekeyed[0][1]), pairs(d.Rekeyed)
	case len(d.Removed) > 0 && len(d.Added) > 0:
		f.Variant, f.Args = "replaced", with(certArgs(d.Added[0]), "old", d.Removed[0].Subject.CommonName())
		f.Certificates = append(append(f.Certificates, d.Removed...), d.Added...)
	case len(d.Removed) > 0:
		f.Variant, f.Args, f.Certificates = "removed", certArgs(d.Removed[0]), d.Removed
	case len(d.Added) > 0:
		f.Variant, f.Args, f.Certificates = "added", certArgs(d.Added[0]), d.Added
	case len(d.Reissued) > 0:
		f.Variant, f.Args, f.Certificates = "reissued", certArgs(d.Reissued[0][1]), pairs(d.Reissued)
	case len(d.Unkeyed) > 0:
		f.Variant, f.Args, f.Certificates = "renewed", certArgs(d.Unkeyed[0][1]), pairs(d.Unkeyed)
	default:
		f.Variant, f.Severity = "reordered", Note
	}
	return []Finding{f}
}

func pairs(p [][2]*cert.Certificate) []*cert.Certificate {
	var out []*cert.Certificate
	for _, x := range p {
		out = append(out, x[0], x[1])
	}
	return out
}
