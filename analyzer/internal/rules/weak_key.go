package rules

import "missinglink/analyzer/internal/kb"

// weakKey: a key on the path is shorter than jdk.certpath.disabledAlgorithms
// allows: RSA under 1024 bits, EC under 224.
func weakKey(c *Case) []Finding {
	if c.StoreAlone {
		return c.storeFault("weak-key", Note)
	}
	return c.fault("weak-key", kb.Endpoint, "reissue-leaf")
}
