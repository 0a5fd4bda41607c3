package intake

import (
	"missinglink/analyzer/internal/evidence"
)

// oidPKCS7 is the contents of the object identifier 1.2.840.113549.1.7, below
// which PKCS#7 and CMS name their content types.
var oidPKCS7 = []byte{0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07}

// The content types of PKCS#7 (RFC 2315 section 14).
const (
	oidData          = "1.2.840.113549.1.7.1"
	oidSignedData    = "1.2.840.113549.1.7.2"
	oidEnvelopedData = "1.2.840.113549.1.7.3"
	oidEncryptedData = "1.2.840.113549.1.7.6"
)

// readPKCS7 reads the certificates of a PKCS#7 or CMS message (RFC 5652
// section 5.1), DER or BER, which shapeOf has recognised. The order of the
// certificates says nothing: they are a SET.
func readPKCS7(s *sink, der []byte) {
	s.kind("pkcs7")
	body, _ := within(der, tagSequence)
	message := &walk{rest: body}
	if message.oid() != oidSignedData {
		s.damage(evidence.Damage{
			Kind: "no-certificate", Detail: "a PKCS#7 message of another kind than a list of certificates",
			Bytes: len(der), Quote: evidence.Quote{Input: s.input},
		})
		return
	}
	found, err := readSignedData(s, message)
	switch {
	case err != nil:
		cutOff(s, "PKCS#7 file", der, err)
	case found == 0:
		s.damage(evidence.Damage{
			Kind: "no-certificate", Detail: "a PKCS#7 message without certificates",
			Bytes: len(der), Quote: evidence.Quote{Input: s.input},
		})
	}
}

// readSignedData reads the certificates of a SignedData and counts them. It
// goes by headers until it stands before the certificates, so that those of a
// file that was cut off are read as far as they go.
func readSignedData(s *sink, message *walk) (found int, err error) {
	rest := message.rest
	for _, tag := range []byte{tagContext0, tagSequence} {
		body, ok := within(rest, tag)
		if !ok {
			return 0, errCutOff
		}
		rest = body
	}
	w := &walk{rest: rest}
	w.next(tagInteger)  // version
	w.next(tagSet)      // digest algorithms
	w.next(tagSequence) // the signed content
	if !w.more() {
		return 0, w.err
	}
	body, _ := within(w.rest, tagContext0)
	list := &walk{rest: body}
	for list.more() && list.rest[0] != 0 { // zeros end an indefinite length
		e := list.any()
		if e.tag == tagSequence {
			found++
			readCertificate(s, e.raw, 0, true)
		}
	}
	return found, list.err
}
