package intake

import (
	"strconv"
	"strings"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/evidence"
)

// sClient reads the output of openssl s_client, of every version from 0.9.8
// on and of LibreSSL, with and without certificates, with its two streams
// merged in either order or apart.
type sClient struct {
	s    *sink
	run  *sClientRun
	idle int  // rows in a row that said nothing
	last bool // the row before was a command that goes on
	margin
	args string
	held []line // errors behind a run that was over: the next one may be theirs
}

// sClientPart is the part of the output that a row stands in.
type sClientPart int

const (
	partStart   sClientPart = iota
	partChain               // "Certificate chain"
	partServer              // "Server certificate"
	partNames               // "Acceptable client certificate CA names"
	partSession             // everything behind
)

// sClientRun is one run of the tool.
type sClientRun struct {
	x         evidence.Session
	list      listing
	part      sClientPart
	connected bool // "CONNECTED" was seen
	served    bool // "Server certificate" was seen
	finished  bool // "Verify return code" was seen
	over      bool // its output has ended
	errors    bool // only rows of the error stream were seen so far
	depth     int
	depths    []*printed        // the certificates of the "depth=" rows, by depth
	server    printed           // subject and issuer below "Server certificate"
	field     *cert.Name        // the name that rows may go on with
	text      string            // its text so far, where a terminal may have cut it
	widest    int               // how many bytes the longest name in a row has
	names     []string          // acceptable CAs as printed
	asked     bool              // signature algorithms were requested
	noNames   bool              // "No client certificate CA names sent"
	kinds     evidence.KeyKinds // of keys, in the row above: known to be whole by the row below
	kindsAt   evidence.Quote
	digest    bool // "Peer signing digest": the version prints what was asked
	to        int  // last line of the chain or the server certificate
	cut       *evidence.Quote
	cipher    bool // a cipher was agreed on
	nothing   bool // "(NONE)" instead
	secrets   map[string]bool
}

func newSClient(s *sink) carrier { return &sClient{s: s} }

func (c *sClient) triggers() []string {
	return []string{
		"s_client", "CONNECTED(", "CONNECTION ESTABLISHED", "Connecting to ", "Certificate chain", "0 s:", "0\u00a0s:", "0&nbsp;s:", "verify error:num",
		"depth=", "no peer certificate available", "Server certificate", "connect:errno", "SSL routines", "BIO routines",
		"SSL alert number", "Verify return code", "Acceptable client certificate", "client certificate CA names",
		"Peer certificate:", "connect: Connection", "gethostbyname", "BIO_lookup", "SSL handshake has read", "Verification error:",
		"Resumption PSK", "Master-Key", "TLS session ticket", "alert read:", "alert write:",
	}
}

// maxIdle is how many rows may say nothing before the reader goes to sleep: a
// ticket dump has 100, a certificate block as many as it likes, because its
// rows do not count.
const maxIdle = 400

func (c *sClient) line(l line) bool {
	for _, row := range rows(l) {
		for _, text := range flattened(c.off(row, sClientBegins)) {
			c.row(line{number: l.number, text: text})
		}
	}
	return c.run != nil && c.idle < maxIdle
}

func (c *sClient) row(l line) {
	text := strings.TrimSpace(l.text)
	if !isBody(text) {
		c.idle++
	}
	if c.holds(l, text) {
		return
	}
	if c.command(l, text) {
		return
	}
	if c.begins(l, text) || c.run != nil && c.content(l, text) {
		c.idle = 0
	}
	if r := c.run; r != nil && (r.part == partChain || r.part == partServer) {
		r.to = l.number
	}
}

// holds keeps the errors behind a run that was over until the row below tells
// whose they are: the tool's errors are printed at once and its output later,
// so that they can stand above the "CONNECTED" of their own run.
func (c *sClient) holds(l line, text string) bool {
	if c.run != nil && c.run.over && len(c.held) < maxHeld && strings.Contains(text, ":error:") {
		c.held = append(c.held, l)
		return true
	}
	if text != "" && !strings.HasPrefix(text, "CONNECTED(") {
		c.release()
	}
	return false
}

// maxHeld is how many errors OpenSSL keeps and prints at once (ERR_NUM_ERRORS).
const maxHeld = 16

// release gives the errors that were held to the run.
func (c *sClient) release() {
	held := c.held
	c.held = nil
	for _, l := range held {
		c.content(l, strings.TrimSpace(l.text))
	}
}

