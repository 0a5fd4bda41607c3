package intake

import (
	"strconv"
	"strings"

	"missinglink/analyzer/internal/cert"
)

// javaCertificate reads one certificate as the JDK prints it, line by line: in
// the debug log of JDK 11 and later ("serial number" : "03:ec"), and in
// X509Certificate's own form, which JDK 8 logs (SerialNumber: [ 03ec]). Both
// share the text of the extensions. There is no key and no signature in it.
type javaCertificate struct {
	line      int
	d         cert.Description
	extension string // OID of the extension that is open
	inID      bool   // the lines are a dump of a key identifier
	caIssuers bool   // the next accessLocation is an issuer's certificate
	key       string // field whose value goes on in the next line
	name      string // the same, for a name of the older form
	value     string
	named     bool
	full      bool // the part that is signed has ended
}

// keyUsages and extKeyUsages are the JDK's words for them.
var keyUsages = map[string]cert.KeyUsage{
	"digitalsignature": cert.DigitalSignature, "non_repudiation": cert.NonRepudiation,
	"key_encipherment": cert.KeyEncipherment, "data_encipherment": cert.DataEncipherment,
	"key_agreement": cert.KeyAgreement, "key_certsign": cert.KeyCertSign, "crl_sign": cert.CRLSign,
	"encipher_only": cert.EncipherOnly, "decipher_only": cert.DecipherOnly,
}

var extKeyUsages = map[string]string{
	"serverauth": "1.3.6.1.5.5.7.3.1", "clientauth": "1.3.6.1.5.5.7.3.2", "codesigning": "1.3.6.1.5.5.7.3.3",
	"emailprotection": "1.3.6.1.5.5.7.3.4", "timestamping": "1.3.6.1.5.5.7.3.8", "ocspsigning": "1.3.6.1.5.5.7.3.9",
	"anyextendedkeyusage": "2.5.29.37.0",
}

// read takes the next line, without the margin a log framework may put before it.
func (j *javaCertificate) read(text string) {
	t := strings.TrimSpace(text)
	if j.key != "" {
		j.value += t
		if !strings.HasSuffix(t, "\"") && !strings.HasSuffix(t, "\",") && len(j.value) < maxName {
			return
		}
		key := j.key
		j.key = ""
		j.field(key, closeQuote(j.value))
		return
	}
	if j.name != "" {
		j.value += " " + t
		if !strings.HasSuffix(t, ",") || len(j.value) > maxName {
			name := j.name
			j.name = ""
			j.field(name, strings.TrimSuffix(j.value, ","))
		}
		return
	}
	if strings.HasPrefix(t, "\"") {
		j.quoted(t)
		return
	}
	if i := strings.Index(t, "ObjectId: "); i >= 0 && i < 12 {
		j.extension, _, _ = strings.Cut(t[i+len("ObjectId: "):], " ")
		j.inID, j.caIssuers = false, false
		return
	}
	if strings.HasPrefix(t, "Algorithm: [") || strings.HasPrefix(t, "Signature:") {
		j.full, j.extension = true, ""
	}
	switch {
	case j.full:
	case j.extension != "":
		j.inExtension(t)
	default:
		j.plain(t)
	}
}

// maxName is how long a field may be that is wrapped over several lines: a
// distinguished name of ten attributes stays well below.
const maxName = 4096

// quoted reads a field of the newer form.
func (j *javaCertificate) quoted(t string) {
	key, rest, _ := strings.Cut(t[1:], "\"")
	if !javaFields[key] {
		key = strings.ToLower(strings.Join(strings.Fields(key), " "))
	}
	_, value, _ := strings.Cut(rest, ":")
	value = strings.TrimSpace(value)
	if !strings.HasPrefix(value, "\"") || !javaFields[key] {
		return
	}
	value = value[1:]
	if !strings.HasSuffix(value, "\"") && !strings.HasSuffix(value, "\",") {
		j.key, j.value = key, value
		return
	}
	j.field(key, closeQuote(value))
}

// javaFields are the fields of the newer form that are read.
var javaFields = map[string]bool{
	"serial number": true, "signature algorithm": true, "issuer": true, "subject": true,
	"not before": true, "not after": true, "subject public key": true,
}

func closeQuote(value string) string {
	return strings.TrimSuffix(strings.TrimSuffix(strings.TrimSpace(value), ","), "\"")
}

func (j *javaCertificate) field(key, value string) {
	switch key {
	case "serial number":
		j.d.Serial = value
	case "signature algorithm":
		j.d.SignatureAlgorithm = value
	case "issuer":
		j.d.Issuer, j.named = readName(value), true
	case "subject":
		j.d.Subject, j.named = readName(value), true
	case "not before":
		j.d.NotBefore, _ = javaTime(value)
	case "not after":
		j.d.NotAfter, _ = javaTime(value)
	case "subject public key":
		j.d.Key.Algorithm = value
	}
}

