package testpki

import (
	"encoding/asn1"

	"missinglink/analyzer/internal/cert"
)

// issue signs a request. Without an issuer the certificate is self-signed.
func (p *PKI) issue(issuer *Entity, r request, options []Option) *Entity {
	for _, o := range options {
		o(&r)
	}
	if r.key == nil {
		if r.keyType == "" {
			r.keyType = P256
		}
		r.key = p.NewKey(r.keyType)
	}
	if r.leaf && !r.noKeyUsage && r.keyUsage == cert.DigitalSignature && r.key.family("RSA") {
		r.keyUsage |= cert.KeyEncipherment
	}
	if r.serial == nil {
		r.serial = p.serial()
	}
	e := &Entity{Key: r.key, Issuer: issuer, pki: p}
	signer := r.signer
	if signer == nil {
		signer = issuer
	}
	key := r.key
	if signer != nil {
		key = signer.Key
	}
	digest := r.digest
	if digest == 0 {
		digest = defaultDigest(key)
	}
	inner := algorithm(key, digest, r.pss)
	outer := inner
	if r.outerDigest != 0 {
		outer = algorithm(key, r.outerDigest, r.pss)
	}
	tbs := r.tbs(issuer, inner)
	signature := sign(key, tbs, digest, r.pss)
	if r.badSignature {
		signature[len(signature)-1] ^= 1
	}
	e.DER = element(tagSequence, tbs, outer, bits(signature))
	// A certificate made from this one starts with a new serial number and a
	// sound signature.
	r.serial, r.signer, r.badSignature = nil, nil, false
	e.request = r
	if Watch != nil {
		Watch(e)
	}
	return e
}

// Watch is called with every certificate that is made, when it is set: a test
// that finds a certificate in a text gets at its private key with it.
var Watch func(*Entity)

// tbs writes the part that is signed (RFC 5280 section 4.1.2).
func (r *request) tbs(issuer *Entity, algorithm []byte) []byte {
	var parts [][]byte
	version := r.version
	if version == 0 {
		version = 3
	}
	if version > 1 {
		parts = append(parts, element(tagContextExplicit, integer(version-1)))
	}
	parts = append(parts,
		must(asn1.Marshal(r.serial)), algorithm, r.issuerName(issuer).DER(),
		element(tagSequence, moment(r.from), moment(r.to)), r.subject.DER(), r.key.SPKI)
	if version == 3 {
		var list [][]byte
		for _, x := range r.extensions(issuer) {
			critical := []byte(nil)
			if x.critical {
				critical = boolean(true)
			}
			list = append(list, element(tagSequence, oid(x.oid), critical, element(tagOctetString, x.value)))
		}
		if list != nil {
			parts = append(parts, element(tagContextExplicit|3, element(tagSequence, list...)))
		}
	}
	return element(tagSequence, parts...)
}

func (r *request) issuerName(issuer *Entity) Name {
	name := r.issuer
	if name == nil {
		name = r.subject
		if issuer != nil {
			name = issuer.request.subject
		}
	}
	if r.issuerStrings != Automatic {
		name = name.As(r.issuerStrings)
	}
	return name
}
