package rules

import (
	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/kb"
)

// clientUsageMissing: the client certificate may not be used as one: its
// ExtendedKeyUsage lacks clientAuth, or its KeyUsage lacks digitalSignature.
func clientUsageMissing(c *Case) []Finding {
	chain := c.clientChain()
	if len(chain) == 0 || ClientUsage(chain[0]) {
		return nil
	}
	return []Finding{{Severity: Error, Leads: c.clientLeads(), Owner: kb.Client, Args: certArgs(chain[0]),
		Certificates: list(chain[0]), Remedies: []string{"replace-client-certificate"}}}
}

// ClientUsage reports whether a certificate's usages allow TLS client
// authentication (RFC 5280 sections 4.2.1.3 and 4.2.1.12).
func ClientUsage(x *cert.Certificate) bool {
	return (!x.HasKeyUsage || x.KeyUsage&cert.DigitalSignature != 0) && x.MayBeUsedFor(cert.ClientAuth)
}
