package intake

import (
	"bytes"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/binary"
	"math/big"
	"strings"
	"testing"

	"github.com/smallstep/pkcs7"
	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/testpki"
)

// fuzzReader checks what holds for every input: no reader panics, works longer
// than its budget, or makes more of the bytes than they are. kind is what the
// seeds are told as; "" when others say it.
func fuzzReader(f *testing.F, kind string, read func(s *sink, data []byte), seeds ...[]byte) {
	for _, seed := range seeds {
		r := readAlone(seed, read)
		require.Equal(f, kind, r.ev.Inputs[0].Kind)
		require.NotZero(f, len(r.ev.Certificates)+len(r.ev.Stores)+len(r.ev.Keys)+len(r.ev.Damage), "the seed leaves nothing")
		for _, key := range r.ev.Keys {
			require.NotEmpty(f, key.SPKI)
		}
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r := readAlone(data, read)
		require.LessOrEqual(t, r.budget.derived, int64(maxDerivation), "worked more than it may")
		for _, store := range r.ev.Stores {
			require.LessOrEqual(t, len(store.Records), len(data)/16+1)
		}
		for _, x := range r.ev.Certificates {
			if len(r.ev.Inputs) == 1 {
				require.LessOrEqual(t, len(x.Certificate.Raw), len(data), "a certificate is longer than the input")
			}
			require.False(t, plainKinds[r.ev.Inputs[0].Kind] && !bytes.Contains(data, x.Certificate.Raw), "a certificate that is not there")
		}
		for _, d := range r.ev.Damage {
			require.NotEmpty(t, d.Kind)
			require.LessOrEqual(t, len(d.Detail), 4*len(data)+400)
		}
	})
}

// plainKinds hold their certificates as they are.
var plainKinds = map[string]bool{"der": true, "jks": true, "jceks": true}

// readAlone gives bytes to one reader, whatever they look like.
func readAlone(data []byte, read func(s *sink, data []byte)) *Reader {
	r := New(Options{Passwords: []string{"fuzz"}})
	r.ev.Inputs = append(r.ev.Inputs, evidence.Input{Name: "given"})
	s := &sink{ev: &r.ev, opts: &r.opts, found: r.found, budget: &r.budget}
	r.budget.derived = maxDerivation - 20_000 // a fuzzer need not wait for hashes
	read(s, data)
	return r
}

func FuzzJKS(f *testing.F) {
	store := newCorp().store("fuzz")
	store.Iterations = 2
	fuzzReader(f, "jks", readStore, store.JKS())
}

func FuzzJCEKS(f *testing.F) {
	store := newCorp().store("fuzz")
	store.Iterations = 2
	secret := store
	secret.Entries = append([]testpki.StoreEntry{{Alias: "s", Secret: true}}, store.Entries...)
	fuzzReader(f, "jceks", readStore, store.JCEKS(), secret.JCEKS())
}

func readStore(s *sink, data []byte) {
	if len(data) > len(magicJKS) {
		readJKS(s, data)
	}
}

func FuzzPKCS12(f *testing.F) {
	store := newCorp().store("fuzz")
	store.Iterations = 2
	plain, ber := store, store
	plain.Plain, ber.BER = true, true
	fuzzReader(f, "pkcs12", readPKCS12, store.PKCS12(), plain.PKCS12(), ber.PKCS12())
}

func FuzzPKCS7(f *testing.F) {
	c := newCorp()
	list, err := pkcs7.DegenerateCertificate(append(append([]byte(nil), c.leaf.DER...), c.root.DER...))
	require.NoError(f, err)
	fuzzReader(f, "pkcs7", readPKCS7, list)
}

func FuzzDER(f *testing.F) {
	c := newCorp()
	fuzzReader(f, "der", readDER, c.leaf.DER, append(c.leaf.DER[:len(c.leaf.DER):len(c.leaf.DER)], c.root.DER...), c.leaf.DER[:300])
}

func FuzzPath(f *testing.F) {
	c := newCorp()
	fuzzReader(f, "der", readPath, encode(tagSequence, c.root.DER, c.issuing.DER, c.leaf.DER))
}

func FuzzCSR(f *testing.F) {
	c := newCorp()
	der, err := x509.CreateCertificateRequest(nil, &x509.CertificateRequest{
		Subject: pkix.Name{CommonName: "api.example.test"}, DNSNames: []string{"api.example.test"},
	}, c.leaf.Key.Signer)
	require.NoError(f, err)
	fuzzReader(f, "csr", func(s *sink, data []byte) { readCSR(s, data) }, der)
}

