package intake

import (
	"bytes"
	"crypto/aes"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/golden"
)

// TestPieces holds what the smallest steps of the readers give, where a whole
// input that shows the difference would be far to seek: lengths at their
// bounds, marks at the edge of a line, words that are nearly one.
func TestPieces(t *testing.T) {
	var b bytes.Buffer
	for _, x := range pieces() {
		fmt.Fprintf(&b, "# %s\n", x.name)
		for _, in := range x.in {
			shown := in
			if len(shown) > 160 {
				shown = fmt.Sprintf("%s… of %d", in[:40], len(in))
			}
			fmt.Fprintf(&b, "%q: %s\n", shown, x.step(in))
		}
	}
	golden.Equal(t, "pieces.txt", b.String())
}

type piece struct {
	name string
	step func(in string) string
	in   []string
}

// bytesIn reads hexadecimal digits, blanks between them.
func bytesIn(text string) []byte { return must(hex.DecodeString(strings.ReplaceAll(text, " ", ""))) }

func pieces() []piece {
	return slices.Concat(elementPieces(), keyPieces(), markerPieces(), linePieces(), bodyPieces(), valuePieces(), wordPieces())
}

func elementPieces() []piece {
	values := []string{
		"", "30", "30 00", "30 80", "04 80", "30 80 00 00", "30 80 05 00 00 00", "24 80 04 01 09 00 00", "24 80 24 80 04 01 09 00 00 04 01 08 00 00", "24 04 05 00 04 00", "24 05 24 03 04 01 07", "24 03 04 05 01",
		"3f", "3f 01", "3f 01 00", "3f 81", "3f 81 81 81 01 00", "3f 81 81 81 81 01 00", "3f 81 81 81", "3f 81 81 81 81 81 01 00", "1f 81 01 02 05 00", "3f 02 81 01 09", "04 81", "04 81 01 09", "04 82 01", "04 82 00 01 09", "04 84 01 00 00 00", "04 84 00 ff ff ff", "04 84 00 ff ff ff 01",
		"04 85 01 00 00 00 00", "04 85 00 01 00 00 00", "04 88 00 00 00 00 00 00 00 01 07", "04 89 00 00 00 00 00 00 00 00 01 07", "04 88 00 00 00 00 00 00", "04 01", "04 01 07 08", "04 7f", strings.Repeat("30 80 ", maxDepth) + strings.Repeat("00 00 ", maxDepth), strings.Repeat("30 80 ", maxDepth+1) + strings.Repeat("00 00 ", maxDepth+1),
		strings.Repeat("24 80 ", maxDepth-1) + strings.Repeat("00 00 ", maxDepth-1), strings.Repeat("24 80 ", maxDepth) + strings.Repeat("00 00 ", maxDepth), "30 80 00", "30 80 00 01", "24 02 24 09",
	}
	numbers := []string{"", "02 00", "02 01 00", "02 01 7f", "02 02 00 80", "02 03 00 00 05", "02 08 7f ff ff ff ff ff ff ff", "02 08 80 00 00 00 00 00 00 00", "02 09 00 ff ff ff ff ff ff ff ff", "02 09 01 00 00 00 00 00 00 00 00", "02 09 00 7f 00 00 00 00 00 00 01", "02 02 00 00", "04 01 01"}
	names := []string{"06 03 2a 03 04", "06 00", "06 01 80", "05 00", "04 03 2a 03 04", "06 40 2a" + strings.Repeat("01", 63), "06 41 2a" + strings.Repeat("01", 64), "26 03 2a 03 04"}
	shapes := []string{
		"30 00", "30 03 02 01 03", "30 05 02 01 03 30 00", "30 05 02 01 03 04 00", "30 05 02 01 00 02 00", "30 05 02 01 01 02 00", "30 05 02 01 02 02 00", "30 05 02 01 01 04 00", "30 05 02 01 00 04 00", "30 05 02 01 02 04 00", "30 05 02 01 00 30 00", "30 05 02 01 01 30 00", "30 05 02 01 02 30 00", "30 06 02 02 00 03 30 00", "30 05 02 01 00 05 00", "30 04 02 00 30 00",
		"30 0b 06 09 2a 86 48 86 f7 0d 01 07 02", "30 0d 06 09 2a 86 48 86 f7 0d 01 07 02 a0 00", "30 0d 06 09 2a 86 48 86 f7 0d 01 07 02 30 00", "30 05 06 01 2a a0 00",
		"30 02 30 00", "30 05 30 03 06 01 2a", "30 07 30 03 06 01 2a 04 00", "30 07 30 03 06 01 2a 05 00", "30 04 30 02 a0 00", "30 04 30 02 05 00", "30 06 30 04 30 02 a0 00", "30 06 30 04 30 02 02 00", "30 06 30 04 30 02 06 00", "30 06 30 04 30 02 05 00", "30 04 30 02 30 00", "30 05 30 06 06 01 2a", "30 08 30 06 06 01 2a 04",
		"30 05 30 03 02 01 01", "30 07 30 05 02 01 01 30 00", "30 0a 30 08 02 01 01 30 03 06 01 2a", "30 0e 30 0c 02 01 01 30 03 06 01 2a 30 00 17 00", "30 0e 30 0c 02 01 01 30 03 06 01 2a 30 00 18 00", "30 0e 30 0c 02 01 01 30 03 06 01 2a 30 00 05 00", "30 0e 30 0c 02 01 02 30 03 06 01 2a 30 00 17 00", "30 0f 30 0d 02 02 01 01 30 03 06 01 2a 30 00 17 00", "30 0e 30 0c 02 01 01 30 03 06 01 2a 30 00 30 00", "30 09 30 07 02 01 01 30 02 31 00", "30 0e 30 0c 02 01 01 04 03 06 01 2a 30 00 17 00", "30 0d 30 0b 02 00 30 03 06 01 2a 30 00 17 00",
		"31 05 02 01 03 30 00", "30 82", "30 03 02 01 03 30 00", "30 05 30 02 06 00 04 00", "30 00 30 00", "30 02 30 03", "30 02 30 82", "30 80 02 01 03 30 00",
	}
	tell := func(v any, err error) string { return fmt.Sprint(v, " ", err) }
	var binary []string
	for _, x := range []string{"\x30\x05\x05\x00\x05\x00\x05", "\xfe\xed\xfe\xed", "\xce\xce\xce", "PK\x05\x06", "PK\x03\x04", "\x1f\x8b", "", "\x31\x00", "\x30\x00"} {
		binary = append(binary, fmt.Sprintf("%x", x))
	}
	return []piece{
		{"header", func(in string) string { return tell(readHeader(bytesIn(in))) }, values},
		{"element", func(in string) string {
			e, rest, err := readElement(bytesIn(in))
			return fmt.Sprintf("%02x %x [%x] rest %x, %v", e.tag, e.raw, e.body, rest, err)
		}, values},
		{"octets", func(in string) string {
			w := &walk{rest: bytesIn(in)}
			return fmt.Sprintf("%x %x %v", w.octets(tagOctets), w.rest, w.err)
		}, values},
		{"number", func(in string) string { w := &walk{rest: bytesIn(in)}; return tell(w.number(), w.err) }, numbers},
		{"object identifier", func(in string) string { e, _, _ := readElement(bytesIn(in)); return e.dotted() }, names},
		{"shape", func(in string) string { return fmt.Sprint(shapeOf(bytesIn(in))) }, shapes},
		{"what there is", func(in string) string {
			body, ok := within(bytesIn(in), tagSequence)
			return fmt.Sprintf("%x %t", body, ok)
		}, shapes},
		{"binary or not", func(in string) string {
			return fmt.Sprint(readBinary(&sink{ev: &evidence.Evidence{Inputs: make([]evidence.Input, 1)}, opts: &Options{}}, bytesIn(in)))
		}, append(binary, shapes...)},
	}
}

