package intake

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/evidence"
)

// armoured makes what it can of a block with a label.
func (p *pemReader) armoured(b *block) {
	switch {
	case b.label == "SSL SESSION PARAMETERS":
		p.s.removal("session-key", b.begin.number)
	case isLabelOf(b.label, "PUBLIC KEY"), isLabelOf(b.label, "PARAMETERS"), b.label == "ATTRIBUTE CERTIFICATE":
	case isLabelOf(b.label, "KEY"):
		p.pastedKey(b)
	default:
		if !p.bare(b) {
			p.explain(b)
		}
	}
}

// bare makes what it can of base64, and reports whether it was a value.
func (p *pemReader) bare(b *block) bool {
	many := p.holdsMany(b)
	if (many || isLabelOf(b.label, "PKCS7") || isLabelOf(b.label, "CMS") || isLabelOf(b.label, "SIGNED DATA")) && p.readOther(b) {
		return true
	}
	if p.readCertificates(b) {
		return !many // some lie where base64 shows them, and the others are lost
	}
	return p.readDouble(b) || p.readOther(b)
}

// holdsMany reports whether a block begins like PKCS#7 or PKCS#12: both come
// with the label of a certificate as well.
func (p *pemReader) holdsMany(b *block) bool {
	text := b.draft().text(0).data
	switch shapeOf(decode64(text[:min(len(text), shapeLength)])) {
	case shapePKCS7, shapePKCS12:
		return true
	}
	return false
}

// shapeLength is how much base64 shows what shape PKCS#7 or PKCS#12 has: two
// headers and an object identifier.
const shapeLength = 64

func isLabelOf(label, last string) bool {
	return label == last || strings.HasSuffix(label, " "+last)
}

func (b *block) texts() []string {
	out := make([]string, len(b.lines))
	for i, l := range b.lines {
		out[i] = l.text
	}
	return out
}

func (b *block) draft() *draft {
	if b.read == nil {
		b.read = &draft{lines: b.texts()}
	}
	return b.read
}

// readCertificates reads the certificates of a block: one as a rule, more when
// the markers between them are gone.
func (p *pemReader) readCertificates(b *block) bool {
	var whole []*cert.Certificate
	values, how := b.draft().values(func(der []byte) bool {
		c, err := p.s.parse(der)
		if err != nil || c.Damage != "" || !wholeSignature(c) {
			return false
		}
		whole = append(whole, c)
		return true
	})
	if how == noFit {
		return p.readDamaged(b)
	}
	p.s.kind("pem")
	for _, der := range values {
		i := slices.IndexFunc(whole, func(c *cert.Certificate) bool { return bytes.Equal(c.Raw, der) })
		p.s.offer(whole[i], b.begin.number)
	}
	return true
}

// wholeSignature reports whether an ECDSA signature has its form, two numbers
// in a SEQUENCE (RFC 3279 section 2.2.3). It is the last part of a
// certificate, and the only one whose contents no parser looks at: a wrong end
// would show nowhere else. Other signatures are plain bytes.
func wholeSignature(c *cert.Certificate) bool {
	if !strings.HasSuffix(c.SignatureAlgorithm, "withECDSA") {
		return true
	}
	in := cryptobyte.String(c.Signature)
	var body, r, s cryptobyte.String
	return in.ReadASN1(&body, asn1.SEQUENCE) && in.Empty() &&
		body.ReadASN1(&r, asn1.INTEGER) && body.ReadASN1(&s, asn1.INTEGER) && body.Empty()
}

// readDamaged reads a certificate that has its whole length and that
// crypto/x509 refuses. Only a block that it fills is believed.
func (p *pemReader) readDamaged(b *block) bool {
	var damaged *cert.Certificate
	_, how := b.draft().values(func(der []byte) bool {
		c, err := cert.Parse(der)
		if err != nil {
			return false
		}
		damaged = c
		return true
	})
	if how != exactly {
		return false
	}
	p.s.kind("pem")
	p.s.offer(damaged, b.begin.number)
	p.s.damage(evidence.Damage{
		Kind: "damaged-certificate", Detail: damaged.Damage, Bytes: len(damaged.Raw),
		Quote: p.s.quote(b.begin), Certificate: damaged,
	})
	return true
}

