package chain

import (
	"encoding/asn1"
	"slices"

	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"

	"missinglink/analyzer/internal/cert"
)

const anyPolicy = "2.5.29.32.0"

// The JDK's sentences about policies.
const (
	textIssuerAny  = "encountered an issuerDomainPolicy of ANY_POLICY"
	textSubjectAny = "encountered a subjectDomainPolicy of ANY_POLICY"
	textQualifiers = "critical policy qualifiers present in certificate"
)

// policies is the state of RFC 5280 section 6.1 for certificate policies. Of
// the valid policy tree only the lowest level is kept: with the initial policy
// set "any" that level alone decides whether the tree is empty, and it cannot
// grow exponentially (RFC 9618).
type policies struct {
	level           []policyNode // nil: the tree is null
	explicit        int
	mapping         int
	inhibitAnyAfter int
}

// policyNode is one valid policy and what it expects of the next certificate.
type policyNode struct {
	policy   string
	expected []string
}

func newPolicies(length int) *policies {
	return &policies{level: []policyNode{{anyPolicy, []string{anyPolicy}}}, explicit: length + 1, mapping: length + 1, inhibitAnyAfter: length + 1}
}

// check processes one certificate, from the anchor down.
func (p *policies) check(j *judge, c *cert.Certificate, leaf bool) *fault {
	refuse := func(text string) *fault {
		return &fault{cause: "certificate-policy", at: c, kind: KindValidation, text: text}
	}
	selfIssued := j.selfIssued(c)
	listed, qualified, present := readPolicies(c)
	switch {
	case !present:
		p.level = nil
	case p.level != nil:
		if qualified && c.Extension(oidPolicies).Critical {
			return refuse(textQualifiers)
		}
		p.descend(listed, p.inhibitAnyAfter > 0 || !leaf && selfIssued)
	}
	if leaf {
		p.explicit = max(0, p.explicit-1)
		if require, _ := readPolicyConstraints(c); require == 0 {
			p.explicit = 0
		}
	}
	if p.explicit == 0 && p.level == nil {
		return refuse(textPolicy)
	}
	if leaf {
		return nil
	}
	if p.level != nil {
		mappings := readMappings(c)
		for _, m := range mappings {
			if m[0] == anyPolicy {
				return refuse(textIssuerAny)
			}
			if m[1] == anyPolicy {
				return refuse(textSubjectAny)
			}
		}
		p.apply(mappings)
	}
	if !selfIssued {
		p.explicit, p.mapping, p.inhibitAnyAfter = max(0, p.explicit-1), max(0, p.mapping-1), max(0, p.inhibitAnyAfter-1)
	}
	require, inhibitMapping := readPolicyConstraints(c)
	p.explicit = atMost(p.explicit, require)
	p.mapping = atMost(p.mapping, inhibitMapping)
	p.inhibitAnyAfter = atMost(p.inhibitAnyAfter, readInhibitAny(c))
	return nil
}

// descend makes the next level from the policies a certificate lists: RFC 5280
// section 6.1.3 (d).
func (p *policies) descend(listed []string, anyAllowed bool) {
	var next []policyNode
	has := func(policy string) bool {
		return slices.ContainsFunc(next, func(n policyNode) bool { return n.policy == policy })
	}
	add := func(policy string) {
		if !has(policy) {
			next = append(next, policyNode{policy, []string{policy}})
		}
	}
	wild := slices.ContainsFunc(p.level, func(n policyNode) bool { return n.policy == anyPolicy })
	for _, policy := range listed {
		expected := slices.ContainsFunc(p.level, func(n policyNode) bool { return slices.Contains(n.expected, policy) })
		if policy != anyPolicy && (expected || wild) {
			add(policy)
		}
	}
	if anyAllowed && slices.Contains(listed, anyPolicy) {
		for _, n := range p.level {
			for _, policy := range n.expected {
				add(policy)
			}
		}
	}
	p.level = next
}

