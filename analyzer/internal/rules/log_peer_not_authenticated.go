package rules

import (
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
)

// logPeerNotAuthenticated: an echo of a failed handshake, not its cause: it stands
// for a refused server as well as for a refused client (measured).
func logPeerNotAuthenticated(c *Case) []Finding {
	if f := c.fromLog(evidence.PeerNotAuthenticated, kb.Endpoint, true, "paste-with-pem", "collect-log"); f != nil {
		return f
	}
	f := c.fromLog(evidence.SessionUntrusted, kb.Endpoint, true, "paste-with-pem", "collect-log")
	if f != nil {
		f[0].Variant = "untrusted"
	}
	return f
}
