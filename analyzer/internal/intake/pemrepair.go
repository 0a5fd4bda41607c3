package intake

import (
	"encoding/base64"
	"strings"
)

// A reading is one way to take the lines of a block: it returns the lines of
// base64 as they were before the text was quoted, numbered, escaped or wrapped.
type reading func(lines []string) []string

// readings go from the one that changes least to the one that changes most.
// Each is only believed when its result decodes into a whole DER value, and
// first of all when that value ends where the block ends.
var readings = []reading{
	asWritten,
	unescaped,
	func(lines []string) []string { return withoutMargin(unescaped(lines)) },
	func(lines []string) []string { return unescaped(quotedOnly(lines)) },
	func(lines []string) []string { return withoutMargin(unescaped(quotedOnly(lines))) },
	func(lines []string) []string { return lastRuns(unescaped(lines)) },
	func(lines []string) []string { return longestRuns(unescaped(lines)) },
	func(lines []string) []string { return urlAlphabet(unescaped(lines)) },
}

// A fit is how well a reading's values fill their block.
type fit int

const (
	noFit   fit = iota
	inside      // values were found, and other base64 stands around them
	exactly     // the values are all the base64 there is
)

// repaired returns the DER values of a block: those of the first reading that
// fills the block exactly, or else of the first in which some were found.
// accept judges one value; the rest of the block behind it is passed on too,
// because some labels carry data behind the value.
func repaired(lines []string, accept func(der []byte) bool) (values [][]byte, how fit) {
	tried := map[string]bool{}
	for _, read := range readings {
		text := base64In(read(lines))
		if len(text) < 8 || tried[string(text)] {
			continue
		}
		tried[string(text)] = true
		found, left := valuesIn(text, accept)
		if len(found) == 0 {
			continue
		}
		if left == 0 {
			return found, exactly
		}
		if how == noFit {
			values, how = found, inside
		}
	}
	return values, how
}

// base64In joins what is base64 in the lines.
func base64In(lines []string) []byte {
	var out []byte
	for _, text := range lines {
		for i := 0; i < len(text); i++ {
			if isBase64(text[i]) {
				out = append(out, text[i])
			}
		}
	}
	return out
}

// maxStarts is how many places a value is tried at in one reading.
const maxStarts = 4

// valuesIn cuts DER values out of base64: each begins at a "MI" and is as long
// as its own header says. left counts the characters that belong to none.
func valuesIn(text []byte, accept func(der []byte) bool) (values [][]byte, left int) {
	misses := 0
	for at := 0; at < len(text); {
		n := valueLength(text[at:])
		if n > 0 && at+n <= len(text) {
			if der := decode64(text[at : at+n]); der != nil && accept(der) {
				values = append(values, der)
				at += n
				continue
			}
		}
		if misses++; misses > maxStarts && len(values) == 0 || misses > 10*maxStarts {
			return values, left + len(text) - at
		}
		next := strings.Index(string(text[at+1:]), "MI")
		if next < 0 {
			return values, left + len(text) - at
		}
		left += next + 1
		at += next + 1
	}
	return values, left
}

// valueLength is how many base64 characters the DER SEQUENCE has that text
// begins with, 0 when none does (X.690 section 8.1.3).
func valueLength(text []byte) int {
	if len(text) < 8 {
		return 0
	}
	head := decode64(text[:8])
	if head == nil || head[0] != 0x30 {
		return 0
	}
	n := 2 + int(head[1])
	switch head[1] {
	case 0x81:
		n = 3 + int(head[2])
	case 0x82:
		n = 4 + int(head[2])<<8 + int(head[3])
	case 0x83:
		n = 5 + int(head[2])<<16 + int(head[3])<<8 + int(head[4])
	default:
		if head[1] >= 0x80 {
			return 0
		}
	}
	return (n*8 + 5) / 6
}

