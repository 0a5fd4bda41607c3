package testpki

import (
	"encoding/asn1"
	"strings"
)

// StringType is the ASN.1 type of an attribute's value.
type StringType byte

// The string types of a DirectoryString and of IA5 attributes.
const (
	Automatic StringType = 0 // PrintableString where the value allows, else UTF8String
	UTF8      StringType = asn1.TagUTF8String
	Printable StringType = asn1.TagPrintableString
	Teletex   StringType = asn1.TagT61String
	IA5       StringType = asn1.TagIA5String
	BMP       StringType = asn1.TagBMPString
)

// Name is a distinguished name, most specific attribute first.
type Name []Attribute

// Attribute is one attribute of a name. Joined puts it into the same RDN as
// the attribute before it.
type Attribute struct {
	Type   string // CN, OU, O, L, ST, C, DC, E, UID, serialNumber or a dotted OID
	Value  string
	String StringType
	Joined bool
}

var attributeTypes = map[string]string{
	"CN": "2.5.4.3", "SN": "2.5.4.4", "serialNumber": "2.5.4.5", "C": "2.5.4.6", "L": "2.5.4.7",
	"ST": "2.5.4.8", "STREET": "2.5.4.9", "O": "2.5.4.10", "OU": "2.5.4.11", "T": "2.5.4.12",
	"DC": "0.9.2342.19200300.100.1.25", "UID": "0.9.2342.19200300.100.1.1", "E": "1.2.840.113549.1.9.1",
}

// ParseName reads "CN=Corp Root CA,O=Example"; a backslash escapes a comma, a
// plus sign or another backslash, "+" joins attributes of one RDN.
func ParseName(text string) Name {
	var name Name
	joined := false
	for text != "" {
		typ, rest, found := strings.Cut(text, "=")
		if !found {
			panic("testpki: no attribute in name " + text)
		}
		var value strings.Builder
		i := 0
		for ; i < len(rest) && rest[i] != ',' && rest[i] != '+'; i++ {
			if rest[i] == '\\' && i+1 < len(rest) {
				i++
			}
			value.WriteByte(rest[i])
		}
		name = append(name, Attribute{Type: strings.TrimSpace(typ), Value: value.String(), Joined: joined})
		if i == len(rest) {
			break
		}
		joined = rest[i] == '+'
		text = rest[i+1:]
	}
	return name
}

// As returns the name with every value in one string type.
func (n Name) As(t StringType) Name {
	out := append(Name(nil), n...)
	for i := range out {
		out[i].String = t
	}
	return out
}

// DER encodes the name: the least specific attribute first.
func (n Name) DER() []byte {
	var rdns [][]byte
	for end := len(n); end > 0; {
		start := end - 1
		for n[start].Joined && start > 0 {
			start--
		}
		var attributes [][]byte
		for _, a := range n[start:end] {
			attributes = append(attributes, a.der())
		}
		rdns = append(rdns, element(tagSet, attributes...))
		end = start
	}
	return element(tagSequence, rdns...)
}

func (a Attribute) der() []byte {
	id, ok := attributeTypes[a.Type]
	if !ok {
		id = a.Type
	}
	tag := a.String
	if tag == Automatic {
		switch {
		case a.Type == "DC" || a.Type == "E":
			tag = IA5
		case printable(a.Value):
			tag = Printable
		default:
			tag = UTF8
		}
	}
	value := []byte(a.Value)
	if tag == BMP {
		value = nil
		for _, r := range a.Value {
			value = append(value, byte(r>>8), byte(r))
		}
	}
	return element(tagSequence, oid(id), element(byte(tag), value))
}

func printable(s string) bool {
	for _, r := range s {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
		if !letter && !strings.ContainsRune(" '()+,-./:=?", r) {
			return false
		}
	}
	return true
}

// escape makes any text one attribute value for ParseName.
func escape(s string) string {
	return strings.NewReplacer(`\`, `\\`, ",", `\,`, "+", `\+`).Replace(s)
}
