package cert

import (
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// ReadName reads a name as tools print it: "/C=US/O=x/CN=y", "C = US, O = x",
// "CN=y,O=x", JDK and OpenSSL orders, escapes and OID keys included. A
// separator ends a value only where a known key and "=" follow, because
// several tools print "O=Example, Inc." without quotes. The order of the
// result is that of the encoding where the style shows it; compare names from
// text with SetKey.
func ReadName(text string) Name {
	text = strings.TrimSpace(text)
	slashes := strings.HasPrefix(text, "/")
	var n Name
	spaced := false
	for rest := text; rest != ""; {
		start, ok := readKey(rest)
		if !ok {
			break
		}
		joined := false
		if len(n.RDNs) > 0 {
			joined = start.separator == '+'
		}
		rest = rest[start.length:]
		spaced = spaced || start.spaced
		raw, length := readValue(rest, slashes)
		rest = rest[length:]
		a := Attribute{Type: start.oid, Value: unescape(raw, slashes)}
		if joined {
			last := len(n.RDNs) - 1
			n.RDNs[last] = append(n.RDNs[last], a)
		} else {
			n.RDNs = append(n.RDNs, RDN{a})
		}
	}
	if !slashes && !spaced && leafFirst(n.RDNs) {
		slices.Reverse(n.RDNs)
	}
	return n
}

// leafFirst tells the order of a list whose style does not: "CN=y, O=x, C=US"
// runs from the leaf up, "C=US, O=x, CN=y" is the order of the encoding.
// OpenSSL's "C = US" with spaces and its slashes are always the latter.
func leafFirst(rdns []RDN) bool {
	if len(rdns) < 2 {
		return false
	}
	return rank(rdns[0]) >= rank(rdns[len(rdns)-1])
}

func rank(rdn RDN) int {
	if k := kindByOID[rdn[0].Type.String()]; k != nil {
		return k.rank
	}
	return 5
}

// keyStart is the beginning of an attribute: separator, key and "=".
type keyStart struct {
	oid       []int
	separator byte // 0 at the very beginning
	length    int
	spaced    bool // "C = US"
}

// readKey reads an optional separator, a known key and the equals sign.
func readKey(text string) (keyStart, bool) {
	var k keyStart
	rest := text
	if rest != "" && strings.IndexByte("/,;+", rest[0]) >= 0 {
		k.separator, rest = rest[0], rest[1:]
	}
	rest = strings.TrimLeft(rest, " \t")
	end := strings.IndexByte(rest, '=')
	if end < 1 || end > maxOIDText {
		return k, false
	}
	word := strings.TrimRight(rest[:end], " \t")
	oid, ok := typeOf(word)
	if !ok {
		return k, false
	}
	k.oid = oid
	k.spaced = len(word) < end
	rest = rest[end+1:]
	k.length = len(text) - len(rest)
	return k, true
}

// readValue returns the raw value at the start of text and its length.
func readValue(text string, slashes bool) (string, int) {
	separators := ",;+"
	if slashes {
		separators = "/+"
	}
	lead := len(text) - len(strings.TrimLeft(text, " \t"))
	if !slashes && strings.HasPrefix(text[lead:], `"`) {
		if end := closingQuote(text[lead:]); end > 0 {
			after := lead + end + 1
			tail := strings.TrimLeft(text[after:], " \t")
			if _, next := readKey(tail); tail == "" || next {
				return text[lead:after], len(text) - len(tail)
			}
		}
	}
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '\\' && !slashes:
			i++
		case strings.HasPrefix(text[i:], "/emailAddress="): // OpenSSL's compat form mixes styles
			return text[:i], i
		case strings.IndexByte(separators, text[i]) >= 0:
			if _, ok := readKey(text[i:]); ok {
				return text[:i], i
			}
		}
	}
	return text, len(text)
}

func closingQuote(text string) int {
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
	return -1
}

// unescape undoes RFC 4514 (\, and \C3\A1), OpenSSL (\xC3, \U00E1, \W000000E1)
// and quotes. A value of "#" and hex is the DER of the value.
func unescape(value string, slashes bool) string {
	value = strings.TrimLeft(value, " \t")
	trimmed := strings.TrimRight(value, " \t")
	if strings.HasSuffix(trimmed, `\`) && len(trimmed) < len(value) {
		trimmed = value[:len(trimmed)+1] // "\ " is an escaped space
	}
	value = trimmed
	if len(value) >= 2 && value[0] == '"' && closingQuote(value) == len(value)-1 && !slashes {
		value = value[1 : len(value)-1]
	} else if strings.HasPrefix(value, "#") {
		if text, ok := hexValue(value[1:]); ok {
			return text
		}
	}
	if !strings.Contains(value, `\`) {
		return value
	}
	out := make([]byte, 0, len(value))
	for i := 0; i < len(value); i++ {
		if value[i] != '\\' || i+1 == len(value) {
			out = append(out, value[i])
			continue
		}
		rest := value[i+1:]
		switch {
		case (rest[0] == 'x' || rest[0] == 'X') && hexDigits(rest[1:], 2):
			out = append(out, hexByte(rest[1:]))
			i += 3
		case slashes:
			out = append(out, '\\')
		case rest[0] == 'U' && hexDigits(rest[1:], 4):
			out = utf8.AppendRune(out, hexNumber(rest[1:5]))
			i += 5
		case rest[0] == 'W' && hexDigits(rest[1:], 8):
			out = utf8.AppendRune(out, hexNumber(rest[1:9]))
			i += 9
		case hexDigits(rest, 2):
			out = append(out, hexByte(rest))
			i += 2
		default:
			out = append(out, rest[0])
			i++
		}
	}
	switch {
	case slashes && twoByteText(out):
		return utf16Text(out)
	case utf8.Valid(out):
		return string(out)
	}
	return latin1(out)
}

// twoByteText reports text that OpenSSL's slash style printed byte by byte
// from a BMPString: "\x00A\x00B".
func twoByteText(b []byte) bool {
	if len(b) < 2 || len(b)%2 != 0 {
		return false
	}
	for i := 0; i < len(b); i += 2 {
		if b[i] != 0 {
			return false
		}
	}
	return true
}

func hexValue(digits string) (string, bool) {
	der, err := hex.DecodeString(digits)
	if err != nil || len(der) < 2 || int(der[1]) != len(der)-2 {
		return "", false
	}
	return stringOf(int(der[0]), der[2:], der), true
}

func hexDigits(text string, n int) bool {
	if len(text) < n {
		return false
	}
	for i := range n {
		if !strings.ContainsRune("0123456789abcdefABCDEF", rune(text[i])) {
			return false
		}
	}
	return true
}

func hexByte(text string) byte { return byte(hexNumber(text[:2])) }

func hexNumber(digits string) rune {
	n, err := strconv.ParseUint(digits, 16, 32)
	if err != nil || n > utf8.MaxRune {
		return utf8.RuneError
	}
	return rune(n)
}
