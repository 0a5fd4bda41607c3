package aia

import (
	"bytes"
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"encoding/pem"
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

// signed reports whether the issuer signed the child and may sign: a certificate
// that is no CA, and only has a CA's name and key, mends nothing.
func signed(issuer, child *x509.Certificate) bool {
	if key, ok := issuer.PublicKey.(*rsa.PublicKey); ok && key.N.BitLen() > maxRSA {
		return false
	}
	return child.CheckSignatureFrom(issuer) == nil
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

// signedData is the content type of a PKCS#7 that holds certificates.
var signedData = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}

// bundle reads the certificates of a PKCS#7 SignedData (RFC 2315 section 9.1),
// nil when it is none. What is signed there, if anything, is of no interest.
func bundle(der []byte) []*x509.Certificate {
	var info struct {
		Type    asn1.ObjectIdentifier
		Content struct {
			Version      int
			Digests      asn1.RawValue `asn1:"set"`
			Data         asn1.RawValue
			Certificates asn1.RawValue `asn1:"optional,tag:0"`
			Rest         asn1.RawValue `asn1:"optional"`
		} `asn1:"explicit,tag:0"`
	}
	if _, err := asn1.Unmarshal(der, &info); err != nil || !info.Type.Equal(signedData) {
		return nil
	}
	var list []*x509.Certificate
	for rest := info.Content.Certificates.Bytes; len(rest) > 0 && len(list) < maxCertificates; {
		var one asn1.RawValue
		var err error
		if rest, err = asn1.Unmarshal(rest, &one); err != nil {
			break
		}
		if c, err := x509.ParseCertificate(one.FullBytes); err == nil {
			list = append(list, c)
		}
	}
	return list
}
