package cert

import (
	"crypto/x509/pkix"
	"encoding/asn1"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// part is one attribute of a test name; more than one makes a multi-valued RDN.
type part struct {
	oid   asn1.ObjectIdentifier
	tag   int
	value string
}

var (
	oidCN    = asn1.ObjectIdentifier{2, 5, 4, 3}
	oidO     = asn1.ObjectIdentifier{2, 5, 4, 10}
	oidC     = asn1.ObjectIdentifier{2, 5, 4, 6}
	oidEmail = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 1}
	oidDC    = asn1.ObjectIdentifier{0, 9, 2342, 19200300, 100, 1, 25}
)

func nameDER(t *testing.T, rdns ...[]part) []byte {
	t.Helper()
	var b cryptobyte.Builder
	b.AddASN1(cbasn1.SEQUENCE, func(b *cryptobyte.Builder) {
		for _, rdn := range rdns {
			b.AddASN1(cbasn1.SET, func(b *cryptobyte.Builder) {
				for _, p := range rdn {
					b.AddASN1(cbasn1.SEQUENCE, func(b *cryptobyte.Builder) {
						b.AddASN1ObjectIdentifier(p.oid)
						b.AddASN1(cbasn1.Tag(p.tag), func(b *cryptobyte.Builder) { b.AddBytes([]byte(p.value)) })
					})
				}
			})
		}
	})
	return b.BytesOrPanic()
}

func parsed(t *testing.T, rdns ...[]part) Name {
	t.Helper()
	n, err := ParseName(nameDER(t, rdns...))
	require.NoError(t, err)
	return n
}

func TestNamePrintsLeafFirstAndHarmless(t *testing.T) {
	n := parsed(t,
		[]part{{oidC, tagPrintable, "US"}},
		[]part{{oidO, tagUTF8, "Example, Inc."}},
		[]part{{oidCN, tagUTF8, "a\u202Eb\nc\u200Bd"}, {oidEmail, tagIA5, "x@y.test"}})
	require.Equal(t, `CN=a\u{202E}b\u{A}c\u{200B}d + emailAddress=x@y.test, O=Example\, Inc., C=US`, n.String())
	require.Equal(t, `a\u{202E}b\u{A}c\u{200B}d`, n.CommonName())
}

func TestNameDecodesEveryStringType(t *testing.T) {
	for _, tc := range []struct {
		tag     int
		content string
		want    string
	}{
		{tagUTF8, "Zürich", "Zürich"},
		{tagTeletex, "Z\xfcrich", "Zürich"},
		{tagBMP, "\x00Z\x00\xfc", "Zü"},
		{tagUniversal, "\x00\x00\x00Z\x00\x01\xf6\x00", "Z😀"},
		{tagPrintable, "Z\xfc", "Zü"},
		{tagBMP, "\x00", "#1e0100"},
		{2, "\x05", "#020105"},
	} {
		n := parsed(t, []part{{oidCN, tc.tag, tc.content}})
		require.Equal(t, tc.want, n.RDNs[0][0].Value)
	}
}

// The expectations are what javax.security.auth.x500.X500Principal.equals
// answers on JDK 17.
func TestNameKeyComparesAsTheJDK(t *testing.T) {
	one := func(oid asn1.ObjectIdentifier, tag int, v string) []part { return []part{{oid, tag, v}} }
	for _, tc := range []struct {
		name string
		a, b [][]part
		same bool
	}{
		{"string type and case", [][]part{one(oidCN, tagPrintable, "Ab C")}, [][]part{one(oidCN, tagUTF8, "aB c")}, true},
		{"runs of spaces", [][]part{one(oidCN, tagUTF8, "  a   b ")}, [][]part{one(oidCN, tagUTF8, "a b")}, true},
		{"tab is no space", [][]part{one(oidCN, tagUTF8, "a\tb")}, [][]part{one(oidCN, tagUTF8, "a b")}, false},
		{"IA5 against Printable", [][]part{one(oidCN, tagIA5, "a")}, [][]part{one(oidCN, tagPrintable, "a")}, false},
		{"IA5 keeps case", [][]part{one(oidDC, tagIA5, "COM")}, [][]part{one(oidDC, tagIA5, "com")}, false},
		{"Teletex against UTF8", [][]part{one(oidCN, tagTeletex, "a")}, [][]part{one(oidCN, tagUTF8, "a")}, false},
		{"email keeps case in UTF8", [][]part{one(oidEmail, tagUTF8, "A@b")}, [][]part{one(oidEmail, tagUTF8, "a@b")}, false},
		{"sharp s", [][]part{one(oidCN, tagUTF8, "Straße")}, [][]part{one(oidCN, tagUTF8, "STRASSE")}, true},
		{"letter and mark", [][]part{one(oidCN, tagUTF8, "Zürich Ő")}, [][]part{one(oidCN, tagUTF8, "zu\u0308rich o\u030b")}, true},
		{"full width", [][]part{one(oidCN, tagUTF8, "\uff21")}, [][]part{one(oidCN, tagUTF8, "a")}, true},
		{"no-break space", [][]part{one(oidCN, tagUTF8, "a\u00a0b")}, [][]part{one(oidCN, tagUTF8, "a b")}, true},
		{"order of RDNs", [][]part{one(oidCN, tagUTF8, "a"), one(oidO, tagUTF8, "b")}, [][]part{one(oidO, tagUTF8, "b"), one(oidCN, tagUTF8, "a")}, false},
		{"order in one RDN", [][]part{{{oidCN, tagUTF8, "a"}, {oidO, tagUTF8, "b"}}}, [][]part{{{oidO, tagUTF8, "b"}, {oidCN, tagUTF8, "a"}}}, true},
		{"separator inside a value", [][]part{one(oidCN, tagUTF8, "a+2.5.4.10=b")}, [][]part{{{oidCN, tagUTF8, "a"}, {oidO, tagUTF8, "b"}}}, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			a, b := parsed(t, tc.a...), parsed(t, tc.b...)
			require.Equal(t, tc.same, a.Equal(b))
			require.Equal(t, tc.same, a.Key() == b.Key())
		})
	}
}