func keyPieces() []piece {
	return []piece{
		{"unsigned", func(in string) string { return fmt.Sprintf("%x", integerOf(bytesIn(in))) }, []string{"", "00", "01", "80", "0080", "7fff", "ff", "0001"}},
		{"encoded", func(in string) string { return fmt.Sprintf("%x", encode(tagOctets, []byte(in))[:4]) }, []string{"xxxx", strings.Repeat("x", 127), strings.Repeat("x", 128), strings.Repeat("x", 255), strings.Repeat("x", 256), strings.Repeat("x", 70000)}},
		{"numbers behind each other", func(in string) string { return fmt.Sprint(numbersIn(bytesIn(in))) }, []string{"", "020101", "02010102", strings.Repeat("020101", 15), strings.Repeat("020101", 16), strings.Repeat("020101", 17), "0500", "0201010500020101", "0500020101"}},
		{"public part of an RSA key", func(in string) string {
			kind, spki, encrypted := publicPart(&sink{opts: &Options{}}, "RSA PRIVATE KEY", bytesIn(in))
			return fmt.Sprintf("%s %x %t", kind, spki, encrypted)
		}, []string{"", "00000000000000", "0000000000000000", "3006040400000000", "300504030000", "3006020100040100", "3012" + "020100" + strings.Repeat("020103", 5)}},
		{"public part of a key", func(in string) string {
			kind, spki := publicKey("", bytesIn(in))
			return fmt.Sprintf("%s %x", kind, spki)
		}, publicParts()},
		{"public part in OpenSSH", func(in string) string {
			kind, spki, encrypted := readOpenSSH([]byte(magicOpenSSH + in))
			return fmt.Sprintf("%s %x %t", kind, spki, encrypted)
		}, openSSHParts()},
		{"padding", func(in string) string {
			block, plain := must(aes.NewCipher(make([]byte, 16))), bytesIn(in)
			data := make([]byte, len(plain))
			if len(plain)%16 == 0 {
				for at := 0; at < len(plain); at += 16 { // each block of CBC with the one before as its vector
					for i := range 16 {
						data[at+i] = plain[at+i]
						if at > 0 {
							data[at+i] ^= data[at-16+i]
						}
					}
					block.Encrypt(data[at:], data[at:at+16])
				}
			}
			out, err := decryptCBC(block, make([]byte, 16), data)
			return fmt.Sprintf("%x %v", out, err)
		}, []string{"", "00", strings.Repeat("10", 16), strings.Repeat("11", 16), strings.Repeat("00", 16), strings.Repeat("05", 15) + "01", strings.Repeat("05", 14) + "0302", strings.Repeat("05", 14) + "0202", strings.Repeat("07", 17) + strings.Repeat("0f", 15)}},
	}
}

