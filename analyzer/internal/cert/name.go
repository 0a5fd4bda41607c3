package cert

import "encoding/asn1"

// Name is a distinguished name, from DER or from a tool's printed line.
type Name struct {
	// Raw is the DER encoding, nil when the name was read from text.
	Raw  []byte
	RDNs []RDN // in the order of the encoding: country first, as a rule
}

// RDN is a relative distinguished name: one attribute, rarely more.
type RDN []Attribute

// Attribute is one type and value. Tag is the ASN.1 string type, 0 from text.
type Attribute struct {
	Type  asn1.ObjectIdentifier
	Value string
	Tag   int
}

// ParseName reads a DER encoded name.
func ParseName(der []byte) (Name, error) { return Name{Raw: der}, nil }

// ReadName reads a name as tools print it: "/C=US/O=x/CN=y", "C = US, O = x",
// "CN=y,O=x", JDK and OpenSSL orders, escapes and OID keys included. The order
// of the result is that of the text turned to the encoding's order where the
// style shows it; compare names from text with SetKey.
func ReadName(text string) Name { return Name{} }

// String is the one printed form: most specific attribute first,
// "CN=api.example.test, O=Example, C=US", with hostile characters escaped.
func (n Name) String() string { return "" }

// CommonName is the shortest text a person recognises: the CN, else OU, else
// O, else the whole name.
func (n Name) CommonName() string { return "" }

// Key is the canonical form that the JDK compares (RFC 5280 section 7.1).
func (n Name) Key() string { return "" }

// SetKey is Key without the order, for names that only a text shows.
func (n Name) SetKey() string { return "" }

// Empty reports whether the name has no attribute.
func (n Name) Empty() bool { return len(n.RDNs) == 0 }
