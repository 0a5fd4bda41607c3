package rules

import (
	"bytes"
	"slices"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/chain"
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
		if r, _ := trust.RootByName(m.Subject, m.KeyID); r.InOpenJDK && c.Store != "openjdk" && c.Use() == chain.Server {
			f[0].Variant = "public"
		}
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
	if len(x.Shape.Way) > 1 {
		above := x.Sent[x.Shape.Way[1]].Certificate
		c.issuerHeld(&f[0], above.Subject, above.SKI)
	}
	if in := c.unreadStore(); in != nil && f[0].Unknown {
		f[0].Variant, f[0].Args["input"] = "unread", in.Name
	}
	if r, u := c.unusedRecord(); u != nil {
		f[0].Variant = u.variant
		f[0].Args = with(f[0].Args, "record", r.Name, "store", c.Own[r.Store].Name)
		if u.remedy != "" {
			f[0].Remedies = []string{u.remedy}
		}
	} else if name, keyID, ok := c.sought(); ok {
		if store, record := c.behind(name, keyID); record != "" {
			f[0].Variant = "behind"
			f[0].Args = with(f[0].Args, "record", record, "store", store)
		} else if store, record := c.attached(name); record != "" && !x.ByLog {
			f[0].Variant, f[0].Unknown = "attached", true
			f[0].Args = with(f[0].Args, "record", record, "store", store)
		} else if c.withoutColumn() != nil && !x.ByLog {
			f[0].Variant, f[0].Unknown = "columns", true
		}
	}
	return f
}

// unused is a reason why a record does not count, and what sets it right.
type unused struct{ problem, variant, remedy string }

var unusedFor = []unused{
	{"store-record-inactive", "inactive", "activate-record"},
	{"store-record-wrong-type", "wrong-type", "correct-type"},
	{"store-record-unclear", "unclear", "activate-record"},
}

// elsewhere: the record is one of a table that does not count for this chain,
// so that the root has to be imported all the same.
var elsewhere = unused{variant: "elsewhere"}

// unusedRecord is the record in which the missing root stands and does not
// count; nil when there is none. Nothing has to be imported then, unless it
// stands elsewhere.
func (c *Case) unusedRecord() (trust.RecordState, *unused) {
	if name, keyID, ok := c.sought(); ok {
		return c.heldBack(name, keyID)
	}
	return trust.RecordState{}, nil
}

// sought is the root that no store holds.
func (c *Case) sought() (name cert.Name, keyID []byte, ok bool) {
	x := c.Leading()
	if x == nil || x.Cause != "root-not-trusted" {
		return name, nil, false
	}
	switch m := x.missing(); {
	case m != nil:
		return m.Subject, m.KeyID, true
	case x.Listed && x.At != nil: // the root was sent
		return x.At.Subject, x.At.SKI, true
	}
	return name, nil, false
}

// behind is the record in which a certificate stands behind another: of a
// record of sys_certificate the instance reads the first only.
func (c *Case) behind(name cert.Name, keyID []byte) (store, record string) {
	for _, s := range c.Own {
		for _, r := range s.Records {
			if s.Kind == "sys_certificate" && slices.ContainsFunc(r.Chain, func(x *cert.Certificate) bool { return isCertificate(x, name, keyID) }) {
				return s.Name, r.Name
			}
		}
	}
	return "", ""
}

// attached is a record whose certificate is an attachment, which no export
// shows: of that name, or of none.
func (c *Case) attached(name cert.Name) (store, record string) {
	for _, s := range c.Own {
		for _, r := range s.Records {
			if trust.Attached(r) && (len(r.Subject.RDNs) == 0 || r.Subject.SetKey() == name.SetKey()) {
				return s.Name, r.Name
			}
		}
	}
	return "", ""
}

// issuerHeld has the record set right in which an issuer stands and does not
// count, where the issuer would be imported: a second record of it helps, and
// leaves two to look after.
func (c *Case) issuerHeld(f *Finding, name cert.Name, keyID []byte) {
	i := slices.Index(f.Remedies, "import-issuer")
	if r, u := c.heldBack(name, keyID); u != nil && u.remedy != "" && i >= 0 {
		f.Remedies[i] = u.remedy
		f.Args["record"] = r.Name
	}
}

// heldBack is the record in which a certificate stands and does not count.
func (c *Case) heldBack(name cert.Name, keyID []byte) (trust.RecordState, *unused) {
	var other trust.RecordState
	var in *unused
	for _, r := range c.Health {
		if !slices.ContainsFunc(c.held(r), func(x *cert.Certificate) bool { return isCertificate(x, name, keyID) }) {
			continue
		}
		if !c.counted(r) {
			other, in = r, &elsewhere
			continue
		}
		for i, u := range unusedFor {
			if has(r.Problems, u.problem) {
				return r, &unusedFor[i]
			}
		}
	}
	return other, in
}

func isCertificate(x *cert.Certificate, name cert.Name, keyID []byte) bool {
	return x.Subject.Key() == name.Key() && (len(keyID) == 0 || len(x.SKI) == 0 || bytes.Equal(x.SKI, keyID))
}
