package testpki_test

import (
	"bytes"
	"crypto/x509"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/testpki"
)

// everything makes one certificate of each kind.
func everything() []*testpki.Entity {
	pki := testpki.New(7)
	root := pki.Root("CN=Corp Root CA,O=Example,C=US")
	rsaRoot := pki.Root("CN=RSA Root,O=Example", testpki.KeyOf(testpki.RSA2048))
	issuing := root.Intermediate("CN=Issuing\\, EU,OU=PKI+O=Example", testpki.PathLen(0),
		testpki.Permit("dns:example.test", "ip:10.0.0.0/8"), testpki.Exclude("email:.evil.test"),
		testpki.Policies("1.2.3.4"), testpki.RequirePolicy(0), testpki.InhibitAnyPolicy(1))
	return []*testpki.Entity{
		root, rsaRoot, issuing,
		issuing.Leaf("api.example.test", testpki.AIA("http://ca.test/i.crt"), testpki.CRL("http://ca.test/i.crl")),
		issuing.Leaf("10.1.2.3", testpki.KeyOf(testpki.RSA1024)),
		rsaRoot.Leaf("md5.example.test", testpki.SignedWith(testpki.MD5)),
		rsaRoot.Leaf("pss.example.test", testpki.PSS()),
		root.Leaf("p384.example.test", testpki.KeyOf(testpki.P384)),
		root.Leaf("p521.example.test", testpki.KeyOf(testpki.P521)),
		pki.Root("CN=Ed Root", testpki.KeyOf(testpki.Ed25519)).Leaf("ed.example.test"),
		root.Leaf("serial.example.test", testpki.Serial(big.NewInt(-7))),
		rsaRoot.Cross(root), issuing.Twin(), issuing.Reissue(),
		pki.SelfSigned("self.example.test"),
		root.Client("CN=client"),
	}
}

func TestSameBytesEachTime(t *testing.T) {
	first, second := everything(), everything()
	for i := range first {
		require.Equal(t, first[i].DER, second[i].DER, "%v", first[i].Name())
	}
}

func TestStandardLibraryReadsThemAll(t *testing.T) {
	for _, e := range everything() {
		c, err := x509.ParseCertificate(e.DER)
		require.NoError(t, err, "%v", e.Name())
		require.Equal(t, e.DER, c.Raw)
		issuer := e
		if e.Issuer != nil {
			issuer = e.Issuer
		}
		signer, err := x509.ParseCertificate(issuer.DER)
		require.NoError(t, err)
		if c.SignatureAlgorithm == x509.MD5WithRSA {
			continue // crypto/x509 checks none
		}
		require.NoError(t, signer.CheckSignature(c.SignatureAlgorithm, c.RawTBSCertificate, c.Signature), "%v", e.Name())
		require.True(t, bytes.Equal(c.RawIssuer, signer.RawSubject))
		if e.Issuer != nil {
			require.Equal(t, signer.SubjectKeyId, c.AuthorityKeyId)
		}
	}
}

func TestVerifiesAsAChain(t *testing.T) {
	pki := testpki.New(1)
	root := pki.Root("CN=Root")
	issuing := root.Intermediate("CN=Issuing")
	leaf := issuing.Leaf("api.example.test")

	roots, between := x509.NewCertPool(), x509.NewCertPool()
	roots.AppendCertsFromPEM([]byte(root.PEM()))
	between.AppendCertsFromPEM([]byte(issuing.PEM()))
	c, err := x509.ParseCertificate(leaf.DER)
	require.NoError(t, err)
	_, err = c.Verify(x509.VerifyOptions{Roots: roots, Intermediates: between, CurrentTime: testpki.Now, DNSName: "api.example.test"})
	require.NoError(t, err)
}

func TestOddShapes(t *testing.T) {
	pki := testpki.New(2)
	root := pki.Root("CN=Root,O=Example")
	other := pki.Root("CN=Other")

	parse := func(e *testpki.Entity) *x509.Certificate {
		c, err := x509.ParseCertificate(e.DER)
		require.NoError(t, err)
		return c
	}
	signer := parse(root)
	require.Equal(t, 1, parse(root.Intermediate("CN=v1", testpki.Version(1))).Version)
	require.Error(t, parse(root.Leaf("a.test", testpki.BadSignature())).CheckSignatureFrom(signer))
	require.Error(t, parse(root.Leaf("a.test", testpki.SignedBy(other))).CheckSignatureFrom(signer))
	require.NotEqual(t, signer.RawSubject, parse(root.Leaf("a.test", testpki.IssuerStrings(testpki.UTF8))).RawIssuer)
	require.Nil(t, parse(root.Leaf("a.test", testpki.NoAKI())).AuthorityKeyId)
	require.Nil(t, parse(root.Leaf("a.test", testpki.NoSKI())).SubjectKeyId)

	twin, again := root.Twin(), root.Reissue()
	require.Equal(t, parse(twin).RawSubject, signer.RawSubject)
	require.NotEqual(t, parse(twin).RawSubjectPublicKeyInfo, signer.RawSubjectPublicKeyInfo)
	require.Equal(t, parse(again).RawSubjectPublicKeyInfo, signer.RawSubjectPublicKeyInfo)
	require.NotEqual(t, parse(again).SerialNumber, signer.SerialNumber)
}
