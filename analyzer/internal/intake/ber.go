package intake

import (
	"bytes"
	"encoding/asn1"
	"errors"
	"math/bits"
)

// maxDepth bounds how deep encodings of indefinite length may be nested. The
// deepest store seen, a PKCS#12 file written by Windows, needs 9.
const maxDepth = 32

// The two ways in which an encoding cannot be read: it ends before its length
// says, or it is no encoding at all.
var (
	errCutOff = errors.New("intake: the bytes end before their length says")
	errNotBER = errors.New("intake: not an ASN.1 encoding")
)

// Identifier octets (X.690 section 8.1.2) of what the carriers look for.
const (
	tagInteger     = 0x02
	tagBitString   = 0x03
	tagOctets      = 0x04
	tagOctetsParts = 0x24 // an octet string in pieces (BER)
	tagNull        = 0x05
	tagOID         = 0x06
	tagBMPString   = 0x1e
	tagUTCTime     = 0x17
	tagTime        = 0x18
	tagSequence    = 0x30
	tagSet         = 0x31
	tagContext0    = 0xa0 // [0], constructed
	tagContext1    = 0xa1
	tagContext0Bit = 0x80 // [0], primitive
)

// An element is one ASN.1 value as it lies in the input. BER is read as well
// as DER, because Windows and some Java tools write key stores with indefinite
// lengths and octet strings in pieces.
type element struct {
	tag  byte   // the identifier octet
	raw  []byte // the whole encoding
	body []byte // its contents, without end-of-contents octets
}

// header is the start of an element: where its body begins and how long it
// says it is, whether or not those bytes are there. length is -1 for the
// indefinite form.
type header struct {
	tag          byte
	size, length int
}

// readHeader reads identifier and length octets. A length that no input can
// have is refused here, so that nothing is ever allocated by it.
func readHeader(in []byte) (header, error) {
	if len(in) < 2 {
		return header{}, errCutOff
	}
	h := header{tag: in[0], size: 1}
	if h.tag&0x1f == 0x1f { // tag numbers from 31 on, in further octets
		for {
			if h.size >= len(in) {
				return header{}, errCutOff
			}
			if h.size > 4 {
				return header{}, errNotBER
			}
			h.size++
			if in[h.size-1]&0x80 == 0 {
				break
			}
		}
		if h.size >= len(in) {
			return header{}, errCutOff
		}
	}
	first := in[h.size]
	h.size++
	switch {
	case first < 0x80:
		h.length = int(first)
		return h, nil
	case first == 0x80:
		if h.tag&0x20 == 0 {
			return header{}, errNotBER // only a constructed value may be open
		}
		h.length = -1
		return h, nil
	}
	count := int(first & 0x7f)
	if count > 8 {
		return header{}, errNotBER
	}
	if h.size+count > len(in) {
		return header{}, errCutOff
	}
	for _, b := range in[h.size : h.size+count] {
		if h.length >= 1<<24 {
			return header{}, errNotBER // 4 GiB and more: no input is that long
		}
		h.length = h.length<<8 | int(b)
	}
	h.size += count
	return h, nil
}

// readElement reads the element that in starts with and returns what follows.
func readElement(in []byte) (element, []byte, error) { return readNested(in, maxDepth) }

func readNested(in []byte, depth int) (element, []byte, error) {
	h, err := readHeader(in)
	if err != nil {
		return element{}, nil, err
	}
	if h.length >= 0 {
		if h.length > len(in)-h.size {
			return element{}, nil, errCutOff
		}
		end := h.size + h.length
		return element{tag: h.tag, raw: in[:end], body: in[h.size:end]}, in[end:], nil
	}
	if depth == 0 {
		return element{}, nil, errNotBER
	}
	rest := in[h.size:]
	for {
		if len(rest) >= 2 && rest[0] == 0 && rest[1] == 0 {
			size := len(in) - len(rest)
			return element{tag: h.tag, raw: in[:size+2], body: in[h.size:size]}, rest[2:], nil
		}
		_, rest, err = readNested(rest, depth-1)
		if err != nil {
			return element{}, nil, err
		}
	}
}

