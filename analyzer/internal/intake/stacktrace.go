package intake

import (
	"strings"
	"time"

	"missinglink/analyzer/internal/evidence"
)

// stackTrace reads the sentences with which Java and the platform report a
// failure, wherever they stand: in a stack trace, in one line of a log, in a
// mail that wrapped it. Lines are joined until something shows that a new
// entry begins.
type stackTrace struct {
	s     *sink
	text  []byte // squeezed
	start []mark // where each joined line begins
	skip  bool   // inside an exception that the debug log carrier reads
	// chain are the path sentences of the exception that is open, with its
	// causes; server is true when a frame shows that a server checked a client.
	chain  []int
	server bool
	count  map[string]int
}

// A mark leads from an offset in the joined text to the line that stood there.
type mark struct {
	offset int
	line   line
}

const (
	// maxJoined is how many lines one sentence may be spread over: at 60
	// columns the longest one fills five, with class names before it.
	maxJoined = 12
	// maxSame is how often the same sentence is noted in one input. Rules
	// quote three; a log repeats it for every retry.
	maxSame = 20
)

func newStackTrace(s *sink) carrier { return &stackTrace{s: s, count: map[string]int{}} }

func (t *stackTrace) triggers() []string {
	// Short ones, and for most sentences two: a wrapped line may have cut one.
	return []string{
		"exception", "pkix", "caused by:", "java.security.", "javax.net.ssl.", "sun.security.validator", "error:",
		"warning:", "certification path", "fatal alert", "peer not auth", "authenticated", "socket is cl",
		"session contains", "no certificates", "x.509 cert", "client authentication", "null cert", "client certificate chain",
		"required ssl", "return a certificate", "provide a certificate", "trustanchors", "keystore was", "tampered",
		"password was incorrect", "unable to load", "keystore format", "valid private", "ssl message",
		"closed connection during", "terminated the handshake", "shut down incorrectly", "subject alternative",
		"no name matching", "didn't match", "doesn't match", "ocsp revoke", "revoke check", "has been revoked",
		"remote error: tls", "\": remote", "post \"http", "get \"http", "error while", "could not find", "tlsfatalalert", "not verified:", "\"throwable\" :", "no issuer cert",
		"network is unreachable", "ssl handshake in progress", "connection refused", "unknownhost",
		"key usage d", "keyusage d", "given dom", "no trusted", "distrusted", "chain length (", "algorithm con", "iate protocol", "failed to parse",
		"err_cert_", "err_tls_cert", "curl error", "key values m", "the server cert", "cert_has_exp", "issuer_cert", "signed_cert", "sec_error_", "sec_e_", "bad_cert_dom", "altnames", "509: cert", "509: cannot", "requested host", "locally ver", "h lookup:", "reason: unable", "https client", "namemism",
		"y failed", "unknown a", checksClient, "leaf_sig", "first ce", "signed c", "remote ce", "trust re",
	}
}

func (t *stackTrace) line(l line) bool {
	one := strings.Count(l.text, javaRecord) // more stand in a log that lost its line ends
	if one == 1 || one == 0 && strings.Contains(l.text, "\"throwable\" :") {
		// The debug log knows to which handshake this belongs.
		t.flush()
		t.skip = strings.Contains(l.text, "\"throwable\" :")
		return t.skip
	}
	if t.skip {
		t.skip = strings.TrimSpace(l.text) != ")"
		return t.skip
	}
	if isDebugLine(l.text) {
		t.flush()
		return false
	}
	if strings.Contains(l.text, "&nbsp;") {
		l.text = unescape(l.text)
	}
	text := strings.TrimLeft(l.text, " \t>|*")
	if isFrame(text) && strings.Contains(strings.ToLower(text), checksClient) {
		t.flush()
		t.server = true
		for _, i := range t.chain {
			t.s.ev.Signals[i].ID = aboutClient(t.s.ev.Signals[i].ID)
		}
	}
	if beginsEntry(text) || isFrame(text) || len(t.start) >= maxJoined {
		t.flush()
	}
	if strings.TrimSpace(text) == "" {
		t.flush()
		return false
	}
	if isFrame(text) || len(t.start) == 0 && !l.woke {
		return false // the next entry is none of ours
	}
	t.start = append(t.start, mark{len(t.text), l})
	t.text = append(t.text, squeeze(text)...)
	if l.more {
		return true
	}
	if len(t.text) > 4*maxLine {
		t.flush()
		return false
	}
	return true
}

