package trust_test

import (
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer"
	"missinglink/analyzer/report"
	"missinglink/analyzer/testpki"
)

// The same table through the whole analysis: a leaf-only paste of a public site
// is answered with the certificate to add, the way up, and whose root it is.
func TestLeafOnlyIsAnswered(t *testing.T) {
	pki := testpki.New(5)
	key := pki.NewKey(testpki.P256)
	from := time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)
	for _, ca := range publicCAs {
		issuer := issuerName(ca.issuer)
		t.Run(issuer[0].Value, func(t *testing.T) {
			aki, err := hex.DecodeString(ca.aki)
			require.NoError(t, err)
			leaf := pki.SelfSigned("api.example.test", testpki.WithKey(key), testpki.CA(false), testpki.Between(from, from.AddDate(0, 6, 0)),
				testpki.IssuerName(issuer), testpki.AKI(aki), testpki.AIA("http://ca.example.test/issuer.crt"))
			r := analyzer.Analyze(t.Context(), []analyzer.Input{{Name: "leaf.pem", Data: []byte(leaf.PEM())}}, analyzer.Options{At: now})
			require.Equal(t, report.Status("problem"), r.Verdict.Status)
			require.Equal(t, "missing-intermediate", r.Verdict.Code)
			require.NotEmpty(t, r.Paths)
			missing := r.Paths[0].Missing
			require.NotNil(t, missing)
			require.Equal(t, ca.fingerprint, missing.Fingerprint)
			require.Equal(t, "public", missing.Known)
			require.Equal(t, []string{"http://ca.example.test/issuer.crt"}, missing.Download)

			links := r.Paths[0].Links
			root := links[len(links)-1]
			require.Equal(t, ca.root, root.Name)
			require.Equal(t, ca.java != "no", strings.Contains(strings.Join(root.Stores, " "), "openjdk"))
		})
	}
}
