package rules

import (
	"strconv"

	"missinglink/analyzer/internal/kb"
)

// clientSeveralEntries: the key store holds more than one private key. The JDK
// presents one whose chain meets the server's acceptable CAs; where several do,
// which of them is a matter of a hash table.
func clientSeveralEntries(c *Case) []Finding {
	if c.Client == nil || c.Client.Entries < 2 {
		return nil
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
