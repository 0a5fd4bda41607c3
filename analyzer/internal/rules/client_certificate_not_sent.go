package rules

import (
	"strings"

	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
)

// clientCertificateNotSent: the evidence shows an empty or absent client
// Certificate message. The server refused, closed without a word, or went on
// without one. A Java client sends none when no chain of its key store meets
// the server's acceptable CAs.
func clientCertificateNotSent(c *Case) []Finding {
	q, none := c.sentNone()
	if !none {
		return nil
	}
	a, _, refused := c.refusedClient()
	f := Finding{Severity: Error, Leads: true, Owner: kb.Client, Quotes: q, Args: map[string]string{"asked": names(c.asked())},
		Remedies: []string{"set-up-mutual", "rebuild-key-store"}}
	if f.Args["asked"] != "" {
		f.Variant = "asked"
	}
	got, cut := c.Signals(evidence.ServerGotNone), c.cutWithoutOne()
	switch {
	case refused:
		f.Args["alert"] = a.Name
		f.Quotes = append(f.Quotes, a.Quote)
	case len(got) > 0:
		if strings.Contains(strings.ToLower(got[0].Quote.Text), "ssl certificate was sent") {
			f.Variant = "http" // nginx: the handshake was completed without one
		}
	case len(cut) > 0:
		f.Variant, f.Quotes = "cut", append(f.Quotes, cut...)
	case c.wentOn():
		f.Severity, f.Leads, f.Variant, f.Remedies = Note, false, "went-on", []string{"set-up-mutual"}
	default:
		f.Severity, f.Leads, f.Variant = Warning, false, "open"
	}
	return []Finding{f}
}
