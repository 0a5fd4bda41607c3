package intake

import (
	"bytes"
	"testing"

	"github.com/smallstep/pkcs7"

	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/testpki"
)

// fuzzReader checks what holds for every input: no reader panics, works longer
// than its budget, or makes more of the bytes than they are.
func fuzzReader(f *testing.F, read func(s *sink, data []byte), seeds ...[]byte) {
	for _, seed := range seeds {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r := New(Options{Passwords: []string{"fuzz"}})
		r.ev.Inputs = append(r.ev.Inputs, evidence.Input{Name: "given"})
		s := &sink{ev: &r.ev, opts: &r.opts, found: r.found, budget: &r.budget}
		r.budget.derived = maxDerivation - 20_000 // a fuzzer need not wait for hashes
		read(s, data)
		if r.budget.derived > maxDerivation {
			t.Fatal("worked more than it may")
		}
		for _, store := range r.ev.Stores {
			if len(store.Records) > len(data)/16+1 {
				t.Fatalf("%d records in %d bytes", len(store.Records), len(data))
			}
		}
		for _, x := range r.ev.Certificates {
			if len(x.Certificate.Raw) > len(data) && len(r.ev.Inputs) == 1 {
				t.Fatal("a certificate is longer than the input")
			}
		}
		for _, d := range r.ev.Damage {
			if d.Kind == "" || len(d.Detail) > 4*len(data)+400 {
				t.Fatalf("damage %q %q", d.Kind, d.Detail)
			}
		}
	})
}

func FuzzJKS(f *testing.F) {
	store := newCorp().store("fuzz")
	store.Iterations = 2
	secret := store
	secret.Entries = append([]testpki.StoreEntry{{Alias: "s", Secret: true}}, store.Entries...)
	fuzzReader(f, func(s *sink, data []byte) {
		if len(data) > 4 {
			readJKS(s, data)
		}
	}, store.JKS(), store.JCEKS(), secret.JCEKS())
}

func FuzzPKCS12(f *testing.F) {
	store := newCorp().store("fuzz")
	store.Iterations = 2
	plain, ber := store, store
	plain.Plain, ber.BER = true, true
	fuzzReader(f, readPKCS12, store.PKCS12(), plain.PKCS12(), ber.PKCS12())
}

func FuzzPKCS7(f *testing.F) {
	c := newCorp()
	list, err := pkcs7.DegenerateCertificate(append(append([]byte(nil), c.leaf.DER...), c.root.DER...))
	if err != nil {
		f.Fatal(err)
	}
	fuzzReader(f, func(s *sink, data []byte) { readPKCS7(s, data, 1) }, list)
}

func FuzzBinary(f *testing.F) {
	c := newCorp()
	fuzzReader(f, func(s *sink, data []byte) { readBinary(s, data) },
		c.leaf.DER, encode(tagSequence, c.root.DER, c.leaf.DER), zipOf(f, file{"a/b.der", c.root.DER}),
		gzipOf(f, "x", []byte(c.root.PEM())), []byte("PK\x05\x06"), []byte{0x30, 0x80, 0, 0})
}

func FuzzKey(f *testing.F) {
	c := newCorp()
	for _, e := range []*testpki.Entity{c.leaf, testpki.New(5).SelfSigned("x", testpki.KeyOf(testpki.RSA(512)))} {
		_, old := oldForm(f, e.Key.Signer)
		f.Add(old)
	}
	f.Add([]byte(magicOpenSSH + "\x00\x00\x00\x04none\x00\x00\x00\x04none\x00\x00\x00\x00\x00\x00\x00\x01"))
	fuzzReader(f, func(s *sink, data []byte) { readKey(s, "", data, 1) })
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
