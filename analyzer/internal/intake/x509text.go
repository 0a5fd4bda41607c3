package intake

import (
	"encoding/hex"
	"strings"

	"missinglink/analyzer/internal/cert"
)

// x509Text reads certificates that openssl printed as text: x509 -text, the
// short form of -subject -issuer -dates, and the lines that pkcs12 -info and
// print_certs put above a PEM block. A text and a PEM block that are the same
// certificate are one: what is found here counts only where no bytes are.
type x509Text struct {
	s         *sink
	found     []*printed
	open      *printed
	full      bool       // the long form
	headless  bool       // its first row is missing: other tools print such rows too
	extension string     // X509v3 extension whose value follows
	field     *cert.Name // a name that goes on over rows
	serial    bool       // the serial number follows
	idle      int
}

func newX509Text(s *sink) carrier { return &x509Text{s: s} }

func (x *x509Text) triggers() []string {
	return []string{"Certificate:", "subject=", "issuer=", "notBefore=", "notAfter=", "Issuer: ", "Not Before: "}
}

func (x *x509Text) line(l line) bool {
	for _, row := range rows(l) {
		x.row(line{number: l.number, text: row})
	}
	return x.open != nil && x.idle < 100
}

func (x *x509Text) row(l line) {
	text := strings.TrimSpace(l.text)
	x.idle++
	if x.begins(l, text) || x.full && x.long(text) {
		x.idle = 0
	}
}

// begins sees to the rows that begin a certificate; those of the long form are
// read on.
func (x *x509Text) begins(l line, text string) bool {
	switch {
	case text == "Certificate:":
		x.start(l, true)
	case x.open == nil && (strings.HasPrefix(text, "Issuer: ") || strings.HasPrefix(text, "Not Before: ")) && !strings.Contains(text, "\""):
		x.start(l, true)
		x.headless = true
	default:
		return x.short(l, text)
	}
	return false
}

func (x *x509Text) start(l line, full bool) {
	x.close()
	*x = x509Text{s: x.s, found: x.found, open: &printed{line: l.number}, full: full}
}

// close keeps the certificate that is open, when it has a name.
func (x *x509Text) close() {
	if x.open == nil || len(x.found) > maxCertificates { // one more, so that it is said
		return
	}
	d := &x.open.description
	if !d.NotAfter.IsZero() && !d.Subject.Empty() || !x.headless && !(d.Subject.Empty() && d.Issuer.Empty()) {
		x.found = append(x.found, x.open)
	}
}

// short reads "subject=…" and its kin. A second subject or issuer begins the
// next certificate.
func (x *x509Text) short(l line, text string) bool {
	key, value, ok := strings.Cut(text, "=")
	if !ok {
		return x.goesOn(text)
	}
	again := x.open == nil || x.full
	d := &cert.Description{}
	if !again {
		d = &x.open.description
	}
	switch key = strings.ToLower(strings.TrimSpace(key)); key {
	case "subject", "issuer":
		n := readName(value)
		if n.Empty() && value != "" {
			return false
		}
		if again || key == "subject" && !d.Subject.Empty() || key == "issuer" && !d.Issuer.Empty() {
			x.start(l, false)
			d = &x.open.description
		}
		if key == "subject" {
			d.Subject, x.field = n, &d.Subject
		} else {
			d.Issuer, x.field = n, &d.Issuer
		}
	case "notbefore", "notafter", "serial", "sha256 fingerprint":
		if again {
			x.start(l, false)
			d = &x.open.description
		}
		x.field = nil
		switch key {
		case "notbefore":
			d.NotBefore = readTime(value)
		case "notafter":
			d.NotAfter = readTime(value)
		case "serial":
			d.Serial = serialText(value)
		default:
			d.SHA256 = strings.ToLower(strings.ReplaceAll(strings.TrimSpace(value), ":", ""))
		}
	default:
		return x.goesOn(text)
	}
	return true
}

// goesOn reads a row of -nameopt multiline.
func (x *x509Text) goesOn(text string) bool {
	if x.field == nil || !strings.Contains(text, " = ") {
		x.field = nil
		return false
	}
	more := readName(strings.ReplaceAll(text, ",", `\,`))
	x.field.RDNs = append(x.field.RDNs, more.RDNs...)
	return !more.Empty()
}

