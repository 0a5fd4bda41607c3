package intake

import (
	"slices"
	"strings"

	"missinglink/analyzer/internal/evidence"
)

// keyWords are the words with which a list of certificate types or of
// signature algorithms begins to name a kind of key, as OpenSSL and Java print
// them. A key for RSA-PSS alone counts as RSA, and the type ecdsa_sign stands
// for Edwards curves too (RFC 8422 section 5.5).
var keyWords = []struct {
	word  string
	kinds []string
}{
	{"ecdsa sign", []string{"EC", "Ed25519", "Ed448"}}, {"ecdsa_sign", []string{"EC", "Ed25519", "Ed448"}}, {"ecdsa", []string{"EC"}},
	{"rsa", []string{"RSA"}}, {"dsa", []string{"DSA"}}, {"dss", []string{"DSA"}}, {"ed25519", []string{"Ed25519"}}, {"ed448", []string{"Ed448"}},
}

// keyEnds are the ends of the words: one that ends otherwise was cut.
var keyEnds = []string{"sign", "sha1", "sha224", "sha256", "sha384", "sha512", "md5", "ed25519", "ed448"}

// keyKinds are the kinds of keys that such a list allows; nil when a word is
// not known, since it may stand for the key that the client has.
func keyKinds(list string) []string {
	var out []string
next:
	for _, w := range strings.Split(strings.ReplaceAll(strings.ToLower(list), ",", ":"), ":") {
		w = strings.TrimSpace(w)
		for _, k := range keyWords {
			if strings.HasPrefix(w, k.word) && slices.ContainsFunc(keyEnds, func(end string) bool { return strings.HasSuffix(w, end) }) {
				for _, kind := range k.kinds {
					if !slices.Contains(out, kind) {
						out = append(out, kind)
					}
				}
				continue next
			}
		}
		return nil
	}
	return out
}

// keepKinds notes a list of a request for a client certificate. Of two, types
// and algorithms, both hold; the quote is of the one that leaves fewer.
func keepKinds(x *evidence.Session, kinds []string, q evidence.Quote) {
	if kinds == nil {
		return
	}
	before := len(x.KeyKinds)
	if before > 0 {
		kinds = slices.DeleteFunc(slices.Clone(x.KeyKinds), func(k string) bool { return !slices.Contains(kinds, k) })
	}
	if before == 0 || len(kinds) < before {
		x.KeyKinds, x.KeyQuote = kinds, q
	}
}