// publicParts are private keys in hexadecimal digits, whole and broken.
func publicParts() []string {
	tell := func(parts ...[]byte) string { return hex.EncodeToString(encode(tagSequence, parts...)) }
	version, small := []byte{tagInteger, 1, 0}, func(n byte) []byte { return []byte{tagInteger, 1, n} }
	scalar := encode(tagOctets, bytes.Repeat([]byte{1}, 32))
	point := encode(tagContext1, encode(tagBitString, []byte{0, 4, 5}))
	list := []string{tell(version, scalar), tell(version, scalar, point), tell(version, scalar, encode(tagContext0, derP256), point)}
	for _, curve := range [][]byte{derP256, derP384, derP521, derEC} {
		named := encode(tagContext0, curve)
		list = append(list, tell(version, scalar, named), tell(version, encode(tagOctets, make([]byte, 40), []byte{1}), named), tell(version, encode(tagOctets, bytes.Repeat([]byte{1}, 70)), named),
			tell(version, scalar, named, point[:4]), tell(version, scalar, named, encode(tagContext1, encode(tagBitString, []byte{0}))))
	}
	for _, domain := range [][][]byte{{small(23), small(11), small(2)}, {small(23), small(11)}, {small(0), small(11), small(2)}, {small(23), small(11), {tagInteger, 2, 0, 2}}} {
		algorithm := encode(tagSequence, derDSA, encode(tagSequence, domain...))
		list = append(list, tell(version, algorithm, encode(tagOctets, small(5))), tell(version, algorithm, encode(tagOctets, encode(tagInteger, bytes.Repeat([]byte{5}, 64)))), tell(version, algorithm, encode(tagOctets, encode(tagInteger, bytes.Repeat([]byte{5}, 65)))))
	}
	return list
}

// openSSHParts are the strings of public keys, and lengths that are not there.
func openSSHParts() []string {
	behind := func(parts ...string) (out string) {
		for _, p := range parts {
			out += string([]byte{0, 0, 0, byte(len(p))}) + p
		}
		return out
	}
	list := []string{"", "\x00\x00\x00\x05none", "\x00\x00\x00\x04non"}
	for i, key := range []string{
		behind("ssh-rsa", "\x03", "\x0f"), behind("ssh-rsa", "\x03", ""), behind("ssh-rsa", "", "\x0f"), behind("ssh-rsa", "\x03") + "\x00\x00\x00\x02\x0f",
		behind("ssh-ed25519", strings.Repeat("p", 32)), behind("ssh-ed25519", strings.Repeat("p", 31)),
		behind("ssh-dss", "\x17", "\x0b", "\x02", "\x09"), behind("ssh-dss", "\x17", "\x0b", "\x02"), behind("ssh-dss") + "\x00\x00\x01\x00" + behind("\x17", "\x0b", "\x02", "\x09"),
		behind("ecdsa-sha2-nistp256", "nistp256", "\x04\x05"), behind("ecdsa-sha2-nistp384", "nistp384", "\x04\x05"), behind("ecdsa-sha2-nistp521", "nistp521", "\x04\x05"), behind("ecdsa-sha2-x", "x", "\x04"), behind("ecdsa-sha2-nistp256", "nistp256", ""),
		behind("ssh-other"), "",
	} {
		list = append(list, behind("none", "none", "")+"\x00\x00\x00\x01"+behind(key))
		if i == 0 {
			list = append(list, behind("aes256-ctr", "bcrypt", "")+"\x00\x00\x00\x01"+behind(key))
		}
	}
	return list
}

