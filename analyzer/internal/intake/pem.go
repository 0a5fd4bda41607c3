package intake

import (
	"bytes"
	"strings"

	"missinglink/analyzer/internal/evidence"
)

// pemReader finds the blocks of RFC 7468 in any text, in whatever state they
// are: it cuts the text between two markers, or from where base64 of a DER
// SEQUENCE begins, into a block, and leaves it to pemread.go to make sense of it.
// Only what decodes into a whole DER value counts, so a repair never invents
// anything.
type pemReader struct {
	s     *sink
	block *block
	// inner counts the base64 layers around this text; two are known from
	// Kubernetes secrets and SAML.
	inner int
	again int // how much text was looked at twice; see maxAgain
	// broken are the blocks that could not be read. One whose certificate
	// stands elsewhere in the input as a whole is no loss.
	broken []brokenBlock
}

type brokenBlock struct {
	damage evidence.Damage
	head   []byte // how its value begins
}

// maxAgain bounds second looks at text in which a block began that was none:
// room for some hundred certificates behind false beginnings.
const maxAgain = 1 << 18

// A block is text that may be one PEM block.
type block struct {
	label string // "" when it has no BEGIN line
	begin line   // where it starts
	lines []line // without the markers; one line may come in pieces
	size  int
	stray int  // lines in a row that hold no base64
	ended bool // an END marker closed it
	read  *draft
}

func newPEM(s *sink) *pemReader { return &pemReader{s: s} }

func (p *pemReader) triggers() []string {
	return []string{
		"BEGIN CERT", "BEGIN TRUSTED", "BEGIN X509", "BEGIN NEW CERT", "BEGIN PKCS", "BEGIN CMS",
		"PRIVATE KEY", "BEGIN SSL SESSION", "END CERT", "END TRUSTED", "END X509", "END PKCS",
		"BEGIN\t", "BEGIN_", "BEGIN+", "BEGIN%20", "BEGIN\u00a0", "BEGIN&nbsp;", "BEGIN  ", "BEGIN\\u0020",
		"MIIB", "MIIC", "MIID", "MIIE", "MIIF", "MIIG", "MIIH", "MIIJ", "MIIK", "MIIN", "MIIM",
		doubleArmour, doubleBody,
	}
}

// Base64 text whose content is PEM, and whose content is base64 of DER.
const (
	doubleArmour = "LS0tLS1CRUdJTi"
	doubleBody   = "TUlJ"
)

func (p *pemReader) line(l line) bool {
	if p.body(l) {
		return true
	}
	if strings.IndexByte(l.text, '\r') >= 0 {
		l.text = strings.ReplaceAll(l.text, "\r", "")
	}
	at := p.joint(l)
	m, ok := findMarker(l.text, at)
	for {
		if ok && m.start < at {
			m, ok = findMarker(l.text, at)
		}
		if p.block == nil {
			next, opened := p.open(l, at, m, ok)
			if !opened {
				return false
			}
			at = next
			continue
		}
		if ok {
			p.add(l, l.text[at:m.start], false)
			p.block.ended = !m.begin
			p.close()
			at = m.start
			if !m.begin {
				at = m.end
			}
			continue
		}
		if end := p.valueEnd(l.text, at); end > 0 {
			p.add(l, l.text[at:end], false)
			p.close()
			at = end
			continue
		}
		p.add(l, l.text[at:], l.more)
		b := p.block
		if b.size > maxBlock {
			p.s.truncated("maxBlock")
			p.close()
		} else if b.stray > 8 || b.label == "" && b.stray > 1 {
			p.release()
		}
		return p.block != nil
	}
}

// bodyRun is how much base64 in a row is text of a body and nothing else.
const bodyRun = 16

