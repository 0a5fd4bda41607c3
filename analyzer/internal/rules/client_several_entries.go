package rules

import (
	"strconv"

	"missinglink/analyzer/internal/kb"
)

// clientSeveralEntries: the key store holds more than one private key. The JDK
// presents one that fits the server's request: a chain that meets its acceptable
// CAs, and a key of a kind that it asks for. Where several do, which of them is
// a matter of a hash table.
func clientSeveralEntries(c *Case) []Finding {
	if c.Client == nil || c.Client.Entries < 2 || c.Client.Fitting == 0 && c.Client.Asked != nil {
		return nil // none fits: why, another finding tells
	}
	f := Finding{Severity: Note, Owner: kb.Client, Certificates: list(c.Client.Leaf),
		Args: with(certArgs(c.Client.Leaf), "alias", c.Client.Alias, "count", strconv.Itoa(c.Client.Entries), "fitting", strconv.Itoa(c.Client.Fitting))}
	switch {
	case c.Client.Fitting == 1:
		f.Variant = "one"
	case c.Client.Fitting > 1:
		f.Variant, f.Severity, f.Remedies = "several", Warning, []string{"rebuild-key-store"}
	}
	return []Finding{f}
}