// readOther reads what a block holds when that is no certificate: PKCS#7, a
// key store, a request, a revocation list, a key.
func (p *pemReader) readOther(b *block) bool {
	values, _ := b.draft().values(func(der []byte) bool {
		return len(der) > 64 && shapeOf(der) != shapeUnknown && shapeOf(der) != shapeCertificate
	})
	for _, der := range values {
		if shapeOf(der) == shapeKey {
			p.pastedKey(b)
			continue
		}
		at := p.s.line
		p.s.line = b.begin.number
		readBinary(p.s, der)
		p.s.line = at
	}
	return len(values) > 0
}

// readDouble reads base64 whose content is armour or base64 once more.
func (p *pemReader) readDouble(b *block) bool {
	if p.inner >= 2 {
		return false
	}
	for i := range readings {
		text := string(b.draft().text(i).data)
		if !strings.HasPrefix(text, doubleArmour) && !strings.HasPrefix(text, doubleBody) {
			continue
		}
		plain := decode64([]byte(text[:len(text)&^3]))
		if tail := decode64([]byte(text)); tail != nil {
			plain = tail
		}
		in := &pemReader{s: p.s, inner: p.inner + 1}
		before := p.s.told()
		for _, row := range strings.Split(string(plain), "\n") {
			in.line(line{number: b.begin.number, text: row})
		}
		in.end()
		if p.s.told() > before {
			return true
		}
	}
	return false
}

// pastedKey reports a private key. Only its public part is kept.
func (p *pemReader) pastedKey(b *block) {
	p.s.kind("key")
	p.s.damage(evidence.Damage{Kind: "private-key-pasted", Quote: p.s.quote(line{
		number: b.begin.number, text: "-----BEGIN " + b.label + "-----"})})
	var der []byte
	values, _ := (&draft{lines: keyBody(b.texts())}).values(func([]byte) bool { return true })
	if len(values) > 0 {
		der = values[0]
	} else {
		der = decode64(base64In(keyBody(b.texts())).data)
	}
	readKey(p.s, b.label, der, b.begin.number)
}

// keyBody leaves out the headers of an encrypted key (RFC 1421 section 4.6).
func keyBody(lines []string) []string {
	var out []string
	for _, text := range unescaped(lines) {
		if !strings.Contains(text, ":") {
			out = append(out, text)
		}
	}
	return out
}

// explain says why a block could not be read. A marker in prose is no block,
// and neither is base64 that only began like a certificate.
func (p *pemReader) explain(b *block) {
	text := base64In(unescaped(b.texts())).data
	need, have := valueLength(text), len(text)
	if b.label == "" && (!startsCertificate(text) || have >= need || b.size < 200) {
		return
	}
	d := evidence.Damage{Bytes: have * 3 / 4}
	switch {
	case elided(b):
		if !b.ended && have < 40 {
			return
		}
		d.Kind = "elided-pem"
	case have < 40:
		return // prose that mentions the markers
	case need > have || need == 0 && !b.ended:
		d.Kind = "truncated-pem"
		d.Detail = fmt.Sprintf("%d of %d bytes", have*3/4, need*3/4)
	default:
		d.Kind = "damaged-certificate"
		d.Detail = "the bytes are no certificate"
	}
	p.s.kind("pem")
	if len(p.broken) > maxDamage {
		return // sink.damage counts no further either
	}
	d.Quote = p.s.quote(b.begin)
	head := decode64(text[:min(len(text), brokenHead/3*4)])
	p.broken = append(p.broken, brokenBlock{d, head})
}

// startsCertificate reports whether base64 begins like a certificate: a
// SEQUENCE in a SEQUENCE, both with a length of two bytes, then the version.
func startsCertificate(text []byte) bool {
	if len(text) < 16 {
		return false
	}
	head := decode64(text[:16])
	return len(head) == 12 && head[0] == 0x30 && head[1] == 0x82 && head[4] == 0x30 && head[5] == 0x82 && head[8] == 0xa0
}

// elisions are what people put where they left something out.
var elisions = []string{"...", "…", "~~", "[snip", "<snip", "snip>", "[cut", "[removed", "(removed", "[redacted", "<redacted", "[...]", "***", "xxxx", "XXXXX", "BASE64", "base64", "Base64", "<"}

func elided(b *block) bool {
	for _, l := range b.lines {
		for _, x := range elisions {
			if strings.Contains(l.text, x) && !strings.Contains(l.text, "<pre") && !strings.Contains(l.text, "<br") && !strings.Contains(l.text, "</") {
				return true
			}
		}
	}
	return false
}
