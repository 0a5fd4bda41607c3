package chain

import (
	"errors"
	"slices"

	"missinglink/analyzer/internal/cert"
)

// judge answers one question. It keeps what was computed: the keys of names
// and the signatures.
type judge struct {
	Question
	rules      rules
	signatures *signatures
	keys       map[*cert.Certificate]nameKeys
	unchecked  []string // what could not be checked, without repeats
	cut        bool     // a search hit its bound
}

type nameKeys struct{ subject, issuer string }

func newJudge(q Question, s *signatures) *judge {
	if q.Anchors == nil {
		q.Anchors = NewAnchors()
	}
	return &judge{Question: q, rules: q.Profile.rules(), signatures: s, keys: map[*cert.Certificate]nameKeys{}}
}

func (j *judge) names(c *cert.Certificate) nameKeys {
	k, ok := j.keys[c]
	if !ok {
		k = nameKeys{c.Subject.Key(), c.Issuer.Key()}
		j.keys[c] = k
	}
	return k
}

// issuedByName reports whether the issuer's subject is the name that c gives
// as its issuer. An empty name issues nothing.
func (j *judge) issuedByName(c, issuer *cert.Certificate) bool {
	if c.Issuer.Raw == nil || issuer.Subject.Raw == nil {
		return !issuer.Subject.Empty() && c.Issuer.Equal(issuer.Subject)
	}
	return j.names(c).issuer == j.names(issuer).subject
}

// anchorsNamed are the anchors that bear the name of the certificate's issuer.
func (j *judge) anchorsNamed(c *cert.Certificate) []*cert.Anchor {
	if c.Issuer.Raw == nil || c.Issuer.Empty() {
		return j.Anchors.BySubject(c.Issuer)
	}
	return j.Anchors.bySubject[j.names(c).issuer]
}

func (j *judge) selfIssued(c *cert.Certificate) bool {
	k := j.names(c)
	return k.subject == k.issuer
}

// signed verifies c with a key. What cannot be checked counts as signed and is
// noted, so that the answer says so.
func (j *judge) signed(c *cert.Certificate, spki []byte) bool {
	if j.dropped(spki) {
		return false
	}
	err := j.signatures.check(c, spki)
	if errors.Is(err, cert.ErrNotChecked) {
		j.notChecked(err.Error())
		return true
	}
	return err == nil
}

func (j *judge) notChecked(what string) {
	if !slices.Contains(j.unchecked, what) {
		j.unchecked = append(j.unchecked, what)
	}
}

// fault is one reason why a path is refused.
type fault struct {
	cause string // finding id
	at    *cert.Certificate
	kind  Kind
	text  string // the JDK's words behind the prefix
	bare  bool   // the words stand without a prefix
	args  map[string]string
}