// isDebugLine recognises the lines with which the debug log of JDK 8 repeats
// an exception or says what it has to send.
func isDebugLine(text string) bool {
	return strings.Contains(text, ", handling exception: ") || strings.Contains(text, "found - continuing without client authentication")
}

// isFrame recognises the lines of a stack trace that say where, not what.
func isFrame(text string) bool {
	if at := strings.Index(text, "at "); at >= 0 && strings.IndexByte(text[at:], ')') == len(strings.TrimRight(text, " \t"))-at-1 && strings.Contains(text, ".") {
		return strings.TrimLeft(text[:at], " \t") == "" || strings.HasSuffix(strings.TrimRight(text[:at], " \t"), "]")
	}
	return strings.HasPrefix(text, "... ") && strings.HasSuffix(text, " more")
}

// beginsEntry recognises the beginning of a log entry or of the next exception
// of a chain.
func beginsEntry(text string) bool {
	for _, p := range []string{"Caused by: ", "Suppressed: ", "Exception in thread", "ERROR", "WARN", "INFO", "DEBUG", "SEVERE", "[ERROR]", "[WARN", "[INFO]", "[DEBUG]"} {
		if strings.HasPrefix(text, p) {
			return true
		}
	}
	_, ok := entryTime(text)
	return ok
}

// entryTime reads the time at the beginning of a log line, in the forms of
// most logging frameworks. It is taken for UTC.
func entryTime(text string) (time.Time, bool) {
	text = strings.TrimLeft(text, "[( ")
	if len(text) < 19 {
		return time.Time{}, false
	}
	if c := text[10]; c != ' ' && c != 'T' {
		return time.Time{}, false
	}
	return javaTime(text[:10] + " " + text[11:19])
}

// flush looks for sentences in what was joined, and forgets it.
func (t *stackTrace) flush() {
	if len(t.start) == 0 {
		return
	}
	if !strings.HasPrefix(string(t.text), "causedby:") {
		t.chain, t.server = t.chain[:0], false
	}
	for _, x := range saidIn(string(t.text)) {
		if x.id == evidence.ReadTimedOut {
			continue // a trace does not tell how far TLS had come
		}
		l := t.lineAt(x.at)
		at, _ := entryTime(l.text)
		if t.server {
			x.id = aboutClient(x.id)
		}
		if name := x.at + len(notFound); strings.HasPrefix(string(t.text[x.at:]), notFound) {
			x.args = unknownHost("", t.rest(name))
		}
		t.note(evidence.Signal{ID: x.id, Quote: t.s.quote(l), At: at, Args: x.args})
	}
	t.text, t.start = t.text[:0], t.start[:0]
}

// notFound is the sentence that a bare name follows.
const notFound = "unknownhostexception:"

// rest is what follows on one line. Where no other line is glued to it, its
// end is one.
func (t *stackTrace) rest(offset int) string {
	for _, m := range t.start {
		if m.offset > offset {
			return string(t.text[offset:m.offset])
		}
	}
	return string(t.text[offset:]) + " "
}

func (t *stackTrace) lineAt(offset int) line {
	l := t.start[0].line
	for _, m := range t.start {
		if m.offset > offset {
			break
		}
		l = m.line
	}
	return l
}

// note records a signal, unless the same was said often enough.
func (t *stackTrace) note(x evidence.Signal) {
	key := x.ID + "\x00" + x.Args["reason"] + "\x00" + x.Args["alert"] + "\x00" + x.Args["host"] + "\x00" + x.Args["date"]
	if len(t.count) == maxSignals { // as many signals are kept
		t.s.truncated("maxSignals")
		return
	}
	if t.count[key]++; t.count[key] > maxSame {
		return
	}
	t.chain = append(t.chain, t.s.signal(x))
}

// checksClient is in the names of the JDK's methods with which a server checks
// what a client sent (checkClientTrusted, checkClientCerts).
const checksClient = "checkclient"

// aboutClient is the id of a sentence about a path that a server said: what it
// checks is the client's chain.
func aboutClient(id string) string {
	switch id {
	case evidence.PathBuildingFailed:
		return evidence.ClientBuildingFailed
	case evidence.PathValidationFailed, evidence.CertificateRefused:
		return evidence.ClientValidationFailed
	}
	return id
}

func (t *stackTrace) end() {
	t.flush()
	if len(t.count) > 0 {
		t.s.kind("java-stack")
	}
}
