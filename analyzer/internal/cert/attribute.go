package cert

import (
	"encoding/asn1"
	"strconv"
	"strings"
)

// attributeKind is one attribute type with the words tools print for it. The
// first word is the one we print.
type attributeKind struct {
	oid   string
	words []string
	// rank orders attributes from the general to the specific: country 0,
	// person or host 6. It tells which end of a printed name is the leaf.
	rank int
	// rfc2253 marks the nine types that RFC 2253 names. The JDK compares their
	// values as text and those of every other type byte by byte (measured).
	rfc2253 bool
}

var attributeKinds = []attributeKind{
	{"2.5.4.3", []string{"CN", "commonName"}, 6, true},
	{"2.5.4.11", []string{"OU", "organizationalUnitName", "organizationalUnit"}, 4, true},
	{"2.5.4.10", []string{"O", "organizationName", "organization"}, 3, true},
	{"2.5.4.7", []string{"L", "localityName", "locality"}, 2, true},
	{"2.5.4.8", []string{"ST", "S", "SP", "stateOrProvinceName"}, 1, true},
	{"2.5.4.6", []string{"C", "countryName", "country"}, 0, true},
	{"2.5.4.9", []string{"STREET", "street", "streetAddress"}, 2, true},
	{"0.9.2342.19200300.100.1.25", []string{"DC", "domainComponent"}, 1, true},
	{"0.9.2342.19200300.100.1.1", []string{"UID", "userId"}, 6, true},
	{"1.2.840.113549.1.9.1", []string{"emailAddress", "E", "Email", "EMAIL"}, 6, false},
	{"1.2.840.113549.1.9.2", []string{"unstructuredName"}, 6, false},
	{"1.2.840.113549.1.9.8", []string{"unstructuredAddress"}, 6, false},
	{"2.5.4.4", []string{"SN", "surname"}, 6, false},
	{"2.5.4.5", []string{"serialNumber", "SERIAL"}, 5, false},
	{"2.5.4.12", []string{"title", "T"}, 5, false},
	{"2.5.4.13", []string{"description"}, 5, false},
	{"2.5.4.15", []string{"businessCategory"}, 3, false},
	{"2.5.4.16", []string{"postalAddress"}, 2, false},
	{"2.5.4.17", []string{"postalCode"}, 2, false},
	{"2.5.4.20", []string{"telephoneNumber"}, 5, false},
	{"2.5.4.41", []string{"name"}, 6, false},
	{"2.5.4.42", []string{"GN", "givenName", "GIVENNAME"}, 6, false},
	{"2.5.4.43", []string{"initials"}, 6, false},
	{"2.5.4.44", []string{"generationQualifier", "GENERATION"}, 6, false},
	{"2.5.4.46", []string{"dnQualifier", "DNQ"}, 5, false},
	{"2.5.4.65", []string{"pseudonym"}, 6, false},
	{"2.5.4.97", []string{"organizationIdentifier"}, 3, false},
	{"1.3.6.1.4.1.311.60.2.1.1", []string{"jurisdictionL", "jurisdictionLocalityName"}, 3, false},
	{"1.3.6.1.4.1.311.60.2.1.2", []string{"jurisdictionST", "jurisdictionStateOrProvinceName"}, 3, false},
	{"1.3.6.1.4.1.311.60.2.1.3", []string{"jurisdictionC", "jurisdictionCountryName"}, 3, false},
}

var (
	kindByOID  = make(map[string]*attributeKind, len(attributeKinds))
	kindByWord = make(map[string]*attributeKind, 2*len(attributeKinds))
)

func init() {
	for i := range attributeKinds {
		k := &attributeKinds[i]
		kindByOID[k.oid] = k
		for _, w := range k.words {
			kindByWord[strings.ToLower(w)] = k
		}
	}
}

// typeOf reads an attribute type as tools print it: a word in any case, a
// dotted OID, or the JDK's "OID.2.5.4.97".
func typeOf(word string) (asn1.ObjectIdentifier, bool) {
	if k := kindByWord[strings.ToLower(word)]; k != nil {
		word = k.oid
	} else if len(word) > 4 && strings.EqualFold(word[:4], "oid.") {
		word = word[4:]
	}
	return parseOID(word)
}

// parseOID reads a dotted OID of at least three arcs; fewer are more likely a
// version or a decimal number in a value.
func parseOID(text string) (asn1.ObjectIdentifier, bool) {
	if len(text) > maxOIDText || strings.Count(text, ".") < 2 {
		return nil, false
	}
	var oid asn1.ObjectIdentifier
	for arc := range strings.SplitSeq(text, ".") {
		n, err := strconv.ParseUint(arc, 10, 31)
		if err != nil {
			return nil, false
		}
		oid = append(oid, int(n))
	}
	return oid, oid[0] <= 2
}

// maxOIDText bounds the text of an OID: the longest registered ones are well
// under 64 characters.
const maxOIDText = 128

// word is how an attribute type is printed.
func (a Attribute) word() string {
	oid := a.Type.String()
	if k := kindByOID[oid]; k != nil {
		return k.words[0]
	}
	return oid
}
