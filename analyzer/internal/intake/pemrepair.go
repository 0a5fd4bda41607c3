package intake

import (
	"bytes"
	"encoding/base64"
	"strings"
	"unicode/utf8"
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
	func(lines []string) []string { return unescaped(withoutMargin(lines)) },
	func(lines []string) []string { return unescaped(withoutTabs(lines)) },
	func(lines []string) []string { return unescaped(quotedOnly(lines, true)) },
	func(lines []string) []string { return unescaped(quotedOnly(lines, false)) },
	func(lines []string) []string { return withoutMargin(unescaped(quotedOnly(lines, true))) },
	func(lines []string) []string { return withoutMargin(unescaped(glued(lines))) },
	func(lines []string) []string { return unescaped(glued(unescaped(lines))) },
	func(lines []string) []string { return unescaped(glued(withoutMargin(unescaped(lines)))) },
	func(lines []string) []string { return withoutMargin(unwrapped(unescaped(lines))) },
	func(lines []string) []string { return withoutMargin(unwrapped(withoutMargin(unescaped(lines)))) },
	func(lines []string) []string { return ofOneWidth(unescaped(lines)) },
	func(lines []string) []string { return unescaped(quotedOnly(glued(withoutMargin(lines)), true)) },
	func(lines []string) []string { return unescaped(quotedOnly(glued(withoutMargin(lines)), false)) },
	func(lines []string) []string { return even(lastRuns(unescaped(lines))) },
	func(lines []string) []string { return even(longestRuns(unescaped(lines))) },
	func(lines []string) []string { return urlAlphabet(unescaped(lines)) },
}

// A draft is the base64 text of a block, read in every way; each way is tried
// when the ones before it have not led to a value.
type draft struct {
	lines []string
	texts []base64Text // by reading, empty when a reading before it gave the same
}

// text returns the base64 of reading i.
func (d *draft) text(i int) base64Text {
	for len(d.texts) <= i {
		text := base64In(readings[len(d.texts)](d.lines))
		for _, known := range d.texts {
			if bytes.Equal(known.data, text.data) {
				text = base64Text{}
				break
			}
			text.padded = text.padded || known.padded
		}
		d.texts = append(d.texts, text)
	}
	return d.texts[i]
}

// A fit is how well a reading's values fill their block.
type fit int

const (
	noFit   fit = iota
	inside      // values were found, and other base64 stands around them
	exactly     // the values are all the base64 there is
)

// values returns the DER values of a block: those of the first reading that
// fills the block exactly and finds no fewer than another did, or else of the
// first in which most were found.
// accept judges one value.
func (d *draft) values(accept func(der []byte) bool) (values [][]byte, how fit) {
	for i := range readings {
		text := d.text(i)
		found, left := text.values(accept)
		if len(found) == 0 {
			continue
		}
		if left == 0 && len(found) >= len(values) {
			return found, exactly
		}
		if len(found) > len(values) {
			values, how = found, inside
		}
	}
	return values, how
}

// base64Text is what is base64 in some lines, and what followed each of its
// characters there.
type base64Text struct {
	data  []byte
	after []follower
	// padded: this reading or one before it saw "=", so a value that asks for
	// padding has it.
	padded bool
}

// follower is what stands behind a character.
type follower byte

const (
	moreBase64 follower = iota
	otherText           // or the end of a line
	padding             // "="
)

// base64In joins what is base64 in the lines.
func base64In(lines []string) (t base64Text) {
	for _, text := range lines {
		for i := 0; i < len(text); i++ {
			if !isBase64(text[i]) {
				continue
			}
			next := otherText
			if i+1 < len(text) && isBase64(text[i+1]) {
				next = moreBase64
			} else if i+1 < len(text) && text[i+1] == '=' {
				next = padding
				t.padded = true
			}
			t.data = append(t.data, text[i])
			t.after = append(t.after, next)
		}
	}
	return t
}

// maxStarts is how many places a value is tried at in one reading.
const maxStarts = 4

// values cuts DER values out of base64: each begins at a "MI" and is as long
// as its own header says. left counts the characters that belong to none.
//
// When padding was seen, a value must also end as base64 does: with padding
// when its length asks for some, and never in the middle of a word. When some
// are left, one without padding must also stand in lines of one length.
// Otherwise the beginning of the text behind a value that was cut would pass
// for its end, which is a signature that nothing else checks.
func (t base64Text) values(accept func(der []byte) bool) (values [][]byte, left int) {
	var closed, sure [][]byte
	for at, misses := 0, 0; at < len(t.data); {
		n := valueLength(t.data[at:])
		if n > 0 && at+n <= len(t.data) {
			if der := decode64(t.data[at : at+n]); der != nil && accept(der) {
				values = append(values, der)
				at += n
				end := t.after[at-1]
				if end == padding || n%4 == 0 && (end == otherText || valueLength(t.data[at:]) > 0) {
					closed = append(closed, der)
					if n%4 != 0 || t.regular(at-n, at) {
						sure = append(sure, der)
					}
				}
				continue
			}
		}
		if misses++; misses > maxStarts && len(values) == 0 || misses > 10*maxStarts {
			left += len(t.data) - at
			break
		}
		next := bytes.Index(t.data[at+1:], []byte("MI"))
		if next < 0 {
			left += len(t.data) - at
			break
		}
		left += next + 1
		at += next + 1
	}
	switch {
	case left > 0:
		return sure, left
	case t.padded:
		return closed, len(values) - len(closed)
	}
	return values, 0
}

