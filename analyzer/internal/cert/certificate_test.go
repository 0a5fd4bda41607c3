package cert

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"math/big"
	"net"
	"net/netip"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var noon = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

func template() *x509.Certificate {
	page, _ := url.Parse("http://x.test/")
	return &x509.Certificate{
		SerialNumber:          big.NewInt(0x3ec),
		Subject:               pkix.Name{Country: []string{"US"}, Organization: []string{"Example"}, CommonName: "ca.test"},
		NotBefore:             noon,
		NotAfter:              noon.AddDate(1, 0, 0),
		IsCA:                  true,
		BasicConstraintsValid: true,
		MaxPathLen:            2,
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		SubjectKeyId:          []byte{1, 2, 3},
		DNSNames:              []string{"a.test"},
		IPAddresses:           []net.IP{net.IPv4(10, 1, 2, 3)},
		EmailAddresses:        []string{"m@x.test"},
		URIs:                  []*url.URL{page},
		IssuingCertificateURL: []string{"http://x.test/ca.crt"},
		OCSPServer:            []string{"http://x.test/ocsp"},
	}
}

func selfSigned(t *testing.T, tmpl *x509.Certificate, key crypto.Signer) []byte {
	t.Helper()
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, key.Public(), key)
	require.NoError(t, err)
	return der
}

func ecKey(t *testing.T, curve elliptic.Curve) crypto.Signer {
	t.Helper()
	k, err := ecdsa.GenerateKey(curve, rand.Reader)
	require.NoError(t, err)
	return k
}

func TestParseReadsAllFields(t *testing.T) {
	der := selfSigned(t, template(), ecKey(t, elliptic.P384()))
	c, err := Parse(append(der, 0x30, 0x00, 0x41)) // trailing trust data is cut off
	require.NoError(t, err)
	require.Empty(t, c.Damage)
	require.Equal(t, der, c.Raw)
	require.Len(t, c.ID, 64)
	require.Equal(t, FromBytes, c.Basis)
	require.Equal(t, 3, c.Version)
	require.Equal(t, "3ec", c.Serial)
	require.Equal(t, "CN=ca.test, O=Example, C=US", c.Subject.String())
	require.True(t, c.NotBefore.Equal(noon))
	require.True(t, c.NotAfter.Equal(noon.AddDate(1, 0, 0)))
	require.Equal(t, Key{Algorithm: "EC", Bits: 384, Curve: "P-384"}, c.Key)
	require.Equal(t, "SHA384withECDSA", c.SignatureAlgorithm)
	require.Equal(t, []byte{1, 2, 3}, c.SKI)
	require.True(t, c.HasBasicConstraints && c.IsCA && c.HasKeyUsage && c.HasSAN && c.HasExtKeyUsage)
	require.Equal(t, 2, c.PathLen)
	require.Equal(t, KeyCertSign|DigitalSignature, c.KeyUsage)
	require.Equal(t, "1.3.6.1.5.5.7.3.1", c.ExtKeyUsage[0].String())
	require.Equal(t, []string{"a.test"}, c.DNSNames)
	require.Equal(t, []netip.Addr{netip.MustParseAddr("10.1.2.3")}, c.IPs)
	require.Equal(t, []string{"m@x.test"}, c.Emails)
	require.Equal(t, []string{"http://x.test/"}, c.URIs)
	require.Equal(t, []string{"http://x.test/ca.crt"}, c.AIA)
	require.True(t, c.SelfSigned())
}

func TestParseRefusesWhatIsNoCertificate(t *testing.T) {
	key := ecKey(t, elliptic.P256())
	request, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{Subject: template().Subject}, key)
	require.NoError(t, err)
	ca, err := x509.ParseCertificate(selfSigned(t, template(), key))
	require.NoError(t, err)
	ca.KeyUsage |= x509.KeyUsageCRLSign
	list, err := x509.CreateRevocationList(rand.Reader, &x509.RevocationList{Number: big.NewInt(1), ThisUpdate: noon, NextUpdate: noon.Add(time.Hour)}, ca, key)
	require.NoError(t, err)
	for name, der := range map[string][]byte{
		"nothing": nil, "text": []byte("hello"), "request": request, "revocation list": list, "cut off": ca.Raw[:100],
	} {
		_, err := Parse(der)
		require.ErrorIs(t, err, ErrNotCertificate, name)
	}
}

