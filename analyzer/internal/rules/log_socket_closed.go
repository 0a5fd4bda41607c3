package rules

import (
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
)

// logSocketClosed: the connection was used after the handshake had failed; an
// echo as well. The same holds for a connection that was cut without an alert,
// and for a request that failed below HTTP: none of them is proof of a network
// fault (of 120 refused clients 78 lost the alert, measured).
func logSocketClosed(c *Case) []Finding {
	for _, x := range []struct{ signal, variant string }{
		{evidence.SocketClosed, ""}, {evidence.HandshakeCut, "cut"}, {evidence.HTTPNoStatus, "no-status"}, {evidence.RequestNotSent, "not-sent"},
	} {
		f := c.fromLog(x.signal, kb.Endpoint, true, "paste-with-pem", "collect-log")
		if f == nil {
			continue
		}
		if f[0].Variant = x.variant; x.variant != "" && f[0].Leads {
			f[0].Unknown, f[0].Owner = true, kb.Nobody
		}
		return f
	}
	return nil
}
