package trust_test

import (
	"encoding/hex"
	"fmt"
	"testing"
	"time"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/trust"
	"missinglink/analyzer/testpki"
)

func BenchmarkLookup(b *testing.B) {
	issuer := cert.ReadName("CN=R12, O=Let's Encrypt, C=US")
	aki, _ := hex.DecodeString("00b529f22d8e6f31e89b4cad783efadce90cd1d2")
	b.Run("key identifier", func(b *testing.B) {
		for b.Loop() {
			trust.Lookup(issuer, aki)
		}
	})
	b.Run("name", func(b *testing.B) {
		for b.Loop() {
			trust.Lookup(issuer, nil)
		}
	})
	b.Run("stranger", func(b *testing.B) {
		for b.Loop() {
			trust.Lookup(cert.ReadName("CN=Corp Issuing CA, O=Example"), nil)
		}
	})
}

func BenchmarkHealth(b *testing.B) {
	pki := testpki.New(13)
	key := pki.NewKey(testpki.P256)
	var records []evidence.Record
	for i := range 2000 {
		c := pki.Root(fmt.Sprintf("CN=CA %d,O=Example", i), testpki.WithKey(key)).Certificate()
		records = append(records, evidence.Record{Name: "record", Certificate: c, Active: evidence.Yes, Type: "trust_store"})
	}
	stores := []evidence.Store{{Name: "sys_certificate", Kind: "sys_certificate", Records: records}}
	b.Run("2000 records", func(b *testing.B) {
		for b.Loop() {
			trust.Health(stores, time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC))
		}
	})
	b.Run("anchors", func(b *testing.B) {
		for b.Loop() {
			trust.Anchors(stores[0])
		}
	})
	b.Run("coverage of five", func(b *testing.B) {
		var needs []trust.Need
		for _, r := range records[:5] {
			needs = append(needs, trust.NeedOf(r.Certificate))
		}
		for b.Loop() {
			trust.Covers(stores[0], needs, time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC))
		}
	})
}

func BenchmarkMozilla(b *testing.B) {
	name, key := cert.ReadName("CN=Corp Root CA"), make([]byte, 294)
	b.Run("root by key, a stranger", func(b *testing.B) {
		for b.Loop() {
			trust.RootByKey(name, key)
		}
	})
}