func FuzzCRL(f *testing.F) {
	c := newCorp()
	issuer, err := x509.ParseCertificate(c.root.DER)
	require.NoError(f, err)
	der, err := x509.CreateRevocationList(nil, &x509.RevocationList{
		Number: big.NewInt(7), ThisUpdate: testpki.Now, NextUpdate: testpki.Now.AddDate(0, 0, 7),
		RevokedCertificateEntries: []x509.RevocationListEntry{{SerialNumber: big.NewInt(9), RevocationTime: testpki.Now}},
	}, issuer, c.root.Key.Signer)
	require.NoError(f, err)
	fuzzReader(f, "crl", func(s *sink, data []byte) { readCRL(s, data) }, der)
}

func FuzzGzip(f *testing.F) {
	c := newCorp()
	text := []byte("a log\n" + c.root.PEM())
	fuzzReader(f, "gzip", readGzip, gzipOf(f, "x", text), gzipOf(f, "../up.log", gzipOf(f, "", c.leaf.DER)), gzipOf(f, "", text)[:100])
}

func FuzzZipEntries(f *testing.F) {
	c := newCorp()
	fuzzReader(f, "zip", readZip, zipOf(f, file{"a/b.der", c.root.DER}, file{"../c.pem", []byte(c.leaf.PEM())}),
		zipOf(f, file{"inner.zip", zipOf(f, file{"x", c.leaf.DER})}, file{"log.gz", gzipOf(f, "", []byte(c.root.PEM()))}))
}

// FuzzBinary: whatever the bytes begin with, a reader is chosen for them.
func FuzzBinary(f *testing.F) {
	f.Add([]byte("PK\x05\x06"))
	f.Add([]byte{0x30, 0x80, 0, 0})
	c := newCorp()
	fuzzReader(f, "der", func(s *sink, data []byte) { readBinary(s, data) }, c.leaf.DER, encode(tagSequence, c.root.DER, c.leaf.DER))
}

func FuzzKey(f *testing.F) {
	var seeds [][]byte
	for _, e := range []*testpki.Entity{newCorp().leaf, testpki.New(5).SelfSigned("x", testpki.KeyOf(testpki.RSA(512)))} {
		_, old := oldForm(f, e.Key.Signer)
		der, err := x509.MarshalPKCS8PrivateKey(e.Key.Signer)
		require.NoError(f, err)
		seeds = append(seeds, old, der)
	}
	fuzzReader(f, "", func(s *sink, data []byte) { readKey(s, "", data, 1) }, seeds...)
}

func FuzzOpenSSH(f *testing.F) {
	field := func(parts ...string) (out string) {
		for _, p := range parts {
			out += string(binary.BigEndian.AppendUint32(nil, uint32(len(p)))) + p
		}
		return out
	}
	var seeds [][]byte
	for _, public := range []string{
		field("ssh-rsa", "\x01\x00\x01", strings.Repeat("\x5a", 64)), field("ssh-ed25519", strings.Repeat("\x5a", 32)),
		field("ssh-dss", "\x07", "\x05", "\x03", "\x02"), field("ecdsa-sha2-nistp256", "nistp256", "\x04"+strings.Repeat("\x5a", 64)),
	} {
		seeds = append(seeds, []byte(field("none", "none", "")+"\x00\x00\x00\x01"+field(public)))
	}
	fuzzReader(f, "", func(s *sink, data []byte) {
		readKey(s, "OPENSSH PRIVATE KEY", append([]byte(magicOpenSSH), data...), 1)
	}, seeds...)
}

// An element never reaches past its input, and is found again in it.
func FuzzElement(f *testing.F) {
	f.Add([]byte{0x30, 0x80, 0x24, 0x80, 4, 1, 9, 0, 0, 0, 0})
	f.Add([]byte{0x3f, 0x81, 0x01, 0x02, 5, 0})
	f.Add([]byte{0x30, 0x84, 0xff, 0xff, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, data []byte) {
		e, rest, err := readElement(data)
		if err != nil {
			return
		}
		if !bytes.Equal(append(append([]byte(nil), e.raw...), rest...), data) {
			t.Fatal("element and rest are not the input")
		}
		for w := e.inside(); w.more(); {
			w.any()
		}
		if _, err := joined(e, maxDepth); err == nil && len(e.body) == 0 && len(e.raw) > 16 {
			t.Fatal("bytes were lost")
		}
	})
}
