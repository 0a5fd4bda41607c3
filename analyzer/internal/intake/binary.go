package intake

import (
	"bytes"

	"missinglink/analyzer/internal/evidence"
)

// readBinary reads an input that is not text and reports whether it knew what
// it was. The kind is told from the first bytes, before any decoder starts:
// a decoder sees only bytes that can be its format.
func readBinary(s *sink, data []byte) bool {
	switch {
	case bytes.HasPrefix(data, magicJKS), bytes.HasPrefix(data, magicJCEKS):
		readJKS(s, data)
	case bytes.HasPrefix(data, magicGzip):
		readGzip(s, data)
	case bytes.HasPrefix(data, magicZip), bytes.HasPrefix(data, magicEnd):
		readZip(s, data)
	default:
		return readASN1(s, data)
	}
	return true
}

// readASN1 reads an input that starts with an ASN.1 SEQUENCE of a known shape.
func readASN1(s *sink, data []byte) bool {
	switch shapeOf(data) {
	case shapePKCS12:
		readPKCS12(s, data)
	case shapePKCS7:
		readPKCS7(s, data)
	case shapeCertificate:
		readDER(s, data)
	case shapeCertificates:
		readPath(s, data)
	case shapeCSR:
		readCSR(s, data)
	case shapeCRL:
		readCRL(s, data)
	case shapeKey:
		s.kind("key")
		s.damage(evidence.Damage{Kind: "private-key-pasted", Bytes: len(data), Quote: evidence.Quote{Input: s.input}})
		readKey(s, "", data, 0)
	default:
		return false
	}
	return true
}

// A shape is what the first few elements of an ASN.1 SEQUENCE say it is.
type shape int

const (
	shapeUnknown shape = iota
	shapeCertificate
	shapeCertificates // a PkiPath (RFC 6066): certificates in a SEQUENCE
	shapeCSR
	shapeCRL
	shapePKCS7
	shapePKCS12
	shapeKey
)

// shapeOf tells what a SEQUENCE is. It reads headers and small elements only,
// so that a file that was cut off is still known for what it is.
func shapeOf(data []byte) shape {
	body, ok := within(data, tagSequence)
	if !ok {
		return shapeUnknown
	}
	w := &walk{rest: body}
	if n, ok := w.optional(tagInteger); ok {
		return shapeOfVersioned(n.body, w)
	}
	if id, ok := w.optional(tagOID); ok {
		// ContentInfo (RFC 2315): an OID of PKCS#7, then [0].
		if bytes.HasPrefix(id.body, oidPKCS7) && (len(w.rest) == 0 || w.rest[0] == tagContext0) {
			return shapePKCS7
		}
		return shapeUnknown
	}
	inner, ok := within(body, tagSequence)
	if !ok {
		return shapeUnknown
	}
	return shapeOfSigned(inner, w)
}

// shapeOfVersioned tells the kinds that start with a version number: PKCS#12
// has 3, RSA, DSA and PKCS#8 keys 0, EC keys and newer PKCS#8 keys 1.
func shapeOfVersioned(version []byte, w *walk) shape {
	if len(version) != 1 || len(w.rest) == 0 {
		return shapeUnknown
	}
	next := w.rest[0]
	switch {
	case version[0] == 3 && next == tagSequence:
		return shapePKCS12
	case version[0] == 0 && next == tagInteger, version[0] == 1 && next == tagOctets,
		version[0] <= 1 && next == tagSequence:
		return shapeKey
	}
	return shapeUnknown
}

// shapeOfSigned tells the kinds whose first element is a SEQUENCE: what is
// signed (certificate, request, revocation list), the algorithm of an
// encrypted key, or a certificate in a list.
func shapeOfSigned(inner []byte, outer *walk) shape {
	if len(inner) == 0 {
		return shapeUnknown
	}
	w := &walk{rest: inner}
	switch inner[0] {
	case tagOID:
		if outer.any(); len(outer.rest) > 0 && outer.rest[0] == tagOctets {
			return shapeKey // EncryptedPrivateKeyInfo (RFC 5208 section 6)
		}
	case tagContext0:
		return shapeCertificate // [0] version
	case tagInteger:
		version := w.any()
		if algorithm, ok := w.optional(tagSequence); ok {
			return shapeOfUnversioned(version, algorithm, w)
		}
	case tagSequence:
		if body, _ := within(inner, tagSequence); len(body) > 0 {
			if body[0] == tagContext0 || body[0] == tagInteger {
				return shapeCertificates
			}
			if body[0] == tagOID {
				return shapeCRL // version 1: the signature algorithm comes first
			}
		}
	}
	return shapeUnknown
}

// shapeOfUnversioned tells a version 1 certificate, which starts with its
// serial number, from a request and a revocation list, which start with their
// version.
func shapeOfUnversioned(version, second element, w *walk) shape {
	if second.inside().any().tag != tagOID {
		return shapeCSR // the subject, a list of SETs, or empty
	}
	w.optional(tagSequence) // issuer
	if len(w.rest) > 0 && (w.rest[0] == tagUTCTime || w.rest[0] == tagTime) &&
		len(version.body) == 1 && version.body[0] == 1 {
		return shapeCRL
	}
	return shapeCertificate
}

// within returns what there is of the contents of the element that in starts
// with, cut off or not.
func within(in []byte, tag byte) ([]byte, bool) {
	h, _ := readHeader(in)
	if h.tag != tag {
		return nil, false
	}
	body := in[h.size:]
	if h.length >= 0 {
		body = body[:min(h.length, len(body))]
	}
	return body, true
}
