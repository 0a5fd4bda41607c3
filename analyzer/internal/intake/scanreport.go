package intake

import (
	"strings"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/evidence"
)

// scanReport reads what scanners report about a server: nmap's ssl-cert, and
// the JSON of testssl and sslyze where the PEM blocks are in it.
type scanReport struct {
	s       *sink
	session *evidence.Session
	list    listing
	host    string // of nmap's "scan report for" and of JSON's server fields
	port    string
	other   bool // a verified chain: the scanner's own path, not what was sent
	blocks  int  // PEM blocks of the sent chain that were announced
	idle    int
}

func newScanReport(s *sink) carrier { return &scanReport{s: s} }

func (r *scanReport) triggers() []string {
	return []string{
		"Nmap scan report for ", "| ssl-cert:", "/tcp ", "received_certificate_chain", "verified_certificate_chain",
		"server_location", `"hostname"`, `"ip"`, `"port"`, `"id"`, "intermediate_cert",
	}
}

func (r *scanReport) line(l line) bool {
	for _, row := range rows(l) {
		r.row(line{number: l.number, text: row})
	}
	return r.session != nil && r.idle < maxIdle
}

func (r *scanReport) row(l line) {
	text := strings.TrimSpace(l.text)
	r.idle++
	if r.nmap(l, text) || r.json(l, text) {
		r.idle = 0
	}
}

func (r *scanReport) start(l line, source string) {
	r.finish()
	r.session = &evidence.Session{Source: source, Tool: source, Line: l.number, VerifyCode: -1, Host: r.host, Port: r.port, Quote: r.s.quote(l)}
	if !isIP(r.host) {
		r.session.SNI = r.host
	}
	r.list, r.other, r.blocks, r.idle = listing{}, false, 0, 0
}

func (r *scanReport) nmap(l line, text string) bool {
	open := r.session != nil && r.session.Source == "nmap"
	rest, marked := strings.CutPrefix(text, "|")
	if !marked {
		if open {
			r.finish()
		}
		if rest, ok := strings.CutPrefix(text, "Nmap scan report for "); ok {
			name, _, _ := strings.Cut(rest, " ")
			r.host, _, _ = address(name)
		} else if port := digits(text); port != "" && strings.HasPrefix(text[len(port):], "/tcp ") {
			r.port = port
		}
		return false
	}
	rest = strings.TrimLeft(rest, " _")
	if v, ok := strings.CutPrefix(rest, "ssl-cert: Subject: "); ok {
		r.start(l, "nmap")
		r.session.Partial = true // the script prints the leaf only
		p := &printed{line: l.number}
		p.description.Subject = readName("/" + v)
		r.list.entries = append(r.list.entries, p)
	} else if !open {
		return false
	}
	e := r.list.last()
	d := &e.description
	if v, ok := valueOf(rest, "Issuer:"); ok {
		d.Issuer = readName("/" + v)
	} else if v, ok := valueOf(rest, "Subject Alternative Name:"); ok {
		for _, name := range strings.Split(v, ", ") {
			if v, ok := strings.CutPrefix(name, "DNS:"); ok {
				d.DNSNames = append(d.DNSNames, v)
			}
		}
	} else if v, ok := valueOf(rest, "Public Key type:"); ok {
		d.Key.Algorithm = keyOf(v).Algorithm
	} else if v, ok := valueOf(rest, "Public Key bits:"); ok {
		d.Key.Bits = firstNumber(v, 100)
	} else if v, ok := valueOf(rest, "Signature Algorithm:"); ok {
		d.SignatureAlgorithm = signatureName(v)
	} else if v, ok := valueOf(rest, "Not valid before:"); ok {
		d.NotBefore = readTime(v)
	} else if v, ok := valueOf(rest, "Not valid after:"); ok {
		d.NotAfter = readTime(v)
	}
	return true
}

// json reads the fields of a report one after the other, however its lines
// are cut; the PEM blocks between them come through claim.
func (r *scanReport) json(l line, text string) bool {
	rest := text
	if _, behind, ok := strings.Cut(text, `"received_certificate_chain"`); ok {
		r.server(text)
		r.start(l, "sslyze")
		rest = behind
	}
	sent, _, other := strings.Cut(rest, `"verified_certificate_chain"`)
	if !r.other {
		r.blocks += strings.Count(sent, "BEGIN CERTIFICATE")
		r.other = other
	}
	id, _ := jsonValue(text, "id")
	// "cert <hostCert#1>", "intermediate_cert <#2>": rows takes such a number for a tag.
	name, _, _ := strings.Cut(id, " ")
	above := name == "intermediate_cert"
	if name == "cert" || above && (r.session == nil || r.session.Source != "testssl") {
		r.start(l, "testssl")
	}
	return r.server(text) || above
}

// server reads who was scanned.
func (r *scanReport) server(text string) bool {
	host, ok := jsonValue(text, "hostname")
	if !ok {
		host, ok = jsonValue(text, "ip")
		host, _, _ = strings.Cut(host, "/")
	}
	if isHost(host) {
		r.host = host
	}
	port, hasPort := jsonValue(text, "port")
	if _, number, _ := address("h:" + port); number != "" {
		r.port = number
	}
	// testssl names the host of a certificate in front of its bytes.
	if x := r.session; x != nil && (x.Host == "" || x.Source == "testssl" && len(r.list.pool) == 0) {
		x.Host, x.Port = r.host, r.port
		if !isIP(r.host) {
			x.SNI = r.host
		}
	}
	return ok || hasPort
}

// jsonValue is the text or number behind a key, on the same line.
func jsonValue(text, key string) (string, bool) {
	_, rest, ok := strings.Cut(text, `"`+key+`"`)
	if !ok {
		return "", false
	}
	rest, ok = strings.CutPrefix(strings.TrimSpace(rest), ":")
	if !ok {
		return "", false
	}
	rest = strings.TrimSpace(rest)
	if quoted, ok := strings.CutPrefix(rest, `"`); ok {
		value, _, ok := strings.Cut(quoted, `"`)
		return value, ok
	}
	number := digits(rest)
	return number, number != ""
}

// claim takes the certificates that the server sent. A scanner that prints
// the path it verified prints the same ones once more, and its own root.
func (r *scanReport) claim(c *cert.Certificate, first int) bool {
	if r.session == nil || r.idle >= maxIdle {
		return false
	}
	if r.session.Source == "sslyze" {
		if r.blocks == 0 {
			return true
		}
		r.blocks--
	}
	r.list.bytes(c, first, r.list.last())
	r.idle = 0
	return true
}

func (r *scanReport) end() { r.finish() }

func (r *scanReport) finish() {
	x := r.session
	r.session = nil
	if x == nil {
		return
	}
	x.Sent = r.list.sent(r.s)
	if len(x.Sent) > 0 {
		r.s.kind(x.Source)
		r.s.session(*x)
	}
}