// isBody reports whether a row is one of an armoured block.
func isBody(text string) bool {
	for i := range len(text) {
		if !isBase64(text[i]) && text[i] != '=' {
			return false
		}
	}
	return len(text) >= armourWidth
}

// armourWidth is how wide OpenSSL prints base64.
const armourWidth = 64

// start begins a new run.
func (c *sClient) start(l line, fromErrors bool) {
	c.finish()
	c.run = &sClientRun{errors: fromErrors, depth: -1, secrets: map[string]bool{}}
	c.run.x = evidence.Session{Source: "s_client", Tool: "openssl s_client", Line: l.number, VerifyCode: -1, Quote: c.s.quote(l)}
	c.idle = 0
}

// begins sees to the rows with which the output of a run begins.
func (c *sClient) begins(l line, text string) bool {
	r := c.run
	switch {
	case strings.HasPrefix(text, "CONNECTED("), text == "CONNECTION ESTABLISHED":
		if r == nil || r.connected || r.finished || len(r.list.entries) > 0 {
			c.start(l, false)
		}
		c.run.connected, c.run.errors = true, false
	case strings.HasPrefix(text, "Connecting to ") && !strings.HasPrefix(text, "Connecting to '"): // gnutls-cli quotes
		if r == nil || r.connected || r.finished || r.depth >= 0 || len(r.list.entries) > 0 {
			c.start(l, true)
		}
		if c.run.x.Host == "" {
			c.run.x.Host, _, _ = address(strings.TrimPrefix(text, "Connecting to "))
		}
	case text == "Certificate chain", isFirstEntry(text):
		if r == nil || len(r.list.entries) > 0 || r.x.NoPeerCertificate {
			c.start(l, false)
		}
		c.run.part, c.run.errors = partChain, false
		if text != "Certificate chain" {
			return c.content(l, text)
		}
	case text == "no peer certificate available":
		if r == nil || len(r.list.entries) > 0 || r.x.NoPeerCertificate {
			c.start(l, false)
		}
		c.run.x.NoPeerCertificate, c.run.errors = true, false
		c.run.part = partSession
		c.run.x.Quote = c.s.quote(l)
	case text == "Server certificate":
		if r == nil || r.served || r.finished {
			c.start(l, false)
		}
		c.run.part, c.run.errors, c.run.served = partServer, false, true
	case strings.HasPrefix(text, "depth="):
		if r == nil || r.finished {
			c.start(l, true)
		}
		c.depth(l, text)
	case r == nil && (strings.Contains(text, ":error:") || strings.HasPrefix(text, "connect:errno=") ||
		strings.HasPrefix(text, "connect: ") || strings.HasPrefix(text, "verify error:num") ||
		strings.HasPrefix(text, "gethostbyname") || strings.Contains(text, "HTTP CONNECT failed") || strings.HasPrefix(text, "Peer certificate:") ||
		strings.HasPrefix(text, "Verify return code") || strings.HasPrefix(text, "Acceptable client certificate CA names") ||
		strings.HasPrefix(text, "SSL handshake has read") || strings.HasPrefix(text, "Verification error:") ||
		strings.HasPrefix(text, "Resumption PSK:") || strings.HasPrefix(text, "Master-Key:")):
		c.start(l, true)
		return c.content(l, text)
	default:
		return false
	}
	return true
}

func isFirstEntry(text string) bool {
	return strings.HasPrefix(text, "0 s:") && len(text) > 4
}

// depth reads "depth=1 C = US, …".
func (c *sClient) depth(l line, text string) {
	r := c.run
	number := digits(text[len("depth="):])
	n, err := strconv.Atoi(number)
	if err != nil || n > 100 {
		return
	}
	r.depth = n
	for len(r.depths) <= n {
		r.depths = append(r.depths, nil)
	}
	p := &printed{line: l.number}
	if before := r.depths[n]; before != nil {
		p.description = before.description
	}
	p.description.Subject = readName(text[len("depth=")+len(number):])
	r.depths[n] = p
	r.field = &p.description.Subject
}