func markerPieces() []piece {
	var texts []string
	for _, dash := range append(slices.Clone(dashes), "", " -", "- ", `\-`, "     -", "-    ", "-   -", `-\-`, `-\x`, "--x", strings.Repeat("-", 400), strings.Repeat("&#45;", 90)) {
		for _, form := range []string{"x%sBEGIN CERTIFICATE%sy", "%s%s END X509 CRL %[2]s%[1]s"} {
			texts = append(texts, fmt.Sprintf(form, dash, dash))
		}
		texts = append(texts, dash+"BEGIN CERTIFICATE", "END CERTIFICATE"+dash+" -")
	}
	for _, blank := range append(slices.Clone(blanks), "", "  ", "\t_", "x") {
		texts = append(texts, "-----BEGIN"+blank+"RSA"+blank+"PRIVATE KEY-----")
	}
	for _, label := range labels {
		texts = append(texts, "-----BEGIN "+label+"-----")
	}
	texts = append(texts, `x-\BEGIN CERTIFICATE`, "BEGIN CERTIFICATEab-c", `BEGIN CERTIFICATE\\-`, `BEGIN CERTIFICATE\-`, "-BEGIN BEGIN CERTIFICATE-", "-BEGIN X END CERTIFICATE-", "BEGIN CERTIFICATE and -----END CERTIFICATE", "-----BEGIN "+strings.Repeat(" ", 70)+"CERTIFICATE-----", "-----BEGIN CERTIFICATE"+strings.Repeat(" ", 50)+"REQUEST-----", "-----BEGIN CERTIFICATEREQUEST-----", "-----BEGIN PKCS #7 SIGNED DATA-----", "BEG END BE E B", "-----ENDCERTIFICATE-----", "BEGI", "E", "-----BEGIN CERT")
	long := strings.Repeat("MIIBabcd", 4)
	starts := []string{long, "x" + long, " " + long, "\\n" + long, "\\\\n" + long, "n" + long, "\\r" + long, "\\t" + long, "t" + long, "%0A" + long, "%0D" + long, "%0d" + long, "x0a" + long, "\\x0a" + long, "00a" + long, "0a" + long, "A" + long, "yyA" + long, "+" + long, "/" + long, "++" + long, "//" + long, "a+" + long, "-+" + long, "a//" + long,
		"MII", "MIIBabcd", "MIIBabc ", "MIIBabcd ", "MIIBabcd\t", "MIIBabcd=", "MIIBabcd\"", "MIIBabcd\\", "MIIBabcd&", "MIIBabcd<", "MIIBabcd%", "MIIBabcd.", "MIIB \t", "MII.", "MI" + long[1:], doubleArmour + long, doubleBody + long, "L" + long, "T" + long, "MIIBabcdefghijklmnopqrs.", "MIIBabcdefghijklmnopqrst.", "", "\\" + long, "0" + long, "xn" + long, long + ".", "MIIBabcd x", "MIIBab=c", "MIIBabc=c", "MIIBabcd x" + long}
	return []piece{
		{"marker", func(in string) string {
			m, ok := findMarker(in, 0)
			later, again := findMarker(in, min(m.start+1, len(in)))
			return fmt.Sprintf("%v %t, behind its first %v %t", m, ok, later, again)
		}, texts},
		{"plain label", plainLabel, []string{"A B", " A  B ", "A\u00a0B", "A%20B+C_D\tE", "A&nbsp;B"}},
		{"beginning of base64", func(in string) string {
			at, ok := findBase64(in, 0)
			next, more := findBase64(in, at+1)
			return fmt.Sprint(at, " ", ok, " ", next, " ", more)
		}, starts},
		{"of a body", func(in string) string { return fmt.Sprint(hasBase64(in), isBlank(in), allBase64(in)) }, []string{"abcdefgh ijklmnop.", "ab.cdefghijklmnop", "................", "abcdefghijklmnop", "", " ", "+", "+/=", "a", "a b", "a>b\"\r\t", "a.b", "abcdefghijklmnop.", "abcdefghijklmno.", "abc=", ".", "0", "//+"}},
		{"end of a value", func(in string) string {
			p := &pemReader{block: &block{}}
			return fmt.Sprint(p.valueEnd(in, 0), " ", p.valueEnd(in, 3))
		}, []string{strings.Repeat("a", 299) + "\"", strings.Repeat("a", 300) + "\"", strings.Repeat("a", 303) + "'x", strings.Repeat("a", 320) + "<br>,", strings.Repeat("a", 320) + "</x>", strings.Repeat("a", 320) + ".]", strings.Repeat("a", 320)}},
		{"begins like a certificate", func(in string) string { return fmt.Sprint(startsCertificate([]byte(in))) }, []string{
			base64Of(bytesIn("30820100 30820090 a0 030201")), base64Of(bytesIn("31820100 30820090 a0 030201")), base64Of(bytesIn("30810100 30820090 a0 030201")), base64Of(bytesIn("30820100 31820090 a0 030201")), base64Of(bytesIn("30820100 30810090 a0 030201")), base64Of(bytesIn("30820100 30820090 a1 030201")),
			base64Of(bytesIn("30820100 30820090 a0 030201"))[:15], base64Of(bytesIn("30820100 30820090 a0 030201 02")), "................"}},
		{"elided", func(in string) string { return fmt.Sprint(elided(&block{lines: []line{{text: "a"}, {text: in}}})) }, append(slices.Clone(elisions), "..", "a<pre>...", "...<br>", "x</b>...", "", "<x", "~")},
	}
}

