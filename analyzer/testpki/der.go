package testpki

import (
	"encoding/asn1"
	"strconv"
	"strings"
	"time"
)

// DER tags used here (X.690 section 8.1.2).
const (
	tagBoolean         = 0x01
	tagInteger         = 0x02
	tagBitString       = 0x03
	tagOctetString     = 0x04
	tagOID             = 0x06
	tagSequence        = 0x30
	tagSet             = 0x31
	tagContext         = 0x80 // [n] of a primitive value
	tagContextExplicit = 0xa0 // [n] of a constructed value
)

// element writes one DER value. The parts may hold anything, which is the
// reason to write certificates by hand.
func element(tag byte, parts ...[]byte) []byte {
	n := 0
	for _, p := range parts {
		n += len(p)
	}
	out := []byte{tag}
	switch {
	case n < 0x80:
		out = append(out, byte(n))
	case n < 0x100:
		out = append(out, 0x81, byte(n))
	case n < 0x10000:
		out = append(out, 0x82, byte(n>>8), byte(n))
	default:
		out = append(out, 0x83, byte(n>>16), byte(n>>8), byte(n))
	}
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

// must takes the result of an encoder whose input is known to be fit.
func must[T any](v T, err error) T {
	if err != nil {
		panic("testpki: " + err.Error())
	}
	return v
}

func integer(n int) []byte { return must(asn1.Marshal(n)) }

func boolean(b bool) []byte {
	if b {
		return []byte{tagBoolean, 1, 0xff}
	}
	return []byte{tagBoolean, 1, 0}
}

// OID reads a dotted object identifier.
func OID(dotted string) asn1.ObjectIdentifier {
	var id asn1.ObjectIdentifier
	for _, arc := range strings.Split(dotted, ".") {
		id = append(id, must(strconv.Atoi(arc)))
	}
	return id
}

func oid(dotted string) []byte { return must(asn1.Marshal(OID(dotted))) }

func bits(b []byte) []byte { return element(tagBitString, []byte{0}, b) }

// moment writes a time as RFC 5280 section 4.1.2.5 wants it: UTCTime up to
// 2049, GeneralizedTime from then on.
func moment(t time.Time) []byte {
	t = t.UTC()
	if t.Year() >= 1950 && t.Year() < 2050 {
		return element(0x17, []byte(t.Format("060102150405Z")))
	}
	return element(0x18, []byte(t.Format("20060102150405Z")))
}
