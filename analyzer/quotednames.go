package analyzer

import (
	"strings"

	"missinglink/analyzer/report"
)

// quotes enters what lines of the user's own text name: hosts in addresses,
// host names, mail addresses, ids.
func (s *standIns) quotes(r *report.Report) {
	read := func(text string) {
		for _, m := range mailAddresses(text) {
			s.put("mail", m)
		}
		for _, h := range hostsOfAddresses(text) {
			s.host(h)
		}
		for _, h := range hostNames(text) {
			s.host(h)
		}
		for _, id := range ids(text) {
			s.put("id", id)
		}
	}
	for _, f := range r.Findings {
		for _, e := range f.Evidence {
			read(e.Quote)
		}
	}
	for _, x := range r.Sessions {
		for _, e := range x.Errors {
			read(e)
		}
	}
	for _, in := range r.Inputs {
		read(in.Name)
	}
	read(r.Java.Message)
}

// mailAddresses in a text, in its order.
func mailAddresses(text string) (found []string) {
	for from := 0; ; {
		at := strings.IndexByte(text[from:], '@')
		if at < 0 {
			return found
		}
		at += from
		start := at
		for start > from && (hostByte(text[start-1]) || strings.IndexByte("%+", text[start-1]) >= 0) {
			start--
		}
		end := at + 1
		for end < len(text) && hostByte(text[end]) && text[end] != '_' {
			end++
		}
		from = at + 1
		if start < at && from < end {
			found = append(found, text[start:end])
			from = end
		}
	}
}

// hostsOfAddresses are the hosts of the URLs in a text, without their ports.
func hostsOfAddresses(text string) (found []string) {
	for {
		_, rest, ok := strings.Cut(text, "://")
		if !ok {
			return found
		}
		text = rest
		end := strings.IndexAny(rest, "/ \t\r\n\f[]?#@")
		if end < 0 {
			end = len(rest)
		}
		if host, _, _ := strings.Cut(rest[:end], ":"); host != "" {
			found = append(found, host)
		}
	}
}

// hostNames are the host names and IP addresses that stand in a text by
// themselves.
func hostNames(text string) (found []string) {
	for _, run := range strings.FieldsFunc(text, func(r rune) bool { return r > '~' || !hostByte(byte(r)) }) {
		for _, name := range strings.Split(run, "..") {
			name = strings.Trim(name, ".")
			if labels := strings.Split(name, "."); len(labels) > 1 && (ipAddress(labels) || !noHost(labels)) {
				found = append(found, name)
			}
		}
	}
	return found
}

func ipAddress(labels []string) bool {
	for _, l := range labels {
		if len(l) > 3 || !digits(l) {
			return false
		}
	}
	return len(labels) == 4
}

// What looks like a host name in logs and is none: packages of Java and
// properties of the platform by how they begin, names of files by how they end.
const (
	noHostFirst = " java javax jdk sun com org io net glide mid sys worker txid "
	noHostLast  = " java class pem crt cer der p12 pfx jks txt log xml json csv c h go conf zip gz do htm html so dll exe txtar "
)

// noHost: also numbers with a point, versions, and classes, which end with a
// word that has a capital.
func noHost(labels []string) bool {
	first, last := labels[0], labels[len(labels)-1]
	if strings.Contains(noHostFirst, " "+first+" ") || strings.Contains(noHostLast, " "+last+" ") || digits(first[:1]) || digits(last) {
		return true
	}
	word := last[strings.LastIndexByte(last, '-')+1:]
	return strings.ContainsFunc(word, func(r rune) bool { return r >= 'A' && r <= 'Z' })
}

// The fewest digits of a number, and the fewest bytes of one with colons, that
// can only be an identifier: a key identifier or a serial number.
const (
	idDigits = 32
	idBytes  = 8
)

// ids are the fingerprints, key identifiers and serial numbers in a text.
func ids(text string) (found []string) {
	for _, run := range strings.FieldsFunc(text, func(r rune) bool { return r > '~' || !letterOrDigit(byte(r)) && r != '_' && r != ':' }) {
		var bytes []string
		for _, part := range append(strings.Split(run, ":"), "") {
			if hexadecimal(part) && len(part) == 2 {
				bytes = append(bytes, part)
				continue
			}
			if len(bytes) >= idBytes {
				found = append(found, strings.Join(bytes, ":"))
			}
			bytes = nil
			if hexadecimal(part) && len(part) >= idDigits {
				found = append(found, part)
			}
		}
	}
	return found
}

// hostByte: letters, digits, and what joins them in names of hosts.
func hostByte(c byte) bool { return letterOrDigit(c) || c == '.' || c == '-' || c == '_' }

func letterOrDigit(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}

func digits(text string) bool {
	return strings.Trim(text, "0123456789") == ""
}

func hexadecimal(text string) bool {
	return strings.Trim(text, "0123456789abcdefABCDEF") == ""
}