// linePieces take what stands around base64 away, from lines written with "|"
// between.
func linePieces() []piece {
	on := func(f reading) func(in string) string {
		return func(in string) string { return fmt.Sprintf("%q", f(strings.Split(in, "|"))) }
	}
	a, z := strings.Repeat("A", 20), strings.Repeat("z", 20)
	lines := []string{
		"", "a", "a|b", " a| b", "a|> b|> c|> d", "> > a|> > b", "x| 1 aaa| 2 bbb| 3 ccc", "x|1:aaa|2:bbb|4:ccc", "x|1:aaa|2:bbb|6:ccc", "x|1:aaa|4:bbb|7:ccc|10", "x|1:aaa|1:bbb", "x|2:aaa|1:bbb", "x|1aaa|2bbb", "x|1234567 a|1234568 b", "x|12345678 a|12345679 b", "x|1 a", "x|1 a||2 b|3", "x|+aaa|+bbb|+ccc|+ddd", "x|+aaa|+bbb|+ccc", "x|//aaa|//bbb|//ccc|//ddd", "x|p1 aaa|p2 bbb|p3 ccc|p4 ddd", "x|p8 aaa|p9 bbb|p10 ccc|p11 ddd", "x|p1aaa|p2bbb|p3ccc|p", "x|p1aaa|p2bbb|p3ccc|q|p5eee|p6fff", "x|q9a|q9b|q9c|q9|q9d", "x|p1aaa||+|p2bbb|p3ccc|p4ddd", "p1aaa|p2bbb|p3ccc|p4ddd", "|p1aaa|p2bbb|p3ccc|p4ddd", "x|12|12|12|12", "x|ab|ab|abc|ab", "x|;a|;b|;c|;d",
		"2 x|3 aaaa|4 bbbb|5 c", "9 a|10 b|11 c", "x|9|10 b|11 c", a + "|" + a + "|" + a + "|zz", a + a + "|" + a + "|" + a + "|" + a, "MII|" + a + "|" + a + "|" + a + "|abc", a + " " + a + " " + a + " abc= def", "MIIabc " + a + " x " + a + " " + a + " QQ==", a + " " + a + " " + z, a + " " + z + "zz " + a + " " + z + "zz " + a + " " + z + "zz", a + a[1:] + " " + a[1:] + " " + a[1:] + " " + a[1:],
		"MIIB " + a + " " + a + " " + a + " abc def", "MAkAAAA " + "MAkAAAAAAAAAAAAAAAAA " + strings.Repeat(z+" ", 3) + "AAAA AAAA= A",
		"aaaa|aaaa|aaaa|bb|aaaa|aaaa|c", "aaaa|aaaa|bb", "x|aaaa|aaaa|aaaa|b", "|aaaa|aaaa|aaaa|b", "aaaa|aaaa|aaaa", "aaa|aaaa|aaaa|aaaa", "aaaa|aaaaa|aaaaa|aaaaa|aa",
		"t1 aaaa|t22 bbbb|t333 cc", "t1 aaaa.|t22 bbbb=|..", "aa bbbb c|dddd ee|fff", "abc-_|+/", `\t\tabc|\tdef`, `a\nb|c\\nd|e\/f|g\"h`, "a&#13;b&#10;c&amp;lt;d", "a=3Db=0Ac=2Bd=2Fe", "a%0D%0Ab%2Bc%20d", "a<b>c</b>d<br>e<BR>f<br/>g", "a<b", "a<>b", "a< >b<c", "a<" + strings.Repeat("x", 197) + ">b", "a<" + strings.Repeat("x", 198) + ">b", "a<" + strings.Repeat("x", 199) + ">b", "<a|b>", "a<b<c>d",
		`"ab" + "cd"|"ef"`, `ab" + "cd|"ef"`, `ab"|"cd"|"ef`, "“ab” «cd»|`ef`", `ab|cd"ef"gh`, " a \t| b\t |c",
		"x|1 > aaa|2 > bbb|3 > ccc", "x|:aaa|1 bbb|2 ccc", "x|0 aaa|1 bbb", "x|0 aaa|5 bbb", "x|p1a|pqb|p2c|p3d", "x|++a|++b|++c|+dd", "x|+a|+b|+c|dd", ":aaa|1 bbb|2 ccc", "0 aaa|1 bbb", "0 aaa|5 bbb", "p1a|pqb|p2c|p3d", "++a|++b|++c|+dd", "+a|+b|+c|dd", "p|p|p|p", "pa|pb|pc|p", "p1|p2|p3|p4", "aaaa|aaaa|aa|", "aaaa|aaa|", "aŁb|Łab", "aaz|zaa",
	}
	var out []piece
	for _, x := range []struct {
		name string
		f    reading
	}{
		{"without a margin", withoutMargin}, {"unescaped", unescaped}, {"without tabs", withoutTabs}, {"quoted only, inside", func(l []string) []string { return quotedOnly(l, true) }}, {"quoted only", func(l []string) []string { return quotedOnly(l, false) }},
		{"glued", glued}, {"of one width", ofOneWidth}, {"unwrapped", unwrapped}, {"last runs", lastRuns}, {"longest runs", longestRuns}, {"even", even}, {"URL alphabet", urlAlphabet},
		{"without numbers", func(l []string) []string { return append(l, fmt.Sprint(stripNumbers(l))) }}, {"without what is common", func(l []string) []string { return append(l, fmt.Sprint(stripCommon(l))) }},
		{"base64", func(l []string) []string {
			t := base64In(l)
			return []string{string(t.data), fmt.Sprint(t.after[:len(t.data)], t.padded, t.regular(0, len(t.data)))}
		}},
	} {
		out = append(out, piece{x.name, on(x.f), lines})
	}
	return out
}

// unpadded is the base64 of a SEQUENCE of n bytes, without its padding.
func unpadded(n int) string { return strings.TrimRight(full(n), "=") }

func full(n int) string { return base64Of(encode(tagSequence, make([]byte, n))) }