// sequenceIn is the SEQUENCE that in starts with.
func sequenceIn(in []byte) (element, bool) {
	e, _, _ := readElement(in)
	return e, e.tag == tagSequence
}

// A walk goes through the elements of a constructed value. The first error
// stays, and every later read gives an empty element.
type walk struct {
	rest []byte
	err  error
}

// inside walks an element's contents.
func (e element) inside() *walk { return &walk{rest: e.body} }

// more reports whether there is another element to read.
func (w *walk) more() bool { return w.err == nil && len(w.rest) > 0 }

// any reads the next element, whatever its tag.
func (w *walk) any() element {
	if w.err != nil {
		return element{}
	}
	var e element
	e, w.rest, w.err = readElement(w.rest)
	return e
}

// next reads the next element, which must have this tag.
func (w *walk) next(tag byte) element {
	e := w.any()
	if w.err == nil && e.tag != tag {
		w.err = errNotBER
	}
	if w.err != nil {
		return element{}
	}
	return e
}

// optional reads the next element if it has this tag.
func (w *walk) optional(tag byte) (element, bool) {
	if !w.more() || w.rest[0] != tag {
		return element{}, false
	}
	e := w.next(tag)
	return e, w.err == nil
}

// octets reads the next element as an octet string, put together when it
// comes in pieces. The tag is that of the primitive form, so that IMPLICIT
// ones are read as well.
func (w *walk) octets(tag byte) []byte {
	e := w.any()
	if w.err != nil {
		return nil
	}
	var out []byte
	switch e.tag {
	case tag:
		return e.body
	case tag | 0x20:
		out, w.err = joined(e, maxDepth)
	default:
		w.err = errNotBER
	}
	return out
}

// joined puts the pieces of a constructed octet string together.
func joined(e element, depth int) ([]byte, error) {
	if depth == 0 {
		return nil, errNotBER
	}
	var out []byte
	pieces := e.inside()
	for pieces.more() {
		piece := pieces.any()
		switch {
		case pieces.err != nil:
		case piece.tag == tagOctets:
			out = append(out, piece.body...)
		case piece.tag == tagOctetsParts:
			more, err := joined(piece, depth-1)
			if err != nil {
				return nil, err
			}
			out = append(out, more...)
		default:
			return nil, errNotBER
		}
	}
	return out, pieces.err
}

// number reads the next element as an INTEGER that fits in 63 bits; a larger
// one comes back as the largest, so that bounds hold.
func (w *walk) number() int64 {
	e := w.next(tagInteger)
	if w.err != nil {
		return 0
	}
	body := e.body
	if len(body) == 0 {
		w.err = errNotBER
		return 0
	}
	body = bytes.TrimLeft(body, "\x00")
	if len(body) > 8 || len(body) == 8 && body[0]&0x80 != 0 {
		return 1<<63 - 1
	}
	var n int64
	for _, b := range body {
		n = n<<8 | int64(b)
	}
	return n
}

// oid reads the next element as an object identifier, in dotted form. One
// longer than any in use is refused before it is turned to text.
func (w *walk) oid() string {
	e := w.next(tagOID)
	if w.err != nil {
		return ""
	}
	return e.dotted()
}

// maxOID is how many bytes of an object identifier are looked at: the longest
// in use has some 20, a hostile one of 100 MB would take minutes to print.
const maxOID = 64

// dotted is an object identifier's text, "" when it is none.
func (e element) dotted() string {
	if len(e.body) > maxOID {
		return ""
	}
	var id asn1.ObjectIdentifier
	if _, err := asn1.Unmarshal(e.raw, &id); err != nil {
		return ""
	}
	return id.String()
}

// encode writes an element in DER.
func encode(tag byte, parts ...[]byte) []byte {
	var length int
	for _, p := range parts {
		length += len(p)
	}
	out := []byte{tag, byte(length)}
	if length >= 0x80 {
		size := (bits.Len(uint(length)) + 7) / 8
		out[1] = byte(0x80 | size)
		for i := size - 1; i >= 0; i-- {
			out = append(out, byte(length>>(8*i)))
		}
	}
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}
