package testpki

import (
	"math/big"
	"time"

	"missinglink/analyzer/internal/cert"
)

// Option changes a certificate from its default.
type Option func(*request)

// Extended key usages (RFC 5280 section 4.2.1.12, and two of old).
const (
	AnyUsage     = "2.5.29.37.0"
	ServerAuth   = "1.3.6.1.5.5.7.3.1"
	ClientAuth   = "1.3.6.1.5.5.7.3.2"
	CodeSigning  = "1.3.6.1.5.5.7.3.3"
	EmailUsage   = "1.3.6.1.5.5.7.3.4"
	OCSPSigning  = "1.3.6.1.5.5.7.3.9"
	MicrosoftSGC = "1.3.6.1.4.1.311.10.3.3"
	NetscapeSGC  = "2.16.840.1.113730.4.1"
)

// request is a certificate before it is signed.
type request struct {
	version  int // 0 means 3
	serial   *big.Int
	from, to time.Time

	subject, issuer Name // issuer nil: the issuer's subject
	issuerStrings   StringType
	key             *Key
	keyType         KeyType
	signer          *Entity // nil: the issuer
	digest          Digest
	outerDigest     Digest // what the certificate claims outside the signed part, 0: the same
	pss             bool
	badSignature    bool

	leaf             bool
	basicConstraints bool
	ca               bool
	pathLen          int
	keyUsage         cert.KeyUsage
	noKeyUsage       bool
	extKeyUsage      []string

	ski, aki     []byte
	noSKI, noAKI bool
	akiIssuer    Name
	akiSerial    *big.Int

	san      []string
	nc       constraints
	policies []string
	policy   policyConstraints
	aia, crl []string
	extra    []extension
	critical map[string]bool
}

// Between sets the period.
func Between(from, to time.Time) Option {
	return func(r *request) { r.from, r.to = from, to }
}

// Expired ends the period a month before Now.
func Expired() Option { return func(r *request) { r.from, r.to = date(2022, 5, 1), date(2026, 5, 1) } }

// NotYet begins the period a month after Now.
func NotYet() Option { return func(r *request) { r.from, r.to = date(2026, 7, 1), date(2027, 7, 1) } }

// Subject sets the subject.
func Subject(name string) Option { return func(r *request) { r.subject = ParseName(name) } }

// SubjectName sets a subject with chosen string types.
func SubjectName(n Name) Option { return func(r *request) { r.subject = n } }

// IssuerName writes another issuer name than the signer's subject.
func IssuerName(n Name) Option { return func(r *request) { r.issuer = n } }

// Strings writes every value of the subject in one string type.
func Strings(t StringType) Option { return func(r *request) { r.subject = r.subject.As(t) } }

// IssuerStrings writes every value of the issuer in one string type.
func IssuerStrings(t StringType) Option {
	return func(r *request) { r.issuerStrings = t }
}

// KeyOf makes a key of that type.
func KeyOf(t KeyType) Option { return func(r *request) { r.key, r.keyType = nil, t } }

// WithKey uses a key that exists.
func WithKey(k *Key) Option { return func(r *request) { r.key = k } }

// SignedBy signs with another entity's key while the issuer name stays: the
// signature does not fit the issuer that the certificate names.
func SignedBy(e *Entity) Option { return func(r *request) { r.signer = e } }

// SignedWith sets the digest of the signature.
func SignedWith(d Digest) Option { return func(r *request) { r.digest = d } }

// PSS signs with RSASSA-PSS; the issuer's key is RSA.
func PSS() Option { return func(r *request) { r.pss = true } }

// BadSignature damages the signature.
func BadSignature() Option { return func(r *request) { r.badSignature = true } }

// OuterDigest names another signature algorithm outside the signed part than
// inside.
func OuterDigest(d Digest) Option { return func(r *request) { r.outerDigest = d } }

// Version writes an X.509 version: 1, 2 or 3. Versions 1 and 2 have no
// extensions.
func Version(v int) Option { return func(r *request) { r.version = v } }

// Serial sets the serial number, which may be zero, negative or long.
func Serial(n *big.Int) Option { return func(r *request) { r.serial = n } }

// CA sets the CA flag of the basic constraints.
func CA(ca bool) Option { return func(r *request) { r.basicConstraints, r.ca = true, ca } }

