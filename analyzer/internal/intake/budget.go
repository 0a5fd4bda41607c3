package intake

import (
	"errors"
	"fmt"
	"hash"

	"missinglink/analyzer/internal/evidence"
)

const (
	// maxIterations is how often a file may ask for one key derivation to be
	// repeated. The JDK writes 10,000 (before 8u301: 50,000 and 100,000),
	// OpenSSL 2,048, careful tools 600,000; a file can ask for 2^31, which
	// takes most of an hour.
	maxIterations = 1_000_000
	// maxDerivation is the hashing that all derivations of one analysis may
	// do, over all stores and passwords, in blocks of 64 bytes: a second or
	// two natively, and one store of 600,000 iterations.
	maxDerivation = 6_000_000
	// maxKeys is how many private keys get their public part derived in one
	// analysis: on the slowest curve one takes a millisecond.
	maxKeys = 500
	// maxRecords is how many entries of one key store are listed: ten times
	// what is examined, and bounded because an entry can be 20 bytes.
	maxRecords = 20_000
)

// errPassword says that a password does not open something. It is what a
// wrong one and damaged bytes have in common: only an integrity check can
// tell them apart.
var errPassword = errors.New("intake: not opened by this password")

// An errMethod is a way of encryption that is not read, or that asks for more
// work than is done.
type errMethod struct {
	text  string
	limit string // the constant that was hit, "" when the method is unknown
}

func (e errMethod) Error() string { return "intake: " + e.text }

func unknownMethod(name string) error {
	if name == "" {
		name = "an unknown algorithm"
	}
	return errMethod{text: "uses " + name + ", which is not read"}
}

// A budget is the work left for hostile files to ask for. All inputs of a
// Reader share one.
type budget struct {
	derived  int64  // blocks hashed
	packed   int64  // bytes of archives
	inflated int64  // bytes unpacked from them
	entries  int    // archive entries opened
	keys     int    // private keys looked at
	buffer   []byte // what archives are unpacked through
}

// work is the budget of this input.
func (s *sink) work() *budget {
	if s.budget == nil {
		s.budget = new(budget)
	}
	return s.budget
}

// derive takes a derivation of so many iterations, each of so many hash
// blocks, from the budget, or refuses it.
func (b *budget) derive(iterations int64, blocks int) (int, error) {
	iterations = max(iterations, 1)
	if iterations > maxIterations {
		return 0, errMethod{
			text:  fmt.Sprintf("asks for %d iterations of key derivation, and at most %d are run", iterations, maxIterations),
			limit: "maxIterations",
		}
	}
	return int(iterations), b.spend(iterations * int64(blocks))
}

// blocksOf is how many blocks of 64 bytes one iteration hashes to derive size
// bytes: the large hashes have blocks of 128.
func blocksOf(h hash.Hash, size int) int {
	return (size + h.Size() - 1) / h.Size() * (h.BlockSize() / 64)
}

// mayReadKey takes the look at one private key from the budget.
func (s *sink) mayReadKey() bool {
	if s.work().keys++; s.budget.keys > maxKeys {
		s.truncated("maxKeys")
		return false
	}
	return true
}

// hash takes the hashing of so many bytes from the budget.
func (b *budget) hash(bytes int) error { return b.spend(int64(bytes)/64 + 1) }

func (b *budget) spend(blocks int64) error {
	if b.derived+blocks > maxDerivation {
		return errMethod{
			text:  "asks for more key derivation than is run in one analysis",
			limit: "maxDerivation",
		}
	}
	b.derived += blocks
	return nil
}

// shut tells why something stayed closed: no password fits, the method is not
// known, or it asks for more work than is done.
func (s *sink) shut(what string, reason error, size int) {
	d := evidence.Damage{Detail: what + ": no password opens it", Bytes: size, Quote: evidence.Quote{Input: s.input}}
	var method errMethod
	switch known := errors.As(reason, &method); {
	case method.limit != "":
		s.truncated(method.limit)
		d.Kind, d.Detail = "too-large", what+" "+method.text
	case known:
		d.Kind, d.Detail = "damaged-certificate", what+" "+method.text
	case len(s.opts.Passwords) > 0:
		d.Kind = "wrong-password"
	default:
		d.Kind = "password-needed"
	}
	s.damage(d)
}
