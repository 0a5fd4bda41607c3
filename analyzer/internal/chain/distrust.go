package chain

import (
	"strings"
	"time"

	"missinglink/analyzer/internal/cert"
)

// checkDistrust is jdk.security.caDistrustPolicies: a server certificate that
// was issued after a date under certain roots is refused. The anchor carries
// its policy as a fact; trust anchors of the user's own are other anchors.
func (j *judge) checkDistrust(path []*cert.Certificate, anchor *cert.Anchor) *fault {
	d := anchor.Distrust
	if d == nil || j.Usage != Server || strings.HasPrefix(d.Policy, "CHUNGHWA") && !j.rules.chunghwa {
		return nil
	}
	after := d.After
	for _, c := range path[1:] {
		if later, ok := d.Exceptions[c.ID]; ok {
			after = later
		}
	}
	// The date names a day; the policy begins when that day is over.
	if path[0].NotBefore.Before(after.AddDate(0, 0, 1)) {
		return nil
	}
	return &fault{cause: "distrusted-ca", at: path[0], kind: KindTrust,
		text: "TLS Server certificate issued after " + after.Format(time.DateOnly) + " and anchored by a distrusted legacy " + policyOwner(d.Policy) + " root CA: " + javaName(anchor.Subject),
		args: map[string]string{"date": date(after), "issuer": anchor.Subject.String(), "policy": d.Policy}}
}

// policyOwner is "Entrust" for ENTRUST_TLS.
func policyOwner(policy string) string {
	word, _, _ := strings.Cut(policy, "_")
	if word == "" {
		return ""
	}
	return word[:1] + strings.ToLower(word[1:])
}