func TestReadNameReadsEveryStyle(t *testing.T) {
	const want = "CN=api.example.test, O=Example, C=US"
	for _, text := range []string{
		"/C=US/O=Example/CN=api.example.test",
		"C = US, O = Example, CN = api.example.test",
		"C=US, O=Example, CN=api.example.test",
		"C=US,O=Example,CN=api.example.test",
		"CN=api.example.test,O=Example,C=US",
		"CN=api.example.test, O=Example, C=US",
		"commonName=api.example.test; organizationName=Example; countryName=US",
		"OID.2.5.4.3=api.example.test, 2.5.4.10=Example, C=US",
		"cn=api.example.test,o=#0C074578616D706C65,c=us",
	} {
		n := ReadName(text)
		require.Equal(t, ReadName(want).SetKey(), n.SetKey(), text)
		require.Equal(t, "api.example.test", n.CommonName(), text)
		if text[len(text)-2:] == "US" || text[0] == '/' {
			require.Equal(t, want, n.String(), text)
		}
	}
}

func TestReadNameReadsHardValues(t *testing.T) {
	for _, tc := range []struct{ text, want string }{
		{`/C=US/O=A/B Works/CN=https://x.test/?a=b`, `CN=https://x.test/?a=b, O=A/B Works, C=US`},
		{`C = US, O = "Example, Inc.", CN = x`, `CN=x, O=Example\, Inc., C=US`},
		{`CN=x, O="Example, \"Q\" Inc.", C=US`, `CN=x, O=Example\, \"Q\" Inc., C=US`},
		{`CN=x, O=Example, Inc., C=US`, `CN=x, O=Example\, Inc., C=US`},
		{`CN=x,O=Example\, Inc.,C=US`, `CN=x, O=Example\, Inc., C=US`},
		{`C = HU, O = Micros\C3\A9c`, `O=Microséc, C=HU`},
		{`/C=HU/O=Micros\xC3\xA9c`, `O=Microséc, C=HU`},
		{`/C=DE/O=\x00A\x00\xE4`, `O=Aä, C=DE`},
		{`C = DE, O = A\U00E4`, `O=Aä, C=DE`},
		{`/C=DE/O=a\b`, `O=a\\b, C=DE`},
		{`CN=x+OU=y,O=z`, `CN=x + OU=y, O=z`},
		{`C=US, O=z, CN=x/emailAddress=a@b.test`, `emailAddress=a@b.test, CN=x, O=z, C=US`}, // OpenSSL's compat form
		{`EMAILADDRESS=a@b.test, CN=x, C=US`, `emailAddress=a@b.test, CN=x, C=US`},
		{`CN=a+b=c, C=US`, `CN=a\+b=c, C=US`},
		{`no name at all`, ``},
		{``, ``},
	} {
		t.Run(tc.text, func(t *testing.T) {
			require.Equal(t, tc.want, ReadName(tc.text).String())
		})
	}
}

func TestNamesFromTextEqualNamesFromBytes(t *testing.T) {
	der, err := asn1.Marshal(pkix.Name{Country: []string{"US"}, Organization: []string{"Example"}, CommonName: "x"}.ToRDNSequence())
	require.NoError(t, err)
	n, err := ParseName(der)
	require.NoError(t, err)
	require.True(t, n.Equal(ReadName("O = example, C = US, CN = x")))
	require.False(t, n.Equal(ReadName("O = example, C = US, CN = y")))
}

func FuzzReadName(f *testing.F) {
	f.Add(`/C=US/O=A\x`)
	f.Add(`CN="a\`)
	f.Add(`O=\C3, CN=#0c`)
	f.Fuzz(func(t *testing.T, text string) {
		n := ReadName(text)
		require.Equal(t, n.SetKey(), ReadName(text).SetKey())
		require.NotContains(t, n.String(), "\n")
	})
}

// A name of half a megabyte is printed as far as anybody reads, in every form.
func TestLongNamesArePrintedShort(t *testing.T) {
	long := strings.Repeat("ü", 1<<18)
	var many []string
	for range 1 << 14 {
		many = append(many, "OU=unit")
	}
	for _, n := range []Name{ReadName("CN=" + long), ReadName(strings.Join(many, ", "))} {
		for _, text := range []string{n.String(), n.CommonName(), Visible(long)} {
			require.LessOrEqual(t, len(text), maxPrinted+len("…"))
			require.True(t, utf8.ValidString(text))
		}
		require.True(t, strings.HasSuffix(n.String(), "…"))
	}
}

// Most values are ASCII and are folded a byte at a time; the way for all others
// gives the same.
func TestFoldASCIIIsFold(t *testing.T) {
	const other = "\u4e2d" // a letter without case
	for _, v := range []string{"", "a", " a", "A  b C", "   ", "x\ty\x00Z", "<!*>", "@[`{~\x7f", "Corp  Root CA - G2"} {
		plain, ok := foldASCII(v)
		require.True(t, ok)
		want := strings.TrimSuffix(fold(other+v+" "+other), " "+other)
		if v != "" && v[0] == ' ' && plain != "" {
			plain = " " + plain
		}
		require.Equal(t, want, other+plain, "%q", v)
	}
	_, ok := foldASCII("\u00e9")
	require.False(t, ok)
}
