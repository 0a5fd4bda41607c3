package rules

import (
	"bytes"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/kb"
	"missinglink/analyzer/internal/trust"
)

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
	c.inUnusedRecord(&f[0])
	return f
}

// unusedFor says what a record of the root's own needs so that it counts.
var unusedFor = []struct{ problem, variant, remedy string }{
	{"store-record-inactive", "inactive", "activate-record"},
	{"store-record-wrong-type", "wrong-type", "correct-type"},
}

// inUnusedRecord sees to a root that stands in a record which does not count:
// nothing has to be imported, the record has to be set right.
func (c *Case) inUnusedRecord(f *Finding) {
	x := c.Leading()
	var name cert.Name
	var keyID []byte
	switch m := x.missing(); {
	case m != nil:
		name, keyID = m.Subject, m.KeyID
	case f.Variant == "sent" && x.At != nil:
		name, keyID = x.At.Subject, x.At.SKI
	default:
		return
	}
	for _, r := range c.Health {
		for _, u := range unusedFor {
			if has(r.Problems, u.problem) && isCertificate(r, name, keyID) {
				f.Variant = u.variant
				f.Args = with(f.Args, "record", r.Name, "store", c.Own[r.Store].Name)
				f.Remedies = []string{u.remedy}
				return
			}
		}
	}
}

func isCertificate(r trust.RecordState, name cert.Name, keyID []byte) bool {
	x := r.Certificate
	return x != nil && x.Subject.Key() == name.Key() && (len(keyID) == 0 || len(x.SKI) == 0 || bytes.Equal(x.SKI, keyID))
}
