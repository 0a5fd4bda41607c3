package rules

import (
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
)

// oldProtocol: a transcript of another tool agreed on SSLv3, TLS 1.0 or TLS 1.1,
// which Java has disabled since 8u291, 11.0.11 and 16
// (jdk.tls.disabledAlgorithms). A command that asks for an old version shows
// nothing about newer ones.
func oldProtocol(c *Case) []Finding {
	s := c.Session(c.Leading())
	if s == nil || s.Source == "java-log" || !disabledProtocols[s.Protocol] {
		return nil
	}
	f := Finding{Severity: Error, Leads: true, Owner: kb.Endpoint, Args: map[string]string{"protocol": s.Protocol},
		Quotes: []evidence.Quote{s.ProtocolQuote}, Remedies: []string{"newer-protocol"}}
	if s.Held {
		f.Variant, f.Unknown, f.Owner, f.Remedies = "held", true, kb.Nobody, []string{"paste-with-pem"}
	}
	return []Finding{f}
}

// disabledProtocols are those that every Java in support refuses, as tools
// write them.
var disabledProtocols = map[string]bool{"SSLv3": true, "TLSv1": true, "TLSv1.0": true, "TLSv1.1": true}
