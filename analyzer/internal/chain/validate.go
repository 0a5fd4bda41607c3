package chain

import (
	"slices"

	"missinglink/analyzer/internal/cert"
)

// faults runs the JDK's path validation (RFC 5280 section 6.1 with the JDK's
// order and omissions, measured) on certificates from the leaf up to the one
// below the anchor. It returns the faults in the order in which the JDK meets
// them: from the anchor down, and per certificate algorithms, key usage, basic
// constraints, name constraints, policies, period, signature, critical
// extensions. With first it stops at the first one, as the JDK does.
func (j *judge) faults(path []*cert.Certificate, anchor *cert.Anchor, first bool) []*fault {
	var found []*fault
	limit := len(path) // no limit: the anchor's own pathLen is not looked at
	names := &constraints{judge: j}
	policies := newPolicies(len(path))
	key, issuer := anchor.SPKI, anchor.Subject
	for i := len(path) - 1; i >= 0; i-- {
		c := path[i]
		leaf := i == 0
		checks := []func() *fault{
			func() *fault { return j.checkStrength(c, anchor, i == len(path)-1) },
			func() *fault { return j.checkKeyUsage(c, leaf) },
			func() *fault { return j.checkCA(c, leaf, i == len(path)-1, &limit) },
			func() *fault { return names.check(c, leaf) },
			func() *fault { return policies.check(j, c, leaf) },
			func() *fault { return j.checkPeriod(c) },
			func() *fault { return j.checkSignature(c, key, issuer) },
			func() *fault { return j.checkCritical(c) },
		}
		for _, check := range checks {
			if f := check(); f != nil {
				found = append(found, f)
				if first {
					return found
				}
			}
		}
		key, issuer = c.SPKI, c.Subject
	}
	return found
}

// checkKeyUsage: where the extension stands it must have a bit that makes
// sense, and in a CA keyCertSign.
func (j *judge) checkKeyUsage(c *cert.Certificate, leaf bool) *fault {
	const known = cert.DigitalSignature | cert.NonRepudiation | cert.KeyEncipherment | cert.DataEncipherment |
		cert.KeyAgreement | cert.KeyCertSign | cert.CRLSign
	switch {
	case !c.HasKeyUsage:
	case c.KeyUsage&known == 0 && (leaf || !j.rules.newTexts):
		return &fault{cause: "key-usage", at: c, kind: KindUsage, text: textBits}
	case !leaf && c.KeyUsage&cert.KeyCertSign == 0:
		return &fault{cause: "key-usage", at: c, kind: KindValidation, text: textCertSign}
	}
	return nil
}

// checkCA is RFC 5280 section 6.1.4 (k) to (m). A certificate before version 3
// counts as no CA, except a self-issued one right below the anchor (measured).
func (j *judge) checkCA(c *cert.Certificate, leaf, top bool, limit *int) *fault {
	if leaf || top && c.Version < 3 && j.selfIssued(c) {
		return nil
	}
	if c.Version < 3 || !c.IsCA {
		return &fault{cause: "not-a-ca", at: c, kind: KindValidation, text: textNotCA}
	}
	if !j.selfIssued(c) {
		if *limit <= 0 {
			return &fault{cause: "path-length", at: c, kind: KindValidation, text: textPathLen}
		}
		*limit--
	}
	if c.PathLen >= 0 {
		*limit = min(*limit, c.PathLen)
	}
	return nil
}

func (j *judge) checkPeriod(c *cert.Certificate) *fault {
	switch {
	case j.At.Before(c.NotBefore):
		return &fault{cause: "not-yet-valid", at: c, kind: KindValidation, text: textValidity, args: map[string]string{"date": date(c.NotBefore)}}
	case j.At.After(c.NotAfter):
		return &fault{cause: "expired", at: c, kind: KindValidation, text: textValidity, args: map[string]string{"date": date(c.NotAfter)}}
	}
	return nil
}

func (j *judge) checkSignature(c *cert.Certificate, key []byte, issuer cert.Name) *fault {
	if j.signed(c, key) {
		return nil
	}
	return &fault{cause: j.signatureCause(c, key), at: c, kind: KindValidation, text: textSignature, args: map[string]string{"issuer": issuer.String()}}
}

// understood are the critical extensions that the JDK processes in a path;
// any other critical one refuses it, key identifiers included (measured).
var understood = []string{oidKeyUsage, oidSubjectAltName, oidBasicConstraints, oidExtKeyUsage,
	oidNameConstraints, oidPolicies, oidPolicyMappings, oidPolicyConstraints, oidInhibitAny}

const (
	oidKeyUsage          = "2.5.29.15"
	oidSubjectAltName    = "2.5.29.17"
	oidBasicConstraints  = "2.5.29.19"
	oidNameConstraints   = "2.5.29.30"
	oidPolicies          = "2.5.29.32"
	oidPolicyMappings    = "2.5.29.33"
	oidPolicyConstraints = "2.5.29.36"
	oidExtKeyUsage       = "2.5.29.37"
	oidInhibitAny        = "2.5.29.54"
	oidNetscapeType      = "2.16.840.1.113730.1.1"
)

func (j *judge) checkCritical(c *cert.Certificate) *fault {
	for _, e := range c.Extensions {
		if e.Critical && !slices.Contains(understood, e.Id.String()) {
			return &fault{cause: "unknown-critical-extension", at: c, kind: KindValidation, text: textCritical, args: map[string]string{"oid": e.Id.String()}}
		}
	}
	return nil
}

// checkAnchor is done after the path: an anchor of version 3 must be a CA and,
// where it says what its key is for, may sign certificates.
func checkAnchor(a *cert.Anchor) *fault {
	if a.Version < 3 || len(a.SPKI) == 0 && !a.HasBasicConstraints {
		return nil // or out of a listing that shows no version, or not that extension
	}
	subject := `TrustAnchor with subject "` + javaName(a.Subject) + `" `
	switch {
	case !a.IsCA:
		return &fault{cause: "not-a-ca", at: a.Certificate, kind: KindTrust, text: subject + "is not a CA certificate", args: map[string]string{"issuer": a.Subject.String()}}
	case a.HasKeyUsage && a.KeyUsage&cert.KeyCertSign == 0:
		return &fault{cause: "key-usage", at: a.Certificate, kind: KindTrust, text: subject + "does not have keyCertSign bit set in KeyUsage extension", args: map[string]string{"issuer": a.Subject.String()}}
	}
	return nil
}
