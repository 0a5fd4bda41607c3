package chain

import (
	"net/netip"
	"strconv"
	"strings"

	"missinglink/analyzer/internal/cert"
)

// CheckHost compares the leaf with a host name as the JDK's HTTPS check does;
// it returns the JDK's sentence, empty when they fit, nothing was asked, or
// the leaf's names were not shown.
func CheckHost(q Question) string {
	if len(q.Sent) == 0 || q.Host == "" || !q.Sent[0].ShowsHosts() {
		return ""
	}
	if f := newJudge(q, newSignatures(q.Checks)).checkHost(q.Sent[0]); f != nil {
		return f.text
	}
	return ""
}

// checkHost is RFC 2818 as the JDK reads it: dNSName entries, and the common
// name where there are none; an address only against iPAddress entries.
func (j *judge) checkHost(leaf *cert.Certificate) *fault {
	text := j.hostText(leaf, j.Host)
	if text == "" {
		return nil
	}
	return &fault{cause: "host-mismatch", at: leaf, kind: KindHost, text: text, args: map[string]string{"host": j.Host}}
}

func (j *judge) hostText(leaf *cert.Certificate, host string) string {
	host = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSuffix(host, "."), "["), "]")
	if ip, ok := javaAddress(host); ok {
		if !leaf.HasSAN {
			return "No subject alternative names present"
		}
		for _, x := range leaf.IPs {
			if x.Unmap() == ip {
				return ""
			}
		}
		return "No subject alternative names matching IP address " + host + " found"
	}
	name := host
	if !javaHostName(name) {
		return "Illegal given domain name: " + name
	}
	for _, pattern := range leaf.DNSNames {
		if j.matchHost(pattern, name) {
			return ""
		}
	}
	if len(leaf.DNSNames) > 0 {
		return "No subject alternative DNS name matching " + name + " found."
	}
	if j.matchHost(commonName(leaf.Subject), name) {
		return ""
	}
	return "No name matching " + name + " found"
}

// javaAddress reads an address literal as the JDK does: IPv6, and IPv4 with
// one to four decimal parts, the last of which fills the rest ("127.1").
func javaAddress(text string) (netip.Addr, bool) {
	if strings.Contains(text, ":") {
		ip, err := netip.ParseAddr(text)
		return ip.WithZone("").Unmap(), err == nil
	}
	parts := strings.Split(text, ".")
	if len(parts) > 4 {
		return netip.Addr{}, false
	}
	var octets [4]byte
	for i, part := range parts {
		n, err := strconv.ParseUint(part, 10, 32)
		last := i == len(parts)-1
		if err != nil || !last && n > 255 || n >= 1<<(8*(4-i)) {
			return netip.Addr{}, false
		}
		if !last {
			octets[i] = byte(n)
			continue
		}
		for k := 3; k >= i; k-- {
			octets[k] = byte(n)
			n >>= 8
		}
	}
	return netip.AddrFrom4(octets), true
}

// commonName is the last one of a name, empty where there is none.
func commonName(n cert.Name) string {
	for i := len(n.RDNs) - 1; i >= 0; i-- {
		for _, a := range n.RDNs[i] {
			if a.Type.String() == "2.5.4.3" {
				return a.Value
			}
		}
	}
	return ""
}

// javaHostName tells the names that the JDK compares from those it calls
// illegal: letters, digits and hyphens, labels of 1 to 63 characters without
// a hyphen at either end.
func javaHostName(name string) bool {
	for label := range strings.SplitSeq(name, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for _, r := range label {
			if r < 0x80 && r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') {
				return false
			}
		}
	}
	return true
}

// matchHost matches label by label; a star stands for any part of its label,
// but never in the last one. JDK 25 knows stars in the first label only.
func (j *judge) matchHost(pattern, name string) bool {
	if !javaHostName(strings.ReplaceAll(pattern, "*", "z")) {
		return false
	}
	if star := strings.LastIndex(pattern, "*"); star >= 0 && !strings.Contains(pattern[star:], ".") {
		return false
	}
	p, n := strings.Split(comparable(pattern), "."), strings.Split(comparable(name), ".")
	if len(p) != len(n) {
		return false
	}
	for i := range p {
		if i > 0 && !j.rules.innerWildcard {
			if p[i] != n[i] {
				return false
			}
		}
		if !matchLabel(p[i], n[i]) {
			return false
		}
	}
	return true
}

// matchLabel matches one label; each star stands for any run of characters,
// none included.
func matchLabel(pattern, label string) bool {
	head, rest, star := strings.Cut(pattern, "*")
	if !star {
		return pattern == label
	}
	if !strings.HasPrefix(label, head) {
		return false
	}
	label = label[len(head):]
	for {
		part, after, more := strings.Cut(rest, "*")
		if !more {
			return strings.HasSuffix(label, part)
		}
		at := strings.Index(label, part)
		if at < 0 {
			return false
		}
		label, rest = label[at+len(part):], after
	}
}
