package chain

import (
	"missinglink/analyzer/internal/cert"
)

// Decide runs the JDK's procedure on the question.
func Decide(q Question) Decision { return decide(q, newSignatures(q.Checks)) }

func decide(q Question, s *signatures) Decision {
	if len(q.Sent) == 0 {
		return Decision{NotEvaluated: []string{"no certificate"}}
	}
	j := newJudge(q, s)
	for _, c := range q.Sent {
		if c.Basis == cert.FromNames {
			return j.decideByNames()
		}
	}
	for _, c := range q.Sent {
		if text := unreadable(c); text != "" {
			d := Decision{Evaluated: true}
			d.refuse(StageHandshake, "", &fault{cause: "damaged-certificate", at: c, kind: KindParse, text: text})
			return d
		}
	}
	d := j.decidePath()
	if d.Accepted && q.Host != "" && q.Usage == Server {
		if f := j.checkHost(q.Sent[0]); f != nil {
			d.Accepted = false
			d.refuse(StageHost, "", f)
		}
	}
	d.Cut = s.cut || j.cut
	d.NotEvaluated = append(d.NotEvaluated, j.unchecked...)
	if (d.Stage == StageHost || d.Kind == KindUsage) && !ShapeOf(q).LeafFirst {
		// The first certificate is a CA that issued another one sent: what the
		// JDK says of it is true, and not the fault.
		d.Cause = "leaf-not-first"
	}
	// A path that stands on a signature nobody checked is no acceptance.
	d.Evaluated = !d.Accepted || len(j.unchecked) == 0
	d.Accepted = d.Accepted && d.Evaluated
	return d
}

// refuse makes the decision a refusal with the JDK's sentence.
func (d *Decision) refuse(stage Stage, prefix string, f *fault) {
	if f.bare {
		prefix = ""
	}
	d.Stage, d.Kind, d.Message = stage, f.kind, prefix+f.text
	d.Cause, d.At, d.Args = f.cause, f.at, f.args
	if stage != StageHost {
		d.Path, d.Anchor = nil, nil
	}
}

// decidePath is the five steps: a trusted leaf is accepted at once; a list out
// of order is built; a certificate that is an anchor, or has the name and key
// of one, ends the list; an issuer that is an anchor by name is validated; all
// else is built. Validation never falls back to building.
func (j *judge) decidePath() Decision {
	var d Decision
	if len(j.Anchors.List()) == 0 {
		f := j.explain()
		f.kind, f.text = KindTrust, textEmptyStore
		d.refuse(StagePath, "", f)
		return d
	}
	leaf := j.Sent[0]
	if a := j.Anchors.holder(leaf); a != nil {
		return Decision{Accepted: true, Path: []string{leaf.ID}, Anchor: a}
	}
	path := j.Sent[:1]
	ordered := true
	for i := 1; i < len(j.Sent); i++ {
		if !j.issuedByName(j.Sent[i-1], j.Sent[i]) {
			ordered = false
			break
		}
		if j.Anchors.sameKey(j.Sent[i]) != nil {
			break
		}
		path = j.Sent[:i+1]
	}
	if ordered && len(j.Anchors.BySubject(path[len(path)-1].Issuer)) > 0 {
		return j.validate(path)
	}
	return j.build()
}

// validate takes the list as it is.
func (j *judge) validate(path []*cert.Certificate) Decision {
	var d Decision
	top := path[len(path)-1]
	var last *fault
	for _, a := range j.anchorsNamed(top) {
		if !identified(top, a) {
			continue
		}
		faults := j.faults(path, a, true)
		if len(faults) == 0 {
			return j.finish(path, a, textAnchor)
		}
		last = faults[0]
	}
	if last == nil {
		last = &fault{cause: "same-name-different-key", at: top, kind: KindValidation, text: textNoAnchor, args: map[string]string{"issuer": top.Issuer.String()}}
	}
	d.refuse(StagePath, textValidation, last)
	return d
}

// finish does what follows a path: the anchor's own rules, the leaf's usages,
// and the distrust policies.
func (j *judge) finish(path []*cert.Certificate, a *cert.Anchor, prefix string) Decision {
	d := Decision{Anchor: a}
	if f := checkAnchor(a); f != nil {
		d.refuse(StagePath, prefix, f)
		return d
	}
	if f := j.checkLeaf(path[0]); f != nil {
		d.refuse(StagePath, "", f)
		return d
	}
	if f := j.checkDistrust(path, a); f != nil {
		d.refuse(StagePath, "", f)
		return d
	}
	d.Accepted = true
	for _, c := range path {
		d.Path = append(d.Path, c.ID)
	}
	d.Path = append(d.Path, a.ID)
	return d
}

// identified reports whether an anchor is the one that an authority key
// identifier means (measured): key identifier and serial number, where both
// sides have them; a serial number alone counts only against an anchor that
// has no key identifier. The issuer name in it is not compared.
func identified(c *cert.Certificate, a *cert.Anchor) bool {
	serial := c.AKISerial == "" || a.Serial == "" || c.AKISerial == a.Serial
	if c.AKI == nil && a.SKI != nil {
		return true
	}
	return keyIDsAgree(c, a.SKI) && serial
}

// keyIDsAgree compares an authority key identifier with the subject key
// identifier of a candidate; where one is absent nothing contradicts.
func keyIDsAgree(c *cert.Certificate, ski []byte) bool {
	return c.AKI == nil || ski == nil || string(c.AKI) == string(ski)
}
