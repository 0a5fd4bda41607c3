package chain

import (
	"errors"

	"missinglink/analyzer/internal/cert"
)

// MaxSignatureChecks bounds the signatures that one question verifies. A
// support case needs fewer than ten; the JDK would go on, but a page must
// answer, and 200 checks are some 15 ms natively and half a second in a browser.
const MaxSignatureChecks = 200

// signatures remembers what was verified, so that a search and all repairs
// together check each pair of certificate and issuer key once. They share what
// may be spent on names as well.
type signatures struct {
	seen     Checks
	count    int
	cut      bool
	compared int // names held against constraints
}

type pair struct{ certificate, key string }

var errBudget = errors.New("chain: signature budget spent")

func newSignatures(known Checks) *signatures {
	if known == nil {
		known = Checks{}
	}
	return &signatures{seen: known}
}

// Checks are the signatures that several questions about the same certificates
// have verified. Questions that share it check each once; the budget is each
// question's own. It is not safe for concurrent use.
type Checks map[pair]error

// check is nil, cert.ErrMismatch, an error that wraps cert.ErrNotChecked, or
// errBudget.
func (s *signatures) check(c *cert.Certificate, spki []byte) error {
	k := pair{c.ID, string(spki)}
	if err, ok := s.seen[k]; ok {
		return err
	}
	if s.count >= MaxSignatureChecks {
		s.cut = true
		return errBudget
	}
	s.count++
	err := c.CheckSignature(spki)
	s.seen[k] = err
	return err
}