// plain reads a field of the older form.
func (j *javaCertificate) plain(t string) {
	key, value, ok := strings.Cut(t, ":")
	if !ok {
		return
	}
	value = strings.TrimSpace(value)
	switch key {
	case "Subject", "Issuer":
		if strings.HasSuffix(value, ",") {
			j.name, j.value = strings.ToLower(key), value
			return
		}
		j.field(strings.ToLower(key), value)
	case "Signature Algorithm":
		value, _, _ = strings.Cut(value, ",")
		j.field("signature algorithm", value)
	case "SerialNumber":
		j.field("serial number", strings.Trim(value, "[] "))
	case "Validity":
		j.d.NotBefore, _ = javaTime(strings.TrimPrefix(value, "[From: "))
	case "To":
		j.d.NotAfter, _ = javaTime(value)
	case "Key":
		j.publicKey(value)
	case "parameters":
		j.d.Key.Curve = curveName(value)
	}
}

// publicKey reads "Sun RSA public key, 2048 bits".
func (j *javaCertificate) publicKey(value string) {
	for _, w := range strings.Fields(value) {
		switch w = strings.Trim(w, ","); w {
		case "RSA", "EC", "DSA", "RSASSA-PSS":
			j.d.Key.Algorithm = w
		default:
			if bits, err := strconv.Atoi(w); err == nil {
				j.d.Key.Bits = bits
			}
		}
	}
}

func curveName(value string) string {
	switch first, _, _ := strings.Cut(value, " "); first {
	case "secp256r1":
		return "P-256"
	case "secp384r1":
		return "P-384"
	case "secp521r1":
		return "P-521"
	default:
		return first
	}
}

func (j *javaCertificate) inExtension(t string) {
	switch {
	case strings.HasPrefix(t, "KeyIdentifier ["):
		j.inID = true
		return
	case j.inID:
		b, ok := dumpLine(t)
		switch {
		case !ok:
			j.inID = false
		case j.extension == "2.5.29.14" && len(j.d.SKI) < maxKeyID:
			j.d.SKI = append(j.d.SKI, b...)
		case j.extension == "2.5.29.35" && len(j.d.AKI) < maxKeyID:
			j.d.AKI = append(j.d.AKI, b...)
		}
		return
	}
	key, value, ok := strings.Cut(t, ":")
	value = strings.TrimSpace(value)
	switch j.extension {
	case "2.5.29.19":
		if key == "CA" {
			j.d.HasBasicConstraints, j.d.IsCA = true, value == "true"
		}
	case "2.5.29.15":
		if u, ok := keyUsages[strings.ToLower(t)]; ok {
			j.d.HasKeyUsage, j.d.KeyUsage = true, j.d.KeyUsage|u
		}
	case "2.5.29.37":
		if oid, ok := extKeyUsages[strings.ToLower(t)]; ok {
			j.d.ExtKeyUsage = append(j.d.ExtKeyUsage, oid)
		} else if strings.Count(t, ".") > 2 {
			j.d.ExtKeyUsage = append(j.d.ExtKeyUsage, t)
		}
	case "2.5.29.17":
		if ok && key == "DNSName" {
			j.d.DNSNames = append(j.d.DNSNames, value)
		} else if key == "IPAddress" {
			j.d.IPs = append(j.d.IPs, value)
		}
	case "1.3.6.1.5.5.7.1.1":
		if key == "accessMethod" {
			j.caIssuers = value == "caIssuers"
		} else if uri, found := strings.CutPrefix(value, "URIName: "); found && key == "accessLocation" && j.caIssuers {
			j.d.AIA = append(j.d.AIA, strings.TrimRight(uri, " ,]"))
		}
	}
}

// maxKeyID is the longest key identifier kept: SHA-512 gives 64 bytes.
const maxKeyID = 64

// certificate is what was read, or nil when it holds no name: the text was cut
// before one.
func (j *javaCertificate) certificate() *cert.Certificate {
	if !j.named {
		return nil
	}
	return cert.Describe(j.d)
}

// dumpLine reads a line of a hex dump as Java prints it:
//
//	0000: 5D 7D CD 56 3C 80 60 A8   6E DE D8 69 B6 40 FF A6  ]..V<.`.n..i.@..
func dumpLine(text string) ([]byte, bool) {
	t := strings.TrimLeft(text, " \t")
	colon := strings.IndexByte(t, ':')
	if colon < 4 || colon > 8 || !strings.HasPrefix(t[colon:], ": ") {
		return nil, false
	}
	for i := range colon {
		if nibble(t[i]) < 0 {
			return nil, false
		}
	}
	out := make([]byte, 0, 16)
	for i := range 16 {
		at := colon + 2 + 3*i
		if i >= 8 {
			at += 2
		}
		if at+1 >= len(t) || nibble(t[at]) < 0 || nibble(t[at+1]) < 0 {
			break
		}
		out = append(out, byte(nibble(t[at])<<4|nibble(t[at+1])))
	}
	return out, len(out) > 0
}

func nibble(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	}
	return -1
}
