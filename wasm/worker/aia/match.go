package aia

import (
	"bytes"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"

	"github.com/smallstep/pkcs7"
)

const (
	// maxCertificates is how many certificates of a reply are looked at. A
	// bundle at an issuer address holds the cross-certificates of one CA.
	maxCertificates = 10
	// maxRSA is the largest key in bits whose signature is checked; a check
	// costs its square, and no CA key is longer than 4096.
	maxRSA = 8192
)

// Match returns the certificates in a reply that signed the child: its issuer
// is their subject byte for byte, and the signature verifies. The reply may be
// DER, PEM or PKCS#7, whatever its content type said.
func Match(child *x509.Certificate, reply []byte) []*x509.Certificate {
	var issuers []*x509.Certificate
	for _, c := range parse(reply) {
		if bytes.Equal(c.RawSubject, child.RawIssuer) && !bytes.Equal(c.Raw, child.Raw) && signed(c, child) {
			issuers = append(issuers, c)
		}
	}
	return issuers
}

func signed(issuer, child *x509.Certificate) bool {
	if key, ok := issuer.PublicKey.(*rsa.PublicKey); ok && key.N.BitLen() > maxRSA {
		return false
	}
	return issuer.CheckSignature(child.SignatureAlgorithm, child.RawTBSCertificate, child.Signature) == nil
}

// parse reads the certificates of a reply, at most maxCertificates.
func parse(reply []byte) []*x509.Certificate {
	if c, err := x509.ParseCertificate(reply); err == nil {
		return []*x509.Certificate{c}
	}
	if list := bundle(reply); list != nil {
		return list
	}
	var list []*x509.Certificate
	for rest := reply; len(list) < maxCertificates; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		switch block.Type {
		case "CERTIFICATE":
			if c, err := x509.ParseCertificate(block.Bytes); err == nil {
				list = append(list, c)
			}
		case "PKCS7":
			list = append(list, bundle(block.Bytes)...)
		}
	}
	return list[:min(len(list), maxCertificates)]
}

// bundle reads a PKCS#7 of certificates only; nil when it is none.
func bundle(der []byte) []*x509.Certificate {
	if len(der) == 0 || der[0] != 0x30 {
		return nil
	}
	p7, err := pkcs7.Parse(der)
	if err != nil {
		return nil
	}
	return p7.Certificates[:min(len(p7.Certificates), maxCertificates)]
}
