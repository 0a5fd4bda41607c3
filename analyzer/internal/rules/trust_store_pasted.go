package rules

import (
	"strconv"

	"missinglink/analyzer/internal/kb"
)

// trustStorePasted: what was given is a store of certificates, not what a
// server sent; it is answered as a store. A client's key store in which nothing
// is wrong is answered the same way: only the endpoint can tell more.
func trustStorePasted(c *Case) []Finding {
	if c.Client != nil && c.nothingElse() {
		variant := "client"
		if !c.Client.Store {
			variant = "client.file"
		}
		return []Finding{{Severity: Note, Leads: true, Unknown: true, Variant: variant, Owner: kb.Client, Args: with(certArgs(c.Client.Leaf), "alias", c.Client.Alias),
			Certificates: list(c.Client.Leaf), Remedies: []string{"paste-with-pem"}}}
	}
	if !c.StoreAlone {
		return nil
	}
	n := 0
	for _, s := range c.Own {
		n += len(s.Records)
	}
	return []Finding{{Severity: Note, Leads: true, Unknown: true, Owner: kb.Instance, Args: map[string]string{"count": strconv.Itoa(n), "store": c.Own[0].Name}, Remedies: []string{"paste-with-pem"}}}
}