// bodyPieces take bodies whose lines lost their ends, and the readings in turn.
func bodyPieces() []piece {
	a, z := strings.Repeat("A", 20), strings.Repeat("z", 20)
	// Bodies on one line, with words between that are as long as a line of them and that are not.
	bodies := []string{
		a + " " + a + " " + a + " " + z + "zz", z + "zz " + z + "zz " + z + "zz " + a + " " + a + " " + a,
		"q" + a + " q" + z + " q" + a[:10] + z[:10] + " q" + z[:10] + a[:10], a + "Ł " + a + "Ł" + a, "z" + a[1:] + " z" + a[1:] + " z" + a[1:] + "z",
	}
	for n := 300; n < 303; n++ {
		body := make([]byte, n)
		for i := range body {
			body[i] = byte(i * i)
		}
		rows := strings.Split(strings.TrimSpace(wrapped(base64Of(encode(tagSequence, body)), 64)), "\n")
		tail := rows[len(rows)-1]
		for _, between := range []string{" ", " t ", " " + tail + " ", " " + rows[2][:len(tail)] + " ", " " + rows[2][:40] + " "} {
			text := strings.Join(rows, between)
			bodies = append(bodies, text, strings.TrimRight(text, "="), text+between+tail, strings.TrimSuffix(text, tail), "t"+text, rows[0][:30]+text[30:])
		}
		bodies = append(bodies, rows[0][:30]+" "+rows[0][30:]+" "+strings.Join(rows[1:], " "), "+"+strings.Join(rows, " +"), rows[0]+" +"+strings.Join(rows[1:], " +"))
	}
	var out []piece
	half := full(301)[:200] + "%s" + full(301)[200:]
	drafts := []string{
		full(301), unpadded(302), unpadded(302) + "%3D", unpadded(302) + "x%3D", full(301) + "&#61;|" + unpadded(302) + "x", "word " + unpadded(302) + " words", "word \"" + unpadded(302) + "\"", "x " + unpadded(302) + " \"" + full(301) + "\"", "word " + unpadded(300) + " \"" + unpadded(302) + "\"", unpadded(300) + "|x \"" + unpadded(302) + "\" x",
		"x " + unpadded(302) + " \"" + full(700)[:200] + "\" + x \"" + full(700)[200:] + "|x\"", unpadded(302) + " \"" + full(301)[:200] + "\" x \"" + full(301)[200:] + "\"",
	}
	for _, between := range []string{"|", `\n`, `\t`, "|> ", "|+", "\"|+ \"", `\|n`, "%|0A", "\" x \"", " | ", "-", "_"} {
		drafts = append(drafts, fmt.Sprintf(strings.Replace(half, "%s", "%[1]s", 1), between), strings.ReplaceAll(strings.TrimSpace(wrapped(full(301), 64)), "\n", between))
	}
	out = append(out, piece{"draft", func(in string) string {
		d := &draft{lines: strings.Split(in, "|")}
		told := ""
		for i := range readings {
			text := d.text(i)
			told += fmt.Sprintf("%d%s ", len(text.data), map[bool]string{true: "="}[text.padded])
		}
		values, how := d.values(func(der []byte) bool { return len(der) > 3 })
		for _, der := range values {
			told += fmt.Sprintf("value of %d ", len(der))
		}
		return told + [...]string{"none", "inside", "exactly"}[how]
	}, drafts})
	return append(out, piece{"a body on one line", func(in string) string {
		words := ofOneWidth([]string{in})
		values, left := base64In(words).values(func([]byte) bool { return true })
		var widths []int
		for _, word := range words {
			widths = append(widths, len(word))
		}
		return fmt.Sprint(widths, len(values), left)
	}, bodies})
}

// valuePieces cut values out of base64.
func valuePieces() []piece {
	folded := func(n, width int) string { return strings.ReplaceAll(wrapped(unpadded(n), width), "\n", "|") }
	noise := strings.Repeat("MIMI", 20)
	texts := []string{
		unpadded(300), full(300), full(301), full(302), unpadded(301), unpadded(302), full(300) + "|" + full(301), unpadded(299) + unpadded(300), unpadded(299) + "|" + unpadded(300), unpadded(302) + "|" + unpadded(302), unpadded(302) + unpadded(302), unpadded(302) + "x|" + full(301), folded(302, 64), folded(302, 64) + "xx", folded(300, 64) + "xx", folded(302, 63) + "|xx=", "ab|" + folded(302, 64),
		"a|" + strings.Replace(folded(302, 64), "|", "|A", 1) + "x", unpadded(300)[:200], noise[:12] + unpadded(300), noise[:14] + "|" + full(301), noise + full(301), full(301) + noise, full(301) + noise[:70] + full(301), full(301) + noise + full(301), "MI", "MIIB", "", "M", full(301)[:150] + full(301), full(301) + "MI", full(301) + "a", full(301) + "ab=",
		full(301)[:64] + "|" + full(301)[64:127] + "|" + full(301)[127:191] + "|" + full(301)[191:] + "|xx", full(301)[:64] + "|" + full(301)[64:128] + "|" + full(301)[128:] + "|xx",
		unpadded(302) + "|" + unpadded(300) + "=", full(302) + "|" + unpadded(302) + "x", strings.Repeat(unpadded(302)+"|", 3),
	}
	for _, misses := range []int{3, 4, 5, 38, 39, 40, 41} {
		texts = append(texts, strings.Repeat("MI", misses)+full(301), full(301)+strings.Repeat("MI", misses)+full(301))
	}
	return []piece{{"values", func(in string) string {
		found, left := base64In(strings.Split(in, "|")).values(func(der []byte) bool { return len(der) > 3 })
		var sizes []int
		for _, der := range found {
			sizes = append(sizes, len(der))
		}
		return fmt.Sprint(sizes, left)
	}, texts}, {"length of a value", func(in string) string { return fmt.Sprint(valueLength([]byte(base64Of(bytesIn(in))))) }, []string{
		"30 05 00 00 00 00", "30 7f 00 00 00 00", "30 80 00 00 00 00", "30 81 c8 00 00 00", "30 82 01 02 00 00", "30 83 01 02 03 00", "30 84 00 00 00 01", "31 05 00 00 00 00", "30 05 00", "30 05 00 00 00", "30 00 00 00 00 00",
	}}}
}

