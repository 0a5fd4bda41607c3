package analyzer_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer"
	"missinglink/analyzer/testpki"
)

// TestServerLog holds what a log says of a connection when a server wrote it:
// alerts and host names are seen from the other side.
func TestServerLog(t *testing.T) {
	_, issuing, leaf := northwind()
	_, sub, good := partners()
	chain, client := []*testpki.Entity{leaf, issuing}, []*testpki.Entity{good, sub}
	for name, c := range map[string]struct{ log, code, outcome string }{
		"completed":             {testpki.JavaServerLog{Host: "api.northwind.example", Sent: chain, Client: client}.String(), "chain-complete", "accepted"},
		"another name":          {testpki.JavaServerLog{Host: "other.example", Sent: chain, Client: client}.String(), "chain-complete", "accepted"},
		"another name, client":  {testpki.JavaLog{Host: "other.example", Sent: chain}.String(), "host-mismatch", "unknown"},
		"refused":               {testpki.JavaServerLog{Host: "api.northwind.example", Sent: chain, Client: client, Refused: building}.String(), "client-path-refused", "refused-by-server"},
		"refused by the client": {testpki.JavaServerLog{Host: "api.northwind.example", Sent: chain, Alert: "unknown_ca"}.String(), "root-not-trusted", "refused-by-client"},
		"failed in the client":  {testpki.JavaServerLog{Host: "api.northwind.example", Sent: chain, Alert: "internal_error"}.String(), "root-not-trusted", "unknown"},
		"client refused":        {testpki.JavaLog{Host: "api.northwind.example", Sent: chain, Asked: []string{acceptable}, Client: client, Alert: "unknown_ca"}.String(), "client-certificate-rejected", "refused-by-server"},
	} {
		t.Run(name, func(t *testing.T) {
			r := analyzer.Analyze(context.Background(), paste(c.log), analyzer.Options{At: testpki.Now})
			require.Equal(t, c.code, r.Verdict.Code)
			require.Equal(t, c.outcome, r.Sessions[0].Outcome)
		})
	}
	for _, alert := range []string{"bad_certificate", "unsupported_certificate", "certificate_revoked", "certificate_expired", "certificate_unknown", "unknown_ca"} {
		r := analyzer.Analyze(context.Background(), paste(testpki.JavaServerLog{Sent: chain, Alert: alert}.String()), analyzer.Options{At: testpki.Now})
		require.Equal(t, "refused-by-client", r.Sessions[0].Outcome, alert)
	}
}
