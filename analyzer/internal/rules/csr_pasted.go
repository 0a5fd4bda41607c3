package rules

import "missinglink/analyzer/internal/kb"

// csrPasted: a certificate signing request was pasted: an order form, not a
// certificate.
func csrPasted(c *Case) []Finding {
	return c.damaged("csr-pasted", Note, kb.Nobody, "paste-with-pem")
}