// TestParseKeepsWhatGoRefuses takes certificates that Java reads and Go does
// not, and expects the rest of them to be known.
func TestParseKeepsWhatGoRefuses(t *testing.T) {
	for name, extension := range map[string]pkix.Extension{
		"authority information access": {Id: asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 1, 1}, Value: []byte{0x30, 0x03, 0x02, 0x01, 0x01}},
		"subject alternative name":     {Id: asn1.ObjectIdentifier{2, 5, 29, 17}, Value: []byte{0x30, 0x05, 0x87, 0x03, 1, 2, 3}},
		"name constraints":             {Id: asn1.ObjectIdentifier{2, 5, 29, 30}, Value: []byte{0x30, 0x00}},
	} {
		t.Run(name, func(t *testing.T) {
			tmpl := template()
			tmpl.DNSNames, tmpl.IPAddresses, tmpl.EmailAddresses, tmpl.URIs = nil, nil, nil, nil
			tmpl.IssuingCertificateURL, tmpl.OCSPServer = nil, nil
			tmpl.ExtraExtensions = []pkix.Extension{extension}
			der, err := buildDamaged(tmpl, ecKey(t, elliptic.P256()))
			require.NoError(t, err)
			c, err := Parse(der)
			require.NoError(t, err)
			require.NotEmpty(t, c.Damage)
			require.Equal(t, "CN=ca.test, O=Example, C=US", c.Subject.String())
			require.True(t, c.SelfSigned())
			require.NotNil(t, c.Extension(extension.Id.String()))
		})
	}
}

// buildDamaged returns a certificate that x509.CreateCertificate made although
// crypto/x509 cannot read it back.
func buildDamaged(tmpl *x509.Certificate, key crypto.Signer) ([]byte, error) {
	return x509.CreateCertificate(rand.Reader, tmpl, tmpl, key.Public(), key)
}

func TestSerialNumbers(t *testing.T) {
	for content, want := range map[string]string{"\x00": "0", "\x03\xec": "3ec", "\xff": "-1", "\x80": "-80", "\x00\x80": "80"} {
		require.Equal(t, want, serialText([]byte(content)))
	}
}

func TestCheckSignature(t *testing.T) {
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	_, edKey, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	other, err := Parse(selfSigned(t, template(), ecKey(t, elliptic.P256())))
	require.NoError(t, err)
	for _, tc := range []struct {
		want      string
		key       crypto.Signer
		algorithm x509.SignatureAlgorithm
	}{
		{"SHA1withRSA", rsaKey, x509.SHA1WithRSA},
		{"SHA256withRSA", rsaKey, x509.SHA256WithRSA},
		{"SHA512withRSA", rsaKey, x509.SHA512WithRSA},
		{"RSASSA-PSS", rsaKey, x509.SHA384WithRSAPSS},
		{"SHA256withECDSA", ecKey(t, elliptic.P224()), x509.ECDSAWithSHA256},
		{"SHA1withECDSA", ecKey(t, elliptic.P256()), x509.ECDSAWithSHA1},
		{"SHA512withECDSA", ecKey(t, elliptic.P521()), x509.ECDSAWithSHA512},
		{"Ed25519", edKey, x509.PureEd25519},
	} {
		t.Run(tc.want, func(t *testing.T) {
			tmpl := template()
			tmpl.SignatureAlgorithm = tc.algorithm
			der := selfSigned(t, tmpl, tc.key)
			c, err := Parse(der)
			require.NoError(t, err)
			require.Equal(t, tc.want, c.SignatureAlgorithm)
			require.NoError(t, c.CheckSignature(c.SPKI))
			require.NoError(t, c.CheckSignature(c.SPKI), "what is remembered is the same")
			require.ErrorIs(t, c.CheckSignature(other.SPKI), ErrMismatch)
			// The signature is the last thing in a certificate.
			changed := append([]byte(nil), der...)
			changed[len(changed)-1] ^= 1
			d, err := Parse(changed)
			require.NoError(t, err)
			require.ErrorIs(t, d.CheckSignature(d.SPKI), ErrMismatch)
		})
	}
}

// TestCheckSignatureMD5 signs by hand: crypto/x509 no longer does.
func TestCheckSignatureMD5(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	c, err := Parse(selfSigned(t, template(), key))
	require.NoError(t, err)
	c.SignatureAlgorithmOID = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 4}
	c.Signature, err = rsa.SignPKCS1v15(rand.Reader, key, crypto.MD5, digest(crypto.MD5, c.TBS))
	require.NoError(t, err)
	require.NoError(t, c.CheckSignature(c.SPKI))
}

