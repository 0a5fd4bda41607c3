package intake

import (
	"net/netip"
	"strconv"
	"strings"
)

// failure is a sentence with which tools say that no connection came about.
type failure struct {
	words string
	cause string // dns, refused, timeout, unreachable, proxy
}

// failures are matched in lower case. The numbers are errno on Linux, macOS
// and Windows.
var failures = []failure{
	{"name or service not known", "dns"}, {"nodename nor servname", "dns"}, {"could not resolve", "dns"},
	{"no such host", "dns"}, {"temporary failure in name resolution", "dns"}, {"gethostbyname", "dns"},
	{"getaddrinfo", "dns"}, {"name resolution", "dns"}, {"cannot resolve", "dns"}, {"unknown host", "dns"},
	{"bio_lookup", "dns"}, {"no address associated with hostname", "dns"}, {"host not found", "dns"},
	{"connection refused", "refused"}, {"actively refused", "refused"}, {"connect:errno=111", "refused"},
	{"connect:errno=61", "refused"}, {"connect:errno=10061", "refused"},
	{"connection timed out", "timeout"}, {"operation timed out", "timeout"}, {"connect:errno=110", "timeout"},
	{"connect:errno=60", "timeout"}, {"connect:errno=10060", "timeout"}, {"connect timeout", "timeout"},
	{"timed out after", "timeout"}, {"connection timeout", "timeout"},
	{"no route to host", "unreachable"}, {"network is unreachable", "unreachable"},
	{"host is unreachable", "unreachable"}, {"connect:errno=113", "unreachable"},
	{"connect:errno=101", "unreachable"}, {"connect:errno=10065", "unreachable"}, {"connect:errno=51", "unreachable"},
	{"connect:errno=65", "unreachable"}, {"couldn't connect to server", "refused"}, {"failed to connect", "refused"},
	{"http connect failed", "proxy"}, {"connect tunnel failed", "proxy"}, {"from proxy after connect", "proxy"},
	{"connect:errno=", "other"}, {"connect error", "other"},
}

// failureIn names why no connection came about, "" when the line is no such.
func failureIn(text string) string {
	low := strings.ToLower(text)
	for _, f := range failures {
		if strings.Contains(low, f.words) {
			return f.cause
		}
	}
	return ""
}

// plainAnswers are the errors with which TLS clients say that what came back
// is no TLS.
var plainAnswers = []string{
	"wrong version number", "unknown protocol", "http request", "https proxy request", "packet length too long",
	"record layer failure", "unexpected tls packet", "wrong ssl version", "not an ssl/tls record",
	"first record does not look like a tls handshake",
}

func plainAnswer(text string) bool {
	low := strings.ToLower(text)
	for _, words := range plainAnswers {
		if strings.Contains(low, words) {
			return true
		}
	}
	return false
}

// cuts are the errors that say that the other side ended the connection
// without an alert.
var cuts = []string{
	"unexpected eof", "write:errno=104", "write:errno=54", "write:errno=10054", "read:errno=104",
	"read:errno=54", "read:errno=10054", "write:errno=0", "read:errno=0", "connection reset by peer",
	"ssl_error_syscall", "ssl handshake failure", "connection was non-properly terminated", "write:errno=32",
}

func cutIn(text string) bool {
	low := strings.ToLower(text)
	for _, words := range cuts {
		if strings.Contains(low, words) {
			return true
		}
	}
	return false
}

// address splits "host:port", "[v6]:port" and "host", and refuses what is
// neither a host name nor an address: placeholders, and whatever else stands
// in a command that was copied from a manual.
func address(text string) (host, port string, ok bool) {
	text = strings.Trim(text, "\"'`“”‘’,;()")
	host = text
	switch {
	case strings.HasPrefix(text, "["):
		inner, rest, ok := strings.Cut(text[1:], "]")
		if !ok {
			return "", "", false
		}
		host, port = inner, strings.TrimPrefix(rest, ":")
	case strings.Count(text, ":") == 1:
		host, port, _ = strings.Cut(text, ":")
	}
	if n, _ := strconv.Atoi(port); port != "" && (n < 1 || n > 65535) {
		if port != "https" {
			return "", "", false
		}
		port = "443"
	}
	if !isHost(host) {
		return "", "", false
	}
	return host, port, true
}

// Peer reads what somebody gave as the host: its name or address, with a port
// or inside a URL as well. What is neither stays as it is, without blanks.
func Peer(text string) (host, port string) {
	text = strings.TrimSpace(text)
	if args := urlArgs(text); args != nil {
		return args["host"], args["port"]
	}
	name := text
	if end := strings.IndexAny(text, "/?#"); end > 0 && !strings.Contains(text, "://") {
		name = text[:end]
	}
	if host, port, ok := address(name); ok {
		return host, port
	}
	return text, ""
}

// isHost reports whether text is an IP address or a host name in letters,
// digits, hyphens and underscores (RFC 1123 section 2.1).
func isHost(text string) bool {
	if _, err := netip.ParseAddr(text); err == nil {
		return true
	}
	text = strings.TrimSuffix(text, ".")
	if len(text) > 253 {
		return false
	}
	for _, label := range strings.Split(text, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for _, r := range label {
			if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' || r > 0x7f && r != 0xfffd) {
				return false
			}
		}
	}
	return true
}

// isIP reports whether text is an address in numbers.
func isIP(text string) bool {
	_, err := netip.ParseAddr(text)
	return err == nil
}

// protocolName reads the name of a protocol at the beginning of a text, as
// Java and OpenSSL write it ("TLSv1.2", "SSLv3"). Whatever else stands where a
// log has the name, a password among it, is not kept.
func protocolName(text string) string {
	text = strings.TrimSpace(text)
	for _, family := range []string{"TLSv", "SSLv", "DTLSv"} {
		if rest, ok := strings.CutPrefix(text, family); ok {
			version := rest[:min(len(rest), len("1.2"))]
			version = version[:len(version)-len(strings.TrimLeft(version, "0123456789."))]
			if version != "" {
				return family + version
			}
		}
	}
	return ""
}
