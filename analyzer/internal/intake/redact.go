package intake

import (
	"strings"
	"sync"
	"unicode"

	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/words"
)

// A secret is something that must not outlive the parser: the words that
// announce it and the pattern in which it stands behind them.
type secret struct {
	what    string // as in evidence.Removal
	pattern pattern
	words   []string // in lower case; a line has them in any
}

// removed stands where a secret stood.
const removed = "[removed]"

// assignedPassword is what stands on lines of its own: see readName.
var assignedPassword = secret{"password", assigned, []string{"password", "passwd", "passphrase", "pwd", "storepass", "keypass", "secret"}}

// secrets are tried in this order; a line may hold several.
var secrets = []secret{
	{"authorization", headerLine, []string{"authorization"}},
	{"cookie", headerLine, []string{"cookie"}},
	{"token", credentials, []string{"bearer", "basic"}},
	assignedPassword,
	{"password", cell, []string{"password", "passwd", "passphrase"}},
	{"password", option, []string{"-storepass", "-keypass", "-srcstorepass", "-deststorepass", "-srckeypass", "-destkeypass",
		"-password", "-pass", "-passin", "-passout", "-passphrase"}},
	{"password", source, []string{"pass:"}},
	{"password", user, []string{"-u", "--user", "--proxy-user"}},
	{"token", assignedToken, []string{"token", "apikey", "api-key", "api_key", "accesskey", "access-key", "access_key",
		"jsessionid", "glide_session_store", "glide_user_route", "client_assertion", "samlresponse"}},
	{"token", webToken, []string{"eyj"}},
	{"password", userInfo, []string{"://"}},
	{"session-key", sessionKey, []string{"master-key", "resumption psk", "session-id", "session-id-ctx", "session id", "session id-ctx", "sessionid"}},
	{"session-key", keyLog, []string{"client_random", "_secret"}},
}

// secretWords tells in one pass which of secrets a line has words of.
var secretWords = sync.OnceValue(func() *words.Automaton {
	lists := make([][]string, len(secrets))
	for i, x := range secrets {
		lists[i] = x.words
	}
	return words.NewAutomaton(lists)
})

// next finds the first secret at from or behind it: text[start:end]. The text
// is gone over once, whatever it holds: a pattern never reads back over what it
// refused.
func (x *secret) next(text string, from int) (start, end int, ok bool) {
	for at := from; at < len(text); {
		on := at + 1
		for _, word := range x.words {
			if !beginsWith(text[at:], word) {
				continue
			}
			if start, end = x.pattern(text, at, at+len(word)); start < end {
				return start, end, true
			}
			on = max(on, end)
		}
		at = on
	}
	return 0, 0, false
}

// redact takes the secrets out of a line.
func redact(text string) string {
	found := secretWords().In([]byte(text))
	for i := range secrets {
		if found&(1<<i) != 0 {
			text = replaced(text, removed, secrets[i].next)
		}
	}
	if i := ticketDump(text); i > 0 {
		text = text[:i] + removed + text[lineEnd(text, i):]
	}
	return replaced(text, "…", longRun)
}

// replaced puts with in the place of everything that next finds.
func replaced(text, with string, next func(text string, from int) (start, end int, ok bool)) string {
	var b strings.Builder
	at := 0
	for {
		start, end, ok := next(text, at)
		if !ok {
			break
		}
		b.WriteString(text[at:start])
		b.WriteString(with)
		at = end
	}
	if at == 0 {
		return text
	}
	return b.String() + text[at:]
}

// quotable is a line as it may be shown: redacted, on one line, without
// control, bidirectional and invisible characters, cut to QuoteLimit runes.
func quotable(text string) string {
	text = text[:min(len(text), 16*evidence.QuoteLimit)]
	text = redact(strings.ToValidUTF8(text, "\uFFFD"))
	if len(text) < evidence.QuoteLimit && printable(text) {
		return strings.TrimRight(text, " ")
	}
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

// printable reports text of nothing but printable ASCII, as most lines are.
func printable(text string) bool {
	for i := 0; i < len(text); i++ {
		if text[i] < ' ' || text[i] >= 0x7f {
			return false
		}
	}
	return true
}

// secretReader notes the secrets that stand anywhere in a text, so that the
// report can say that they were left out.
type secretReader struct{ s *sink }

func newSecretReader(s *sink) carrier { return &secretReader{s} }

func (r *secretReader) triggers() []string {
	words := []string{
		"authorization:", "authorization\"", "cookie:", "bearer ", "password", "passwd", "passphrase",
		"storepass", "keypass", "pass:", " -u ", " --user ", "client_secret", "api_key", "api-key", "apikey", "token\":", "token=",
		"jsessionid", "glide_session_store", "CLIENT_RANDOM ", "TRAFFIC_SECRET",
	}
	// A web token begins with a brace, a quote and a small letter, in base64.
	for _, letter := range "hijklmnopqrstuvwxyz0123456" {
		words = append(words, "eyJ"+string(letter))
	}
	return words
}

func (r *secretReader) line(l line) bool {
	found := secretWords().In([]byte(l.text))
	for i := range secrets {
		if found&(1<<i) == 0 {
			continue
		}
		if start, end, ok := secrets[i].next(l.text, 0); ok && !strings.Contains(l.text[start:end], removed) {
			r.s.removal(secrets[i].what, l.number)
		}
	}
	return false
}

func (r *secretReader) end() {}
