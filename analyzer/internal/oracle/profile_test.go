package oracle

import (
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/chain"
)

const (
	validationFailed = "PKIX path validation failed: java.security.cert.CertPathValidatorException: "
	accepted         = "accepted"
)

// TestProfilesAnswerDifferently holds the cases in which JDK 25 speaks or
// decides otherwise than JDK 17. The texts are those of 17.0.15 and 25.0.3; 8
// and 11 and 21 have no recordings and are not in the table.
func TestProfilesAnswerDifferently(t *testing.T) {
	cases := map[string]Case{}
	for _, c := range Cases() {
		cases[c.ID] = c
	}
	for _, v := range []struct{ id, jdk17, jdk25 string }{
		{"host/wildcard-second-label", accepted, "No subject alternative DNS name matching a.example.test found."},
		{"host/wildcard-two-stars", accepted, "No subject alternative DNS name matching a.b.test found."},
		{"algorithm/md5-rsa-2048/leaf",
			validationFailed + "Algorithm constraints check failed on signature algorithm: MD5withRSA",
			validationFailed + "Algorithm constraints check failed on disabled algorithm: MD5 used with certificate: CN=api.example.test"},
		{"algorithm/md5-rsa-2048/intermediate",
			validationFailed + "Algorithm constraints check failed on signature algorithm: MD5withRSA",
			validationFailed + "Algorithm constraints check failed on disabled algorithm: MD5 used with certificate: CN=Issuing, O=Example"},
		{"anchor/rsa1023/validate",
			validationFailed + "Algorithm constraints check failed on signature algorithm: SHA256withRSA",
			validationFailed + "Algorithm constraints check failed on keysize limits: RSA 1023 bit key."},
		{"ca/ku-empty/validate",
			validationFailed + "incorrect KeyUsage extension bits",
			validationFailed + "CA key usage check failed: keyCertSign bit is not set"},
		{"constraint/ip-exclude-4-leaf-6/sent", validationFailed + "name constraints check failed", accepted},
		// The same on both, for contrast.
		{"host/wildcard", accepted, accepted},
		{"algorithm/sha1-rsa-2048/leaf", accepted, accepted},
	} {
		t.Run(v.id, func(t *testing.T) {
			c, ok := cases[v.id]
			require.True(t, ok)
			for profile, want := range map[chain.Profile]string{"17": v.jdk17, "25": v.jdk25} {
				q, err := c.Question(profile)
				require.NoError(t, err)
				d := chain.Decide(q)
				said := d.Message
				if d.Accepted {
					said = accepted
				}
				require.Equal(t, want, said, "profile %s", profile)
			}
		})
	}
	require.Equal(t, "measured", chain.Profile("17").Known())
	require.Equal(t, "measured", chain.Profile("25").Known())
	require.NotEqual(t, "measured", chain.Profile("11").Known())
}