// body takes a line in the middle of a block that nothing happened to, and
// reports whether it is one. Without a dash in it or before it there is no
// marker to look for.
func (p *pemReader) body(l line) bool {
	b := p.block
	if b == nil || len(l.text) < bodyRun || b.size+len(l.text) > maxBlock {
		return false
	}
	if !allBase64(b.lines[len(b.lines)-1].text) || !allBase64(l.text) {
		return false
	}
	b.size += len(l.text)
	b.lines = append(b.lines, l)
	b.stray = 0
	return true
}

// longestMarker is the longest part of a marker that a line is searched for:
// the longest label with 32 dashes.
const longestMarker = 64

// joint sees to a marker that was cut in two by a line end, as terminals and
// mail programs cut, or by the end of a piece: it returns where the text behind it begins.
func (p *pemReader) joint(l line) int {
	if p.block == nil {
		return 0
	}
	last := &p.block.lines[len(p.block.lines)-1]
	tail := last.text[max(0, len(last.text)-longestMarker):]
	head := l.text[:min(len(l.text), longestMarker)]
	m, _ := findMarker(tail+head, 0)
	if m.start >= len(tail) || m.end <= len(tail) {
		return 0
	}
	last.text = last.text[:len(last.text)-len(tail)+m.start]
	p.block.ended = !m.begin
	p.close()
	if m.begin {
		p.block = &block{label: plainLabel(m.label), begin: l}
	}
	return m.end - len(tail)
}

// open starts a block at the first marker or base64 beginning at or after at,
// and returns where its body begins.
func (p *pemReader) open(l line, at int, m marker, marked bool) (int, bool) {
	text := l.text
	if marked {
		text = text[:m.start]
	}
	bare, found := findBase64(text, at)
	switch {
	case found:
		p.block = &block{begin: l}
		return bare, true
	case !marked:
		return 0, false
	case m.begin:
		p.block = &block{label: plainLabel(m.label), begin: l}
	default:
		p.lone(m, l)
	}
	return m.end, true
}

// lone is an END marker whose beginning is missing altogether.
func (p *pemReader) lone(m marker, l line) {
	if strings.Contains(m.label, "PRIVATE") {
		p.pastedKey(&block{label: plainLabel(m.label), begin: l})
		return
	}
	if strings.HasSuffix(m.label, "CERTIFICATE") {
		p.s.damage(evidence.Damage{Kind: "truncated-pem", Detail: "the beginning is missing", Quote: p.s.quote(l)})
	}
}

// valueEnd tells where a value without armour ends inside a line: at the
// quote, bracket or comma behind a long run of base64, as in JSON and XML.
func (p *pemReader) valueEnd(text string, at int) int {
	if p.block.label != "" {
		return 0
	}
	run := 0
	for i := at; i < len(text); i++ {
		switch c := text[i]; {
		case isBase64(c):
			run++
		case run >= 300 && strings.IndexByte("\"'<,]", c) >= 0 && !strings.HasPrefix(text[i:], "<br"):
			return i
		}
	}
	return 0
}

// add takes a line of a block. What stands behind a body that was cut must not
// pass for its end, a password least of all: its letters are base64.
func (p *pemReader) add(l line, text string, more bool) {
	b := p.block
	text = replaced(text, "", assignedPassword.next)
	b.size += len(text)
	if n := len(b.lines); n > 0 && b.lines[n-1].more {
		b.lines[n-1].text += text
		b.lines[n-1].more = more
		return
	}
	b.lines = append(b.lines, line{number: l.number, text: text, more: more})
	if hasBase64(text) {
		b.stray = 0
	} else {
		b.stray++
	}
}

func (p *pemReader) close() {
	b := p.block
	p.block = nil
	if b.label != "" {
		p.armoured(b)
		return
	}
	if p.bare(b) {
		return
	}
	p.explain(b)
	if len(b.lines) < 2 || p.again+b.size > maxAgain {
		return
	}
	// What began like a value was none; a real one may begin below.
	p.again += b.size
	for _, l := range b.lines[1:] {
		p.line(l)
	}
}

