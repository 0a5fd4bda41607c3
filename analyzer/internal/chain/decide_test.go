package chain

import (
	"math/big"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/testpki"
)

// ask is the question of one handshake at testpki.Now.
func ask(sent, anchors []*testpki.Entity) Question {
	return Question{Sent: testpki.Certificates(sent...), Anchors: NewAnchors(testpki.Anchors("yours:test", anchors...)...), At: testpki.Now}
}

func of(list ...*testpki.Entity) []*testpki.Entity { return list }

// ids is the path that a list of entities makes.
func ids(list ...*testpki.Entity) []string {
	var out []string
	for _, e := range list {
		out = append(out, e.ID())
	}
	return out
}

const (
	validation = "PKIX path validation failed: java.security.cert.CertPathValidatorException: "
	building   = "PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path to requested target"
)

// The answers are those of JDK 17.0.15.
func TestDecideShapes(t *testing.T) {
	p := testpki.New(1)
	root := p.Root("CN=Root,O=X")
	other := p.Root("CN=Other,O=X")
	issuing := root.Intermediate("CN=Issuing,O=X")
	leaf := issuing.Leaf("a.test")
	namesake := issuing.Twin()
	rootTwin := root.Twin()
	self := p.SelfSigned("a.test")
	expired := issuing.Reissue(testpki.Expired())
	oldRoot := root.Reissue(testpki.Expired())
	for _, tc := range []struct {
		name          string
		sent, anchors []*testpki.Entity
		path          []string // accepted
		message       string   // refused
		cause         string
		at            *testpki.Entity
	}{
		{name: "complete", sent: of(leaf, issuing), anchors: of(root), path: ids(leaf, issuing, root)},
		{name: "root sent too", sent: of(leaf, issuing, root), anchors: of(root), path: ids(leaf, issuing, root)},
		{name: "out of order", sent: of(leaf, root, issuing), anchors: of(root), path: ids(leaf, issuing, root)},
		{name: "issuing CA is the anchor", sent: of(leaf), anchors: of(issuing), path: ids(leaf, issuing)},
		{name: "leaf is the anchor, expired or not", sent: of(self), anchors: of(self), path: ids(self)},
		{name: "expired twin sent, renewed one trusted", sent: of(leaf, expired), anchors: of(issuing), path: ids(leaf, issuing)},
		{name: "expired root is the anchor", sent: of(leaf, issuing), anchors: of(oldRoot), path: ids(leaf, issuing, oldRoot)},
		{name: "expired root, list out of order", sent: of(leaf, other, issuing), anchors: of(oldRoot), message: building, cause: "expired"},
		{name: "leaf only", sent: of(leaf), anchors: of(root), message: building, cause: "missing-intermediate", at: leaf},
		{name: "unknown root", sent: of(leaf, issuing), anchors: of(other), message: building, cause: "root-not-trusted", at: issuing},
		{name: "unknown root sent", sent: of(leaf, issuing, root), anchors: of(other), message: building, cause: "root-not-trusted", at: root},
		{name: "stray CA", sent: of(leaf, other), anchors: of(root), message: building, cause: "missing-intermediate", at: leaf},
		{name: "self-signed", sent: of(self), anchors: of(root), message: building, cause: "self-signed-not-trusted", at: self},
		{name: "namesake sent", sent: of(leaf, namesake), anchors: of(root), message: validation + "signature check failed", cause: "same-name-different-key", at: leaf},
		{name: "namesake sent, issuing CA and root trusted: no way back", sent: of(leaf, namesake), anchors: of(root, issuing), message: validation + "signature check failed", cause: "same-name-different-key", at: leaf},
		{name: "namesake sent, issuing CA trusted", sent: of(leaf, namesake), anchors: of(issuing), path: ids(leaf, issuing)},
		{name: "namesake trusted", sent: of(leaf, issuing), anchors: of(rootTwin), message: validation + "Path does not chain with any of the trust anchors", cause: "same-name-different-key", at: issuing},
		{name: "empty store", sent: of(leaf), message: "the trustAnchors parameter must be non-empty", cause: "missing-intermediate"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			d := Decide(ask(tc.sent, tc.anchors))
			require.True(t, d.Evaluated)
			require.Equal(t, tc.message, d.Message)
			require.Equal(t, tc.path, d.Path)
			require.Equal(t, tc.message == "", d.Accepted)
			require.Equal(t, tc.cause, d.Cause)
			if tc.at != nil {
				require.Equal(t, tc.at.ID(), d.At.ID)
			}
		})
	}
}

