package testpki

import (
	"encoding/asn1"
	"net/netip"
	"strings"

	"missinglink/analyzer/internal/cert"
)

// Extensions by OID (RFC 5280 section 4.2).
const (
	OIDSubjectKeyID      = "2.5.29.14"
	OIDKeyUsage          = "2.5.29.15"
	OIDSubjectAltName    = "2.5.29.17"
	OIDBasicConstraints  = "2.5.29.19"
	OIDNameConstraints   = "2.5.29.30"
	OIDCRLDistribution   = "2.5.29.31"
	OIDPolicies          = "2.5.29.32"
	OIDPolicyMappings    = "2.5.29.33"
	OIDAuthorityKeyID    = "2.5.29.35"
	OIDPolicyConstraints = "2.5.29.36"
	OIDExtKeyUsage       = "2.5.29.37"
	OIDInhibitAnyPolicy  = "2.5.29.54"
	OIDAuthorityInfo     = "1.3.6.1.5.5.7.1.1"
)

type extension struct {
	oid      string
	critical bool
	value    []byte
}

type constraints struct{ permitted, excluded []string }

type policyConstraints struct {
	mappings                            [][2]string
	require, inhibitMapping, inhibitAny *int
}

// extensions lists what the request asks for, in the usual order. signer is
// whose key identifier the authority key identifier repeats.
func (r *request) extensions(signer *Entity) []extension {
	var list []extension
	add := func(oid string, critical bool, value []byte) {
		if c, ok := r.critical[oid]; ok {
			critical = c
		}
		list = append(list, extension{oid, critical, value})
	}
	if !r.noKeyUsage {
		add(OIDKeyUsage, true, keyUsageBits(r.keyUsage))
	}
	if len(r.extKeyUsage) > 0 {
		add(OIDExtKeyUsage, false, oidList(r.extKeyUsage))
	}
	if r.basicConstraints {
		var parts [][]byte
		if r.ca {
			parts = append(parts, boolean(true))
		}
		if r.pathLen >= 0 {
			parts = append(parts, integer(r.pathLen))
		}
		add(OIDBasicConstraints, true, element(tagSequence, parts...))
	}
	if !r.noSKI {
		add(OIDSubjectKeyID, false, element(tagOctetString, r.keyID()))
	}
	if aki := r.authorityKeyID(signer); aki != nil {
		add(OIDAuthorityKeyID, false, aki)
	}
	if len(r.san) > 0 {
		// Critical when the subject is empty: RFC 5280 section 4.2.1.6.
		add(OIDSubjectAltName, len(r.subject) == 0, element(tagSequence, generalNames(r.san)...))
	}
	if len(r.nc.permitted)+len(r.nc.excluded) > 0 {
		add(OIDNameConstraints, true, r.nc.der())
	}
	if len(r.policies) > 0 {
		var parts [][]byte
		for _, p := range r.policies {
			parts = append(parts, element(tagSequence, oid(p)))
		}
		add(OIDPolicies, false, element(tagSequence, parts...))
	}
	if len(r.policy.mappings) > 0 {
		var parts [][]byte
		for _, m := range r.policy.mappings {
			parts = append(parts, element(tagSequence, oid(m[0]), oid(m[1])))
		}
		add(OIDPolicyMappings, true, element(tagSequence, parts...))
	}
	if r.policy.require != nil || r.policy.inhibitMapping != nil {
		var parts [][]byte
		for i, n := range []*int{r.policy.require, r.policy.inhibitMapping} {
			if n != nil {
				v := integer(*n)
				v[0] = tagContext | byte(i)
				parts = append(parts, v)
			}
		}
		add(OIDPolicyConstraints, true, element(tagSequence, parts...))
	}
	if r.policy.inhibitAny != nil {
		add(OIDInhibitAnyPolicy, true, integer(*r.policy.inhibitAny))
	}
	if len(r.aia) > 0 {
		var parts [][]byte
		for _, u := range r.aia {
			parts = append(parts, element(tagSequence, oid("1.3.6.1.5.5.7.48.2"), element(tagContext|6, []byte(u))))
		}
		add(OIDAuthorityInfo, false, element(tagSequence, parts...))
	}
	if len(r.crl) > 0 {
		var parts [][]byte
		for _, u := range r.crl {
			name := element(tagContextExplicit, element(tagContextExplicit, element(tagContext|6, []byte(u))))
			parts = append(parts, element(tagSequence, name))
		}
		add(OIDCRLDistribution, false, element(tagSequence, parts...))
	}
	return append(list, r.extra...)
}

