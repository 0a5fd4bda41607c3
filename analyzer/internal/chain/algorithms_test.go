package chain

import (
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/testpki"
)

// The limits are those of java.security; a key that only just keeps them and
// one of a kind without limits pass.
func TestWeakKeys(t *testing.T) {
	for _, tc := range []struct {
		key  cert.Key
		weak string
	}{
		{cert.Key{Algorithm: "RSA", Bits: 1023}, "RSA 1023 bit key"},
		{cert.Key{Algorithm: "RSA", Bits: 1024}, ""},
		{cert.Key{Algorithm: "RSASSA-PSS", Bits: 768}, "RSA 768 bit key"},
		{cert.Key{Algorithm: "DSA", Bits: 512}, "DSA 512 bit key"},
		{cert.Key{Algorithm: "DSA", Bits: 1024}, ""},
		{cert.Key{Algorithm: "EC", Bits: 192}, "EC 192 bit key"},
		{cert.Key{Algorithm: "EC", Bits: 224}, ""},
		{cert.Key{Algorithm: "Ed25519", Bits: 255}, ""},
		{cert.Key{Algorithm: "RSA"}, ""}, // not known
	} {
		require.Equal(t, tc.weak, weakKey(tc.key))
	}
}

// Of the two digests that no release takes, only MD5 had other words before
// JDK 25.
func TestDisabledDigests(t *testing.T) {
	c := testpki.New(81).SelfSigned("a.test").Certificate()
	for _, tc := range []struct {
		algorithm string
		profile   Profile
		text      string
	}{
		{"MD2withRSA", "17", "disabled algorithm: MD2 used with certificate: CN=a.test"},
		{"MD2withRSA", "25", "disabled algorithm: MD2 used with certificate: CN=a.test"},
		{"MD5withRSA", "17", "signature algorithm: MD5withRSA"},
		{"MD5withRSA", "25", "disabled algorithm: MD5 used with certificate: CN=a.test"},
	} {
		c.SignatureAlgorithm = tc.algorithm
		f := newJudge(Question{Profile: tc.profile}, newSignatures(nil)).disabledDigestOf(c)
		require.Equal(t, textAlgorithm+tc.text, f.text)
		require.Equal(t, map[string]string{"algorithm": tc.algorithm}, f.args)
	}
	c.SignatureAlgorithm = "SHA1withRSA"
	require.Nil(t, newJudge(Question{}, newSignatures(nil)).disabledDigestOf(c))
}
