package rules

import "missinglink/analyzer/internal/kb"

// distrustedCA: the JDK distrusts leaves that this public root's CA issued after
// a certain day (jdk.security.caDistrustPolicies).
func distrustedCA(c *Case) []Finding {
	return c.fault("distrusted-ca", kb.Endpoint, "change-ca")
}
