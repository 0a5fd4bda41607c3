package cert

import (
	"encoding/asn1"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

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
	// DER is the value as encoded, nil from text.
	DER []byte
}

// The ASN.1 string types of a directory string (X.680 section 8.6).
const (
	tagUTF8      = 12
	tagNumeric   = 18
	tagPrintable = 19
	tagTeletex   = 20
	tagIA5       = 22
	tagVisible   = 26
	tagUniversal = 28
	tagBMP       = 30
)

var errName = errors.New("cert: malformed name")

// ParseName reads a DER encoded name. What was read before an error is
// returned with it.
func ParseName(der []byte) (Name, error) {
	n := Name{Raw: der}
	in, rdns := cryptobyte.String(der), cryptobyte.String(nil)
	if !in.ReadASN1(&rdns, cbasn1.SEQUENCE) || !in.Empty() {
		return n, errName
	}
	for !rdns.Empty() {
		var set cryptobyte.String
		if !rdns.ReadASN1(&set, cbasn1.SET) {
			return n, errName
		}
		var rdn RDN
		for !set.Empty() {
			var pair, value cryptobyte.String
			var a Attribute
			var tag cbasn1.Tag
			if !set.ReadASN1(&pair, cbasn1.SEQUENCE) || !pair.ReadASN1ObjectIdentifier(&a.Type) {
				return n, errName
			}
			a.DER = slices.Clone([]byte(pair))
			if !pair.ReadAnyASN1(&value, &tag) {
				return n, errName
			}
			a.Tag = int(tag)
			a.Value = stringOf(a.Tag, value, a.DER)
			rdn = append(rdn, a)
		}
		n.RDNs = append(n.RDNs, rdn)
	}
	return n, nil
}

// stringOf decodes the content of an ASN.1 string; a value that is no string
// is shown as "#" and its DER in hex (RFC 4514 section 2.4).
func stringOf(tag int, content, der []byte) string {
	switch tag {
	case tagUTF8, tagPrintable, tagIA5, tagNumeric, tagVisible:
		if utf8.Valid(content) {
			return string(content)
		}
		return latin1(content)
	case tagTeletex:
		return latin1(content)
	case tagBMP:
		if len(content)%2 == 0 {
			return utf16Text(content)
		}
	case tagUniversal:
		if len(content)%4 == 0 {
			var b strings.Builder
			for ; len(content) > 0; content = content[4:] {
				b.WriteRune(rune(content[0])<<24 | rune(content[1])<<16 | rune(content[2])<<8 | rune(content[3]))
			}
			return b.String()
		}
	}
	return "#" + hex.EncodeToString(der)
}

func latin1(content []byte) string {
	var b strings.Builder
	for _, c := range content {
		b.WriteRune(rune(c))
	}
	return b.String()
}

func utf16Text(content []byte) string {
	units := make([]uint16, len(content)/2)
	for i := range units {
		units[i] = uint16(content[2*i])<<8 | uint16(content[2*i+1])
	}
	return string(utf16.Decode(units))
}

// String is the one printed form: most specific attribute first,
// "CN=api.example.test, O=Example, C=US". Separators inside a value are
// escaped as in RFC 4514; control, bidirectional and zero-width characters
// become \u{…}, so that a name shows on one line and as it is.
func (n Name) String() string {
	var b strings.Builder
	for i := len(n.RDNs) - 1; i >= 0 && b.Len() <= maxPrinted; i-- {
		if b.Len() > 0 {
			b.WriteString(", ")
		}
		for j, a := range n.RDNs[i] {
			if j > 0 {
				b.WriteString(" + ")
			}
			b.WriteString(a.word())
			b.WriteByte('=')
			b.WriteString(escapeValue(shortened(a.Value)))
		}
	}
	return shortened(b.String())
}

// maxPrinted is how many bytes of a name are printed. RFC 5280 appendix A.1
// gives a common name 64 characters and the longest attributes 32,768; a name
// of which more is said only makes what is printed useless.
const maxPrinted = 2048

// shortened cuts a text to maxPrinted bytes, between two characters.
func shortened(text string) string {
	if len(text) <= maxPrinted {
		return text
	}
	end := maxPrinted
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + "…"
}

func escapeValue(value string) string {
	var b strings.Builder
	for i, r := range value {
		edge := i == 0 || i+utf8.RuneLen(r) == len(value)
		switch {
		case strings.ContainsRune(`,+"\<>;`, r), edge && r == ' ', i == 0 && r == '#':
			b.WriteByte('\\')
			b.WriteRune(r)
		default:
			b.WriteString(Visible(string(r)))
		}
	}
	return b.String()
}

// Visible replaces every character that could move, hide or reorder text on a
// screen or in a terminal by \u{hex}: control and format characters (bidi
// marks, zero-width joiners), line separators, and what is not UTF-8. Of a long
// text it prints the beginning.
func Visible(text string) string {
	text = shortened(text)
	clean := true
	for _, r := range text {
		if hostile(r) {
			clean = false
			break
		}
	}
	if clean {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if hostile(r) {
			b.WriteString(`\u{`)
			b.WriteString(strings.ToUpper(hexRune(r)))
			b.WriteByte('}')
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func hexRune(r rune) string {
	const digits = "0123456789abcdef"
	text := ""
	for ; r > 0; r >>= 4 {
		text = digits[r&15:r&15+1] + text
	}
	if text == "" {
		return "0"
	}
	return text
}

func hostile(r rune) bool {
	if r < 0x7f {
		return r < ' '
	}
	// U+115F, U+1160, U+3164 and U+FFA0 are letters that show as nothing, and
	// U+2800 is a pattern without a dot.
	return r == utf8.RuneError || unicode.In(r, unicode.C, unicode.Zl, unicode.Zp, unicode.Variation_Selector) ||
		r == 0x115f || r == 0x1160 || r == 0x3164 || r == 0xffa0 || r == 0x2800
}

// CommonName is the shortest text a person recognises: the CN, else OU, else
// O, else the whole name. It is escaped like String.
func (n Name) CommonName() string {
	for _, oid := range []string{"2.5.4.3", "2.5.4.11", "2.5.4.10"} {
		if v, ok := n.last(oid); ok && strings.TrimSpace(v) != "" {
			return Visible(v)
		}
	}
	return n.String()
}

// last is the most specific value of an attribute type.
func (n Name) last(oid string) (string, bool) {
	for i := len(n.RDNs) - 1; i >= 0; i-- {
		for _, a := range n.RDNs[i] {
			if a.Type.String() == oid {
				return a.Value, true
			}
		}
	}
	return "", false
}

// Empty reports whether the name has no attribute.
func (n Name) Empty() bool { return len(n.RDNs) == 0 }
