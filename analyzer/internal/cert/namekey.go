package cert

import (
	"encoding/hex"
	"slices"
	"strings"
	"unicode/utf8"
)

// Key is the canonical form that the JDK compares, measured on JDK 17: values
// of the nine RFC 2253 types in PrintableString or UTF8String without regard
// to string type, case and runs of spaces (RFC 5280 section 7.1); every other
// type or string type byte by byte. The attributes of one RDN have no order,
// the RDNs do.
//
// The JDK also applies Unicode normalisation form NFKD. Of it the accented
// letters of Europe, no-break spaces and full-width letters are done here.
func (n Name) Key() string {
	var b strings.Builder
	for _, rdn := range n.RDNs {
		parts := make([]string, len(rdn))
		for i, a := range rdn {
			oid := a.Type.String()
			kind := kindByOID[oid]
			text := kind != nil && kind.rfc2253 && (a.Tag == 0 || a.Tag == tagPrintable || a.Tag == tagUTF8)
			switch {
			case text:
				parts[i] = oid + "=" + escapeKey(fold(a.Value))
			case a.DER != nil:
				parts[i] = oid + "=#" + hex.EncodeToString(a.DER)
			default:
				parts[i] = oid + "=" + escapeKey(a.Value)
			}
		}
		slices.Sort(parts)
		b.WriteString(strings.Join(parts, "+"))
		b.WriteByte('/')
	}
	if len(n.RDNs) == 0 && len(n.Raw) > 2 {
		return "#" + hex.EncodeToString(n.Raw) // unreadable: equal only to itself
	}
	return b.String()
}

// SetKey is Key without order and string types, for names that only a text
// shows: a text does not tell them, and tools disagree on the order.
func (n Name) SetKey() string {
	var parts []string
	for _, rdn := range n.RDNs {
		for _, a := range rdn {
			parts = append(parts, a.Type.String()+"="+escapeKey(fold(a.Value)))
		}
	}
	slices.Sort(parts)
	return strings.Join(parts, "/")
}

// Equal compares two names as the JDK does, or by SetKey when one of them is
// known from text only.
func (n Name) Equal(m Name) bool {
	if n.Raw == nil || m.Raw == nil {
		return n.SetKey() == m.SetKey()
	}
	return string(n.Raw) == string(m.Raw) || n.Key() == m.Key()
}

// escapeKey keeps the separators of a key out of its values.
func escapeKey(value string) string { return keyEscapes.Replace(value) }

var keyEscapes = strings.NewReplacer(`\`, `\\`, "/", `\/`, "+", `\+`, "#", `\#`)

// fold is the comparison form of a value: trimmed, runs of spaces collapsed,
// case removed (through upper case, as "ß" and "SS" are the same there).
func fold(value string) string {
	if plain, ok := foldASCII(value); ok {
		return plain
	}
	var b strings.Builder
	space := false
	for _, r := range value {
		switch {
		case r == ' ' || r == 0xa0 || r == 0x3000 || r >= 0x2000 && r <= 0x200a:
			space = true
			continue
		case r >= 0xff01 && r <= 0xff5e:
			r -= 0xff01 - '!'
		}
		if space && b.Len() > 0 {
			b.WriteByte(' ')
		}
		space = false
		if letters, ok := decomposed[r]; ok {
			b.WriteString(letters)
			continue
		}
		b.WriteRune(r)
	}
	return strings.ToLower(strings.ToUpper(strings.ReplaceAll(b.String(), "ß", "ss")))
}

// foldASCII is fold for what most values are made of.
func foldASCII(value string) (string, bool) {
	b := make([]byte, 0, len(value))
	space := false
	for i := range len(value) {
		c := value[i]
		switch {
		case c >= utf8.RuneSelf:
			return "", false
		case c == ' ':
			space = true
			continue
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
		}
		if space && len(b) > 0 {
			b = append(b, ' ')
		}
		space = false
		b = append(b, c)
	}
	return string(b), true
}