// regular reports whether the lines of a value have one length, all but the
// first and the last. An escape that was cut in two leaves a letter behind, or
// takes one, and its line is longer or shorter than the others.
func (t base64Text) regular(from, to int) bool {
	begin, width, lines := from, 0, 0
	for i := from; i < to-1; i++ {
		if t.after[i] == moreBase64 {
			continue
		}
		n := i + 1 - begin
		begin = i + 1
		if lines++; lines == 1 {
			continue
		}
		if width != 0 && n != width {
			return false
		}
		width = n
	}
	return true
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
		if !strings.ContainsAny(text, "\\&<%=") {
			out = append(out, text)
			continue
		}
		out = append(out, strings.Split(quotedPrintable.Replace(unescape(text)), "\n")...)
	}
	return out
}

var escapes = strings.NewReplacer(
	`\\r\\n`, "\n", `\\n`, "\n", `\\r`, "\n", `\r\n`, "\n", `\n`, "\n", `\r`, "\n", `\/`, "/", `\"`, `"`, `\'`, `'`,
	`\u000a`, "\n", `\u000A`, "\n", `\u000d`, "\n", `\u000D`, "\n", `\u002b`, "+", `\u002B`, "+", `\u002f`, "/", `\u002F`, "/",
	`\u003d`, "=", `\u003D`, "=", `\u0020`, " ", `\u003e`, ">", `\u003c`, "<", `\x0a`, "\n", `\x0A`, "\n", `\x0d`, "\n", `\x0D`, "\n", `\012`, "\n", `\015`, "\n",
	"&#13;", "\n", "&#10;", "\n", "&#xD;", "\n", "&#xd;", "\n", "&#xA;", "\n", "&#xa;", "\n", "&#x0D;", "\n", "&#x0A;", "\n",
	"&nbsp;", " ", "&#160;", " ", "&#32;", " ", "&#9;", " ", "&quot;", `"`, "&#34;", `"`, "&#39;", `'`, "&apos;", `'`, "&gt;", ">", "&lt;", "<",
	"&#43;", "+", "&#47;", "/", "&#61;", "=", "&#x2B;", "+", "&#x2F;", "/", "&#x3D;", "=", "&amp;", "&",
	"%0D%0A", "\n", "%0d%0a", "\n", "%0A", "\n", "%0a", "\n", "%0D", "\n", "%0d", "\n", "%20", " ", "%2B", "+", "%2b", "+", "%2F", "/", "%2f", "/", "%3D", "=", "%3d", "=",
)

// quotedPrintable undoes RFC 2045 section 6.7, as far as a body needs it. In
// other text "=20" is no escape.
var quotedPrintable = strings.NewReplacer("=3D", "=", "=0A", "\n", "=0D", "\n", "=2B", "+", "=2F", "/")

// withoutTabs takes escaped tabs away. It is a reading of its own because a
// line end that was escaped in a properties file leaves a backslash, and the
// next line may begin with "t".
func withoutTabs(lines []string) []string {
	out := make([]string, len(lines))
	for i, text := range lines {
		out[i] = strings.ReplaceAll(text, `\t`, " ")
	}
	return out
}

// unescape undoes one level of escapes and takes tags away. It goes over the
// text twice: exports escape what was escaped.
func unescape(text string) string {
	text = escapes.Replace(escapes.Replace(text))
	if strings.IndexByte(text, '<') < 0 {
		return text
	}
	var b strings.Builder
	for text != "" {
		i := strings.IndexByte(text, '<')
		if i < 0 {
			break
		}
		b.WriteString(text[:i])
		text = text[i:]
		end := 1 + strings.IndexAny(text[1:min(len(text), maxTag)], "<>\n")
		switch {
		case end < 2 || text[end] != '>': // no tag
			b.WriteByte('<')
			text = text[1:]
			continue
		case strings.HasPrefix(text, "<br") || strings.HasPrefix(text, "<BR") || strings.HasPrefix(text, "</"):
			b.WriteByte('\n')
		}
		text = text[end+1:]
	}
	b.WriteString(text)
	return b.String()
}

// maxTag is the longest tag that is taken for one: it may have attributes.
const maxTag = 200

// quotes are what strings stand between in source code, also after a word
// processor has had them.
const quotes = "\"'`“”‘’«»"

