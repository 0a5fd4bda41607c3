package rules

import "missinglink/analyzer/internal/kb"

// signatureMismatch: the issuer is the right one by name and key identifier,
// and the signature still does not fit: the certificate's bytes were changed.
func signatureMismatch(c *Case) []Finding {
	return c.fault("signature-mismatch", kb.Endpoint, "reissue-leaf")
}
