package chain

import (
	"encoding/asn1"
	"strconv"
	"strings"

	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"

	"missinglink/analyzer/internal/cert"
)

// unreadable is why the JDK's parser refuses a sent certificate, so that no
// trust manager ever sees the chain; empty for all but a few (measured).
// Malformed extensions count only where they are critical.
func unreadable(c *cert.Certificate) string {
	if c.Issuer.Empty() {
		return "Empty issuer DN not allowed in X509Certificates"
	}
	seen := map[string]bool{}
	for _, e := range c.Extensions {
		oid := e.Id.String()
		if seen[oid] {
			return "java.io.IOException: Duplicate extensions not allowed"
		}
		seen[oid] = true
		if form, known := extensionForms[oid]; known && e.Critical && (len(e.Value) == 0 || e.Value[0] != form.tag) {
			text := form.text
			if strings.HasSuffix(text, " ") && len(e.Value) > 0 {
				text += strconv.Itoa(int(e.Value[0]))
			}
			return "java.io.IOException: " + text
		}
	}
	if c.Subject.Empty() && c.Version == 1 {
		return "Empty subject DN not allowed in v1 certificate"
	}
	if c.Subject.Empty() && c.Version == 3 {
		switch san := c.Extension(oidSubjectAltName); {
		case san == nil:
			return "X.509 Certificate is incomplete: subject field is empty, and SubjectAlternativeName extension is absent"
		case !san.Critical:
			return "X.509 Certificate is incomplete: SubjectAlternativeName extension MUST be marked critical when subject field is empty"
		}
	}
	if inner := innerAlgorithm(c); inner != nil && !inner.Equal(c.SignatureAlgorithmOID) {
		return "Signature algorithm mismatch"
	}
	return ""
}

// extensionForms are the extensions that the JDK parses at once, the DER tag
// each begins with, and what it says of another; a space at the end is for the
// tag that it found.
var extensionForms = map[string]struct {
	tag  byte
	text string
}{
	"2.5.29.14":          {4, "DerValue.getOctetString, not an Octet String: "},
	oidKeyUsage:          {3, "DerValue.getBitString, not a bit string "},
	oidSubjectAltName:    {0x30, "Invalid encoding for GeneralNames."},
	"2.5.29.18":          {0x30, "Invalid encoding for GeneralNames."},
	oidBasicConstraints:  {0x30, "Invalid encoding of BasicConstraints"},
	oidNameConstraints:   {0x30, "Invalid encoding for NameConstraintsExtension."},
	"2.5.29.31":          {0x30, "Invalid encoding for CRLDistributionPoints extension."},
	oidPolicies:          {0x30, "Invalid encoding for CertificatePoliciesExtension."},
	oidPolicyMappings:    {0x30, "Invalid encoding for PolicyMappingsExtension."},
	"2.5.29.35":          {0x30, "Invalid encoding for AuthorityKeyIdentifierExtension."},
	oidPolicyConstraints: {0x30, "Sequence tag missing for PolicyConstraint."},
	oidExtKeyUsage:       {0x30, "Invalid encoding for ExtendedKeyUsageExtension."},
	oidInhibitAny:        {2, "Invalid encoding of InhibitAnyPolicy: data not integer"},
	"1.3.6.1.5.5.7.1.1":  {0x30, "Invalid encoding for AuthorityInfoAccessExtension."},
}

// innerAlgorithm is the signature algorithm inside the signed part.
func innerAlgorithm(c *cert.Certificate) asn1.ObjectIdentifier {
	in := cryptobyte.String(c.TBS)
	var tbs, algorithm cryptobyte.String
	var id asn1.ObjectIdentifier
	if !in.ReadASN1(&tbs, cbasn1.SEQUENCE) ||
		!tbs.SkipOptionalASN1(cbasn1.Tag(0).ContextSpecific().Constructed()) ||
		!tbs.SkipASN1(cbasn1.INTEGER) || !tbs.ReadASN1(&algorithm, cbasn1.SEQUENCE) ||
		!algorithm.ReadASN1ObjectIdentifier(&id) {
		return nil
	}
	return id
}