// apply maps policies: RFC 5280 section 6.1.4 (b). Below "any" every policy is
// expected already.
func (p *policies) apply(mappings [][2]string) {
	to := map[string][]string{}
	for _, m := range mappings {
		to[m[0]] = append(to[m[0]], m[1])
	}
	if p.mapping == 0 {
		p.level = slices.DeleteFunc(p.level, func(n policyNode) bool { return to[n.policy] != nil })
		return
	}
	for i, n := range p.level {
		if to[n.policy] != nil {
			p.level[i].expected = to[n.policy]
		}
	}
}

// atMost lowers a counter to a limit; -1 is no limit.
func atMost(counter, limit int) int {
	if limit >= 0 {
		return min(counter, limit)
	}
	return counter
}

// readPolicies lists the policies, tells whether one has qualifiers, and
// whether the extension is there.
func readPolicies(c *cert.Certificate) (listed []string, qualified, present bool) {
	e := c.Extension(oidPolicies)
	if e == nil {
		return nil, false, false
	}
	in, seq := cryptobyte.String(e.Value), cryptobyte.String(nil)
	if !in.ReadASN1(&seq, cbasn1.SEQUENCE) {
		return nil, false, true
	}
	for !seq.Empty() {
		var info cryptobyte.String
		var id asn1.ObjectIdentifier
		if !seq.ReadASN1(&info, cbasn1.SEQUENCE) || !info.ReadASN1ObjectIdentifier(&id) {
			break
		}
		listed = append(listed, id.String())
		qualified = qualified || !info.Empty()
	}
	return listed, qualified, true
}

// readPolicyConstraints returns requireExplicitPolicy and
// inhibitPolicyMapping, -1 where absent.
func readPolicyConstraints(c *cert.Certificate) (require, inhibit int) {
	values := [2]int{-1, -1}
	if e := c.Extension(oidPolicyConstraints); e != nil {
		in, seq := cryptobyte.String(e.Value), cryptobyte.String(nil)
		if in.ReadASN1(&seq, cbasn1.SEQUENCE) {
			for i := range values {
				var content cryptobyte.String // empty where it is absent: no number
				if seq.ReadOptionalASN1(&content, nil, cbasn1.Tag(i).ContextSpecific()) {
					values[i] = smallInt(content)
				}
			}
		}
	}
	return values[0], values[1]
}

func readInhibitAny(c *cert.Certificate) int {
	if e := c.Extension(oidInhibitAny); e != nil {
		in, content := cryptobyte.String(e.Value), cryptobyte.String(nil)
		if in.ReadASN1(&content, cbasn1.INTEGER) {
			return smallInt(content)
		}
	}
	return -1
}

// smallInt reads the content of a non-negative integer; a number that is
// longer than any path is as good as none.
func smallInt(content []byte) int {
	if len(content) == 0 || len(content) > 2 || content[0]&0x80 != 0 {
		return -1
	}
	n := 0
	for _, octet := range content {
		n = n<<8 | int(octet)
	}
	return n
}

// readMappings returns pairs of issuer and subject domain policy.
func readMappings(c *cert.Certificate) [][2]string {
	e := c.Extension(oidPolicyMappings)
	if e == nil {
		return nil
	}
	var pairs [][2]string
	in, seq := cryptobyte.String(e.Value), cryptobyte.String(nil)
	if !in.ReadASN1(&seq, cbasn1.SEQUENCE) {
		return nil
	}
	for !seq.Empty() {
		var pair cryptobyte.String
		var from, to asn1.ObjectIdentifier
		if !seq.ReadASN1(&pair, cbasn1.SEQUENCE) || !pair.ReadASN1ObjectIdentifier(&from) || !pair.ReadASN1ObjectIdentifier(&to) {
			break
		}
		pairs = append(pairs, [2]string{from.String(), to.String()})
	}
	return pairs
}
