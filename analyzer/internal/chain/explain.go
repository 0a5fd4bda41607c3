package chain

import (
	"missinglink/analyzer/internal/cert"
)

// explain finds the real cause behind "unable to find valid certification
// path": the best way up from the leaf either reaches an anchor and has a
// fault, or ends, and where it ends tells what is missing.
func (j *judge) explain() *fault {
	paths := j.sentOnly().paths(nil)
	p := paths[0]
	if p.Status == Refused {
		for i := len(p.Links) - 1; i >= 0; i-- {
			l := p.Links[i]
			if len(l.Problems) == 0 {
				continue
			}
			at := l.Certificate
			f := &fault{cause: l.Problems[0], at: at, args: map[string]string{}}
			j.describe(f)
			if f.cause == "same-name-different-key" {
				f.at = p.Links[i-1].Certificate
				f.args = map[string]string{"issuer": f.at.Issuer.String(), "where": where(l)}
				if j.signatureDamaged(f.at, l) {
					f.cause = "signature-mismatch"
				}
			}
			return f
		}
	}
	if p.Status == Accepted {
		return j.buildersOwn(p)
	}
	top := p.Links[len(p.Links)-1].Certificate
	f := &fault{at: top, args: map[string]string{"issuer": top.Issuer.String()}}
	switch {
	case len(p.Links) > 1:
		f.cause = "root-not-trusted"
	case top.SelfIssued():
		f.cause = "self-signed-not-trusted"
	default:
		f.cause = "missing-intermediate"
	}
	return f
}

// buildersOwn explains a path that stands and that the builder still refuses:
// its limit of intermediates, CAs before version 3, and anchors outside their
// period.
func (j *judge) buildersOwn(p Path) *fault {
	between := 0
	var old *cert.Certificate
	for _, l := range p.Links[1 : len(p.Links)-1] {
		if l.Certificate.Version < 3 {
			old = l.Certificate
		}
		if !j.selfIssued(l.Certificate) {
			between++
		}
	}
	a := p.Anchor
	f := &fault{cause: "root-not-trusted", at: a.Certificate, args: map[string]string{"issuer": a.Subject.String()}}
	switch {
	case between > MaxIntermediates:
		f.cause, f.at, f.args["reason"] = "path-length", p.Links[len(p.Links)-2].Certificate, "too-many-intermediates"
	case old != nil:
		f.cause, f.at = "not-a-ca", old
	case j.At.After(a.NotAfter):
		f.cause, f.args["date"], f.args["where"] = "expired", date(a.NotAfter), "store"
	case j.At.Before(a.NotBefore):
		f.cause, f.args["date"], f.args["where"] = "not-yet-valid", date(a.NotBefore), "store"
	}
	return f
}

// where tells whose certificate has the right name and the wrong key.
func where(l Link) string {
	if l.Anchor != nil {
		return "store"
	}
	return "chain"
}

// sentOnly is the same question without the pool, as the JDK has none.
func (j *judge) sentOnly() *judge {
	k := *j
	k.Pool = nil
	return &k
}

// describe adds what a sentence about a certificate's own fault needs.
func (j *judge) describe(f *fault) {
	if f.at == nil {
		return
	}
	switch f.cause {
	case "expired":
		f.args["date"] = date(f.at.NotAfter)
	case "not-yet-valid":
		f.args["date"] = date(f.at.NotBefore)
	case "disabled-algorithm":
		f.args["algorithm"] = f.at.SignatureAlgorithm
	case "weak-key":
		f.args["key"] = weakKey(f.at.Key)
	}
}

// signatureDamaged tells a damaged certificate from a wrong issuer: the key
// identifiers say that this is the key, and still the signature does not fit.
func (j *judge) signatureDamaged(c *cert.Certificate, l Link) bool {
	ski := []byte(nil)
	switch {
	case l.Anchor != nil:
		ski = l.Anchor.SKI
	case l.Certificate != nil:
		ski = l.Certificate.SKI
	}
	return c.AKI != nil && string(c.AKI) == string(ski)
}

// signatureCause does the same for a validation that met a wrong signature.
func (j *judge) signatureCause(c *cert.Certificate, key []byte) string {
	if j.dropped(key) {
		return "disabled-algorithm"
	}
	for _, a := range j.anchorsNamed(c) {
		if string(a.SPKI) == string(key) && j.signatureDamaged(c, Link{Anchor: a}) {
			return "signature-mismatch"
		}
	}
	for _, x := range j.Sent {
		if string(x.SPKI) == string(key) && j.signatureDamaged(c, Link{Certificate: x}) {
			return "signature-mismatch"
		}
	}
	return "same-name-different-key"
}