// The order of the checks is that of JDK 17.0.15: from the anchor down, and
// within a certificate in the order of this table.
func TestDecideFaults(t *testing.T) {
	p := testpki.New(2)
	root := p.Root("CN=Root,O=X")
	faults := []struct {
		cause, text string
		option      testpki.Option
	}{
		{"weak-key", "Algorithm constraints check failed on keysize limits: RSA 768 bit key used with certificate: CN=Int, O=X", testpki.KeyOf(testpki.RSA(768))},
		{"key-usage", "CA key usage check failed: keyCertSign bit is not set", testpki.KU(cert.DigitalSignature)},
		{"not-a-ca", "basic constraints check failed: this is not a CA certificate", testpki.NoBasicConstraints()},
		{"expired", "validity check failed", testpki.Expired()},
		{"signature-mismatch", "signature check failed", testpki.BadSignature()},
		{"unknown-critical-extension", "unrecognized critical extension(s)", testpki.Extension("1.2.3.4", true, []byte{5, 0})},
	}
	for i, first := range faults {
		for _, second := range faults[i+1:] {
			issuing := root.Intermediate("CN=Int,O=X", first.option, second.option)
			d := Decide(ask(of(issuing.Leaf("a.test", testpki.Expired()), issuing), of(root)))
			require.Equal(t, validation+first.text, d.Message, "%s before %s", first.cause, second.cause)
			require.Equal(t, first.cause, d.Cause)
			require.Equal(t, issuing.ID(), d.At.ID)
		}
	}
}

// TestDecideUnreadable: what the JDK's parser refuses comes before all else.
func TestDecideUnreadable(t *testing.T) {
	p := testpki.New(10)
	root := p.Root("CN=Root,O=X")
	garbage := []byte{5, 0}
	for text, options := range map[string][]testpki.Option{
		"java.io.IOException: Duplicate extensions not allowed":          {testpki.Extension("1.2.3", false, garbage), testpki.Extension("1.2.3", false, garbage)},
		"java.io.IOException: Invalid encoding for GeneralNames.":        {testpki.NoSAN(), testpki.Extension(testpki.OIDSubjectAltName, true, garbage)},
		"java.io.IOException: DerValue.getBitString, not a bit string 5": {testpki.NoKU(), testpki.Extension(testpki.OIDKeyUsage, true, garbage)},
		"Signature algorithm mismatch":                                   {testpki.OuterDigest(testpki.SHA384)},
		"":                                                               {testpki.NoKU(), testpki.Extension(testpki.OIDKeyUsage, false, garbage)},
	} {
		d := Decide(ask(of(root.Leaf("a.test", options...)), of(root)))
		require.Equal(t, text, d.Message)
		if text != "" {
			require.Equal(t, StageHandshake, d.Stage)
			require.Equal(t, "damaged-certificate", d.Cause)
		}
	}
}

// TestDecideEmptySubject: whose certificate has no name is read by its version.
func TestDecideEmptySubject(t *testing.T) {
	root := testpki.New(12).Root("CN=Root,O=X")
	for version, message := range map[int]string{1: "Empty subject DN not allowed in v1 certificate", 2: "",
		3: "X.509 Certificate is incomplete: SubjectAlternativeName extension MUST be marked critical when subject field is empty"} {
		leaf := root.Leaf("a.test", testpki.Version(version), testpki.SubjectName(nil), testpki.Critical(testpki.OIDSubjectAltName, false))
		require.Equal(t, message, Decide(ask(of(leaf), of(root))).Message)
	}
	require.True(t, Decide(ask(of(root.Leaf("a.test", testpki.SubjectName(nil), testpki.Critical(testpki.OIDSubjectAltName, true))), of(root))).Accepted)
	d := Decide(ask(of(root.Leaf("a.test", testpki.SubjectName(nil), testpki.NoSAN())), of(root)))
	require.Equal(t, "X.509 Certificate is incomplete: subject field is empty, and SubjectAlternativeName extension is absent", d.Message)
}