// NoBasicConstraints leaves the extension out.
func NoBasicConstraints() Option { return func(r *request) { r.basicConstraints = false } }

// PathLen limits the number of intermediates below; -1 is no limit.
func PathLen(n int) Option { return func(r *request) { r.pathLen = n } }

// KU sets the key usage.
func KU(u cert.KeyUsage) Option { return func(r *request) { r.keyUsage, r.noKeyUsage = u, false } }

// NoKU leaves the key usage out.
func NoKU() Option { return func(r *request) { r.noKeyUsage = true } }

// EKU sets the extended key usages, as dotted OIDs.
func EKU(oids ...string) Option { return func(r *request) { r.extKeyUsage = oids } }

// NoEKU leaves the extended key usage out.
func NoEKU() Option { return EKU() }

// SKI writes this subject key identifier.
func SKI(id []byte) Option { return func(r *request) { r.ski, r.noSKI = id, false } }

// NoSKI leaves the subject key identifier out.
func NoSKI() Option { return func(r *request) { r.noSKI = true } }

// AKI writes this authority key identifier.
func AKI(id []byte) Option { return func(r *request) { r.aki, r.noAKI = id, false } }

// NoAKI leaves the authority key identifier out.
func NoAKI() Option { return func(r *request) { r.noAKI = true } }

// AKIIssuer adds issuer name and serial number to the authority key
// identifier.
func AKIIssuer(issuer Name, serial *big.Int) Option {
	return func(r *request) { r.akiIssuer, r.akiSerial = issuer, serial }
}

// SAN sets the subject alternative names: "dns:a.test", "ip:10.0.0.1",
// "email:a@b.test", "uri:https://a.test/", "dir:CN=a,O=b", "rid:1.2.3",
// "other:1.2.3". Without a prefix it is a DNS name.
func SAN(names ...string) Option { return func(r *request) { r.san = names } }

// NoSAN leaves the subject alternative names out.
func NoSAN() Option { return SAN() }

// Permit allows only these names below (RFC 5280 section 4.2.1.10), in the
// form of SAN; IP ranges are "ip:10.0.0.0/8".
func Permit(names ...string) Option {
	return func(r *request) { r.nc.permitted = append(r.nc.permitted, names...) }
}

// Exclude forbids these names below.
func Exclude(names ...string) Option {
	return func(r *request) { r.nc.excluded = append(r.nc.excluded, names...) }
}

// Policies sets the certificate policies, as dotted OIDs.
func Policies(oids ...string) Option { return func(r *request) { r.policies = oids } }

// MapPolicy maps an issuer's policy to a subject's.
func MapPolicy(issuer, subject string) Option {
	return func(r *request) { r.policy.mappings = append(r.policy.mappings, [2]string{issuer, subject}) }
}

// RequirePolicy demands an explicit policy after n more certificates.
func RequirePolicy(n int) Option { return func(r *request) { r.policy.require = &n } }

// InhibitMapping forbids policy mapping after n more certificates.
func InhibitMapping(n int) Option { return func(r *request) { r.policy.inhibitMapping = &n } }

// InhibitAnyPolicy forbids the any-policy after n more certificates.
func InhibitAnyPolicy(n int) Option { return func(r *request) { r.policy.inhibitAny = &n } }

// AIA names where the issuer's certificate can be fetched.
func AIA(urls ...string) Option { return func(r *request) { r.aia = urls } }

// CRL names where revoked certificates are listed.
func CRL(urls ...string) Option { return func(r *request) { r.crl = urls } }

// Extension adds any extension; a second one with the same OID stands too.
func Extension(oid string, critical bool, value []byte) Option {
	return func(r *request) { r.extra = append(r.extra, extension{oid, critical, value}) }
}

// Critical turns the critical flag of an extension on or off, whatever the
// default is.
func Critical(oid string, critical bool) Option {
	return func(r *request) {
		m := map[string]bool{oid: critical}
		for k, v := range r.critical {
			if k != oid {
				m[k] = v
			}
		}
		r.critical = m
	}
}

// All is several options as one.
func All(options ...Option) Option {
	return func(r *request) {
		for _, o := range options {
			o(r)
		}
	}
}
