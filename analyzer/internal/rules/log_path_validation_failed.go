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
	if len(s) == 0 {
		return nil
	}
	f := c.fromLog(s[0].ID, kb.Endpoint, true, "paste-with-pem")
	switch {
	case s[0].ID == evidence.ExpiredInLog && len(c.Signals(evidence.NotYetValidInLog)) > 0:
		f[0].Variant = "dates" // a program that has one word for both
	case s[0].ID == evidence.ExpiredInLog:
		f[0].Variant = "expired"
	case s[0].ID == evidence.NotYetValidInLog:
		f[0].Variant = "not-yet"
	case ofClient(s[0]):
		f[0].Variant, f[0].Owner, f[0].Remedies = "client", kb.Client, []string{"replace-client-certificate"}
	case s[0].ID == evidence.CertificateRefused:
		f[0].Variant = "check"
	}
	return f
}
