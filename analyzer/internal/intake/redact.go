package intake

import (
	"regexp"
	"strings"
	"unicode"

	"missinglink/analyzer/internal/evidence"
)

// A secret is something that must not outlive the parser: how a line shows
// it, and what takes its place. The first group of the pattern stays.
type secret struct {
	what    string   // as in evidence.Removal
	words   []string // what a line must hold before the pattern is tried
	pattern *regexp.Regexp
}

// removed stands where a secret stood.
const removed = "[removed]"

// secrets are tried in this order; a line may hold several.
var secrets = []secret{
	{"authorization", []string{"authorization"},
		regexp.MustCompile(`(?i)(\b(?:proxy-)?authorization["']?\s*[:=]\s*["']?).+`)},
	{"cookie", []string{"cookie"},
		regexp.MustCompile(`(?i)(\b(?:set-)?cookie["']?\s*[:=]\s*).+`)},
	{"token", []string{"bearer ", "basic "},
		regexp.MustCompile(`(?i)(\b(?:bearer|basic)\s+)[A-Za-z0-9+/=._~-]{8,}`)},
	{"password", []string{"pass", "pwd", "secret", "-pw "},
		regexp.MustCompile(`(?i)([\w.-]*(?:passw(?:or)?d|passphrase|passwd|pwd|storepass|keypass|secret)["']?\s*(?:value)?["']?\s*[:=>]+\s*)(?:"[^"]*"|'[^']*'|[^\s"'<,;&]+)`)},
	// a property in a row of a table: name and value are cells
	{"password", []string{"pass"},
		regexp.MustCompile(`(?i)(\b[\w-]+\.[\w.-]*(?:passw(?:or)?d|passphrase)["']?[\t,;]["']?)[^\s"',;]+`)},
	{"password", []string{"password"}, // a table: name,value
		regexp.MustCompile(`(?i)([\w.-]*(?:password|passphrase|passwd)["']?\s*[,;|\t]\s*["']?)[^\s"',;|]+`)},
	{"password", []string{"pass "},
		regexp.MustCompile(`(?i)(\s--?(?:storepass|keypass|srcstorepass|deststorepass|srckeypass|destkeypass|password|pass|passin|passout|passphrase)[ \t]+)(?:"[^"]*"|'[^']*'|[^\s<]+)`)},
	{"password", []string{"pass:"},
		regexp.MustCompile(`(?i)(\bpass:)[^\s"']+`)},
	{"password", []string{"curl", "-u ", "--user "},
		regexp.MustCompile(`(\s(?:-u|--user|--proxy-user|-U)[ =]?["']?[^\s:"']+:)[^\s"']+`)},
	{"token", []string{"token", "api", "access", "session", "assertion", "sid"},
		regexp.MustCompile(`(?i)(\b[\w.-]*(?:token|api[-_]?key|x-api-key|access[-_]?key|jsessionid|glide_session_store|glide_user_route|client_assertion|samlresponse)["']?\s*[:=>]+\s*["']?)[^\s"'<,;&]{4,}`)},
	{"token", []string{"eyJ"},
		regexp.MustCompile(`()\beyJ[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]{4,}(?:\.[A-Za-z0-9_-]*)*`)},
	{"password", []string{"://"},
		regexp.MustCompile(`(\b[a-zA-Z][a-zA-Z0-9+.-]*://)[^\s/@"'<>]+@`)},
	{"session-key", []string{"master-key", "resumption psk", "session-id", "psk:", "master_secret", "client_random", "traffic_secret", "session id", "sessionid"},
		regexp.MustCompile(`(?i)(\b(?:master-key|resumption psk|session[- ]id(?:-ctx)?|sessionid)["']?\s*[:=]\s*|\b(?:CLIENT_RANDOM|\w+_TRAFFIC_SECRET_\d|EXPORTER_SECRET)\s+)[0-9A-Fa-f][0-9A-Fa-f: ]{7,}`)},
	{"session-key", []string{"secret"},
		regexp.MustCompile(`(\b\w+_SECRET(?:_\d)?\s+)[0-9A-Fa-f ]{16,}`)},
}

// ticketLine is a line of s_client's dump of a session ticket, and of any
// other dump in that form.
var ticketLine = regexp.MustCompile(`^(\s*[0-9a-fA-F]{4,8} - )[0-9a-fA-F]{2}[ -].*`)

// longRun is text that no person reads: the body of a key or certificate, a
// ticket, a signature. It is cut out whatever it is.
var longRun = regexp.MustCompile(`[A-Za-z0-9+/_=]{48,}`)

// secretElement is an XML element or an HTML field whose content is a secret:
// once the tags are gone, nothing tells it from other text.
var secretElement = regexp.MustCompile(`(?i)(<[\w.:-]*(?:passw|passphrase|secret|token)[\w.:-]*(?:\s[^<>]*)?>)[^<]*`)

// redact takes the secrets out of a line.
func redact(text string) string {
	low := strings.ToLower(text)
	for _, x := range secrets {
		for _, word := range x.words {
			if strings.Contains(low, strings.ToLower(word)) {
				text = x.pattern.ReplaceAllString(text, "${1}"+removed)
				break
			}
		}
	}
	text = ticketLine.ReplaceAllString(text, "${1}"+removed)
	return longRun.ReplaceAllString(text, "…")
}

// quotable is a line as it may be shown: redacted, on one line, without
// control, bidirectional and invisible characters, cut to QuoteLimit runes.
func quotable(text string) string {
	if len(text) > 16*evidence.QuoteLimit {
		text = text[:16*evidence.QuoteLimit]
	}
	text = redact(strings.ToValidUTF8(text, "\uFFFD"))
	var b strings.Builder
	n := 0
	for _, r := range strings.TrimRight(text, " \t\r") {
		switch {
		case r == '\t':
			r = ' '
		case unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Co, r) ||
			r == '\u2028' || r == '\u2029':
			continue
		}
		if n == evidence.QuoteLimit-1 {
			b.WriteRune('…')
			break
		}
		b.WriteRune(r)
		n++
	}
	return b.String()
}

// secretReader notes the secrets that stand anywhere in a text, so that the
// report can say that they were left out.
type secretReader struct{ s *sink }

func newSecretReader(s *sink) carrier { return &secretReader{s} }

func (r *secretReader) triggers() []string {
	return []string{
		"authorization:", "authorization\"", "cookie:", "bearer ", "password", "passwd", "passphrase",
		"storepass", "keypass", "pass:", " -u ", " --user ", "client_secret", "api_key", "api-key", "apikey", "token\":", "token=",
		"jsessionid", "eyJ", "glide_session_store", "CLIENT_RANDOM ", "TRAFFIC_SECRET",
	}
}

// maxSecretLine is how much of a line is searched for secrets to be noted.
const maxSecretLine = 1 << 16

func (r *secretReader) line(l line) bool {
	l.text = l.text[:min(len(l.text), maxSecretLine)]
	low := strings.ToLower(l.text)
	for _, x := range secrets {
		for _, word := range x.words {
			if strings.Contains(low, strings.ToLower(word)) {
				if m := x.pattern.FindStringIndex(l.text); m != nil && !strings.HasSuffix(l.text[m[0]:m[1]], removed) {
					r.s.removal(x.what, l.number)
				}
				break
			}
		}
	}
	return false
}

func (r *secretReader) end() {}