// TestUnreadableForms: a critical extension that is empty is of no form, and a
// signed part that cannot be read contradicts nothing.
func TestUnreadableForms(t *testing.T) {
	c := testpki.New(13).SelfSigned("a.test").Certificate()
	for i, e := range c.Extensions {
		if e.Id.String() == testpki.OIDKeyUsage {
			c.Extensions[i].Critical = true
			for text, value := range map[string][]byte{"": {3, 2, 5, 0x20}, "java.io.IOException: DerValue.getBitString, not a bit string ": {}, "java.io.IOException: DerValue.getBitString, not a bit string 5": {5}} {
				c.Extensions[i].Value = value
				require.Equal(t, text, unreadable(c))
			}
			c.Extensions[i].Value = []byte{3, 2, 5, 0x20}
		}
	}
	for _, tbs := range [][]byte{nil, {5, 0}, {0x30, 0}, {0x30, 2, 0xa0, 9}, {0x30, 3, 2, 1, 1}, {0x30, 5, 2, 1, 1, 0x30, 0}, {0x30, 7, 2, 1, 1, 0x30, 2, 5, 0}} {
		c.TBS = tbs
		require.Empty(t, unreadable(c))
	}
	c.TBS = []byte{0x30, 9, 2, 1, 1, 0x30, 4, 6, 2, 0x2a, 3}
	require.Equal(t, "Signature algorithm mismatch", unreadable(c))
}

func TestDecideLeaf(t *testing.T) {
	p := testpki.New(3)
	root := p.Root("CN=Root,O=X")
	for _, tc := range []struct {
		name    string
		usage   Usage
		option  testpki.Option
		message string
	}{
		{"no EKU", Server, testpki.NoEKU(), ""},
		{"any EKU", Server, testpki.EKU(testpki.AnyUsage), ""},
		{"Microsoft SGC", Server, testpki.EKU(testpki.MicrosoftSGC), ""},
		{"client EKU for a server", Server, testpki.EKU(testpki.ClientAuth), textServerUsage},
		{"server EKU for a client", Client, testpki.EKU(testpki.ServerAuth), textClientUsage},
		{"SGC for a client", Client, testpki.EKU(testpki.MicrosoftSGC), textClientUsage},
		{"key encipherment only", Server, testpki.KU(cert.KeyEncipherment), textKeyUsage},
		{"no bit at all", Server, testpki.KU(0), validation + textBits},
		{"Netscape type client", Server, testpki.Extension("2.16.840.1.113730.1.1", false, []byte{3, 2, 0, 0x80}), textNetscape + "server"},
		{"Netscape type server", Server, testpki.Extension("2.16.840.1.113730.1.1", false, []byte{3, 2, 0, 0x40}), ""},
		{"Netscape type server for a client", Client, testpki.All(testpki.NoEKU(), testpki.Extension("2.16.840.1.113730.1.1", false, []byte{3, 2, 0, 0x40})), textNetscape + "client"},
		{"Netscape type client for a client", Client, testpki.All(testpki.NoEKU(), testpki.Extension("2.16.840.1.113730.1.1", false, []byte{3, 2, 0, 0x80})), ""},
		{"Netscape type without a bit string", Server, testpki.Extension("2.16.840.1.113730.1.1", false, []byte{4, 2, 0, 0x80}), ""},
		{"Netscape type of no bits", Server, testpki.Extension("2.16.840.1.113730.1.1", false, []byte{3, 1, 0}), ""},
		{"critical key identifier", Server, testpki.Critical(testpki.OIDSubjectKeyID, true), validation + textCritical},
	} {
		t.Run(tc.name, func(t *testing.T) {
			q := ask(of(root.Leaf("a.test", tc.option)), of(root))
			q.Usage = tc.usage
			require.Equal(t, tc.message, Decide(q).Message)
		})
	}
}