func wordPieces() []piece {
	octets := func(n int) string { return strings.Repeat("3082 ", n/2) }
	return []piece{
		{"row of a dump", func(in string) string { return fmt.Sprintf("%x", hexBytes(in)) }, []string{
			"", "30", "30 82", "3", "30 8", "3082", "30:82", "30-82", "30,82", "30;82", `"3082"`, "'30' '82'", "{30}", "(30)", "[30", "0x30, 0x82", "\\x30\\x82", "30\t82", "30  82", "30   82", "30 : 82", "30  : 82", "30   : 82", "30  -82", "x", "30 x", "30 x3", "0000: 30 x3", "0x30 0", "30 82 words", "// 30 82 */", "> 30 82", "# 30;",
			"000: 30 82", "0000: 30 82", "0000 - 30 82", "0000 30 82", "000000 30 82", "0000000 30 82", "00000000 30 82", "000000000 30 82", "000000000: 30", "00000000", "0000", "0000:", "0000: ", "0000x 30", "0000: 30 82 words", "0000: 30 82  30 82", "0000: 30 82  |0.|", "30 82 |0.|", "00000000  30 82  |30|", "00000000: 3082 3082 3082 3082  abcd", "00000000: 3082 3082 3082  abcd",
			"0000: " + octets(16) + " abcd", "0000: " + octets(16) + "abcd", "0000: " + octets(32) + "abcd", "0000: " + octets(31) + "30 abcd", "0000: " + octets(34), octets(34), "x " + strings.Repeat("a", 255), "x " + strings.Repeat("a", 256), "x " + strings.Repeat("a", 256) + " " + strings.Repeat("b", 258), "x " + strings.Repeat("a", 258) + " " + strings.Repeat("b", 256) + "x" + strings.Repeat("c", 258), "y[] = { 0x30, 0x82 };", "{{30", "0000: {30", "0000: a{30 82", "0000: 0x30  0x82", "0000: |30 82", "0000: 30|82", "0000:  30 82", strings.Repeat("a", 256) + " " + strings.Repeat("b", 256),
		}},
		{"certificate in a dump", func(in string) string { return fmt.Sprint(certificateLength(bytesIn(in))) }, []string{"3082010030820090", "3182010030820090", "3081010030820090", "3082010031820090", "3082010030810090", "30820100308200fc", "30820100308200fb", "30820100308200fd", "3082010030820100"}},
		{"goes on in armour", func(in string) string { return fmt.Sprint(isArmour(in)) }, []string{"", "abc", "abc=", "abc,x", "0123456789abcde,x", "0123456789abcdef,x", "-----END x", "-----BEGIN x", ".x"}},
		{"head of a list", func(in string) string { return fmt.Sprintf("%q %t", csvHeader(in), csvList(in)) }, []string{
			"name,value", "name;value", "name\tvalue", "name", "name,x", "value,x", "pem_certificate", "pem_certificate,x", "response_status,x", "http_status,x", "protocol,default_port", "protocol,keystore", "protocol,x", "default_port,x", "keystore,x", "default_port,keystore", "{name,value", "<name,value", "\"Name\", \"Value\"", "name,expires,active", "name,expires,type", "name,expires,format", "name,expires", "expires,active", "name,active", "{name,expires,active",
		}},
		{"beginning of JSON", func(in string) string { return fmt.Sprint(jsonStart(in)) }, []string{`{"result":`, `{"result" :`, "{\"result\"\t:", `"result":`, `x "records":1`, `x [{"records":1`, `"result"`, `"result" x "records":`, `{"pem_certificate":1`, `result:`, ``}},
		{"reference", character, []string{"amp", "lt", "gt", "quot", "apos", "nbsp", "x", "", "#65", "#x41", "#X41", "#0", "#x10FFFF", "#x110000", "#", "#x", "#-1", "#99999999999"}},
		{"attribute", func(in string) string { return attribute(in, "a") }, []string{"a='b'", `a="b&amp;c"`, "a=", "a", "b='c' a='d'", "a='b", "a=''", ""}},
		{"text of Java", func(in string) string { return modifiedUTF8(bytesIn(in)) }, []string{"", "61", "c3a4", "c080", "eda081edb080", "eda081", "c3", "61c3", "e282", "e282ac", "c380ff", "ff61", "ffc3a4", "ffe282ac", "ff7f", "ff80", "ffc0", "ffe0", "fff0", "ffdfbf", "ffefbfbf"}},
		{"name of a DER name", func(in string) string { return nameIn(element{raw: bytesIn(in)}) }, []string{"", "3000", "0500", "300c310a300806035504030c0178"}},
		{"secret column", func(in string) string { return fmt.Sprint(secretColumn(in)) }, []string{"password", "key_store_password", "passphrase", "pass", ""}},
		{"type of a key store", func(in string) string { return fmt.Sprint(isKeyStoreType(in)) }, []string{"Java Key Store", "java_key_store", "KeyStore", "trust_store", ""}},
		{"yes or no", func(in string) string { return fmt.Sprint(yesOrNo(in)) }, []string{"true", "True", "1", "yes", "WAHR", "vrai", "はい", "false", "0", "no", "FALSCH", "FAUX", "いいえ", "", "2", "fal", "true false"}},
		{"host that was given", func(in string) string { host, port := Peer(in); return host + " " + port }, []string{
			"", "api.test", " api.test ", "api.test.", "API.test", "api.test:8443", "api.test:", "api.test/", "api.test:8443/v1", "api.test?x=1", "api.test#a", "https://api.test", "https://api.test:8443/v1?x", "https://api.test./", "https://user:word@api.test/", "HTTPS://api.test/",
			"wss://api.test", "[2001:db8::7]:8443", "[2001:db8::7]", "2001:db8::7", "https://[2001:db8::7]:8443/", "192.0.2.7:443", "https://", "://api.test", "/api.test", "api.test:99999", "a b", "*.api.test", "\"api.test\"",
		}},
		{"command that was cut", func(in string) string { return "[" + whole(in) + "]" }, []string{
			"", "...", " ...", "-connect a.test:443", "-servername api.ex ...", "-servername api.ex ... ", "-servername api.ex …", "-servername api.ex...", "-servername api.ex…", "-servername  ...", "-connect a.test:443 -serverna ...",
			"-v https://api.ex ...", "-v https://api.example.test/v1 ...", "https://api.example.test/...", "-servername api ... -x",
		}},
		{"labels of columns", headed, []string{"Name", " Nom ", "AKTIV", "Actif", "アクティブ", "Typ", "Format", "Läuft ab", "PEM Certificate", "PEM-Zertifikat", "Certificat\u00a0PEM", "PEM 証明書", "PEM", "", "nom nombre"}},
	}
}

