package intake

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/evidence"
)

func TestKeyKinds(t *testing.T) {
	for list, want := range map[string]string{
		"RSA+SHA256:RSA-PSS+SHA256":          "RSA",
		"RSA+MD5":                            "RSA",
		"rsa_pkcs1_sha1:rsa_pss_rsae_sha384": "RSA",
		"rsa_pss_pss_sha512":                 "RSA",
		"ECDSA+SHA224":                       "EC",
		"ecdsa_secp256r1_sha256, ed448":      "EC Ed448",
		"Ed25519:ECDSA+SHA256:RSA+SHA256":    "RSA EC Ed25519",
		"RSA sign":                           "RSA",
		"RSA sign, DSA sign, ECDSA sign":     "RSA EC Ed25519 Ed448 DSA",
		"rsa_sign, dss_sign, ecdsa_sign":     "RSA EC Ed25519 Ed448 DSA",
		"dsa_sha1":                           "DSA",
		// What is not known, or was cut, may stand for any key.
		"":                         "",
		"RSA+SHA256:":              "",
		"RSA+SHA256:0x09+0x05":     "",
		"mldsa65:RSA+SHA256":       "",
		"RSA+SHA256:RSA-PSS+SHA2":  "",
		"RSA+SHA256...":            "",
		"RSA+SHA256:ECDS":          "",
		"RSA sign, RSA fixed DH":   "",
		"UNKNOWN (9)":              "",
		"gost2012_256_sign:ed448":  "",
		"SHA256withRSA, SHA1withE": "",
	} {
		t.Run(list, func(t *testing.T) {
			got := keyKinds(list)
			require.Equal(t, want, strings.ReplaceAll(got.String(), ",", ""))
		})
	}
}

// TestKeysAsked: which rows of a transcript count, and what proves them.
func TestKeysAsked(t *testing.T) {
	const types, algorithms = "Client Certificate Types: ", "Requested Signature Algorithms: "
	for name, x := range map[string]struct {
		rows  string
		kinds evidence.KeyKinds
		quote string
	}{
		"types alone":                {types + "RSA sign\n---", evidence.RSAKey, types + "RSA sign"},
		"algorithms alone":           {algorithms + "ECDSA+SHA256\nShared Requested Signature Algorithms: ECDSA+SHA256", evidence.ECKey, algorithms + "ECDSA+SHA256"},
		"both, the types are fewer":  {types + "RSA sign\n" + algorithms + "RSA+SHA256:ECDSA+SHA256\nPeer signing digest: SHA256", evidence.RSAKey, types + "RSA sign"},
		"both, as many":              {types + "RSA sign\n" + algorithms + "RSA+SHA256\nPeer signature type: RSA", evidence.RSAKey, types + "RSA sign"},
		"both, algorithms are fewer": {types + "RSA sign, ECDSA sign\n" + algorithms + "ECDSA+SHA256\nServer Temp Key: X25519", evidence.ECKey, algorithms + "ECDSA+SHA256"},
		"both, types not known":      {types + "x\n" + algorithms + "ECDSA+SHA256\nPeer Temp Key: X25519", evidence.ECKey, algorithms + "ECDSA+SHA256"},
		"both, algorithms not known": {types + "RSA sign\n" + algorithms + "x\nSSL handshake has read 1 bytes", evidence.RSAKey, types + "RSA sign"},
		"both, nothing in common":    {types + "RSA sign\n" + algorithms + "ECDSA+SHA256\n---", 0, algorithms + "ECDSA+SHA256"},
		"a line between":             {algorithms + "ECDSA+SHA256\n\n---", evidence.ECKey, algorithms + "ECDSA+SHA256"},
		"cut by a terminal":          {algorithms + "ECDSA+SHA256\n:RSA+SHA256\n---", 0, ""},
		"ends with it":               {algorithms + "ECDSA+SHA256", 0, ""},
		"not known":                  {algorithms + "x\n---", 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, s := theSession(t, "CONNECTED(00000003)\n---\nCertificate chain\n 0 s:CN = a.test\n   i:CN = CA\n---\nAcceptable client certificate CA names\nCN = CA\n"+x.rows)
			require.Equal(t, x.kinds, s.KeyKinds)
			require.Equal(t, x.quote, s.KeyQuote.Text)
			require.Len(t, s.AcceptableCAs, 1)
		})
	}
	for rows, none := range map[string]bool{
		"No client certificate CA names sent\n" + types + "x\n---": true,
		"No client certificate CA names sent\n---":                 false,
		types + "x\n---": false,
	} {
		_, s := theSession(t, "CONNECTED(00000003)\n---\nCertificate chain\n 0 s:CN = a.test\n   i:CN = CA\n---\n"+rows)
		require.Equal(t, none, s.AcceptableCAs != nil, rows)
		require.Empty(t, s.AcceptableCAs)
	}
	_, s := theSession(t, "CONNECTED(00000003)\n---\nAcceptable client certificate CA names\nCN = CA\n---\nNo client certificate CA names sent\n"+types+"x\n---")
	require.Len(t, s.AcceptableCAs, 1)
}

// TestKeysAskedByJava: the same in a debug log.
func TestKeysAskedByJava(t *testing.T) {
	for name, x := range map[string]struct {
		rows  string
		kinds evidence.KeyKinds
		quote string
	}{
		"TLS 1.2": {"  \"certificate types\": [ecdsa_sign, rsa_sign]\n  \"supported signature algorithms\": [rsa_pkcs1_sha256, rsa_pss_rsae_sha256]\n  \"certificate authorities\": [CN=CA]\n",
			evidence.RSAKey, "\"supported signature algorithms\": [rsa_pkcs1_sha256, rsa_pss_rsae_sha256]"},
		"TLS 1.3": {"  \"extensions\": [\n    \"signature_algorithms (13)\": {\n      \"signature schemes\": [ecdsa_secp256r1_sha256]\n    },\n    \"signature_algorithms_cert (50)\": {\n      \"signature schemes\": [rsa_pkcs1_sha256]\n    },\n",
			evidence.ECKey, "\"signature schemes\": [ecdsa_secp256r1_sha256]"},
		"TLS 1.3, the other way round": {"  \"extensions\": [\n    \"signature_algorithms_cert (50)\": {\n      \"signature schemes\": [rsa_pkcs1_sha256]\n    },\n    \"signature_algorithms (13)\": {\n      \"signature schemes\": [ecdsa_secp256r1_sha256]\n    },\n",
			evidence.ECKey, "\"signature schemes\": [ecdsa_secp256r1_sha256]"},
		"cut":      {"  \"certificate types\": [rsa_sign\n", 0, ""},
		"of hosts": {"  \"hosts\": [rsa_sign]\n", 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := readAll(t, []byte(entry11("10|main", "Consuming CertificateRequest handshake message", x.rows))).Sessions[0]
			require.Equal(t, x.kinds, s.KeyKinds)
			require.Equal(t, x.quote, strings.TrimSpace(s.KeyQuote.Text))
		})
	}
}
