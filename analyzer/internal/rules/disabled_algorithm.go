package rules

import "missinglink/analyzer/internal/kb"

// disabledAlgorithm: a signature on the path uses an algorithm that
// jdk.certpath.disabledAlgorithms switches off.
func disabledAlgorithm(c *Case) []Finding {
	if c.StoreAlone {
		return c.storeFault("disabled-algorithm", Note)
	}
	return c.fault("disabled-algorithm", kb.Endpoint, "reissue-leaf")
}
