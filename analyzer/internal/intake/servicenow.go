package intake

import (
	"strings"

	"missinglink/analyzer/internal/evidence"
)

// serviceNow reads what the platform writes by itself: lines of localhost,
// wrapper and flow logs, rows of the outbound HTTP log as they are copied from
// a list, and properties. Exports are read by exportReader.
type serviceNow struct {
	s     *sink
	noted map[string]int
}

func newServiceNow(s *sink) carrier { return &serviceNow{s: s, noted: map[string]int{}} }

// settingPrefixes are the properties that decide how the platform connects
// (KB0683345, KB0824494 and the hardening guide).
var settingPrefixes = []string{
	"glide.httpclient.", "com.glide.communications.", "glide.outbound.", "glide.authenticate.mutual",
	"mid.ssl.", "mid.truststore.", "javax.net.ssl.truststore", "glide.certificates.",
}

func (n *serviceNow) triggers() []string {
	return append([]string{
		"request not sent to", "response code: -1", "response code: 0", "status code: 0", "status code: -1",
		"status=0", "status=-1", "status: 0", "status: -1", "http_status=0", "status\t0", "status_code=0", "status_code=-1",
		"httpstatus: 0", "\tget\t", "\tpost\t", "\tput\t", "\tpatch\t", "\tdelete\t", "\"get\",", "\"post\",", "\"put\",", "\"patch\",",
	}, settingPrefixes...)
}

func (n *serviceNow) line(l line) bool {
	low := strings.ToLower(l.text)
	if at := strings.Index(low, "request not sent to"); at >= 0 {
		n.notSent(l, at)
	}
	n.status(l, low)
	for _, prefix := range settingPrefixes {
		for from := 0; ; {
			i := strings.Index(low[from:], prefix)
			if i < 0 {
				break
			}
			at := from + i
			from = at + len(prefix)
			if at == 0 || !isNameByte(low[at-1]) || low[at-1] == 'd' && at > 1 && low[at-2] == '-' {
				n.property(l, at)
			}
		}
	}
	return false
}

func (n *serviceNow) end() {}

// notSent reads "Request not sent to uri=[https://host/path] : cause".
func (n *serviceNow) notSent(l line, at int) {
	args := urlArgs(l.text[at:])
	n.note(l, evidence.RequestNotSent, args)
}

// urlArgs finds the first URL of a text: its host, and its scheme when that is
// the name of a protocol profile.
func urlArgs(text string) map[string]string {
	i := strings.Index(text, "://")
	if i <= 0 {
		return nil
	}
	start := i
	for start > 0 && (isNameByte(text[start-1]) || text[start-1] == '+' || text[start-1] == '-') {
		start--
	}
	scheme, rest := text[start:i], text[i+3:]
	from := 0 // the brackets of an IPv6 address are its own
	if strings.HasPrefix(rest, "[") {
		from = strings.IndexByte(rest, ']') + 1
	}
	if end := strings.IndexAny(rest[from:], "/?#]>\"' \t),;|"); end >= 0 {
		rest = rest[:from+end]
	}
	if at := strings.LastIndexByte(rest, '@'); at >= 0 {
		rest = rest[at+1:]
	}
	host, port, ok := address(rest)
	if !ok {
		return nil
	}
	args := map[string]string{"host": host}
	if port != "" {
		args["port"] = port
	}
	if !strings.EqualFold(scheme, "https") && !strings.EqualFold(scheme, "http") && scheme != "" {
		args["scheme"] = scheme
	}
	return args
}

func isNameByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '.'
}

// statusWords stand before a status in a log line.
var statusWords = []string{"response code: ", "status code: ", "status_code=", "http_status=", "httpstatus: ", "status=", "status: ", "status\t"}

// status recognises requests that failed below HTTP: status 0 or -1.
func (n *serviceNow) status(l line, low string) {
	for _, words := range statusWords {
		i := strings.Index(low, words)
		if i < 0 {
			continue
		}
		if status := statusAt(low[i+len(words):]); status != "" && strings.Contains(low, "://") {
			n.noStatus(l, status, urlArgs(l.text))
			return
		}
	}
	for _, separator := range []string{"\t", "\",\""} {
		if cells := strings.Split(l.text, separator); len(cells) >= 4 {
			n.statusRow(l, cells)
			return
		}
	}
}

