package intake

import "strings"

// A marker is a BEGIN or END line as it stands in a text, whatever happened to
// its dashes.
type marker struct {
	begin      bool
	label      string
	start, end int // of the marker with its dashes
}

// labels are what may stand between the dashes, longer ones first, so that
// "CERTIFICATE REQUEST" is not taken for "CERTIFICATE". Labels that carry
// nothing for us are listed so that their blocks are left alone.
var labels = []string{
	"NEW CERTIFICATE REQUEST", "CERTIFICATE REQUEST", "ATTRIBUTE CERTIFICATE", "TRUSTED CERTIFICATE",
	"X509 CERTIFICATE", "CERTIFICATE", "PKCS #7 SIGNED DATA", "PKCS7", "PKCS12", "CMS", "X509 CRL",
	"ENCRYPTED PRIVATE KEY", "OPENSSH PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY",
	"DSA PRIVATE KEY", "ANY PRIVATE KEY", "PRIVATE KEY", "RSA PUBLIC KEY", "PUBLIC KEY",
	"DH PARAMETERS", "EC PARAMETERS", "DSA PARAMETERS", "SSL SESSION PARAMETERS",
}

// findMarker returns the first marker in text at or after from. The word and
// a known label are required, and at least one dash beside them: AsciiDoc's
// "----" and s_client's "---" are no markers, and neither is prose.
func findMarker(text string, from int) (marker, bool) {
	for at := from; ; {
		i := nextWord(text[at:])
		if i < 0 {
			return marker{}, false
		}
		at += i
		word := "BEGIN"
		if text[at] == 'E' {
			word = "END"
		}
		after := at + len(word)
		gap := skipBlank(text[after:])
		label := labelAt(text[after+gap:])
		if gap == 0 || label == "" {
			at = after
			continue
		}
		end := after + gap + len(label)
		before := dashesBefore(text[from:at])
		behind := dashesAfter(text[end:])
		if before == 0 && behind == 0 {
			at = after
			continue
		}
		return marker{begin: word == "BEGIN", label: label, start: at - before, end: end + behind}, true
	}
}

// nextWord finds the next BEGIN or END.
func nextWord(text string) int {
	for at := 0; ; {
		i := strings.IndexAny(text[at:], "BE")
		if i < 0 {
			return -1
		}
		at += i
		if strings.HasPrefix(text[at:], "BEGIN") || strings.HasPrefix(text[at:], "END") {
			return at
		}
		at++
	}
}

// blanks are the ways in which the space inside a marker survives a journey.
var blanks = []string{" ", "\t", "_", "+", "\u00a0", "&nbsp;", "%20", "\\u0020"}

func skipBlank(text string) int {
	n := 0
	for {
		i := prefixIn(text[n:], blanks)
		if i == 0 {
			return n
		}
		n += i
	}
}

// labelAt returns the label that text begins with, blanks of any kind in it.
func labelAt(text string) string {
	text = text[:min(len(text), 64)]
	for _, label := range labels {
		rest, ok := text, true
		for word, more, first := label, label, true; more != ""; first = false {
			if word, more, _ = strings.Cut(more, " "); !first {
				gap := skipBlank(rest)
				rest, ok = rest[gap:], gap > 0
			}
			if ok {
				rest, ok = strings.CutPrefix(rest, word)
			}
		}
		if ok {
			return text[:len(text)-len(rest)]
		}
	}
	return ""
}

// plainLabel is a label with single spaces, as in labels.
func plainLabel(label string) string {
	for _, b := range blanks {
		label = strings.ReplaceAll(label, b, " ")
	}
	return strings.Join(strings.Fields(label), " ")
}

// dashes are what a hyphen turns into: word processors, entities, escapes.
var dashes = []string{
	"-", "–", "—", "−", "‐", "‑", "‒", "―", "－", "\u00ad", "=2D", "%2D", "%2d", "\\u002d", "\\u002D", "\\u2013", "\\u2014", "\\x2d",
	"&#45;", "&#x2d;", "&#x2D;", "&ndash;", "&mdash;", "&#8211;", "&#8212;", "&hyphen;", "&minus;",
}

// maxDashes is how many characters of dashes a marker can have on one side: 64
// dashes as one TLS library accepts, as entities.
const maxDashes = 64 * 6

// dashesBefore is how long the run of dashes is that text ends with, blanks
// and Markdown's backslashes included.
func dashesBefore(text string) int {
	n, seen := 0, false
	for n < len(text) && n < maxDashes {
		head := text[:len(text)-n]
		c := head[len(head)-1]
		if c == '-' {
			n++
			seen = true
		} else if i := suffixIn(head, dashes); i > 0 {
			n += i
			seen = true
		} else if c == ' ' && n < 4 || c == '\\' && seen {
			n++
		} else {
			break
		}
	}
	if !seen {
		return 0
	}
	return n
}

// dashesAfter is how long the run of dashes is that text begins with.
func dashesAfter(text string) int {
	n, seen := 0, 0
	for n < len(text) && n < maxDashes {
		if text[n] == '-' {
			n++
			seen = n
		} else if i := prefixIn(text[n:], dashes); i > 0 {
			n += i
			seen = n
		} else if text[n] == ' ' && seen == 0 && n < 4 || text[n] == '\\' && strings.HasPrefix(text[n+1:], "-") {
			n++
		} else {
			break
		}
	}
	return seen
}

// prefixIn is the length of what text begins with, 0 when that is none of
// them. No blank and no dash begins like another.
func prefixIn(text string, of []string) int {
	for _, x := range of {
		if strings.HasPrefix(text, x) {
			return len(x)
		}
	}
	return 0
}

// suffixIn is the length of what text ends with.
func suffixIn(text string, of []string) int {
	for _, x := range of {
		if strings.HasSuffix(text, x) {
			return len(x)
		}
	}
	return 0
}
