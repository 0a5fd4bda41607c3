package trust_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/trust"
)

func TestInspection(t *testing.T) {
	tests := map[string]string{
		"CN=Zscaler Intermediate Root CA (zscaler.net) (t), OU=Zscaler Inc., O=Zscaler Inc., C=US": "Zscaler Internet Access",
		"CN=ca.corp.goskope.com, O=Netskope Inc":                                                   "Netskope",
		"CN=FortiGate CA, OU=Certificate Authority, O=Fortinet, C=US":                              "Fortinet FortiGate",
		"CN=Fortinet_CA_SSL, O=Fortinet":                                                           "Fortinet FortiGate",
		"CN=Cisco Umbrella Secondary SubCA fra-SG, O=Cisco":                                        "Cisco Umbrella",
		"CN=McAfee Web Gateway, O=Example":                                                         "Skyhigh (McAfee) Web Gateway",
		"CN=DO_NOT_TRUST_FiddlerRoot, O=DO_NOT_TRUST, OU=Created by http://www.fiddler2.com":       "Fiddler",
		"CN=mitmproxy, O=mitmproxy":                                                                "mitmproxy",
		"CN=PortSwigger CA, OU=PortSwigger CA, O=PortSwigger":                                      "Burp Suite",
		"CN=Fireware HTTPS Proxy (SN 80AB) CA, O=WatchGuard":                                       "WatchGuard Firebox",
		"CN=Gateway CA - Cloudflare Managed G1, O=Cloudflare, Inc.":                                "Cloudflare Gateway",

		"CN=Corp Issuing CA, O=Example":                              "",
		"CN=Cloudflare Inc ECC CA-3, O=Cloudflare, Inc., C=US":       "",
		"CN=Palo Alto Networks Inc. Root CA, O=Palo Alto Networks":   "",
		"CN=Microsoft Azure RSA TLS Issuing CA 03, O=Microsoft":      "",
		"CN=notmitmproxyatall, O=Example":                            "",
		"CN=Corp CA, O=Example, L=Zscaler Inc, 1.2.3.4=Zscaler Inc.": "",
	}
	for issuer, want := range tests {
		t.Run(issuer, func(t *testing.T) {
			product, ok := trust.Inspection(cert.ReadName(issuer))
			require.Equal(t, want, product)
			require.Equal(t, want != "", ok)
		})
	}
}

// No public CA may be taken for an inspection product.
func TestInspectionSparesPublicCAs(t *testing.T) {
	for i := range trust.Intermediates() {
		_, ok := trust.Inspection(i.SubjectName)
		require.False(t, ok, i.Subject)
	}
	for _, a := range append(trust.OpenJDK(), trust.Mozilla()...) {
		_, ok := trust.Inspection(a.Subject)
		require.False(t, ok, a.Subject)
	}
}
