package cert

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"math/big"
	"strings"
	"time"

	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// ErrNotCertificate is returned for bytes that have not the outline of an
// X.509 certificate (RFC 5280 section 4.1).
var ErrNotCertificate = errors.New("cert: not a certificate")

// Parse reads a DER certificate. It returns an error only when the bytes are
// no certificate; one that crypto/x509 refuses comes back with Damage set and
// whatever could be read. Trailing bytes behind the outer SEQUENCE are cut off
// (BEGIN TRUSTED CERTIFICATE has them).
func Parse(der []byte) (*Certificate, error) {
	in := cryptobyte.String(der)
	var whole, body cryptobyte.String
	if !in.ReadASN1Element(&whole, cbasn1.SEQUENCE) {
		return nil, ErrNotCertificate
	}
	sum := sha256.Sum256(whole)
	c := &Certificate{ID: hex.EncodeToString(sum[:]), Basis: FromBytes, Raw: append([]byte(nil), whole...), PathLen: -1}
	var tbs cryptobyte.String
	whole = cryptobyte.String(c.Raw)
	if !whole.ReadASN1(&body, cbasn1.SEQUENCE) || !body.ReadASN1Element(&tbs, cbasn1.SEQUENCE) {
		return nil, ErrNotCertificate
	}
	c.TBS = tbs
	if !c.readTBS(tbs) {
		return nil, ErrNotCertificate
	}
	c.readSignature(body)
	if _, err := x509.ParseCertificate(c.Raw); err != nil {
		c.Damage = damage(err)
	}
	return c, nil
}

// readTBS reads the signed part. It is false when the outline is not that of
// a certificate: a request or a revocation list fails here.
func (c *Certificate) readTBS(in cryptobyte.String) bool {
	var tbs, version, algorithm, issuer, validity, subject, spki cryptobyte.String
	var hasVersion bool
	if !in.ReadASN1(&tbs, cbasn1.SEQUENCE) ||
		!tbs.ReadOptionalASN1(&version, &hasVersion, cbasn1.Tag(0).ContextSpecific().Constructed()) {
		return false
	}
	c.Version = 1
	if hasVersion {
		var v int
		if version.ReadASN1Integer(&v) {
			c.Version = v + 1
		}
	}
	var serial cryptobyte.String
	if !tbs.ReadASN1(&serial, cbasn1.INTEGER) ||
		!tbs.ReadASN1(&algorithm, cbasn1.SEQUENCE) ||
		!tbs.ReadASN1Element(&issuer, cbasn1.SEQUENCE) ||
		!tbs.ReadASN1(&validity, cbasn1.SEQUENCE) ||
		!tbs.ReadASN1Element(&subject, cbasn1.SEQUENCE) ||
		!tbs.ReadASN1Element(&spki, cbasn1.SEQUENCE) {
		return false
	}
	c.Serial = serialText(serial)
	c.Issuer, _ = ParseName(issuer)
	c.Subject, _ = ParseName(subject)
	c.NotBefore = readTime(&validity)
	c.NotAfter = readTime(&validity)
	if c.NotAfter.IsZero() {
		return false
	}
	c.SPKI = spki
	c.Key = DescribeKey(spki)
	for _, tag := range []uint8{1, 2} { // the two unique identifiers of v2
		tbs.SkipOptionalASN1(cbasn1.Tag(tag).ContextSpecific())
	}
	var wrapper, list cryptobyte.String
	var present bool
	if tbs.ReadOptionalASN1(&wrapper, &present, cbasn1.Tag(3).ContextSpecific().Constructed()) && present &&
		wrapper.ReadASN1(&list, cbasn1.SEQUENCE) {
		c.readExtensions(list)
	}
	return true
}

// readSignature reads what stands behind the signed part.
func (c *Certificate) readSignature(in cryptobyte.String) {
	var algorithm cryptobyte.String
	var bits cryptobyte.String
	if !in.ReadASN1(&algorithm, cbasn1.SEQUENCE) || !algorithm.ReadASN1ObjectIdentifier(&c.SignatureAlgorithmOID) {
		return
	}
	c.SignatureParameters = algorithm
	c.SignatureAlgorithm = signatureName(c.SignatureAlgorithmOID)
	if in.ReadASN1(&bits, cbasn1.BIT_STRING) && len(bits) > 1 {
		c.Signature = bits[1:]
	}
}

// serialText is the integer in hex, "-" before a negative one.
func serialText(content []byte) string {
	n := new(big.Int).SetBytes(content)
	if len(content) > 0 && content[0]&0x80 != 0 {
		n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(content))))
	}
	return n.Text(16)
}

// timeLayouts are the forms that occur: DER's two, and the shorter or zoned
// ones that older software wrote and Java reads.
var timeLayouts = map[cbasn1.Tag][]string{
	cbasn1.UTCTime:         {"060102150405Z0700", "0601021504Z0700"},
	cbasn1.GeneralizedTime: {"20060102150405Z0700", "20060102150405.999999999Z0700", "200601021504Z0700"},
}

// readTime reads one time of the validity; the zero time when it is none.
func readTime(in *cryptobyte.String) time.Time {
	var content cryptobyte.String
	var tag cbasn1.Tag
	if !in.ReadAnyASN1(&content, &tag) {
		return time.Time{}
	}
	for _, layout := range timeLayouts[tag] {
		t, err := time.Parse(layout, string(content))
		if err != nil {
			continue
		}
		if tag == cbasn1.UTCTime && t.Year() >= 2050 { // RFC 5280 section 4.1.2.5.1
			t = t.AddDate(-100, 0, 0)
		}
		return t.UTC()
	}
	return time.Time{}
}

// damage says in the reader's words why bytes are no certificate. The library
// calls what it cannot read "invalid", which people read as a verdict.
func damage(err error) string {
	return strings.NewReplacer("x509: ", "", "invalid ", "unreadable ").Replace(err.Error())
}
