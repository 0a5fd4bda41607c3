package chain

import (
	"strings"
	"time"

	"missinglink/analyzer/internal/cert"
)

// The JDK's sentences, as an HTTPS client prints them. They are compared with
// recorded and live answers letter by letter.
const (
	textBuilding    = "PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path to requested target"
	textValidation  = "PKIX path validation failed: java.security.cert.CertPathValidatorException: "
	textAnchor      = "PKIX path validation failed: sun.security.validator.ValidatorException: "
	textEmptyStore  = "the trustAnchors parameter must be non-empty"
	textBuildAnchor = "PKIX path building failed: sun.security.validator.ValidatorException: "
	textBits        = "incorrect KeyUsage extension bits"
	textNetscape    = "Netscape cert type does not permit use for SSL "
	textNoAnchor    = "Path does not chain with any of the trust anchors"
	textValidity    = "validity check failed"
	textSignature   = "signature check failed"
	textNotCA       = "basic constraints check failed: this is not a CA certificate"
	textPathLen     = "basic constraints check failed: pathLenConstraint violated - this cert must be the last cert in the certification path"
	textCertSign    = "CA key usage check failed: keyCertSign bit is not set"
	textNames       = "name constraints check failed"
	textCritical    = "unrecognized critical extension(s)"
	textPolicy      = "non-null policy tree required and policy tree is null"
	textAlgorithm   = "Algorithm constraints check failed on "
	textServerUsage = "Extended key usage does not permit use for TLS server authentication"
	textClientUsage = "Extended key usage does not permit use for TLS client authentication"
	textKeyUsage    = "KeyUsage does not allow digital signatures"
)

// Exceptions of the JDK's own, met in name constraints. They have no prefix.
const (
	textOtherName    = "Narrowing, widening, and matching are not supported for OtherName."
	textRegisteredID = "Narrowing and widening are not supported for OIDNames"
	textURIHost      = `Cannot invoke "String.equalsIgnoreCase(String)" because "otherHost" is null`
	textEmptyDNS     = "String index out of range: 0"
	textEmptyDNSNew  = "Index 0 out of bounds for length 0"
	textDisjointDNS  = "Unexpected error: java.io.IOException: DNSName must not be null or empty"
	textDisjointIP   = `Cannot read the array length because "address" is null`
)

// javaName is a distinguished name as the JDK prints it inside a sentence. It
// is not the printed form of the report: nothing is made harmless here, the
// renderers do that.
func javaName(n cert.Name) string {
	var b strings.Builder
	for i := len(n.RDNs) - 1; i >= 0; i-- {
		if b.Len() > 0 {
			b.WriteString(", ")
		}
		for j, a := range n.RDNs[i] {
			if j > 0 {
				b.WriteString(" + ")
			}
			oid := a.Type.String()
			word, ok := javaWords[oid]
			if !ok {
				word = "OID." + oid
			}
			b.WriteString(word + "=" + javaValue(a.Value))
		}
	}
	return b.String()
}

// javaWords are the attribute types the JDK prints as words (measured).
var javaWords = map[string]string{
	"2.5.4.3": "CN", "2.5.4.6": "C", "2.5.4.7": "L", "2.5.4.8": "ST", "2.5.4.10": "O", "2.5.4.11": "OU",
	"2.5.4.12": "T", "2.5.4.9": "STREET", "2.5.4.4": "SURNAME", "2.5.4.5": "SERIALNUMBER",
	"2.5.4.42": "GIVENNAME", "2.5.4.43": "INITIALS", "2.5.4.44": "GENERATION", "2.5.4.46": "DNQ",
	"0.9.2342.19200300.100.1.25": "DC", "0.9.2342.19200300.100.1.1": "UID",
	"1.2.840.113549.1.9.1": "EMAILADDRESS", "1.3.6.1.4.1.42.2.11.2.1": "IP",
}

// javaValue quotes a value where the JDK does (measured).
func javaValue(v string) string {
	quoted := len(v) > 1 && v[0] == '"' && v[len(v)-1] == '"'
	if quoted || !strings.ContainsAny(v, ",+=\n<>#;\\\"") && !strings.HasPrefix(v, " ") && !strings.HasSuffix(v, " ") && !strings.Contains(v, "  ") {
		return v
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(v) + `"`
}

// date is how a time is given to the sentences of the report.
func date(t time.Time) string { return t.UTC().Format(time.RFC3339) }