// content sees to all other rows of a run.
func (c *sClient) content(l line, text string) bool {
	r := c.run
	if text != "" && r.kinds != 0 {
		// The row above goes on here, where a terminal cut it, if this is none
		// of the tool's own.
		if text == "---" || strings.HasPrefix(text, requested) || endsRequest(text) {
			keepKinds(&r.x, r.kinds, r.kindsAt)
		}
		r.kinds = 0
	}
	r.over = r.over || text == "DONE" || text == "closed"
	switch {
	case text == "---":
		r.field = nil
		// One that agreed on nothing has said why, and says no more.
		r.over = r.over || r.nothing && len(r.x.Signals) > 0
		if r.part == partNames || r.part == partServer || r.part == partChain {
			r.part = partSession
		}
		return true
	case strings.HasPrefix(text, "-----"):
		r.field = nil
		return true
	}
	return c.entry(l, text) || c.names(l, text) || c.trouble(l, text) || c.summary(l, text) || r.goesOn(text)
}

// entry reads the rows of the chain and of the server certificate.
func (c *sClient) entry(l line, text string) bool {
	r := c.run
	switch r.part {
	case partChain:
		if number := digits(text); strings.HasPrefix(text[len(number):], " s:") {
			p := &printed{line: l.number}
			r.list.entries = append(r.list.entries, p)
			r.name(&p.description.Subject, text[len(number)+3:])
			return true
		}
		e := r.list.last()
		if e == nil {
			return false
		}
		d := &e.description
		if rest, ok := strings.CutPrefix(text, "i:"); ok {
			r.name(&d.Issuer, rest)
			return true
		}
		if rest, ok := strings.CutPrefix(text, "a:PKEY:"); ok {
			key, algorithm, _ := strings.Cut(rest, ";")
			d.Key = keyOf(key)
			if _, name, ok := strings.Cut(algorithm, "sigalg:"); ok {
				d.SignatureAlgorithm = signatureName(name)
			}
			r.field = nil
			return true
		}
		if rest, ok := strings.CutPrefix(text, "v:NotBefore:"); ok {
			from, to, _ := strings.Cut(rest, ";")
			d.NotBefore = readTime(from)
			if _, to, ok := strings.Cut(to, "NotAfter:"); ok {
				d.NotAfter = readTime(to)
			}
			r.field = nil
			return true
		}
	case partServer:
		if rest, ok := strings.CutPrefix(text, "subject="); ok {
			r.server.line = l.number
			r.server.description.Subject = readName(rest)
			r.field = &r.server.description.Subject
			return true
		}
		if rest, ok := strings.CutPrefix(text, "issuer="); ok {
			r.server.description.Issuer = readName(rest)
			r.field = &r.server.description.Issuer
			return true
		}
	}
	return false
}

// name reads a name that may go on in the next row.
func (r *sClientRun) name(field *cert.Name, text string) {
	*field = readName(text)
	r.field, r.text = field, text
	r.widest = max(r.widest, len(text))
}

// narrowest is the narrowest terminal, less what stands before a name.
const narrowest = 60 - len("   i:")

// mayBeRest reports whether a row may be the rest of the name above it, which a
// terminal cut, and not what somebody wrote below it. A rest has attributes of
// its own, or stands below an attribute without a value, or is no sentence and
// stands below a name that is as wide as a terminal and no narrower than
// others. Where everything is narrow, a word is a rest.
func (r *sClientRun) mayBeRest(text string) bool {
	if strings.Contains(text, "=") || strings.HasSuffix(strings.TrimRight(r.text, " "), "=") {
		return true
	}
	words := strings.Fields(text)
	if strings.ContainsAny(text[len(text)-1:], "?!:,.") && (len(words) > 1 || !strings.HasSuffix(text, ".")) {
		return false
	}
	return len(words) == 1 || len(r.text) >= narrowest && len(r.text)+1+len(words[0]) > r.widest
}

// goesOn appends a row to the name above it: -nameopt multiline prints one
// attribute a row, and terminals wrap long names. Behind an empty row only an
// attribute goes on: words are the writer's.
func (r *sClientRun) goesOn(text string) bool {
	if text == "" {
		r.text = ""
		return false
	}
	if r.field == nil {
		return false
	}
	more := readName(strings.ReplaceAll(text, ",", `\,`))
	if r.part == partChain && r.text != "" && r.mayBeRest(text) {
		// Cut by a terminal, or a row of its own: what reads as more is right.
		whole := r.text + text
		if n := readName(whole); len(n.RDNs) >= len(r.field.RDNs)+len(more.RDNs) {
			r.name(r.field, whole)
			return true
		}
	}
	if more.Empty() {
		r.field = nil
		return false
	}
	if strings.ContainsAny(text, "/,") {
		more = readName(text)
	}
	r.field.RDNs = append(r.field.RDNs, more.RDNs...)
	r.text = ""
	return true
}

// requested is how the row of signature algorithms begins.
const requested = "Requested Signature Algorithms:"

