package rules

import (
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
)

// logSocketClosed: the connection was used after the handshake had failed; an echo as well.
func logSocketClosed(c *Case) []Finding {
	return c.fromLog(evidence.SocketClosed, kb.Endpoint, true, "paste-with-pem", "collect-log")
}
