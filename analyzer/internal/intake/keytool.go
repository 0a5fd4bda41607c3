package intake

import (
	"strings"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/evidence"
)

// keytool reads what the JDK's keytool prints: -printcert -sslserver (a sent
// chain), -list -v and -list -rfc (a store), -printcert (one certificate).
type keytool struct {
	s       *sink
	session *evidence.Session
	store   *evidence.Store
	list    listing // of the session, or of the record that is open
	entry   *javaCertificate
	alone   bool
	record  *evidence.Record
	args    string
	begun   bool // the head of a store was seen
	idle    int
}

func newKeytool(s *sink) carrier { return &keytool{s: s} }

func (k *keytool) triggers() []string {
	return []string{
		"Owner: ", "Certificate #", "Alias name: ", "Keystore type: ", "keytool ", "Certificate chain length: ",
		// In other languages: the type of a store, that of an entry, an owner.
		": PKCS12", ": JKS", ": JCEKS", "Aliasname: ", "Nombre de Alias: ", "Nom d'alias ", "Nome alias: ", ": trustedCertEntry", ": PrivateKeyEntry",
		"mer: CN=", "rio: CN=", "taire : CN=", "java.lang.Exception: ",
	}
}

func (k *keytool) line(l line) bool {
	for _, row := range rows(l) {
		k.row(line{number: l.number, text: row})
	}
	return (k.begun || k.store != nil || k.entry != nil) && k.idle < maxIdle
}

func (k *keytool) row(l line) {
	text := keytoolRow(strings.TrimSpace(l.text))
	k.idle++
	if gotNone(text) {
		k.sent(l, "0")
		k.session.NoPeerCertificate = true
		k.finish()
		return
	}
	if args, ok := commandOf(text, "keytool"); ok {
		k.finish()
		k.args = args
		return
	}
	if strings.HasPrefix(text, "Keystore type: ") {
		k.finish()
		k.begun, k.idle = true, 0
		return
	}
	if number, ok := strings.CutPrefix(text, "Certificate #"); ok && digits(number) != "" {
		k.sent(l, digits(number))
		return
	}
	if k.begins(l, text) || k.entry != nil && k.field(text) {
		k.idle = 0
	}
}

// sent begins a certificate of a sent chain: the first one begins the chain.
func (k *keytool) sent(l line, number string) {
	if number == "0" || k.session == nil {
		k.finish()
		k.session = &evidence.Session{Source: "keytool", Tool: "keytool", Line: l.number, VerifyCode: -1, Quote: k.s.quote(l)}
		k.server()
	}
}

// begins sees to the rows that begin a record or a certificate.
func (k *keytool) begins(l line, text string) bool {
	if name, ok := strings.CutPrefix(text, "Alias name: "); ok {
		if k.session != nil {
			k.finish()
		}
		k.closeRecord()
		if k.store == nil {
			k.store = &evidence.Store{Name: "keytool", Kind: "keytool", Role: k.s.role}
		}
		k.record = &evidence.Record{Name: name, Quote: k.s.quote(l)}
		return true
	}
	if kind, ok := strings.CutPrefix(text, "Entry type: "); ok && k.record != nil {
		k.record.HasKey = strings.HasPrefix(kind, "PrivateKey")
		return true
	}
	if strings.HasPrefix(text, "Certificate[") {
		return true
	}
	owner, ok := strings.CutPrefix(text, "Owner: ")
	if !ok {
		return false
	}
	k.close()
	k.entry = &javaCertificate{line: l.number}
	k.entry.d.Subject = readName(owner)
	k.alone = k.session == nil && k.record == nil
	k.list.entries = append(k.list.entries, &printed{line: l.number})
	return true
}

// server takes the address out of the command line.
func (k *keytool) server() {
	words := strings.Fields(k.args)
	for i, word := range words {
		if word == "-sslserver" && i+1 < len(words) {
			if host, port, ok := address(words[i+1]); ok {
				k.session.Host, k.session.Port = host, port
				if !isIP(host) {
					k.session.SNI = host
				}
			}
		}
	}
	k.args = ""
}

// field reads a row about a certificate. The extensions have the form that
// the JDK gives them everywhere.
func (k *keytool) field(text string) bool {
	d := &k.entry.d
	if v, ok := strings.CutPrefix(text, "Issuer: "); ok {
		d.Issuer = readName(v)
	} else if v, ok := strings.CutPrefix(text, "Serial number: "); ok {
		d.Serial = serialText(v)
	} else if v, ok := strings.CutPrefix(text, "Valid from: "); ok {
		from, until := validity(v)
		d.NotBefore, _ = javaTime(from)
		d.NotAfter, _ = javaTime(until)
	} else if v, ok := strings.CutPrefix(text, "SHA256: "); ok {
		d.SHA256 = strings.ToLower(strings.ReplaceAll(v, ":", ""))
	} else if v, ok := strings.CutPrefix(text, "Signature algorithm name: "); ok {
		d.SignatureAlgorithm, _, _ = strings.Cut(v, " (")
	} else if v, ok := strings.CutPrefix(text, "Subject Public Key Algorithm: "); ok {
		d.Key = keyOf(v)
		_, curve, _ := strings.Cut(v, "(")
		curve, _, _ = strings.Cut(curve, ")")
		d.Key.Curve = curveName(strings.TrimSpace(curve))
	} else if k.entry.extension != "" || strings.Contains(text, "ObjectId: ") {
		k.entry.read(text)
	} else {
		return false
	}
	return true
}

// close ends the certificate that is open.
func (k *keytool) close() {
	if k.entry == nil {
		return
	}
	if e := k.list.last(); e != nil {
		e.description = k.entry.d
	}
	k.entry = nil
	if k.alone {
		for _, e := range k.list.entries {
			k.s.kind("keytool")
			k.s.certificate(e.certificate(), e.line, -1, true)
		}
		k.list, k.alone = listing{}, false
	}
}

// closeRecord ends the record that is open.
func (k *keytool) closeRecord() {
	k.close()
	r := k.record
	k.record = nil
	if r == nil {
		return
	}
	for _, x := range k.list.sent(k.s) {
		r.Chain = append(r.Chain, x.Certificate)
	}
	k.list = listing{}
	if len(r.Chain) > 0 {
		r.Certificate = r.Chain[0]
	} else {
		r.Trouble = "no-certificate"
	}
	if !r.HasKey {
		r.Chain = nil
	}
	k.store.Records = append(k.store.Records, *r)
}

// claim takes the PEM blocks of -list -rfc.
func (k *keytool) claim(c *cert.Certificate, first int) bool {
	if k.record == nil || k.idle >= maxIdle {
		return false
	}
	k.list.bytes(c, first, k.list.last())
	k.idle = 0
	return true
}

func (k *keytool) end() { k.finish() }

func (k *keytool) finish() {
	k.closeRecord()
	if k.session != nil {
		k.session.Sent = k.list.sent(k.s)
		if len(k.session.Sent) > 0 || k.session.NoPeerCertificate {
			k.s.kind("keytool")
			k.s.session(*k.session)
		}
	}
	if k.store != nil {
		k.s.kind("keytool")
		k.s.store(*k.store)
	}
	k.session, k.store, k.list, k.begun = nil, nil, listing{}, false
}