// endsRequest reports a row that follows the CertificateRequest.
func endsRequest(text string) bool {
	for _, words := range behindRequest {
		if strings.HasPrefix(text, words) {
			return true
		}
	}
	return false
}

var behindRequest = []string{"Peer signing digest:", "Peer signature type:", "Shared Requested Signature", "Server Temp Key:", "Peer Temp Key:", "SSL handshake has read"}

// names reads the CertificateRequest: the names of acceptable CAs.
func (c *sClient) names(l line, text string) bool {
	r := c.run
	switch {
	case strings.HasPrefix(text, "Acceptable client certificate CA names"):
		r.part, r.field = partNames, nil
		r.x.Requested = evidence.Yes
	case strings.HasPrefix(text, "No client certificate CA names sent"):
		r.part, r.noNames, r.field = partSession, true, nil
	case strings.HasPrefix(text, "Client Certificate Types:"), strings.HasPrefix(text, requested):
		r.asked = true
		_, list, _ := strings.Cut(text, ":")
		r.kinds, r.kindsAt = keyKinds(list), c.s.quote(l)
		if r.part == partNames {
			r.part = partSession
		}
	case endsRequest(text):
		r.digest = r.digest || strings.HasPrefix(text, "Peer signing")
		r.part, r.field = partSession, nil
	case r.part == partNames && text != "":
		r.names = append(r.names, text)
	default:
		return false
	}
	return true
}

// verifyWords lead from what -brief says to the number that the long form has.
var verifyWords = map[string]int{
	"ok": 0, "certificate is not yet valid": 9, "certificate has expired": 10, "self-signed certificate": 18,
	"self signed certificate": 18, "self-signed certificate in certificate chain": 19,
	"self signed certificate in certificate chain": 19, "unable to get local issuer certificate": 20,
	"unable to verify the first certificate": 21, "hostname mismatch": 62, "ip address mismatch": 64,
}

// summary reads what the tool says about the session as a whole, and the
// secrets that it prints.
func (c *sClient) summary(l line, text string) bool {
	r := c.run
	if rest, ok := valueOf(text, "Verify return code:"); ok {
		if n, err := strconv.Atoi(digits(rest)); err == nil {
			r.x.VerifyCode = n
			c.hostName(l, n)
		}
		r.finished, r.part = true, partSession
		return true
	}
	if rest, ok := valueOf(text, "Verification error:", "Verification:"); ok {
		if n, ok := verifyWords[strings.ToLower(rest)]; ok && r.x.VerifyCode < 0 {
			r.x.VerifyCode = n
			c.hostName(l, n)
		}
		return true
	}
	if rest, ok := valueOf(text, "Peer certificate:"); ok {
		r.server.line = l.number
		r.server.description.Subject = readName(rest)
		r.field = &r.server.description.Subject
		return true
	}
	if rest, ok := valueOf(text, "New,", "Reused,"); ok {
		version, _, _ := strings.Cut(rest, ",")
		if r.x.Protocol == "" && (version == "TLSv1.2" || version == "TLSv1.3") {
			r.x.Protocol = version // older ones are the cipher's, which newer protocols use as well
		}
		r.nothing = strings.Contains(rest, "Cipher is (NONE)")
		r.cipher = strings.Contains(rest, "Cipher is ") && !r.nothing
		return true
	}
	switch key, rest, _ := strings.Cut(text, ":"); strings.TrimSpace(key) {
	case "Protocol", "Protocol version":
		c.protocol(l, rest)
		return true
	case "Ciphersuite":
		r.cipher = true
		return true
	}
	return c.secret(l, text)
}

func (c *sClient) protocol(l line, text string) {
	if version := protocolName(text); version != "" {
		c.run.x.Protocol, c.run.x.ProtocolQuote = version, c.s.quote(l)
	}
}

// secret notes the keys of the session, once each: they are never quoted.
func (c *sClient) secret(l line, text string) bool {
	what := ""
	if rest, _ := valueOf(text, "Session-ID:"); rest != "" {
		what = "session-ticket"
	} else if rest, _ := valueOf(text, "Master-Key:", "Resumption PSK:"); rest != "" {
		what = "session-key"
	} else if _, ok := valueOf(text, "TLS session ticket:"); ok {
		what = "session-ticket"
	}
	if what != "" && !c.run.secrets[what] {
		c.run.secrets[what] = true
		c.s.removal(what, l.number)
	}
	return what != "" || ticketDump(text) > 0
}