// long reads a row of -text.
func (x *x509Text) long(text string) bool {
	d := &x.open.description
	key, value, ok := strings.Cut(text, ":")
	value = strings.TrimSpace(value)
	if x.serial {
		x.serial = false
		d.Serial = serialText(text)
		return true
	}
	if ok {
		switch strings.TrimSpace(key) {
		case "Serial Number":
			d.Serial = serialText(value)
			x.serial = value == ""
			return true
		case "Signature Algorithm":
			if d.Subject.Empty() && d.Issuer.Empty() {
				d.SignatureAlgorithm = signatureName(value)
			}
			x.extension = ""
			return true
		case "Issuer":
			d.Issuer, x.field = readName(value), &d.Issuer
			return true
		case "Subject":
			d.Subject, x.field = readName(value), &d.Subject
			return true
		case "Not Before":
			d.NotBefore, x.field = readTime(value), nil
			return true
		case "Not After":
			d.NotAfter = readTime(value)
			return true
		case "Public Key Algorithm":
			d.Key, x.field = keyOf(value), nil
			return true
		case "Public-Key", "RSA Public-Key", "RSA Public Key":
			d.Key.Bits = max(d.Key.Bits, firstNumber(value, 100))
			return true
		case "NIST CURVE":
			d.Key.Curve = value
			return true
		case "Signature Value", "Trusted Uses", "Modulus", "Exponent", "pub", "Validity", "Data", "Version", "Subject Public Key Info":
			x.extension, x.field = "", nil
			return true
		}
		if name, ok := strings.CutPrefix(key, "X509v3 "); ok {
			x.extension, x.field = strings.TrimSpace(name), nil
			if x.extension == "Basic Constraints" {
				d.HasBasicConstraints = true
			}
			return true
		}
		if strings.HasPrefix(key, "Authority Information Access") {
			x.extension = "AIA"
			return true
		}
	}
	if x.extension != "" {
		return x.value(text)
	}
	return x.goesOn(text)
}

// usageWords are OpenSSL's words for key usages.
var usageWords = map[string]cert.KeyUsage{
	"digital signature": cert.DigitalSignature, "non repudiation": cert.NonRepudiation,
	"key encipherment": cert.KeyEncipherment, "data encipherment": cert.DataEncipherment,
	"key agreement": cert.KeyAgreement, "certificate sign": cert.KeyCertSign, "crl sign": cert.CRLSign,
	"encipher only": cert.EncipherOnly, "decipher only": cert.DecipherOnly,
}

// purposeWords are OpenSSL's words for extended key usages.
var purposeWords = map[string]string{
	"tls web server authentication": "1.3.6.1.5.5.7.3.1", "tls web client authentication": "1.3.6.1.5.5.7.3.2",
	"code signing": "1.3.6.1.5.5.7.3.3", "e-mail protection": "1.3.6.1.5.5.7.3.4",
	"time stamping": "1.3.6.1.5.5.7.3.8", "ocsp signing": "1.3.6.1.5.5.7.3.9",
	"any extended key usage": "2.5.29.37.0",
}

// value reads the row below the name of an extension.
func (x *x509Text) value(text string) bool {
	d := &x.open.description
	switch x.extension {
	case "Basic Constraints":
		d.IsCA = d.IsCA || strings.Contains(text, "CA:TRUE")
	case "Key Usage":
		d.HasKeyUsage = true
		for _, word := range strings.Split(text, ",") {
			d.KeyUsage |= usageWords[strings.ToLower(strings.TrimSpace(word))]
		}
	case "Extended Key Usage":
		for _, word := range strings.Split(text, ",") {
			word = strings.TrimSpace(word)
			if oid, ok := purposeWords[strings.ToLower(word)]; ok {
				word = oid
			}
			d.ExtKeyUsage = append(d.ExtKeyUsage, word)
		}
	case "Subject Key Identifier":
		d.SKI = identifier(text)
	case "Authority Key Identifier":
		if id := identifier(strings.TrimPrefix(text, "keyid:")); len(d.AKI) == 0 {
			d.AKI = id
		}
		return true // DirName and serial may follow
	case "Subject Alternative Name":
		for _, name := range strings.Split(text, ", ") {
			if v, ok := strings.CutPrefix(name, "DNS:"); ok {
				d.DNSNames = append(d.DNSNames, v)
			} else if v, ok := strings.CutPrefix(name, "IP Address:"); ok {
				d.IPs = append(d.IPs, v)
			}
		}
	case "AIA":
		if v, ok := strings.CutPrefix(text, "CA Issuers - URI:"); ok {
			d.AIA = append(d.AIA, v)
		}
		return true
	}
	x.extension = ""
	return true
}

// identifier reads "5D:7D:…", nil when it is something else.
func identifier(text string) []byte {
	b, err := hex.DecodeString(strings.ReplaceAll(strings.TrimSpace(text), ":", ""))
	if err != nil || len(b) > maxKeyID {
		return nil
	}
	return b
}

// end records what stands nowhere else in this input with its bytes, or in a
// session or store.
func (x *x509Text) end() {
	x.close()
	for _, p := range x.found {
		if x.known(p) {
			continue
		}
		x.s.kind("x509-text")
		x.s.certificate(p.certificate(), p.line, -1, true)
	}
}

func (x *x509Text) known(p *printed) bool {
	for i := range x.s.ev.Certificates {
		f := &x.s.ev.Certificates[i]
		if x.s.seenHere(f) && p.matches(f.Certificate) {
			return true
		}
	}
	return false
}