// quotedOnly keeps what stands between quotes: the pieces of a string in
// source code, without "+", names and comments. The first line may begin
// inside a string: its marker did. A string may go on in the next line, where
// a line was cut.
func quotedOnly(lines []string, inside bool) []string {
	out := make([]string, len(lines))
	for i, text := range lines {
		var b strings.Builder
		for text != "" {
			part := text
			k := strings.IndexAny(text, quotes)
			if k >= 0 {
				_, size := utf8.DecodeRuneInString(text[k:])
				part, text = text[:k], text[k+size:]
			} else {
				text = ""
			}
			if inside {
				b.WriteString(part)
			}
			inside = inside != (k >= 0)
		}
		out[i] = b.String()
	}
	return out
}

// glued puts lines together that were cut anywhere, in the middle of an
// escape as well.
func glued(lines []string) []string {
	var b strings.Builder
	for _, text := range lines {
		b.WriteString(strings.TrimRight(text, " \t"))
	}
	return []string{b.String()}
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
			out[i] = strings.TrimRight(strings.TrimLeft(out[i], " \t\u00a0>|*#;!%':•·-"), " \t|")
		}
		if !stripNumbers(out[first:]) && !stripCommon(out[first:]) {
			break
		}
	}
	return out
}

// isBlank reports a line without letters and digits.
func isBlank(text string) bool {
	for i := 0; i < len(text); i++ {
		if c := text[i]; isBase64(c) && c != '+' && c != '/' {
			return false
		}
	}
	return true
}

// stripNumbers takes line numbers away. The last line may hold nothing but
// its number: the marker behind it was taken off.
func stripNumbers(lines []string) bool {
	cut := make([]int, len(lines))
	last, seen := -1, 0
	for i, text := range lines {
		if isBlank(text) {
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

// stripCommon takes away what all lines begin with, digits that differ
// included: a time stamp, a counter. Lines of random base64 begin with the
// same character once in 64 times per line.
func stripCommon(lines []string) bool {
	common, seen := "", 0
	for i, text := range lines {
		if isBlank(text) {
			continue
		}
		seen++
		if seen == 1 {
			common = text
			continue
		}
		n := 0
		for n < len(common) && n < len(text) && (common[n] == text[n] || isDigit(common[n]) && isDigit(text[n])) {
			n++
		}
		// The last line may be shorter than the mark itself.
		if n == len(text) && i == len(lines)-1 && n > 0 {
			continue
		}
		common = common[:n]
	}
	// A number of which some lines have one digit more is no common mark.
	if end := len(strings.TrimRight(common, "0123456789")); end < len(common) {
		for _, text := range lines {
			if len(text) > len(common) && isDigit(text[len(common)]) {
				common = common[:end]
			}
		}
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

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// ofOneWidth keeps the words that are base64 and as long as most others: the
// lines of a body that was put on one line together with what stood in front
// of each. The last one is shorter; what it must hold follows from the length
// of the value.
func ofOneWidth(lines []string) []string {
	var all []string
	count := map[int]int{}
	width := 0
	for _, text := range lines {
		words := strings.FieldsFunc(text, func(r rune) bool { return r > 'z' || !isBase64(byte(r)) && r != '=' })
		for _, word := range words {
			all = append(all, word)
			if n := len(word); n >= 20 {
				if count[n]++; count[n] > count[width] || count[n] == count[width] && n > width {
					width = n
				}
			}
		}
	}
	if count[width] < 3 {
		return nil
	}
	var out []string
	last := 0
	for i, word := range all {
		if len(word) == width {
			out = append(out, word)
			last = i
		}
	}
	rest := all[last+1:]
	stripCommon(out) // a mark that was glued to each
	if len(all[0]) != width && strings.HasPrefix(all[0], "MI") {
		out = append([]string{all[0]}, out...) // the marker stood between it and its mark
	}
	missing := 0
	for _, word := range out {
		missing -= len(word)
	}
	missing += valueLength([]byte(out[0]))
	// Padding marks the last word; without it, only one may have the length.
	var tails []string
	for _, word := range rest {
		if body := strings.TrimRight(word, "="); len(body) == missing {
			if len(body) < len(word) {
				return append(out, word)
			}
			tails = append(tails, word)
		}
	}
	if len(tails) == 1 {
		out = append(out, tails[0])
	}
	return out
}

// unwrapped puts lines together again that were cut at one width: all but the
// last of each have exactly that.
func unwrapped(lines []string) []string {
	width, count := 0, 0
	for _, text := range lines {
		switch n := len(text); {
		case n > width:
			width, count = n, 1
		case n == width:
			count++
		}
	}
	if count < 3 {
		return nil
	}
	var out []string
	var b strings.Builder
	for i, text := range lines {
		b.WriteString(text)
		// The first line is what stood behind a marker.
		if len(text) == width || i == 0 && !isBlank(text) {
			continue
		}
		out = append(out, b.String())
		b.Reset()
	}
	return append(out, b.String())
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

// even returns the lines when all but the last have one length, as those of a
// body have. Where parts of lines are thrown away, nothing else shows that too
// much was.
func even(lines []string) []string {
	var out []string
	for _, text := range lines {
		if n := len(out); text != "" && n > 1 && len(out[n-1]) != len(out[0]) {
			return nil
		}
		if text != "" {
			out = append(out, text)
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