// statusAt reads 0 or -1 at the beginning of a text.
func statusAt(text string) string {
	for _, status := range []string{"-1", "0"} {
		if rest, ok := strings.CutPrefix(text, status); ok && (rest == "" || !isNameByte(rest[0])) {
			return status
		}
	}
	return ""
}

// statusRow reads a row of the outbound HTTP log copied from a list: a method,
// a host and a status among its cells.
func (n *serviceNow) statusRow(l line, cells []string) {
	var method, status string
	var args map[string]string
	for _, cell := range cells {
		cell = strings.Trim(strings.TrimSpace(cell), "\"")
		switch {
		case isMethod(cell):
			method = cell
		case cell == "0" || cell == "-1":
			if status == "" || cell == "-1" {
				status = cell
			}
		case args == nil && strings.Contains(cell, "://"):
			args = urlArgs(cell)
		case args == nil && strings.Contains(cell, ".") && isHost(cell) && !allDigits(strings.ReplaceAll(cell, ".", "")):
			args = map[string]string{"host": cell}
		case status != "-1" && len(cell) == 3 && allDigits(cell) && cell >= "100" && cell <= "599":
			return // a status of HTTP: the 0 is something else
		}
	}
	if method != "" && status != "" && args != nil {
		n.noStatus(l, status, args)
	}
}

func isMethod(text string) bool {
	switch strings.ToUpper(text) {
	case "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS":
		return true
	}
	return false
}

func (n *serviceNow) noStatus(l line, status string, args map[string]string) {
	n.note(l, evidence.HTTPNoStatus, withArg(args, "status", status))
}

func (n *serviceNow) note(l line, id string, args map[string]string) {
	key := id + args["host"]
	if len(n.noted) == maxSignals { // as many signals are kept
		n.s.truncated("maxSignals")
		return
	}
	if n.noted[key]++; n.noted[key] > maxSame {
		return
	}
	at, _ := entryTime(l.text)
	n.s.kind("servicenow-log")
	n.s.signal(evidence.Signal{ID: id, Quote: n.s.quote(l), At: at, Args: args})
}

// property reads a property that begins at at: "name=value", "name: value",
// "name value" of a list, "-Dname=value", and the cells of a row.
func (n *serviceNow) property(l line, at int) {
	text := l.text[at:]
	end := 0
	for end < len(text) && (isNameByte(text[end]) || text[end] == '-') {
		end++
	}
	name := strings.TrimSuffix(text[:end], ".")
	rest := text[end:]
	if strings.Contains(strings.ToLower(name), "password") || strings.Contains(strings.ToLower(name), "passphrase") {
		return // the reader of secrets notes it
	}
	value, ok := propertyValue(rest)
	if !ok {
		return
	}
	n.s.kind("properties")
	n.s.setting(evidence.Setting{Name: name, Value: value, Quote: n.s.quote(l)})
}

// propertyValue reads what follows a property's name. Prose that mentions the
// name gives none.
func propertyValue(rest string) (string, bool) {
	t := strings.TrimLeft(rest, " ")
	switch {
	case strings.HasPrefix(t, "="):
		t = t[1:]
	case strings.HasPrefix(t, ":") && !strings.HasPrefix(t, "://"):
		t = t[1:]
	case strings.HasPrefix(rest, "\t"):
		// the blanks around a value go below
	case strings.HasPrefix(t, "\",\""), strings.HasPrefix(t, "\";\""):
		t = t[2:]
	case strings.HasPrefix(t, "\" :"):
		t = t[3:]
	case strings.HasPrefix(t, "\":"), strings.HasPrefix(t, "'="), strings.HasPrefix(t, "\"="):
		t = t[2:]
	default:
		return "", false
	}
	t = strings.TrimSpace(t)
	if q := strings.IndexByte("\"'", firstByte(t)); q >= 0 {
		var behind string
		if t, behind, _ = strings.Cut(t[1:], t[:1]); strings.HasPrefix(strings.TrimLeft(behind, " "), ":") {
			return "", false // the next name of a JSON object, no value
		}
	} else if i := strings.IndexAny(t, "\t,;"); i >= 0 {
		t = t[:i]
	}
	return strings.TrimSpace(t), true
}

func firstByte(text string) byte {
	if text == "" {
		return 0
	}
	return text[0]
}