// decode64 decodes base64 without padding, whatever the unused bits are.
func decode64(text []byte) []byte {
	out := make([]byte, base64.RawStdEncoding.DecodedLen(len(text)))
	n, err := base64.RawStdEncoding.Decode(out, text)
	if err != nil {
		return nil
	}
	return out[:n]
}

func asWritten(lines []string) []string { return lines }

// unescaped undoes what strings go through in JSON, XML, HTML, URLs and mail.
// A line end that was escaped becomes one.
func unescaped(lines []string) []string {
	var out []string
	for _, text := range lines {
		if strings.IndexAny(text, "\\&<%=") < 0 {
			out = append(out, text)
			continue
		}
		out = append(out, strings.Split(unescape(text), "\n")...)
	}
	return out
}

var escapes = strings.NewReplacer(
	`\\r\\n`, "\n", `\\n`, "\n", `\\r`, "\n", `\r\n`, "\n", `\n`, "\n", `\r`, "\n", `\t`, " ", `\/`, "/", `\"`, `"`, `\'`, `'`,
	`\u000a`, "\n", `\u000A`, "\n", `\u000d`, "\n", `\u000D`, "\n", `\u002b`, "+", `\u002B`, "+", `\u002f`, "/", `\u002F`, "/",
	`\u003d`, "=", `\u003D`, "=", `\u0020`, " ", `\u003e`, ">", `\u003c`, "<", `\x0a`, "\n", `\x0A`, "\n", `\x0d`, "\n", `\x0D`, "\n", `\012`, "\n", `\015`, "\n",
	"&#13;", "\n", "&#10;", "\n", "&#xD;", "\n", "&#xd;", "\n", "&#xA;", "\n", "&#xa;", "\n", "&#x0D;", "\n", "&#x0A;", "\n",
	"&nbsp;", " ", "&#160;", " ", "&#32;", " ", "&#9;", " ", "&quot;", `"`, "&#34;", `"`, "&#39;", `'`, "&apos;", `'`, "&gt;", ">", "&lt;", "<",
	"&#43;", "+", "&#47;", "/", "&#61;", "=", "&#x2B;", "+", "&#x2F;", "/", "&#x3D;", "=", "&amp;", "&",
	"%0D%0A", "\n", "%0d%0a", "\n", "%0A", "\n", "%0a", "\n", "%0D", "\n", "%0d", "\n", "%20", " ", "%2B", "+", "%2b", "+", "%2F", "/", "%2f", "/", "%3D", "=", "%3d", "=",
	"=3D", "=", "=0A", "\n", "=0D", "\n", "=20", " ", "=2B", "+", "=2F", "/",
)

// unescape undoes one level of escapes and takes tags away. It goes over the
// text twice: exports escape what was escaped.
func unescape(text string) string {
	text = escapes.Replace(escapes.Replace(text))
	for from := 0; ; {
		i := strings.IndexByte(text[from:], '<')
		if i < 0 {
			return text
		}
		i += from
		j := strings.IndexByte(text[i:], '>')
		if j < 0 || j > maxTag {
			from = i + 1
			continue
		}
		between := ""
		if strings.HasPrefix(text[i:], "<br") || strings.HasPrefix(text[i:], "<BR") || strings.HasPrefix(text[i:], "</") {
			between = "\n"
		}
		text = text[:i] + between + text[i+j+1:]
		from = i
	}
}

// maxTag is the longest tag that is taken for one: it may have attributes.
const maxTag = 200

// quotes are what strings stand between in source code, also after a word
// processor has had them.
const quotes = "\"'`“”‘’«»"

// quotedOnly keeps what stands between quotes: the pieces of a string in
// source code, without "+", names and comments. The first line begins inside
// a string when its marker does.
func quotedOnly(lines []string) []string {
	out := make([]string, len(lines))
	for i, text := range lines {
		parts := strings.FieldsFunc("\x00"+text+"\x00", func(r rune) bool { return strings.ContainsRune(quotes, r) })
		inside := i == 0 && len(parts)%2 == 0
		for _, part := range parts {
			if inside {
				out[i] += part
			}
			inside = !inside
		}
	}
	return out
}

