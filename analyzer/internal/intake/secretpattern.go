package intake

import (
	"strings"

	"missinglink/analyzer/internal/words"
)

// A pattern reads what stands around a word that announces a secret, text[at:after].
// The secret is text[start:end]; with start == end there is none, and nothing
// before end can be one.
type pattern func(text string, at, after int) (start, end int)

// headerLine is a line of HTTP, also as a property: all of it is the secret.
func headerLine(text string, at, after int) (int, int) {
	i, ok := sign(text, after, ":=")
	if !ok || !startsWord(text, at) {
		return 0, 0
	}
	return i, lineEnd(text, i)
}

// credentials follow the name of their scheme (RFC 7235).
func credentials(text string, at, after int) (int, int) {
	i := run(text, after, isSpace)
	end := run(text, i, isToken68)
	if i == after || end-i < 8 || !startsWord(text, at) {
		return 0, 0
	}
	return i, end
}

// assigned is name=value, "name": "value", name => value, <name>value, and
// "name value: value".
func assigned(text string, _, after int) (int, int) {
	if i := run(text, quoteMark(text, after), isSpace); beginsWith(text[i:], "value") {
		after = i + len("value")
	}
	i, ok := sign(text, after, ":=>")
	if !ok {
		return 0, 0
	}
	return i, value(text, i, "\"'<,;&")
}

// assignedToken is one that can be a token: prose has short ones.
func assignedToken(text string, at, after int) (int, int) {
	start, end := assigned(text, at, after)
	if end-start < 4 {
		return 0, 0
	}
	return start, end
}

// cell stands in a row behind the cell of its name. Between tabs or bars it may
// hold blanks.
func cell(text string, _, after int) (int, int) {
	i, bar := run(text, quoteMark(text, after), isSpace), "\t"
	switch {
	case i < len(text) && (text[i] == ',' || text[i] == ';'):
		i = run(text, i+1, isSpace)
		return i, value(text, i, "\"',;")
	case i < len(text) && text[i] == '|':
		i, bar = i+1, "|"
	case !strings.Contains(text[after:i], bar):
		return 0, 0
	}
	i = run(text, i, isSpace)
	secret, _, _ := strings.Cut(text[i:lineEnd(text, i)], bar)
	return i, i + len(secret)
}

// option is one of a command line, its value behind a blank.
func option(text string, at, after int) (int, int) {
	if at > 0 && text[at-1] == '-' {
		at--
	}
	i := run(text, after, isTabOrSpace)
	if i == after || at == 0 || !isSpace(text[at-1]) {
		return 0, 0
	}
	return i, value(text, i, "<")
}

// source is OpenSSL's way to say where a password comes from: pass:value.
func source(text string, at, after int) (int, int) {
	if !startsWord(text, at) {
		return 0, 0
	}
	return after, value(text, after, "\"'")
}

// nearby is how far in front of an option its command is looked for.
const nearby = 512

// user is curl's user:password; the user stays.
func user(text string, at, after int) (int, int) {
	if at == 0 || !isSpace(text[at-1]) {
		return 0, 0
	}
	quoted := after
	if after < len(text) && (text[after] == ' ' || text[after] == '=') {
		quoted++
	} else if !strings.Contains(text[max(0, at-nearby):at], "curl") {
		return 0, 0
	}
	name := quoteMark(text, quoted)
	i := value(text, name, ":\"'")
	if i == name || i == len(text) || text[i] != ':' {
		return 0, 0
	}
	if quoted < name {
		return i + 1, quoteEnd(text, name, name-quoted)
	}
	return i + 1, value(text, i+1, "\"'")
}

// webToken is a JSON Web Token (RFC 7519): the base64url of {" and two parts
// behind dots.
func webToken(text string, at, after int) (int, int) {
	head := run(text, after, isURL64)
	if text[at:after] != "eyJ" || !startsWord(text, at) {
		return 0, 0
	}
	if head-after < 6 || head == len(text) || text[head] != '.' {
		return head, head
	}
	end := run(text, head+1, isURL64)
	if end-head-1 < 4 {
		return head, head
	}
	for end < len(text) && text[end] == '.' {
		end = run(text, end+1, isURL64)
	}
	return at, end
}

// userInfo stands in an address in front of the host (RFC 3986 section 3.2.1).
func userInfo(text string, at, after int) (int, int) {
	if at == 0 || !isWord(text[at-1]) {
		return 0, 0
	}
	end := after + 1 + strings.LastIndexByte(text[after:value(text, after, "/\"'<>")], '@') // a password may hold one
	if end <= after+1 {
		return 0, 0
	}
	return after, end
}

// sessionKey is a line of s_client's, or of a handshake's, in hexadecimal.
func sessionKey(text string, at, after int) (int, int) {
	i, ok := sign(text, after, ":=")
	i = quoteMark(text, i)
	end := run(text, i, isHexText)
	if !ok || end-i < 8 || !isHexDigit(text[i]) || !startsWord(text, at) {
		return 0, 0
	}
	return i, end
}

// keyLog is a line of SSLKEYLOGFILE's format, for Wireshark: all its numbers.
func keyLog(text string, _, after int) (int, int) {
	if after+1 < len(text) && text[after] == '_' && isDigit(text[after+1]) {
		after += len("_0")
	}
	i := run(text, after, isSpace)
	end := run(text, i, isHexText)
	if i == after || end-i < 16 {
		return 0, 0
	}
	return i, end
}

