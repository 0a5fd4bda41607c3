package rules

import (
	"slices"
	"strings"

	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
)

// logRevocation: a certificate is revoked, which its owner repairs, or the
// revocation check could not be made: no answer came, or the CA publishes none.
func logRevocation(c *Case) []Finding {
	out := c.fromLog(evidence.RevocationFailed, kb.Network, true, "open-revocation")
	if slices.ContainsFunc(c.Signals(evidence.RevocationFailed), func(s evidence.Signal) bool { return s.Args["revoked"] != "" }) {
		out[0].Variant, out[0].Owner, out[0].Remedies = "revoked", kb.Endpoint, []string{"replace-revoked"}
	}
	return out
}

// ofRevocation reports whether the check that failed on a path is the one of
// revocation: the path itself is right.
func ofRevocation(s evidence.Signal) bool {
	reason := strings.ToLower(s.Args["reason"])
	return strings.Contains(reason, "revo") || strings.Contains(reason, "ocsp")
}