func TestDecideAnchors(t *testing.T) {
	p := testpki.New(4)
	day := func(y int) time.Time { return time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC) }
	stray := p.Root("CN=Stray,O=X")
	const trust = "sun.security.validator.ValidatorException: TrustAnchor with subject \"CN=Odd, O=X\" "
	for _, tc := range []struct {
		name               string
		options            []testpki.Option
		ordered, unordered string
	}{
		{"version 1", []testpki.Option{testpki.Version(1)}, "", ""},
		{"version 1 that does not cover what it issued", []testpki.Option{testpki.Version(1), testpki.Between(day(2026), day(2027))}, "", building},
		{"no basic constraints", []testpki.Option{testpki.NoBasicConstraints()}, "PKIX path validation failed: " + trust + "is not a CA certificate", "PKIX path building failed: " + trust + "is not a CA certificate"},
		{"no keyCertSign", []testpki.Option{testpki.KU(cert.CRLSign)}, "PKIX path validation failed: " + trust + "does not have keyCertSign bit set in KeyUsage extension", "PKIX path building failed: " + trust + "does not have keyCertSign bit set in KeyUsage extension"},
		{"path length and critical extension", []testpki.Option{testpki.PathLen(0), testpki.Extension("1.2.3.4", true, []byte{5, 0})}, "", ""},
		{"expired", []testpki.Option{testpki.Expired()}, "", building},
		{"RSA 768", []testpki.Option{testpki.KeyOf(testpki.RSA(768))}, validation + "Algorithm constraints check failed on signature algorithm: SHA256withRSA", building},
	} {
		t.Run(tc.name, func(t *testing.T) {
			odd := p.Root("CN=Odd,O=X", tc.options...)
			issuing := odd.Intermediate("CN=Int,O=X")
			leaf := issuing.Leaf("a.test")
			require.Equal(t, tc.ordered, Decide(ask(of(leaf, issuing), of(odd))).Message)
			require.Equal(t, tc.unordered, Decide(ask(of(leaf, stray, issuing), of(odd))).Message)
		})
	}
}

// TestDecideAuthorityKeyID: validation compares key identifier and serial
// number with the anchor's, and the builder does not.
func TestDecideAuthorityKeyID(t *testing.T) {
	p := testpki.New(5)
	root := p.Root("CN=Root,O=X")
	stray := p.Root("CN=Stray,O=X")
	for name, option := range map[string]testpki.Option{
		"key identifier": testpki.AKI([]byte{9}),
		"serial number":  testpki.AKIIssuer(root.Name(), big.NewInt(5)),
	} {
		leaf := root.Leaf("a.test", option)
		require.Equal(t, validation+textNoAnchor, Decide(ask(of(leaf), of(root))).Message, name)
		require.True(t, Decide(ask(of(leaf, stray), of(root))).Accepted, name)
	}
	q := ask(of(root.Leaf("a.test", testpki.AKIIssuer(root.Name(), big.NewInt(5)))), of(root))
	q.Anchors.List()[0].Serial = ""
	require.True(t, Decide(q).Accepted, "a serial number that is not known contradicts nothing")
}

func TestDecideProfiles(t *testing.T) {
	p := testpki.New(6)
	root := p.Root("CN=Root,O=X", testpki.KeyOf(testpki.RSA2048))
	md5 := root.Leaf("a.test", testpki.SignedWith(testpki.MD5))
	weak := p.Root("CN=Weak,O=X", testpki.KeyOf(testpki.RSA(768)))
	inner := root.Leaf("x", testpki.SAN("dns:a.*.test"))
	for profile, want := range map[Profile][3]string{
		"17": {"signature algorithm: MD5withRSA", "signature algorithm: SHA256withRSA", ""},
		"25": {"disabled algorithm: MD5 used with certificate: CN=a.test", "keysize limits: RSA 768 bit key.", "No subject alternative DNS name matching a.b.test found."},
	} {
		q := ask(of(md5), of(root))
		q.Profile = profile
		require.Equal(t, validation+textAlgorithm+want[0], Decide(q).Message)
		q = ask(of(weak.Leaf("a.test")), of(weak))
		q.Profile = profile
		require.Equal(t, validation+textAlgorithm+want[1], Decide(q).Message)
		q = ask(of(inner), of(root))
		q.Profile, q.Host = profile, "a.b.test"
		require.Equal(t, want[2], Decide(q).Message)
		require.Equal(t, "measured", profile.Known())
	}
	require.Equal(t, "documentation", Profile("21").Known())
	require.Equal(t, "measured", Profile("").Known())
}