func (r *request) keyID() []byte {
	if r.ski != nil {
		return r.ski
	}
	return r.key.ID()
}

func (r *request) authorityKeyID(signer *Entity) []byte {
	var parts [][]byte
	switch {
	case r.noAKI:
		return nil
	case r.aki != nil:
		parts = append(parts, element(tagContext, r.aki))
	case signer != nil && !signer.request.noSKI:
		parts = append(parts, element(tagContext, signer.request.keyID()))
	}
	if r.akiIssuer != nil {
		parts = append(parts, element(tagContextExplicit|1, element(tagContextExplicit|4, r.akiIssuer.DER())))
	}
	if r.akiSerial != nil {
		serial := must(asn1.Marshal(r.akiSerial))
		serial[0] = tagContext | 2
		parts = append(parts, serial)
	}
	if parts == nil {
		return nil
	}
	return element(tagSequence, parts...)
}

// keyUsageBits encodes the bit string, without the zero bits at its end.
func keyUsageBits(u cert.KeyUsage) []byte {
	var b [2]byte
	last := -1
	for i := range 9 {
		if u&(1<<i) != 0 {
			b[i/8] |= 0x80 >> (i % 8)
			last = i
		}
	}
	if last < 0 {
		return []byte{tagBitString, 1, 0}
	}
	n := last/8 + 1
	return element(tagBitString, []byte{byte(n*8 - 1 - last)}, b[:n])
}

func oidList(dotted []string) []byte {
	var parts [][]byte
	for _, d := range dotted {
		parts = append(parts, oid(d))
	}
	return element(tagSequence, parts...)
}

func generalNames(names []string) [][]byte {
	var list [][]byte
	for _, n := range names {
		list = append(list, generalName(n))
	}
	return list
}

// generalName writes RFC 5280 section 4.2.1.6 from "form:value".
func generalName(name string) []byte {
	form, value, found := strings.Cut(name, ":")
	if !found {
		form, value = "dns", name
	}
	switch form {
	case "other":
		return element(tagContextExplicit, oid(value), element(tagContextExplicit, element(0x0c, []byte("x"))))
	case "email":
		return element(tagContext|1, []byte(value))
	case "dns":
		return element(tagContext|2, []byte(value))
	case "dir":
		return element(tagContextExplicit|4, ParseName(value).DER())
	case "dirutf8":
		return element(tagContextExplicit|4, ParseName(value).As(UTF8).DER())
	case "uri":
		return element(tagContext|6, []byte(value))
	case "ip":
		return element(tagContext|7, address(value))
	case "rid":
		id := oid(value)
		id[0] = tagContext | 8
		return id
	}
	panic("testpki: no such name form: " + name)
}

// address writes an address, or a range as address and mask.
func address(value string) []byte {
	prefix, err := netip.ParsePrefix(value)
	if err != nil {
		return must(netip.ParseAddr(value)).AsSlice()
	}
	mask := make([]byte, len(prefix.Addr().AsSlice()))
	for i := range prefix.Bits() {
		mask[i/8] |= 0x80 >> (i % 8)
	}
	return append(prefix.Addr().AsSlice(), mask...)
}

func (c constraints) der() []byte {
	var parts [][]byte
	for i, names := range [][]string{c.permitted, c.excluded} {
		var trees [][]byte
		for _, n := range generalNames(names) {
			trees = append(trees, element(tagSequence, n))
		}
		if trees != nil {
			parts = append(parts, element(tagContextExplicit|byte(i), trees...))
		}
	}
	return element(tagSequence, parts...)
}

// PolicyWithQualifier is the value of a certificate policies extension with
// one policy that carries one qualifier.
func PolicyWithQualifier(policy, qualifier string) []byte {
	q := element(tagSequence, oid(qualifier), element(0x0c, []byte("x")))
	return element(tagSequence, element(tagSequence, oid(policy), element(tagSequence, q)))
}
