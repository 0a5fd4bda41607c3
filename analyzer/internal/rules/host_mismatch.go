package rules

import (
	"strings"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/kb"
)

// hostMismatch: the leaf does not name the host that is called (RFC 6125, as
// the JDK's HTTPS check does it).
func hostMismatch(c *Case) []Finding {
	x := c.Leading()
	if x == nil || x.HostMessage == "" && x.Cause != "host-mismatch" {
		return nil
	}
	leaf := x.Leaf()
	return []Finding{{Severity: Error, Leads: x.Accepted || x.Cause == "host-mismatch", Owner: kb.Endpoint,
		Args:         with(certArgs(leaf), "host", c.Host, "names", hostNames(leaf), "java", x.HostMessage),
		Certificates: list(leaf),
		Remedies:     []string{"reissue-leaf", "call-listed-name"}}}
}

// hostNames lists the first hosts that a certificate names.
func hostNames(leaf *cert.Certificate) string {
	names := append([]string(nil), leaf.DNSNames...)
	for _, ip := range leaf.IPs {
		names = append(names, ip.String())
	}
	if len(names) == 0 {
		names = append(names, leaf.Subject.CommonName())
	}
	const shown = 5 // a leaf can hold thousands of names
	if len(names) > shown {
		names = append(names[:shown:shown], "…")
	}
	return strings.Join(names, ", ")
}
