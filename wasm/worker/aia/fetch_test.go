package aia

import (
	"bytes"
	"context"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"math/big"
	"testing"

	"github.com/smallstep/pkcs7"
	"github.com/stretchr/testify/require"

	"missinglink/analyzer/testpki"
)

// network is a Fetcher with fixed replies; it records what it was asked.
type network struct {
	replies map[string]Reply
	asked   []string
}

func (n *network) Get(_ context.Context, address string) (Reply, error) {
	n.asked = append(n.asked, address)
	reply, found := n.replies[address]
	if !found {
		return Reply{}, errors.New("no such host")
	}
	return reply, nil
}

const at = "http://ca.example.com/issuing.cer"

// scene is a certificate that names an issuer address, its issuer, and a twin
// with the issuer's name and another key.
func scene(addresses ...string) (leaf, issuing, twin *testpki.Entity) {
	if addresses == nil {
		addresses = []string{at}
	}
	pki := testpki.New(8)
	root := pki.Root("CN=Fence Root,O=Example")
	issuing = root.Intermediate("CN=Fence Issuing,O=Example")
	return issuing.Leaf("api.example.com", testpki.AIA(addresses...)), issuing, issuing.Twin()
}

func p7c(t testing.TB, list ...*testpki.Entity) []byte {
	t.Helper()
	var der []byte
	for _, e := range list {
		der = append(der, e.DER...)
	}
	out, err := pkcs7.DegenerateCertificate(der)
	require.NoError(t, err)
	return out
}

func TestOnlyTheSignerComesBack(t *testing.T) {
	leaf, issuing, twin := scene()
	for name, c := range map[string]struct {
		reply []byte
		want  Result
	}{
		"DER":                         {issuing.DER, Found},
		"PEM":                         {[]byte(issuing.PEM()), Found},
		"PKCS#7":                      {p7c(t, twin, issuing, leaf), Found},
		"PKCS#7 as PEM":               {pem.EncodeToMemory(&pem.Block{Type: "PKCS7", Bytes: p7c(t, issuing)}), Found},
		"among others":                {[]byte(twin.PEM() + leaf.PEM() + issuing.PEM()), Found},
		"same name, other key":        {twin.DER, NoMatch},
		"the certificate itself":      {leaf.DER, NoMatch},
		"a page":                      {[]byte("<html>internal wiki</html>"), NoMatch},
		"nothing":                     {nil, NoMatch},
		"cut off":                     {issuing.DER[:100], NoMatch},
		"behind more than is read":    {append(bytes.Repeat([]byte(twin.PEM()), maxCertificates), issuing.PEM()...), NoMatch},
		"a private key of the issuer": {[]byte(issuing.KeyPEM()), NoMatch},
	} {
		t.Run(name, func(t *testing.T) {
			n := &network{replies: map[string]Reply{at: {Status: 200, Body: c.reply}}}
			got, result := Issuers(t.Context(), []byte(leaf.PEM()), own, n)
			require.Equal(t, c.want, result)
			require.Equal(t, []string{at}, n.asked)
			if c.want != Found {
				require.Nil(t, got)
				return
			}
			require.Equal(t, issuing.PEM(), string(got))
		})
	}
}

// TestSignatureDecides: the name fits, the signature of the leaf is another's.
func TestSignatureDecides(t *testing.T) {
	pki := testpki.New(9)
	issuing := pki.Root("CN=Claimed,O=Example")
	other := pki.Root("CN=Real,O=Example")
	leaf := issuing.Leaf("api.example.com", testpki.SignedBy(other), testpki.AIA(at))
	child, err := x509.ParseCertificate(leaf.DER)
	require.NoError(t, err)
	require.Empty(t, Match(child, issuing.DER))
	require.Empty(t, Match(child, other.DER), "signed it, but under another name")
}

