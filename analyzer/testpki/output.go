package testpki

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"strings"

	"missinglink/analyzer/internal/cert"
)

// ID is the lower-case SHA-256 of the certificate.
func (e *Entity) ID() string {
	sum := sha256.Sum256(e.DER)
	return hex.EncodeToString(sum[:])
}

// Name is the subject.
func (e *Entity) Name() Name { return e.request.subject }

// PEM is the certificate as text.
func (e *Entity) PEM() string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: e.DER}))
}

// KeyPEM is the private key as PKCS#8 text.
func (e *Entity) KeyPEM() string {
	der := must(x509.MarshalPKCS8PrivateKey(e.Key.Signer))
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

// Certificate is the certificate as the analyser reads it.
func (e *Entity) Certificate() *cert.Certificate { return must(cert.Parse(e.DER)) }

// Anchor is the certificate as a trust anchor of a store.
func (e *Entity) Anchor(store string) *cert.Anchor { return cert.AnchorOf(e.Certificate(), store) }

// TLS is the certificate, with others sent after it, for a server or a client
// of crypto/tls.
func (e *Entity) TLS(chain ...*Entity) tls.Certificate {
	c := tls.Certificate{Certificate: [][]byte{e.DER}, PrivateKey: e.Key.Signer}
	for _, x := range chain {
		c.Certificate = append(c.Certificate, x.DER)
	}
	return c
}

// PEM is a bundle: the certificates as text, one after the other.
func PEM(list ...*Entity) string {
	var b strings.Builder
	for _, e := range list {
		b.WriteString(e.PEM())
	}
	return b.String()
}

// Certificates reads all of them.
func Certificates(list ...*Entity) []*cert.Certificate {
	var out []*cert.Certificate
	for _, e := range list {
		out = append(out, e.Certificate())
	}
	return out
}

// Anchors makes trust anchors of all of them.
func Anchors(store string, list ...*Entity) []*cert.Anchor {
	var out []*cert.Anchor
	for _, e := range list {
		out = append(out, e.Anchor(store))
	}
	return out
}