// TestLimits fills what is bounded up to its bound and one further.
func TestLimits(t *testing.T) {
	type filled struct {
		limit string
		most  int
		add   func(s *sink, i int)
		count func(ev *evidence.Evidence) int
	}
	for _, x := range []filled{
		{"maxSessions", maxSessions, func(s *sink, i int) { s.session(evidence.Session{Line: i}) }, func(ev *evidence.Evidence) int { return len(ev.Sessions) }},
		{"maxSignals", maxSignals, func(s *sink, i int) { s.signal(evidence.Signal{ID: "x", Quote: evidence.Quote{Line: i}}) }, func(ev *evidence.Evidence) int { return len(ev.Signals) }},
		{"maxDamage", maxDamage, func(s *sink, _ int) { s.damage(evidence.Damage{}) }, func(ev *evidence.Evidence) int { return len(ev.Damage) }},
		{"maxSettings", maxSettings, func(s *sink, _ int) { s.setting(evidence.Setting{}) }, func(ev *evidence.Evidence) int { return len(ev.Settings) }},
		{"", maxRemovals, func(s *sink, i int) { s.removal("key", i) }, func(ev *evidence.Evidence) int { return len(ev.Removals) }},
		{"maxCertificates", maxCertificates, func(s *sink, i int) { s.certificate(&cert.Certificate{ID: fmt.Sprint(i)}, i, -1, true) }, func(ev *evidence.Evidence) int { return len(ev.Certificates) }},
		{"maxKeys", maxKeys, func(s *sink, i int) { readKey(s, "", []byte{0x30, 0}, i) }, func(ev *evidence.Evidence) int { return len(ev.Keys) }},
	} {
		ev := &evidence.Evidence{Inputs: make([]evidence.Input, 1)}
		s := &sink{ev: ev, opts: &Options{}}
		for i := range x.most {
			x.add(s, i+1)
		}
		require.Empty(t, ev.Truncated, x.limit)
		require.Equal(t, x.most, x.count(ev), x.limit)
		x.add(s, x.most+1)
		require.Equal(t, x.most, x.count(ev), x.limit)
		if x.limit != "" {
			require.Equal(t, []evidence.Truncation{{Limit: x.limit}}, ev.Truncated)
		}
	}
}

// TestSizes gives a cell and a certificate of the largest size, and one of a
// byte more.
func TestSizes(t *testing.T) {
	for form, text := range map[string]string{
		"csv":  "name,value\nglide.httpclient.x,%s\n",
		"json": `{"result":[{"name":"glide.httpclient.x","value":"%s"}]}`,
		"xml":  "<sys_properties><name>glide.httpclient.x</name><value>%s</value></sys_properties>",
	} {
		for _, more := range []int{0, 1} {
			g := given{data: fmt.Appendf(nil, text, strings.Repeat("v", maxCell+more)), alone: newExport, piece: 2 * maxCell, open: new([]int)}
			ev := g.read()
			require.Len(t, ev.Settings, 1, form)
			require.Len(t, ev.Truncated, more, form)
		}
	}
	for _, more := range []int{0, 1} {
		ev := &evidence.Evidence{}
		require.Nil(t, readCertificate(&sink{ev: ev, opts: &Options{}}, make([]byte, maxCertificate+more), 0, true))
		require.Equal(t, []string{"damaged-certificate", "too-large"}[more], ev.Damage[0].Kind)
		require.Len(t, ev.Truncated, more)
	}
	for _, more := range []int{0, 1} {
		_, err := new(budget).derive(int64(maxIterations+more), 1)
		require.Equal(t, more == 1, err != nil)
		require.Equal(t, more == 1, new(budget).spend(int64(maxDerivation+more)) != nil)
	}
}