func TestRedirects(t *testing.T) {
	leaf, issuing, _ := scene()
	to := func(location string) Reply { return Reply{Status: 302, Location: location} }
	const second, third = "http://cdn.example.com/a", "http://cdn.example.com/b"
	found := Reply{Status: 200, Body: issuing.DER}
	for name, c := range map[string]struct {
		replies map[string]Reply
		want    Result
		asked   int
	}{
		"to another host":    {map[string]Reply{at: to(second), second: found}, Found, 2},
		"relative":           {map[string]Reply{at: to("/other.cer"), "http://ca.example.com/other.cer": found}, Found, 2},
		"twice":              {map[string]Reply{at: to(second), second: to(third), third: found}, Found, 3},
		"three times":        {map[string]Reply{at: to(second), second: to(third), third: to(second)}, Unavailable, 3},
		"in a circle":        {map[string]Reply{at: to(at)}, Unavailable, 3},
		"to https":           {map[string]Reply{at: to("https://ca.example.com/a")}, Refused, 1},
		"to the metadata":    {map[string]Reply{at: to("http://169.254.169.254/latest/")}, Refused, 1},
		"to this service":    {map[string]Reply{at: to("http://links.example.net/api/version")}, Refused, 1},
		"to this machine":    {map[string]Reply{at: to("//localhost/")}, Refused, 1},
		"with a query":       {map[string]Reply{at: to("?id=1")}, Refused, 1},
		"with a line break":  {map[string]Reply{at: to("/a\r\nX: y")}, Refused, 1},
		"without a target":   {map[string]Reply{at: to("")}, Unavailable, 1},
		"status 404":         {map[string]Reply{at: {Status: 404, Body: issuing.DER}}, Unavailable, 1},
		"status 206":         {map[string]Reply{at: {Status: 206, Body: issuing.DER}}, Unavailable, 1},
		"no answer":          {nil, Unavailable, 1},
		"a very long target": {map[string]Reply{at: to("/" + string(bytes.Repeat([]byte("a"), 2*maxURL)))}, Refused, 1},
	} {
		t.Run(name, func(t *testing.T) {
			n := &network{replies: c.replies}
			_, result := Issuers(t.Context(), leaf.DER, own, n)
			require.Equal(t, c.want, result)
			require.Len(t, n.asked, c.asked)
		})
	}
}

func TestAddressesOfOneCertificate(t *testing.T) {
	const second, third = "http://b.example.com/b", "http://c.example.com/c"
	leaf, issuing, _ := scene("ldap:///CN=CA", second, third)
	n := &network{replies: map[string]Reply{third: {Status: 200, Body: issuing.DER}}}
	_, result := Issuers(t.Context(), leaf.DER, own, n)
	require.Equal(t, Unavailable, result)
	require.Equal(t, []string{second}, n.asked, "two addresses are looked at, one of them refused, the third never asked")

	for name, body := range map[string][]byte{
		"no address":      issuing.DER,
		"no certificate":  []byte("http://ca.example.com/issuing.cer"),
		"more than a few": bytes.Repeat([]byte("\n"), MaxRequest+1),
		"empty":           nil,
	} {
		n := &network{}
		_, result := Issuers(t.Context(), body, own, n)
		require.Equal(t, Refused, result, name)
		require.Empty(t, n.asked, name)
	}
}

// TestLargeKeysAreNotChecked: a check with a key of 16,384 bits is refused
// before the arithmetic starts.
func TestLargeKeysAreNotChecked(t *testing.T) {
	leaf, issuing, _ := scene()
	child, err := x509.ParseCertificate(leaf.DER)
	require.NoError(t, err)
	issuer, err := x509.ParseCertificate(issuing.DER)
	require.NoError(t, err)
	require.True(t, signed(issuer, child))
	issuer.PublicKey = &rsa.PublicKey{N: new(big.Int).Lsh(big.NewInt(1), 2*maxRSA), E: 65537}
	require.False(t, signed(issuer, child))
}

// FuzzMatch: whatever lies at the address, only a certificate that signed the
// child comes back, and nothing panics.
func FuzzMatch(f *testing.F) {
	leaf, issuing, twin := scene()
	child, err := x509.ParseCertificate(leaf.DER)
	require.NoError(f, err)
	f.Add(issuing.DER)
	f.Add([]byte(twin.PEM() + issuing.PEM()))
	f.Add(p7c(f, twin, issuing))
	f.Add([]byte("<html>"))
	f.Fuzz(func(t *testing.T, reply []byte) {
		for _, c := range Match(child, reply) {
			require.Equal(t, child.RawIssuer, c.RawSubject)
			require.NoError(t, child.CheckSignatureFrom(c))
		}
	})
}