// release closes a block whose base64 is over, and looks at the lines behind
// it again: the next value may begin in one of them.
func (p *pemReader) release() {
	lines := p.block.lines
	lines = lines[len(lines)-min(p.block.stray, len(lines)-1):]
	p.close()
	for _, l := range lines {
		if p.again += len(l.text); p.again <= maxAgain {
			p.line(l)
		}
	}
}

func (p *pemReader) end() {
	for range 2 { // closing one may open another
		if p.block != nil {
			p.close()
		}
	}
	if p.inner > 0 {
		return
	}
	for _, x := range p.broken {
		if !p.whole(x.head) {
			p.s.damage(x.damage)
		}
	}
}

// whole reports whether a certificate that begins like this one was found in
// the input. The first bytes hold its serial number.
func (p *pemReader) whole(head []byte) bool {
	if len(head) < brokenHead {
		return false
	}
	for i := range p.s.ev.Certificates {
		f := &p.s.ev.Certificates[i]
		if p.s.seenHere(f) && bytes.HasPrefix(f.Certificate.Raw, head) {
			return true
		}
	}
	for _, x := range p.s.claimed {
		if bytes.HasPrefix(x.certificate.Raw, head) {
			return true
		}
	}
	return false
}

// brokenHead is how much of a broken value is compared: the lengths, the
// version and most of a serial number.
const brokenHead = 24

// findBase64 returns where base64 of a DER SEQUENCE of more than 255 bytes
// begins, or base64 of armour.
func findBase64(text string, from int) (int, bool) {
	for at := from; at < len(text); at++ {
		found := false
		switch text[at] {
		case 'M':
			found = strings.HasPrefix(text[at:], "MII")
		case 'L':
			found = strings.HasPrefix(text[at:], doubleArmour)
		case 'T':
			found = strings.HasPrefix(text[at:], doubleBody)
		}
		if found && startsValue(text, at) && runOf(text[at:], 24) {
			return at, true
		}
	}
	return 0, false
}

// startsValue reports whether a value can begin at i: no base64 before it,
// except the letter of an escaped line end.
func startsValue(text string, i int) bool {
	if i == 0 || !isBase64(text[i-1]) {
		return true
	}
	switch text[i-1] {
	case 'n', 'r', 't':
		return i > 1 && text[i-2] == '\\'
	case 'A', 'D', 'a', 'd':
		return i > 2 && (text[i-3] == '%' || text[i-3] == 'x' || text[i-3] == '0')
	case '+', '/':
		return i == 1 || text[i-2] == text[i-1] || !isBase64(text[i-2])
	}
	return false
}

// runOf reports whether text begins with n base64 characters, or with fewer
// when the line ends or an escape follows: it may have been cut anywhere.
func runOf(text string, n int) bool {
	i := 0
	for i < n && i < len(text) && isBase64(text[i]) {
		i++
	}
	if i == n {
		return true
	}
	rest := strings.TrimLeft(text[i:], " \t")
	return rest == "" || i >= 8 && strings.IndexByte(" \t\\=\"&<%", text[i]) >= 0
}

// hasBase64 reports whether a line can be part of a body: a run of base64, or
// nothing but base64 and blanks.
func hasBase64(text string) bool {
	run, all, some := 0, true, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case isBase64(c) || c == '=':
			some = some || c != '+' && c != '/' && c != '='
			if run++; run >= bodyRun {
				return true
			}
		case c == ' ' || c == '\t' || c == '\r' || c == '>' || c == '"':
			run = 0
		default:
			run, all = 0, false
		}
	}
	return all && some
}

// inBase64 tells the characters of base64 (RFC 4648 section 4): a table, since
// every byte of a large store is looked up.
var inBase64 = func() (table [256]bool) {
	for _, c := range []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/") {
		table[c] = true
	}
	return table
}()

func isBase64(c byte) bool { return inBase64[c] }

// allBase64 reports whether a text is nothing but base64, without padding.
func allBase64(text string) bool {
	for i := 0; i < len(text); i++ {
		if !inBase64[text[i]] {
			return false
		}
	}
	return true
}
