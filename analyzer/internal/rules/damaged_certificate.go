package rules

import "missinglink/analyzer/internal/kb"

// damagedCertificate: bytes that should be a certificate are not readable as one.
func damagedCertificate(c *Case) []Finding {
	return c.damaged("damaged-certificate", Warning, kb.Nobody, "copy-again")
}