// TestDecideRootsOfTheJDK: SHA-1 and the distrust policies concern roots that
// the JDK ships, and only servers.
func TestDecideRootsOfTheJDK(t *testing.T) {
	p := testpki.New(7)
	root := p.Root("CN=Root,O=X")
	sha1 := root.Leaf("a.test", testpki.SignedWith(testpki.SHA1))
	q := ask(of(sha1), of(root))
	require.True(t, Decide(q).Accepted)
	q.Anchors = NewAnchors(root.Anchor("openjdk"))
	require.Equal(t, validation+"Usage constraint TLSServer check failed: SHA1 used with certificate: CN=a.test", Decide(q).Message)
	q.Usage = Client
	require.NotContains(t, Decide(q).Message, "SHA1")

	anchor := root.Anchor("openjdk")
	policy := time.Date(2024, 11, 11, 0, 0, 0, 0, time.UTC)
	anchor.Distrust = &cert.Distrust{Policy: "ENTRUST_TLS", After: policy}
	for from, message := range map[time.Time]string{
		policy.Add(24*time.Hour - time.Second): "",
		policy.Add(24 * time.Hour):             "TLS Server certificate issued after 2024-11-11 and anchored by a distrusted legacy Entrust root CA: CN=Root, O=X",
	} {
		leaf := root.Leaf("a.test", testpki.Between(from, from.AddDate(3, 0, 0)))
		q := Question{Sent: testpki.Certificates(leaf), Anchors: NewAnchors(anchor), At: testpki.Now}
		require.Equal(t, message, Decide(q).Message)
	}
	anchor.Distrust = &cert.Distrust{Policy: "CHUNGHWA_TLS", After: policy}
	leaf := root.Leaf("a.test", testpki.Between(policy.AddDate(1, 0, 0), policy.AddDate(4, 0, 0)))
	q = Question{Sent: testpki.Certificates(leaf), Anchors: NewAnchors(anchor), At: testpki.Now}
	require.True(t, Decide(q).Accepted)
	q.Profile = "25"
	require.Equal(t, "distrusted-ca", Decide(q).Cause)
}

// TestDecideCurves: JDK 16 dropped P-224, and what such a key signed is no
// longer verified. A leaf's own key on it is none of the path's business.
func TestDecideCurves(t *testing.T) {
	p := testpki.New(9)
	root := p.Root("CN=Root,O=X", testpki.KeyOf(testpki.P224))
	q := ask(of(root.Leaf("a.test")), of(root))
	d := Decide(q)
	require.Equal(t, validation+textSignature, d.Message)
	require.Equal(t, "disabled-algorithm", d.Cause)
	q.Profile = "11"
	require.True(t, Decide(q).Accepted)
	other := p.Root("CN=Other,O=X")
	require.True(t, Decide(ask(of(other.Leaf("a.test", testpki.KeyOf(testpki.P224))), of(other))).Accepted)
}

func TestJavaNameQuotesAsTheJDK(t *testing.T) {
	for value, want := range map[string]string{
		`a b`: `a b`, ` a`: `" a"`, `a `: `"a "`, `a  b`: `"a  b"`, `"a"`: `"a"`, `""`: `""`, `"a`: `"\"a"`, `a"`: `"a\""`, `"`: `"\""`, ``: ``,
	} {
		require.Equal(t, want, javaValue(value))
	}
	for text, want := range map[string]string{
		`CN=a, EMAILADDRESS=a@b.c, 2.5.4.97=id`: `CN=a, EMAILADDRESS=a@b.c, OID.2.5.4.97=id`,
		`CN="a, b \"q\" \\ + ; < > # =", O=x`:   `CN="a, b \"q\" \\ + ; < > # =", O=x`,
		`CN="dou  ble", O=Zürich`:               `CN="dou  ble", O=Zürich`,
		`CN=a+OU=b, O=a'b(c)/:?-.@*`:            `CN=a + OU=b, O=a'b(c)/:?-.@*`,
	} {
		require.Equal(t, want, javaName(cert.ReadName(text)))
	}
}

// TestDecideDoesNotGuessSignatures: a signature that nobody checked is no
// acceptance.
func TestDecideDoesNotGuessSignatures(t *testing.T) {
	p := testpki.New(8)
	root := p.Root("CN=Root,O=X", testpki.KeyOf(testpki.RSA2048))
	anchor := root.Anchor("yours:test")
	huge := new(big.Int).Lsh(big.NewInt(1), 9000)
	anchor.SPKI = rsaSPKI(t, huge.Add(huge, big.NewInt(1)))
	anchor.Key = cert.DescribeKey(anchor.SPKI)
	d := Decide(Question{Sent: testpki.Certificates(root.Leaf("a.test")), Anchors: NewAnchors(anchor), At: testpki.Now})
	require.False(t, d.Evaluated)
	require.False(t, d.Accepted)
	require.Contains(t, d.NotEvaluated[0], "RSA key of 9001 bits")
	d = Decide(Question{Sent: testpki.Certificates(root.Leaf("a.test", testpki.Extension("1.2.3", true, []byte{5, 0}))), Anchors: NewAnchors(anchor), At: testpki.Now})
	require.True(t, d.Evaluated, "refused whatever the signature is")
}
