package rules

import (
	"strings"

	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
)

// clientCertificateNotSent: the evidence shows an empty or absent client
// Certificate message, and the server refused. A Java client sends none when
// no chain of its key store meets the server's acceptable CAs.
func clientCertificateNotSent(c *Case) []Finding {
	q, none := c.sentNone()
	if !none {
		return nil
	}
	a, _, refused := c.refusedClient()
	f := Finding{Severity: Warning, Owner: kb.Client, Quotes: q, Args: map[string]string{"asked": names(c.asked())},
		Remedies: []string{"set-up-mutual", "rebuild-key-store"}}
	if refused {
		f.Args["alert"] = a.Name
		f.Quotes = append(f.Quotes, a.Quote)
	}
	if refused || len(c.Signals(evidence.ServerGotNone)) > 0 {
		f.Severity, f.Leads = Error, true
	}
	if f.Args["asked"] != "" {
		f.Variant = "asked"
	}
	if s := c.Signals(evidence.ServerGotNone); !refused && len(s) > 0 && strings.Contains(strings.ToLower(s[0].Quote.Text), "ssl certificate was sent") {
		f.Variant = "http" // nginx: the handshake was completed without one
	}
	return []Finding{f}
}
