package rules

import (
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
)

// logPathValidationFailed: a check of a certificate failed. On a path, the issuer is
// in the trust store by name; other checks come before or after it. The reason in the
// sentence is exact.
func logPathValidationFailed(c *Case) []Finding {
	s := c.refusals()
	if len(s) == 0 || ofRevocation(s[0]) && c.says(evidence.RevocationFailed) {
		return nil
	}
	out := c.fromLog(s[0].ID, kb.Endpoint, true, "paste-with-pem")
	f := &out[0]
	switch {
	case s[0].ID == evidence.ExpiredInLog && c.says(evidence.NotYetValidInLog):
		f.Variant = "dates" // a program that has one word for both
	case s[0].ID == evidence.ExpiredInLog:
		f.Variant = "expired"
	case s[0].ID == evidence.NotYetValidInLog:
		f.Variant = "not-yet"
	case ofClient(s[0]):
		f.Variant, f.Owner, f.Remedies = "client", kb.Client, []string{"replace-client-certificate"}
	case s[0].ID == evidence.CertificateRefused:
		f.Variant = "check"
	}
	return out
}
