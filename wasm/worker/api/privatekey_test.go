package api

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/pavlo-v-chernykh/keystore-go/v4"
	"github.com/smallstep/pkcs7"
	"github.com/stretchr/testify/require"
	"software.sslmate.com/src/go-pkcs12"

	"missinglink/analyzer/testpki"
)

func pkcs8(t *testing.T, key crypto.Signer) []byte {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	return der
}

func utf16le(s string) []byte {
	var out []byte
	for _, c := range utf16.Encode([]rune(s)) {
		out = append(out, byte(c), byte(c>>8))
	}
	return out
}

func TestPrivateKeysAreSeen(t *testing.T) {
	pki := testpki.New(3)
	root := pki.Root("CN=Root")
	leaf := root.Leaf("api.example.test")
	parsed, err := x509.ParseCertificate(leaf.DER)
	require.NoError(t, err)
	rsaKey := pki.NewKey(testpki.RSA2048).Signer.(*rsa.PrivateKey)
	ecKey := pki.NewKey(testpki.P256).Signer.(*ecdsa.PrivateKey)
	edKey := pki.NewKey(testpki.Ed25519).Signer.(ed25519.PrivateKey)
	sec1, err := x509.MarshalECPrivateKey(ecKey)
	require.NoError(t, err)
	p12, err := pkcs12.Modern.Encode(ecKey, parsed, nil, "changeit")
	require.NoError(t, err)
	old, err := pkcs12.LegacyDES.Encode(ecKey, parsed, nil, "changeit")
	require.NoError(t, err)

	header := func(kind string) []byte {
		return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: sec1})
	}
	text := leaf.PEM() + leaf.KeyPEM()
	for name, data := range map[string][]byte{
		"PKCS#8 PEM":             []byte(text),
		"RSA PEM":                header("RSA PRIVATE KEY"),
		"EC PEM":                 header("EC PRIVATE KEY"),
		"encrypted PEM":          header("ENCRYPTED PRIVATE KEY"),
		"OpenSSH PEM":            header("OPENSSH PRIVATE KEY"),
		"quoted in a mail":       []byte("> " + strings.ReplaceAll(text, "\n", "\n> ")),
		"CRLF":                   []byte(strings.ReplaceAll(text, "\n", "\r\n")),
		"in JSON":                []byte(strings.ReplaceAll(text, "\n", `\n`)),
		"on one line":            []byte(strings.ReplaceAll(text, "\n", " ")),
		"lower case":             []byte(strings.ToLower(text)),
		"dashes of a mail":       []byte(strings.ReplaceAll(text, "-----", "—")),
		"non-breaking spaces":    []byte(strings.ReplaceAll(text, " ", "\u00a0")),
		"UTF-16":                 utf16le(text),
		"PuTTY":                  []byte("PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\n"),
		"cut off":                []byte("-----BEGIN PRIVATE KEY-----\nMIIE"),
		"PKCS#8 DER, RSA":        pkcs8(t, rsaKey),
		"PKCS#8 DER, EC":         pkcs8(t, ecKey),
		"PKCS#8 DER, Ed25519":    pkcs8(t, edKey),
		"PKCS#1 DER":             x509.MarshalPKCS1PrivateKey(rsaKey),
		"SEC 1 DER":              sec1,
		"bare base64, RSA":       []byte("key: " + base64.StdEncoding.EncodeToString(pkcs8(t, rsaKey))),
		"bare base64, EC":        []byte(base64.StdEncoding.EncodeToString(pkcs8(t, ecKey))),
		"bare base64, PKCS#1":    []byte(base64.StdEncoding.EncodeToString(x509.MarshalPKCS1PrivateKey(rsaKey))),
		"bare base64, SEC 1":     []byte("\n" + base64.StdEncoding.EncodeToString(sec1)),
		"PKCS#12":                p12,
		"PKCS#12, old":           old,
		"JKS":                    keyStore(t, true, false),
		"JKS, certificate first": keyStore(t, true, true),
		"JSON Web Key":           []byte(`{"kty":"EC","crv":"P-256","x":"AA","d":"AA"}`),
	} {
		require.True(t, holdsPrivateKey(data), name)
	}
}

func TestWhatIsNoPrivateKeyPasses(t *testing.T) {
	pki := testpki.New(4)
	root := pki.Root("CN=Root", testpki.KeyOf(testpki.RSA2048))
	leaf := root.Leaf("api.example.test")
	v1 := root.Leaf("old.example.test", testpki.Version(1))
	parsed, err := x509.ParseCertificate(root.DER)
	require.NoError(t, err)
	p7, err := pkcs7.DegenerateCertificate(leaf.DER)
	require.NoError(t, err)
	trust, err := pkcs12.Modern.EncodeTrustStore([]*x509.Certificate{parsed}, "changeit")
	require.NoError(t, err)
	for name, data := range map[string][]byte{
		"nothing":              nil,
		"one byte":             {0x30},
		"PEM":                  []byte(leaf.PEM() + root.PEM()),
		"DER":                  leaf.DER,
		"version 1":            v1.DER,
		"bare base64":          []byte(base64.StdEncoding.EncodeToString(leaf.DER)),
		"PKCS#7":               p7,
		"PKCS#12 trust store":  trust,
		"JKS trust store":      keyStore(t, false, true),
		"a public key":         []byte("-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----\n"),
		"a sentence":           []byte("Keep the private key on the server. We begin with the private part; key in the date."),
		"a Java log":           []byte("KeyManager: no private key found for alias client. Begin handshake."),
		"a page about keys":    []byte(strings.Repeat("private ", 1000)),
		"a run of M":           bytes.Repeat([]byte("M"), 10_000),
		"a session transcript": []byte("SSL-Session:\n    Master-Key: 00\n    TLS session ticket:\n"),
	} {
		require.False(t, holdsPrivateKey(data), name)
	}
}

// keyStore writes a JKS file: with a key entry or without, with a trusted
// certificate or without. Entries are written in the order of their aliases.
func keyStore(t *testing.T, key, certificate bool) []byte {
	t.Helper()
	pki := testpki.New(5)
	root := pki.Root("CN=Root")
	entry := keystore.Certificate{Type: "X509", Content: root.DER}
	store := keystore.New(keystore.WithOrderedAliases())
	if certificate {
		require.NoError(t, store.SetTrustedCertificateEntry("a", keystore.TrustedCertificateEntry{CreationTime: time.Unix(0, 0), Certificate: entry}))
	}
	if key {
		require.NoError(t, store.SetPrivateKeyEntry("b", keystore.PrivateKeyEntry{
			CreationTime: time.Unix(0, 0), PrivateKey: pkcs8(t, root.Key.Signer), CertificateChain: []keystore.Certificate{entry},
		}, []byte("changeit")))
	}
	var out bytes.Buffer
	require.NoError(t, store.Store(&out, []byte("changeit")))
	return out.Bytes()
}

// FuzzHoldsPrivateKey: no bytes make the look for keys panic, and none that
// stand before a key hide it.
func FuzzHoldsPrivateKey(f *testing.F) {
	f.Add([]byte("-----BEGIN PRIVATE KEY-----"))
	f.Add([]byte{0x30, 0x82, 0x01, 0x00, 0x02, 0x01, 0x00, 0x30, 0x0d, 0x06})
	f.Add(append([]byte{0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1}, oidKeyBag...))
	f.Fuzz(func(t *testing.T, data []byte) {
		holdsPrivateKey(data)
		require.True(t, holdsPrivateKey(append(data[:len(data):len(data)], "\n-----BEGIN RSA PRIVATE KEY-----\n"...)))
	})
}