// secretElement finds the content of an XML element or an HTML field that is a
// secret: once the tags are gone, nothing tells it from other text.
func secretElement(text string, from int) (start, end int, ok bool) {
	for i := from; ; {
		before := strings.IndexByte(text[i:], '<')
		if before < 0 {
			return 0, 0, false
		}
		name := i + before + 1
		i = run(text, name, isNameChar)
		if i == len(text) || text[i] != '>' && !isSpace(text[i]) || !secretName(text[name:i]) {
			continue
		}
		tag := strings.IndexAny(text[i:], "<>")
		if tag < 0 {
			return 0, 0, false
		}
		if i += tag; text[i] == '<' {
			continue
		}
		content, _, _ := strings.Cut(text[i+1:], "<")
		return i + 1, i + 1 + len(content), true
	}
}

func secretName(name string) bool {
	name = strings.ToLower(name)
	return strings.Contains(name, "passw") || strings.Contains(name, "passphrase") ||
		strings.Contains(name, "secret") || strings.Contains(name, "token")
}

// ticketDump is where the bytes begin in a line of s_client's dump of a session
// ticket, or of any other dump in that form; 0 in another line.
func ticketDump(text string) int {
	start := run(text, 0, isSpace)
	i := run(text, start, isHexDigit)
	if i-start < 4 || i-start > 8 || !strings.HasPrefix(text[i:], " - ") {
		return 0
	}
	i += len(" - ")
	if n := run(text, i, isHexDigit); n-i != 2 || n == len(text) || text[n] != ' ' && text[n] != '-' {
		return 0
	}
	return i
}

// longest is how long a run of letters and digits may be: nobody reads more.
const longest = 48

// longRun finds text that no person reads: the body of a key or certificate, a
// ticket, a signature. It is cut out whatever it is.
func longRun(text string, from int) (start, end int, ok bool) {
	for start = from; start < len(text); start = end + 1 {
		if end = run(text, start, isRunChar); end-start >= longest {
			return start, end, true
		}
	}
	return 0, 0, false
}

// sign reads what stands between a name and its value: the end of a quote,
// blanks, one or more of the signs, blanks.
func sign(text string, i int, signs string) (int, bool) {
	i = run(text, quoteMark(text, i), isSpace)
	n := i
	for n < len(text) && strings.IndexByte(signs, text[n]) >= 0 {
		n++
	}
	return run(text, n, isSpace), n > i
}

// value is where a value ends that begins at i: with its quote, or at a blank
// or one of stops. A quote that is never closed goes to the end of the line.
func value(text string, i int, stops string) int {
	if begin := quoteMark(text, i); begin > i {
		return quoteEnd(text, begin, begin-i)
	}
	for i < len(text) && !isSpace(text[i]) && strings.IndexByte(stops, text[i]) < 0 {
		i++
	}
	return i
}

// quoteMark is behind the quote at i with the backslashes that escape it; i
// itself without one.
func quoteMark(text string, i int) int {
	n := i
	for n < len(text) && text[n] == '\\' {
		n++
	}
	if n < len(text) && (text[n] == '"' || text[n] == '\'') {
		return n + 1
	}
	return i
}

// quoteEnd is behind the quote that closes the one before i, which is width
// bytes with its backslashes: one with more of them stands inside.
func quoteEnd(text string, i, width int) int {
	quote, end := text[i-1], lineEnd(text, i)
	for escapes := 0; i < end; i++ {
		switch text[i] {
		case '\\':
			escapes++
		case quote:
			if escapes < width {
				return i + 1
			}
			escapes = 0
		default:
			escapes = 0
		}
	}
	return end
}

// run is the end of the run of such bytes that begins at i.
func run(text string, i int, is func(byte) bool) int {
	for i < len(text) && is(text[i]) {
		i++
	}
	return i
}

func lineEnd(text string, i int) int {
	if n := strings.IndexByte(text[i:], '\n'); n >= 0 {
		return i + n
	}
	return len(text)
}

// beginsWith ignores the case of ASCII letters; word is in lower case.
func beginsWith(text, word string) bool {
	if len(text) < len(word) {
		return false
	}
	for i := range len(word) {
		if words.Lower(text[i]) != word[i] {
			return false
		}
	}
	return true
}

// startsWord reports whether no letter, digit or underscore stands before i.
func startsWord(text string, i int) bool { return i == 0 || !isWord(text[i-1]) }

func isSpace(c byte) bool      { return c == ' ' || c >= '\t' && c <= '\r' && c != '\v' }
func isTabOrSpace(c byte) bool { return c == ' ' || c == '\t' }
func isLetter(c byte) bool     { return words.Lower(c) >= 'a' && words.Lower(c) <= 'z' }
func isWord(c byte) bool       { return isLetter(c) || isDigit(c) || c == '_' }
func isHexDigit(c byte) bool   { return isDigit(c) || words.Lower(c) >= 'a' && words.Lower(c) <= 'f' }
func isHexText(c byte) bool    { return isHexDigit(c) || c == ':' || c == ' ' }
func isNameChar(c byte) bool   { return isWord(c) || c == '.' || c == ':' || c == '-' }
func isURL64(c byte) bool      { return isWord(c) || c == '-' }
func isRunChar(c byte) bool    { return isWord(c) || c == '+' || c == '/' || c == '=' }
func isToken68(c byte) bool    { return isRunChar(c) || c == '-' || c == '.' || c == '~' }
