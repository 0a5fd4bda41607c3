package intake

import (
	"strings"
	"unicode/utf8"
)

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
	return untagged(escapes.Replace(escapes.Replace(text)))
}

// untagged takes tags away; the ends of blocks end a line.
func untagged(text string) string {
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
