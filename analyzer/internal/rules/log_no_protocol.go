package rules

import (
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
)

// logNoProtocol: the JVM may offer no TLS version and cipher suite together, so it
// sent nothing: jdk.tls.disabledAlgorithms, or the versions that the call is held to.
func logNoProtocol(c *Case) []Finding {
	return c.fromLog(evidence.ProtocolsOff, kb.Instance, true, "collect-log")
}