func TestCheckSignatureSaysWhatItDoesNotCheck(t *testing.T) {
	c, err := Parse(selfSigned(t, template(), ecKey(t, elliptic.P256())))
	require.NoError(t, err)
	k1, err := asn1.Marshal(struct {
		Algorithm pkix.AlgorithmIdentifier
		Key       asn1.BitString
	}{pkix.AlgorithmIdentifier{
		Algorithm:  asn1.ObjectIdentifier{1, 2, 840, 10045, 2, 1},
		Parameters: asn1.RawValue{FullBytes: []byte{6, 5, 0x2b, 0x81, 4, 0, 10}},
	}, asn1.BitString{Bytes: make([]byte, 65), BitLength: 520}})
	require.NoError(t, err)
	require.Equal(t, Key{Algorithm: "EC", Bits: 256, Curve: "secp256k1"}, DescribeKey(k1))
	require.ErrorIs(t, c.CheckSignature(k1), ErrNotChecked)

	big1 := new(big.Int).Lsh(big.NewInt(1), MaxRSABits)
	huge, err := x509.MarshalPKIXPublicKey(&rsa.PublicKey{N: big1.Add(big1, big.NewInt(1)), E: 65537})
	require.NoError(t, err)
	c.SignatureAlgorithmOID = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 11}
	require.ErrorIs(t, c.CheckSignature(huge), ErrNotChecked)

	named := Describe(Description{Subject: ReadName("CN=x"), Issuer: ReadName("CN=y")})
	require.ErrorIs(t, named.CheckSignature(c.SPKI), ErrNotChecked)
	require.ErrorIs(t, c.CheckSignature(nil), ErrNoKey)
}

func TestDescribeIdentifiesByNamesSerialAndDates(t *testing.T) {
	d := Description{
		Subject: ReadName("/C=US/CN=x"), Issuer: ReadName("/CN=y"), Serial: "03:EC",
		NotAfter: noon, IPs: []string{"10.0.0.1", "bad"}, ExtKeyUsage: []string{"1.3.6.1.5.5.7.3.1"},
	}
	c := Describe(d)
	require.Equal(t, FromNames, c.Basis)
	require.Regexp(t, "^names:[0-9a-f]{64}$", c.ID)
	require.Equal(t, "3ec", c.Serial)
	require.Len(t, c.IPs, 1)
	require.True(t, c.HasSAN && c.HasExtKeyUsage)
	d.Subject = ReadName("CN=x, C=US")
	require.Equal(t, c.ID, Describe(d).ID)
	d.NotAfter = noon.Add(time.Hour)
	require.NotEqual(t, c.ID, Describe(d).ID)
	require.False(t, c.SelfSigned())
	require.True(t, Describe(Description{Subject: d.Issuer, Issuer: d.Issuer}).SelfSigned())
}

// Only version 3 has extensions, and a tool that prints none prints no version
// that could be relied on.
func TestDescribeVersion(t *testing.T) {
	for _, d := range []Description{
		{HasBasicConstraints: true}, {HasKeyUsage: true}, {ExtKeyUsage: []string{"1.3.6.1.5.5.7.3.1"}}, {SKI: []byte{1}}, {AKI: []byte{1}},
		{DNSNames: []string{"a.test"}}, {IPs: []string{"10.0.0.1"}},
	} {
		require.Equal(t, 3, Describe(d).Version, "%+v", d)
	}
	require.Zero(t, Describe(Description{Subject: ReadName("CN=x"), Serial: "1", SHA256: "ab", AIA: []string{}}).Version)
}

func TestAnchorOfKeepsTheFacts(t *testing.T) {
	c, err := Parse(selfSigned(t, template(), ecKey(t, elliptic.P256())))
	require.NoError(t, err)
	a := AnchorOf(c, "yours:x")
	require.Equal(t, c.ID, a.ID)
	require.Equal(t, c.SPKI, a.SPKI)
	require.True(t, a.IsCA && a.HasKeyUsage && a.HasBasicConstraints)
	require.Same(t, c, a.Certificate)
}

func FuzzParse(f *testing.F) {
	der, _ := hex.DecodeString("300a3005a003020102")
	f.Add(der)
	f.Fuzz(func(t *testing.T, der []byte) {
		c, err := Parse(der)
		if err != nil {
			return
		}
		require.NotContains(t, c.Subject.String(), "\n")
		_ = c.SelfSigned()
	})
}
