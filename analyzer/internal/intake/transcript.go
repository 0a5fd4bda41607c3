package intake

import (
	"strconv"
	"strings"
	"time"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/words"
)

// rows returns a line of a transcript as the tool printed it: without the
// quote marks of a mail, without tags and entities, and cut where line ends
// were escaped.
func rows(l line) []string {
	text := l.text
	if strings.Contains(text, `\n`) || strings.ContainsAny(text, "&<") && (strings.Contains(text, ";") || strings.Contains(text, ">")) {
		text = visible(unescape(replaced(text, removed, secretElement)))
	}
	out := strings.Split(strings.ReplaceAll(text, "\r", "\n"), "\n")
	for i := range out {
		out[i] = unquoted(out[i])
	}
	return out
}

// unquoted takes away what mail and comments put in front of a line.
func unquoted(text string) string {
	for {
		trimmed := strings.TrimLeft(text, " \t\u00a0")
		if rest, ok := strings.CutPrefix(trimmed, "> "); ok {
			text = rest
			continue
		}
		if rest, ok := strings.CutPrefix(trimmed, "// "); ok {
			text = rest
			continue
		}
		if trimmed == ">" {
			return ""
		}
		return text
	}
}

// readName reads a printed name. No name is as long as maxName, and none has an
// attribute for passwords: where a name was wrapped, the line behind it may be
// something else.
func readName(text string) cert.Name {
	return cert.ReadName(replaced(text[:min(len(text), maxName)], removed, assignedPassword.next))
}

// toolTimes are the ways in which OpenSSL, GnuTLS, curl and keytool print a
// time.
var toolTimes = []string{
	"Jan _2 15:04:05 2006 MST",
	"Jan _2 15:04:05.000 2006 MST",
	"Jan 2 15:04:05 2006 MST",
	"2006-01-02 15:04:05 MST",
	"Mon Jan _2 15:04:05 MST 2006",
	"Mon Jan 2 15:04:05 MST 2006",
	"2006-01-02T15:04:05Z07:00",
	"2006-01-02T15:04:05",
	"2006-01-02 15:04:05",
	"2006-01-02 15:04",
	"2006-01-02",
	"Jan _2 15:04:05 2006",
}