// withoutMargin takes away what stands in front of every line: indentation,
// quote marks, comment marks, a diff's "+", line numbers that count up, a log
// prefix that stays the same. "//", "+" and digits are base64 as well, so a
// mark counts only when every line has it. The first and the last line stood
// beside a marker and need none.
func withoutMargin(lines []string) []string {
	out := append([]string(nil), lines...)
	first := 0
	if len(out) > 0 && strings.TrimSpace(out[0]) != "" {
		first = 1
	}
	for range 6 {
		for i := first; i < len(out); i++ {
			out[i] = strings.TrimLeft(out[i], " \t\u00a0>|*#;!%':•·-")
		}
		if !stripNumbers(out[first:]) && !stripCommon(out[first:]) {
			break
		}
	}
	return out
}

// stripNumbers takes line numbers away. The last line may hold nothing but
// its number: the marker behind it was taken off.
func stripNumbers(lines []string) bool {
	cut := make([]int, len(lines))
	last, seen := -1, 0
	for i, text := range lines {
		if strings.TrimSpace(text) == "" {
			continue
		}
		n, value := 0, 0
		for n < len(text) && n < 7 && text[n] >= '0' && text[n] <= '9' {
			value = value*10 + int(text[n]-'0')
			n++
		}
		behind := n
		for behind < len(text) && strings.IndexByte(" \t:|.)]-", text[behind]) >= 0 {
			behind++
		}
		if n == 0 || behind == n && behind < len(text) || last >= 0 && (value <= last || value > last+3) {
			return false
		}
		last = value
		seen++
		cut[i] = behind
	}
	if seen < 2 {
		return false
	}
	for i := range lines {
		lines[i] = lines[i][cut[i]:]
	}
	return true
}

// stripCommon takes away what all lines begin with. Lines of random base64
// begin with the same character once in 64 times per line.
func stripCommon(lines []string) bool {
	common, seen := "", 0
	for i, text := range lines {
		if strings.TrimSpace(text) == "" {
			continue
		}
		seen++
		if seen == 1 {
			common = text
			continue
		}
		n := 0
		for n < len(common) && n < len(text) && common[n] == text[n] {
			n++
		}
		// The last line may be shorter than the mark itself.
		if n == len(text) && i == len(lines)-1 && n > 0 {
			continue
		}
		common = common[:n]
	}
	if seen < 4 || common == "" {
		return false
	}
	for i := range lines {
		if len(lines[i]) >= len(common) {
			lines[i] = lines[i][len(common):]
		} else {
			lines[i] = ""
		}
	}
	return true
}

// lastRuns keeps the last run of base64 of each line: a log prefix differs
// from line to line, and what was logged comes last.
func lastRuns(lines []string) []string {
	out := make([]string, len(lines))
	for i, text := range lines {
		end := len(text)
		for end > 0 && !isBase64(text[end-1]) {
			end--
		}
		begin := end
		for begin > 0 && isBase64(text[begin-1]) {
			begin--
		}
		out[i] = text[begin:end]
	}
	return out
}

// longestRuns keeps the longest run of base64 of each line.
func longestRuns(lines []string) []string {
	out := make([]string, len(lines))
	for i, text := range lines {
		for at := 0; at < len(text); at++ {
			end := at
			for end < len(text) && isBase64(text[end]) {
				end++
			}
			if end-at > len(out[i]) {
				out[i] = text[at:end]
			}
			at = end
		}
	}
	return out
}

// urlAlphabet reads the alphabet of RFC 4648 section 5.
func urlAlphabet(lines []string) []string {
	out := make([]string, len(lines))
	for i, text := range lines {
		out[i] = strings.NewReplacer("-", "+", "_", "/").Replace(text)
	}
	return out
}
