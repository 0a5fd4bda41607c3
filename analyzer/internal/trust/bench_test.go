package trust_test

import (
	"encoding/hex"
	"testing"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/trust"
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