// readTime reads a time that a tool printed, zero when it cannot. A zone that
// is named and not UTC keeps its clock time: names of zones say no offset.
func readTime(text string) time.Time {
	text = strings.Join(strings.Fields(strings.TrimSpace(text)), " ")
	for _, form := range toolTimes {
		if t, err := time.Parse(strings.ReplaceAll(form, "_2", "2"), text); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}

// printed is a certificate as a transcript shows it: names, perhaps more, and
// the bytes when they stood beside it.
type printed struct {
	line        int
	description cert.Description
	bytes       *cert.Certificate
}

// certificate is what is known of it, from bytes when there are some.
func (p *printed) certificate() *cert.Certificate {
	if p.bytes != nil {
		return p.bytes
	}
	return cert.Describe(p.description)
}

// matches reports whether c can be the certificate that was printed.
func (p *printed) matches(c *cert.Certificate) bool {
	d := &p.description
	if d.SHA256 != "" && c.Basis == cert.FromBytes {
		return d.SHA256 == c.ID
	}
	if d.Subject.Empty() && d.Issuer.Empty() {
		return false
	}
	if d.Serial != "" && c.Serial != "" && d.Serial != c.Serial {
		return false
	}
	if !d.NotAfter.IsZero() && !c.NotAfter.IsZero() && !d.NotAfter.Equal(c.NotAfter) {
		return false
	}
	return (d.Subject.Empty() || d.Subject.SetKey() == c.Subject.SetKey()) &&
		(d.Issuer.Empty() || d.Issuer.SetKey() == c.Issuer.SetKey())
}

// A listing is the certificates that a transcript prints, in order, and the
// bytes that were found in it.
type listing struct {
	entries []*printed
	pool    []*printed // bytes, in the order in which they stood
}

// last is the entry printed last, nil when there is none.
func (x *listing) last() *printed {
	if len(x.entries) == 0 {
		return nil
	}
	return x.entries[len(x.entries)-1]
}

// bytes takes a certificate's bytes; they belong to the entry e, the one that
// was printed above them, or nil.
func (x *listing) bytes(c *cert.Certificate, at int, e *printed) {
	x.pool = append(x.pool, &printed{line: at, bytes: c})
	if e != nil && e.bytes == nil {
		e.bytes = c
	}
}

// sent puts names and bytes together: every entry in order, with bytes where
// some fit. Without entries the bytes themselves are the list. It records the
// certificates.
func (x *listing) sent(s *sink) []evidence.Sent {
	if len(x.entries) == 0 {
		x.entries = x.pool
	}
	var out []evidence.Sent
	for i, e := range x.entries {
		for _, p := range x.pool {
			if e.bytes == nil && e.matches(p.bytes) {
				e.bytes = p.bytes
			}
		}
		c := s.certificate(e.certificate(), e.line, i, false)
		out = append(out, evidence.Sent{Certificate: c, Line: e.line})
	}
	return out
}

// valueOf returns what follows a key at the start of text, trimmed.
func valueOf(text string, keys ...string) (string, bool) {
	for _, key := range keys {
		if len(text) >= len(key) && strings.EqualFold(text[:len(key)], key) {
			return strings.TrimSpace(text[len(key):]), true
		}
	}
	return "", false
}

// signatureName is the JDK's name for a signature algorithm that OpenSSL or
// GnuTLS names.
func signatureName(text string) string {
	low := strings.ToLower(strings.TrimSpace(text))
	hash := ""
	for _, h := range []string{"sha224", "sha256", "sha384", "sha512", "sha1", "md5", "md2"} {
		if strings.Contains(strings.ReplaceAll(low, "-", ""), h) {
			hash = strings.ToUpper(h)
		}
	}
	switch {
	case strings.Contains(low, "ed25519"):
		return "Ed25519"
	case strings.Contains(low, "ed448"):
		return "Ed448"
	case strings.Contains(low, "pss"):
		return "RSASSA-PSS"
	case hash == "":
		return strings.TrimSpace(text)
	case strings.Contains(low, "ecdsa"):
		return hash + "withECDSA"
	case strings.Contains(low, "dsa"):
		return hash + "withDSA"
	}
	return hash + "withRSA"
}

// keyOf reads a key's kind and size as OpenSSL and GnuTLS print them:
// "rsaEncryption, 2048 (bit)", "id-ecPublicKey", "RSA key 2048 bits".
func keyOf(text string) cert.Key {
	k := cert.Key{Bits: firstNumber(text, 100)}
	low := strings.ToLower(text)
	switch {
	case strings.Contains(low, "rsassapss") || strings.Contains(low, "rsa-pss"):
		k.Algorithm = "RSASSA-PSS"
	case strings.Contains(low, "rsa"):
		k.Algorithm = "RSA"
	case strings.Contains(low, "ed25519"):
		k = cert.Key{Algorithm: "Ed25519", Bits: 256}
	case strings.Contains(low, "ed448"):
		k = cert.Key{Algorithm: "Ed448", Bits: 456}
	case strings.Contains(low, "ec"):
		k.Algorithm = "EC"
	case strings.Contains(low, "dsa"):
		k.Algorithm = "DSA"
	}
	return k
}

// firstNumber is the first decimal number in text that is at least low.
func firstNumber(text string, low int) int {
	for text != "" {
		number := digits(text)
		if n, _ := strconv.Atoi(number); n >= low {
			return n
		}
		text = text[max(len(number), 1):]
	}
	return 0
}

// serialText is a serial number in the form of cert.Certificate.Serial.
func serialText(text string) string {
	negative := strings.HasPrefix(text, "-") || strings.Contains(text, "(Negative)")
	text = strings.TrimPrefix(strings.TrimPrefix(text, "-"), "(Negative)")
	if _, hex, ok := strings.Cut(text, "(0x"); ok {
		text = strings.TrimSuffix(hex, ")")
	} else if _, hex, ok := strings.Cut(text, "(-0x"); ok {
		text = strings.TrimSuffix(hex, ")")
	}
	text = strings.TrimPrefix(text, "0x")
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		c := words.Lower(text[i])
		switch {
		case isHexDigit(c):
			b.WriteByte(c)
		case c == ':' || c == ' ':
		default:
			return ""
		}
	}
	digits := strings.TrimLeft(b.String(), "0")
	if digits == "" {
		digits = "0"
	}
	if negative {
		return "-" + digits
	}
	return digits
}
