package intake

import (
	"fmt"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/evidence"
)

// maxCertificate is the size of a certificate that is examined: one with
// 10,000 names has 400 kB.
const maxCertificate = 1 << 20

// readDER reads one DER certificate or several, one behind the other.
func readDER(s *sink, data []byte) {
	s.kind("der")
	for {
		e, rest, _ := readElement(data)
		if e.tag != tagSequence {
			if shapeOf(data) == shapeCertificate {
				readCertificate(s, data, 0, true) // cut off: told as damage
			}
			return // at the end, or a line end or zeros stand there
		}
		readCertificate(s, e.raw, 0, true)
		data = rest
	}
}

// readPath reads a PkiPath, the JDK's form of a certificate chain: the
// certificates of a path in a SEQUENCE, the end entity last.
func readPath(s *sink, data []byte) {
	s.kind("der")
	body, _ := within(data, tagSequence)
	w := &walk{rest: body}
	for w.more() {
		if e := w.next(tagSequence); w.err == nil {
			readCertificate(s, e.raw, 0, true)
		}
	}
	if w.err != nil {
		cutOff(s, "certificate path", data, w.err)
	}
}

// readCertificate records one certificate of a binary input or of a container
// and returns the one to keep, nil when the bytes are no certificate. The
// trouble is then told.
func readCertificate(s *sink, der []byte, lineNumber int, alone bool) *cert.Certificate {
	if len(der) > maxCertificate {
		s.truncated("maxCertificate")
		s.damage(evidence.Damage{
			Kind: "too-large", Detail: "a certificate larger than any in use", Bytes: len(der),
			Quote: evidence.Quote{Input: s.input, Line: lineNumber},
		})
		return nil
	}
	c, err := cert.Parse(der)
	if err == nil {
		c = s.certificate(c, lineNumber, -1, alone)
		if c.Damage == "" {
			return c
		}
		s.damage(evidence.Damage{
			Kind: "damaged-certificate", Detail: c.Damage, Bytes: len(der), Certificate: c,
			Quote: evidence.Quote{Input: s.input, Line: lineNumber},
		})
		return c
	}
	detail := "the bytes are no certificate"
	if h, _ := readHeader(der); h.length > len(der)-h.size {
		detail = fmt.Sprintf("cut off: %d of %d bytes are there", len(der), h.size+h.length)
	}
	s.damage(evidence.Damage{
		Kind: "damaged-certificate", Detail: detail, Bytes: len(der),
		Quote: evidence.Quote{Input: s.input, Line: lineNumber},
	})
	return nil
}

// cutOff tells that a container could not be read to its end. What was read
// before stays.
func cutOff(s *sink, what string, data []byte, err error) {
	detail := fmt.Sprintf("the %s is damaged", what)
	if err == errCutOff {
		detail = fmt.Sprintf("the %s is cut off after %d bytes", what, len(data))
	}
	s.damage(evidence.Damage{
		Kind: "damaged-certificate", Detail: detail, Bytes: len(data),
		Quote: evidence.Quote{Input: s.input},
	})
}
