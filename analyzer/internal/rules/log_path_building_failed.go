package rules

import (
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/kb"
)

// logPathBuildingFailed: the JVM found no way from the sent certificates to a trust
// anchor. The sentence hides six causes; without certificates they cannot be told apart.
func logPathBuildingFailed(c *Case) []Finding {
	return c.fromLog(evidence.PathBuildingFailed, kb.Endpoint, true, "paste-with-pem", "collect-log")
}
