package intake

import (
	"strings"

	"missinglink/analyzer/internal/evidence"
)

// keyKinds are the kinds of keys that a list of certificate types or signature
// algorithms allows, as OpenSSL and Java print it; 0 when a word is not known
// or was cut, since it may stand for the key that the client has. A key for
// RSA-PSS alone counts as RSA, and the type ecdsa_sign stands for Edwards
// curves too (RFC 8422 section 5.5).
func keyKinds(list string) evidence.KeyKinds {
	var out evidence.KeyKinds
	for _, w := range strings.Split(strings.ReplaceAll(strings.ToLower(list), ",", ":"), ":") {
		w = strings.TrimSpace(w)
		end := w[strings.LastIndexAny(w, "+_ ")+1:]
		var kind evidence.KeyKinds
		switch end {
		case "ed25519":
			kind = evidence.Ed25519Key
		case "ed448":
			kind = evidence.Ed448Key
		case "sign", "sha1", "sha224", "sha256", "sha384", "sha512", "md5":
			switch {
			case strings.HasPrefix(w, "rsa"):
				kind = evidence.RSAKey
			case strings.HasPrefix(w, "ecdsa"):
				kind = evidence.ECKey
				if end == "sign" {
					kind |= evidence.Ed25519Key | evidence.Ed448Key
				}
			case strings.HasPrefix(w, "ds"): // DSA, DSS
				kind = evidence.DSAKey
			}
		}
		if kind == 0 {
			return 0
		}
		out |= kind
	}
	return out
}

// keepKinds notes a list of a request for a client certificate. Of two, types
// and algorithms, both hold; the quote is of the one that leaves fewer. Where
// nothing is left, they were read wrong.
func keepKinds(x *evidence.Session, kinds evidence.KeyKinds, q evidence.Quote) {
	if kinds == 0 {
		return
	}
	if x.KeyKinds != 0 {
		kinds &= x.KeyKinds
	}
	if kinds != x.KeyKinds {
		x.KeyKinds, x.KeyQuote = kinds, q
	}
}
