package intake

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/testpki"
)

// dump is all of the evidence as text; byte strings are in hex.
func dump(ev *evidence.Evidence) string {
	b, err := json.Marshal(ev)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func dumpBytes(b []byte) string {
	out, err := json.Marshal(b)
	if err != nil {
		panic(err)
	}
	return string(out[1 : len(out)-1])
}

// keyBytes is the part of a private key that must not be seen again.
func keyBytes(t *testing.T, e *testpki.Entity) []byte {
	switch k := e.Key.Signer.(type) {
	case *ecdsa.PrivateKey:
		b, err := k.Bytes()
		require.NoError(t, err)
		return b[:24] // a multiple of three, so that base64 of it is a part of base64 of more
	case *rsa.PrivateKey:
		return k.D.Bytes()[:24]
	}
	t.Fatal("no such key")
	return nil
}

func readKeyBytes(label string, der []byte, passwords ...string) evidence.Key {
	ev := &evidence.Evidence{Inputs: []evidence.Input{{}}}
	s := &sink{ev: ev, opts: &Options{Passwords: passwords}}
	readKey(s, label, der, 7)
	return ev.Keys[0]
}

func TestPublicPart(t *testing.T) {
	p := testpki.New(5)
	for _, kind := range []testpki.KeyType{testpki.P256, testpki.P384, testpki.P521, testpki.P224, testpki.Ed25519, testpki.RSA(512), testpki.RSA1024} {
		t.Run(string(kind), func(t *testing.T) {
			key := p.NewKey(kind)
			pkcs8, err := x509.MarshalPKCS8PrivateKey(key.Signer)
			require.NoError(t, err)
			got := readKeyBytes("PRIVATE KEY", pkcs8)
			require.Equal(t, key.SPKI, got.SPKI)
			require.Equal(t, evidence.Origin{Line: 7, Index: -1}, got.Origin)
			require.False(t, got.Encrypted)
			label, old := oldForm(t, key.Signer)
			if old == nil {
				return
			}
			require.Equal(t, key.SPKI, readKeyBytes(label, old).SPKI)
			require.Equal(t, key.SPKI, readKeyBytes("", old).SPKI)
		})
	}
}

func oldForm(t testing.TB, k crypto.Signer) (string, []byte) {
	switch k := k.(type) {
	case *rsa.PrivateKey:
		return "RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(k)
	case *ecdsa.PrivateKey:
		der, err := x509.MarshalECPrivateKey(k)
		require.NoError(t, err)
		return "EC PRIVATE KEY", der
	}
	return "", nil
}

// The JDK leaves the public key out of an EC key.
func TestPublicPartIsComputed(t *testing.T) {
	p := testpki.New(6)
	for kind, curve := range map[testpki.KeyType][]byte{testpki.P256: derP256, testpki.P384: derP384, testpki.P521: derP521} {
		key := p.NewKey(kind)
		scalar, err := key.Signer.(*ecdsa.PrivateKey).Bytes()
		require.NoError(t, err)
		sec1 := encode(tagSequence, []byte{2, 1, 1}, encode(tagOctets, scalar))
		pkcs8 := encode(tagSequence, []byte{2, 1, 0}, encode(tagSequence, derEC, curve), encode(tagOctets, sec1))
		require.Equal(t, key.SPKI, readKeyBytes("", pkcs8).SPKI)
	}
}

func TestKeyTrouble(t *testing.T) {
	for name, x := range map[string]struct {
		label string
		der   []byte
		want  evidence.Key
	}{
		"nothing":             {"PRIVATE KEY", nil, evidence.Key{}},
		"old form, encrypted": {"RSA PRIVATE KEY", make([]byte, 64), evidence.Key{Kind: "RSA", Encrypted: true}},
		"cut off":             {"EC PRIVATE KEY", []byte{0x30, 0x77, 2, 1, 1}, evidence.Key{Kind: "EC"}},
		"not opened":          {"ENCRYPTED PRIVATE KEY", []byte{0x30, 3, 1, 2, 3}, evidence.Key{Encrypted: true}},
		"unknown curve": {"", encode(tagSequence, []byte{2, 1, 1}, encode(tagOctets, make([]byte, 32)),
			encode(tagContext0, []byte("\x06\x05\x2b\x81\x04\x00\x0a"))), evidence.Key{Kind: "EC"}},
		"zero prime": {"", encode(tagSequence, []byte{2, 1, 0},
			encode(tagSequence, derDSA, encode(tagSequence, []byte{2, 1, 0, 2, 1, 0, 2, 1, 0})), encode(tagOctets, []byte{2, 1, 1})), evidence.Key{Kind: "DSA"}},
	} {
		t.Run(name, func(t *testing.T) {
			x.want.Origin = evidence.Origin{Line: 7, Index: -1}
			require.Equal(t, x.want, readKeyBytes(x.label, x.der))
		})
	}
}

func TestPastedKeyIsNotKept(t *testing.T) {
	leaf := newCorp().leaf
	block, _ := pem.Decode([]byte(leaf.KeyPEM()))
	for _, data := range [][]byte{[]byte(leaf.KeyPEM()), block.Bytes} {
		ev := readAll(t, data)
		require.Len(t, ev.Keys, 1)
		require.Equal(t, leaf.Key.SPKI, ev.Keys[0].SPKI)
		require.Equal(t, []string{"private-key-pasted"}, kinds(ev))
		require.Equal(t, "private-key", ev.Removals[0].What)
		require.NotContains(t, dump(ev), dumpBytes(keyBytes(t, leaf)))
		require.NotContains(t, dump(ev), hex.EncodeToString(keyBytes(t, leaf)))
	}
}
