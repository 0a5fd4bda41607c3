package rules

import "missinglink/analyzer/internal/kb"

// keyUsage: the KeyUsage bits do not allow what the certificate is used for:
// keyCertSign on a CA, digitalSignature on a TLS 1.3 or ECDHE leaf.
func keyUsage(c *Case) []Finding {
	return c.fault("key-usage", kb.Endpoint, "reissue-leaf")
}
