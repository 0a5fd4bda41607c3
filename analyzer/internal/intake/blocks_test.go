package intake

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/smallstep/pkcs7"
	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/internal/golden"
	"missinglink/analyzer/testpki"
)

// TestBlocks holds where blocks begin and end, on texts that are given to the
// PEM reader alone: "open behind" are the lines behind which it wanted more.
func TestBlocks(t *testing.T) {
	toldTogether(t, "blocks.txt", slices.Concat(cutMarkerRows(), blockRows(), secondLooks(), valueRows(), nestedRows(), wornRows()))
}

// TestBlockLimits fills what is bounded up to its bound and further.
func TestBlockLimits(t *testing.T) {
	toldTogether(t, "block-limits.txt", slices.Concat(longSecondLooks(), fullBlocks()))
}

func toldTogether(t *testing.T, file string, list []given) {
	var b bytes.Buffer
	last := ""
	for _, g := range list {
		if told := g.told(); last != told { // neighbours may be alike
			b.WriteString(last + "\n")
			last = told
		}
		fmt.Fprintf(&b, "# %s\n", g.name)
	}
	b.WriteString(last)
	golden.Equal(t, file, b.String())
}

const (
	beginLine = "-----BEGIN CERTIFICATE-----\n"
	endLine   = "-----END CERTIFICATE-----\n"
)

func aloneInPEM(name, text string, piece int) given {
	return given{name: name, data: []byte(text), alone: func(s *sink) carrier { return newPEM(s) }, piece: piece}
}

// cutMarkerRows have a line end in every place of a marker.
func cutMarkerRows() []given {
	c := newCorp()
	leaf, root := wrapped(base64Of(c.leaf.DER), 64), wrapped(base64Of(c.root.DER), 64)
	var list []given
	add := func(name, text string) { list = append(list, aloneInPEM(name, text, 1<<20)) }
	for i := range len(endLine) - 1 {
		cut := endLine[:i] + "\n" + endLine[i:]
		add(fmt.Sprint("END in two at ", i, ", of a block that was cut"), beginLine+leaf[:260]+cut+"words\n")
	}
	for i := range len(endLine) - 1 {
		add(fmt.Sprint("END in two at ", i, ", nothing in it"), beginLine+"...\n"+endLine[:i]+"\n"+endLine[i:]+"words\n")
	}
	for i := range len(beginLine) - 1 {
		add(fmt.Sprint("BEGIN in two at ", i), beginLine+leaf+beginLine[:i]+"\n"+beginLine[i:]+root+endLine+"words\n")
	}
	add("BEGIN in two, its dashes lost", beginLine+leaf+"-----BEGIN CERTI\nFICATE"+root+endLine)
	add("blanks before a marker in two", beginLine+leaf+strings.Repeat(" ", 40)+"-----END CERTI\nFICATE-----\nwords\n")
	add("END in two, a carriage return between", beginLine+leaf[:260]+"-----END CERTI\n\rFICATE-----\nwords\n")
	add("a word before the dashes of the next line", beginLine+leaf[:260]+"END CERTIFICATE\n-----\nwords\n")
	return list
}

func blockRows() []given {
	c := newCorp()
	leaf, root := base64Of(c.leaf.DER), base64Of(c.root.DER)
	rows, rootRows := wrapped(leaf, 64), wrapped(root, 64)
	begin, end := strings.TrimSpace(beginLine), strings.TrimSpace(endLine)
	var list []given
	add := func(name, text string) { list = append(list, aloneInPEM(name, text, 1<<20)) }
	for _, piece := range []int{1 << 20, 100, 33} {
		for name, text := range map[string]string{
			"no END between":           begin + leaf + begin + root + end,
			"no BEGIN between":         begin + leaf + end + root + end,
			"values in JSON":           `{"x5c":["` + leaf + `","` + root + `"]}`,
			"a value cut, one whole":   `{"x5c":["` + leaf[:400] + `","` + root + `"]}`,
			"values, then a block":     `["` + leaf + `"] ` + begin + root + end,
			"a block, then a value":    begin + leaf + end + ` ["` + root + `"]`,
			"END without its BEGIN":    "x" + end + begin + root + end,
			"a block that was cut":     begin + leaf[:100] + end,
			"a block of a few letters": begin + "MIIabcdefghijklmnopqrstuvwxyz" + end,
			"carriage returns":         strings.ReplaceAll(begin+leaf+end, "-E", "-\rE"),
		} {
			list = append(list, aloneInPEM(fmt.Sprintf("%s, in pieces of %d", name, piece), text+"\nwords\n", piece))
		}
	}
	slices.SortFunc(list, byName)
	list = append(list, aloneInPEM("armoured, cut, in pieces", begin+leaf[:100]+strings.Repeat("\nsome words.", 12), 40))
	for _, filling := range []string{"", "+", "some words.", "................", "%%", "= = =", "a b c d"} {
		for n := range 11 {
			name := fmt.Sprintf("%d lines of %q", n, filling)
			add("armoured, cut, "+name, beginLine+rows[:260]+strings.Repeat(filling+"\n", n)+"-\n"+rootRows+"-\n-\n")
			if n < 4 {
				add("bare, "+name, rows+strings.Repeat(filling+"\n", n)+rootRows+"-\n-\n-\n")
			}
		}
	}
	other := wrapped(base64Of(encode(tagSequence, bytes.Repeat([]byte{tagNull, 0}, 60))), 64)
	for _, label := range labels {
		add(label+", its end alone", "-----END "+label+"-----\n")
		for name, body := range map[string]string{"a certificate": rows, "another value": other, "half a certificate": rows[:260]} {
			add(label+", "+name, "-----BEGIN "+label+"-----\n"+body+"-----END "+label+"-----\n")
		}
	}
	slices.SortStableFunc(list, byName)
	n := strings.IndexByte(leaf, 'n')
	add("a line that was continued in front of an n", begin+leaf[:n]+`\`+leaf[n:]+end+"\n")
	add("a few letters in front of END", beginLine+"MIIabcdefghijklmnopqrstuvwxyz"+endLine+"words\n")
	add("a few letters", beginLine+"MIIabcdefghijklmnopqrstuvwxyz\n"+endLine+"words\n")
	return list
}

// valueRows hold values that are no certificate, or nearly one.
func valueRows() []given {
	c := newCorp()
	leaf := base64Of(c.leaf.DER)
	var list []given
	add := func(name, text string) { list = append(list, aloneInPEM(name, text, 1<<20)) }
	block := func(label, text string) string {
		return "-----BEGIN " + label + "-----\n" + wrapped(text, 64) + "-----END " + label + "-----\n"
	}
	number, octets := []byte{tagInteger, 1, 5}, []byte{tagOctets, 1, 5}
	for name, signature := range map[string][]byte{
		"two numbers": encode(tagSequence, number, number), "two numbers in a SET": encode(tagSet, number, number), "two numbers and more": encode(tagSequence, number, number, number), "one number": encode(tagSequence, number),
		"octets first": encode(tagSequence, octets, number), "octets last": encode(tagSequence, number, octets), "two numbers, then more": slices.Concat(encode(tagSequence, number, number), number),
	} {
		w := must2(readElement(c.leaf.DER)).inside()
		signed := encode(tagSequence, w.any().raw, w.any().raw, encode(tagBitString, []byte{0}, signature))
		add("signature of "+name, block("CERTIFICATE", base64Of(signed)))
	}
	begins := encode(tagSequence, encode(tagSequence, []byte{tagContext0, 3, 2, 1, 2}, make([]byte, 300)), make([]byte, 9))
	for _, more := range []int{-1, 0, 1} {
		add(fmt.Sprintf("bare, begins like a certificate, %+d", more), (base64Of(begins) + "MM")[:len(strings.TrimRight(base64Of(begins), "="))+more]+"\n")
		add(fmt.Sprintf("armoured, begins like a certificate, %+d", more), beginLine+(base64Of(begins) + "MM")[:len(strings.TrimRight(base64Of(begins), "="))+more]+"\n"+endLine)
		add(fmt.Sprintf("without END, begins like a certificate, %+d", more), beginLine+(base64Of(begins) + "MM")[:len(strings.TrimRight(base64Of(begins), "="))+more]+"\n")
		add(fmt.Sprint("bare of ", 200+more), leaf[:200+more]+"\n")
		for _, body := range []string{leaf[:40+more], strings.Repeat("b", 40+more)} {
			for _, end := range []string{"", endLine} {
				add(fmt.Sprintf("%s, ended %t", body, end != ""), beginLine+body+"\n"+end)
				add(fmt.Sprintf("%s..., ended %t", body, end != ""), beginLine+body+"\n...\n"+end)
			}
		}
		key := encode(tagSequence, []byte{tagInteger, 1, 0}, encode(tagInteger, make([]byte, 57+more)))
		add(fmt.Sprintf("a key of %d bytes as a certificate", len(key)), block("CERTIFICATE", base64Of(key)))
	}
	add("a key behind words", strings.Replace(c.leaf.KeyPEM(), "-----\n", "-----\nthis is the key\n", 1))
	add("a key behind headers", strings.Replace(c.leaf.KeyPEM(), "-----\n", "-----\nComment: this is the key\n\n", 1))
	damaged := slices.Clone(c.leaf.DER)
	copy(damaged[bytes.Index(damaged, []byte("\x17\x0d"))+2:], "99xx")
	add("damaged", block("CERTIFICATE", base64Of(damaged)))
	add("damaged, then another value", beginLine+base64Of(damaged)+"\n"+base64Of(encode(tagSequence, bytes.Repeat([]byte{tagNull, 0}, 60)))+"\n"+endLine)
	add("a request", block("CERTIFICATE", base64Of(requestOf())))
	add("a request, then a list of revoked ones", block("CERTIFICATE", base64Of(requestOf()))+block("X509 CRL", base64Of(revocationOf())))
	for _, label := range []string{"PKCS7", "CMS", "PKCS #7 SIGNED DATA", "CERTIFICATE"} {
		for i := range 3 {
			ders := [][]byte{c.leaf.DER, c.issuing.DER, c.root.DER}
			message := must(pkcs7.DegenerateCertificate(slices.Concat(ders[i:]...)))
			add(fmt.Sprintf("%s of %d", label, 3-i), block(label, base64Of(message)))
			add(fmt.Sprintf("%s of %d in a diff", label, 3-i), indent(block(label, base64Of(message)), "+"))
			add(fmt.Sprintf("%s of %d, cut", label, 3-i), block(label, base64Of(message)[:len(base64Of(message))*3/4]))
		}
	}
	slices.SortStableFunc(list, byName)
	return list
}

func must2(e element, _ []byte, err error) element {
	if err != nil {
		panic(err)
	}
	return e
}

// nestedRows are base64 in base64.
func nestedRows() []given {
	c := newCorp()
	var list []given
	for name, inner := range map[string]string{"a certificate": c.leaf.PEM(), "two": c.leaf.PEM() + c.root.PEM(), "a request": string(pemBlock("CERTIFICATE REQUEST", requestOf())), "half of one": c.leaf.PEM()[:400], "bare": base64Of(c.leaf.DER), "another value": string(pemBlock("CERTIFICATE", encode(tagSequence, make([]byte, 99))))} {
		text := inner
		for layers := range 4 {
			list = append(list, aloneInPEM(fmt.Sprintf("%s in %d layers", name, layers), text, 1<<20))
			list = append(list, aloneInPEM(fmt.Sprintf("%s in %d layers, bare", name, layers+1), base64Of([]byte(text))+"\n", 1<<20))
			text = string(pemBlock("CERTIFICATE", []byte(text)))
		}
	}
	slices.SortStableFunc(list, byName)
	return list
}

// wornRows are bodies to which two things happened, one after the other.
func wornRows() []given {
	rows := strings.Split(strings.TrimSpace(wrapped(base64Of(newCorp().leaf.DER), 64)), "\n")
	var list []given
	add := func(name, body string) { list = append(list, aloneInPEM(name, beginLine+body+endLine, 1<<20)) }
	numbered, further, strung, halves := "", "", "", ""
	for i, row := range rows {
		numbered += wrapped(fmt.Sprintf("%6d\t%s", i+5, row), 60)
		further += wrapped(fmt.Sprintf("%6d\t%s", i+11, row), 60)
		strung += "\"" + row + "\" x "
		halves += "\"+" + row[:len(row)/2] + "\" x \"" + row[len(row)/2:] + "\" x\n"
	}
	add("numbered, then wrapped", numbered)
	add("numbered, then wrapped, then in a diff", indent(further, "+"))
	add("in strings, then wrapped, then in a diff", indent(wrapped(strung, 50), "+"))
	literal := strings.Join(rows, `\n`) + `\n`
	add("an escape cut in two, then quoted, then in HTML", indent(wrapped(literal, 65), "&gt; "))
	list = append(list, aloneInPEM("in a diff, then in two strings a line", `"+`+strings.TrimSpace(beginLine)+"\" x\n"+halves+endLine, 1<<20))
	return list
}

// secondLooks have beginnings of values that are none.
func secondLooks() []given {
	c := newCorp()
	leaf, root := wrapped(base64Of(c.leaf.DER), 64), wrapped(base64Of(c.root.DER), 64)
	none := falseBeginning
	var list []given
	add := func(name, text string) { list = append(list, aloneInPEM(name, text, 1<<20)) }
	add("nothing but a beginning", none+"words.\n")
	add("a value behind a beginning", none+leaf)
	add("a value of one line behind a beginning", none+base64Of(c.leaf.DER))
	add("a value far behind one", none+filling(700)+leaf)
	add("a value behind a cut one and beginnings", leaf[:260]+none+leaf)
	add("two values behind beginnings", none+filling(70)+none+leaf+"-\n-\n-\n"+none+root)
	add("beginnings behind a value", leaf+none+filling(70)+none)
	add("a value that begins at the end of a line", leaf+"one.\nthe next: "+root[:4]+"\n"+root[4:])
	add("a value that begins two lines on", leaf+"one.\ntwo.\nthe next: "+root[:4]+"\n"+root[4:])
	return list
}

// falseBeginning keeps a value behind it from being found: one is tried at
// five places.
var falseBeginning = strings.Repeat("MIIMIxxx", 6) + "\n"

func filling(n int) string { return wrapped(strings.Repeat("b", n), 64) }

// longSecondLooks are as long as what is looked at twice, and longer.
func longSecondLooks() []given {
	c := newCorp()
	none, leaf, root := falseBeginning, wrapped(base64Of(c.leaf.DER), 64), wrapped(base64Of(c.root.DER), 64)
	var list []given
	add := func(name, text string) { list = append(list, aloneInPEM(name, text, 1<<20)) }
	size := len(none) - 1 + len(base64Of(c.leaf.DER))
	next := "the next: " + root[:4]
	for more := range 2 {
		text := none + filling(maxAgain-size+more) + leaf
		add(fmt.Sprint("as much as is looked at twice, and ", more), text)
		add(fmt.Sprint("a line of half as much in front of it, and ", more), `"`+strings.TrimSpace(none)+strings.Repeat("b", maxAgain/2)+"\"\n"+text)
	}
	// The lines behind a value count as well, and the dashes between two.
	for _, more := range []int{5, 6} {
		add(fmt.Sprint("as much in two but for ", more), none+filling(maxAgain-2*size-more)+leaf+"-\n-\n-\n"+none+leaf)
	}
	for _, more := range []int{1, 2, 5, 6} {
		add(fmt.Sprint("as much with the lines behind a value but for ", more), none+filling(maxAgain-size-len("one."+next)-more)+leaf+"-\n-\n-\n"+leaf+"one.\n"+next+"\n"+root[4:])
	}
	return list
}

// fullBlocks hold as much as one block may, and a byte more.
func fullBlocks() []given {
	c := newCorp()
	var list []given
	for _, last := range []string{"b", "="} { // a line of base64 is taken a shorter way
		for _, more := range []int{-1, 0, 1, 20} {
			text := beginLine + wrapped(strings.Repeat("b", maxBlock+more-1)+last, 1<<12) + endLine + c.root.PEM()
			list = append(list, aloneInPEM(fmt.Sprintf("a block of %+d bytes that ends in %s", more, last), text, 1<<20))
		}
	}
	return list
}

// TestManyBroken: no more than maxDamage broken blocks are told.
func TestManyBroken(t *testing.T) {
	half := newCorp().leaf.PEM()[:100] + "\n" + endLine
	for _, more := range []int{0, 1, 2} {
		ev := read(strings.Repeat(half, maxDamage+more), 1<<20)
		require.Len(t, ev.Damage, maxDamage)
		require.Equal(t, more > 0, len(ev.Truncated) == 1)
	}
}

// TestLineOfBinary: the line of a block is that of what lies in it, and of
// nothing behind it.
func TestLineOfBinary(t *testing.T) {
	ev := &evidence.Evidence{Inputs: make([]evidence.Input, 1)}
	s := &sink{ev: ev, opts: &Options{}}
	p := newPEM(s)
	for i, text := range strings.Split(string(pemBlock("CERTIFICATE REQUEST", requestOf())), "\n") {
		p.line(line{number: 7 + i, text: text})
	}
	s.damage(evidence.Damage{})
	require.Equal(t, 7, ev.Damage[0].Quote.Line)
	require.Zero(t, ev.Damage[1].Quote.Line)
}

// TestBrokenCopies: a broken certificate is no loss where the same input has
// it as a whole.
func TestBrokenCopies(t *testing.T) {
	c := newCorp()
	transcript := sClientOf([]*testpki.Entity{c.leaf, c.root})
	again := func(e *testpki.Entity) string {
		return strings.Replace(transcript, "Server certificate\n", "Server certificate\n"+e.PEM()[:400]+"\n"+endLine, 1)
	}
	for _, x := range []struct {
		name   string
		inputs []string
		lost   int
	}{
		{"beside it", []string{c.leaf.PEM()[:400] + "\n" + endLine + c.leaf.PEM()}, 0},
		{"beside another", []string{c.leaf.PEM()[:400] + "\n" + endLine + c.root.PEM()}, 1},
		{"in another input", []string{c.leaf.PEM(), c.leaf.PEM()[:400] + "\n" + endLine}, 1},
		{"in its transcript", []string{again(c.leaf)}, 0},
		{"in another's transcript", []string{again(c.other)}, 1},
		{"too short to be told apart", []string{c.leaf.PEM()[:len(beginLine)+brokenHead/3*4-1] + "...\n" + endLine + c.leaf.PEM()}, 1},
		{"just long enough", []string{c.leaf.PEM()[:len(beginLine)+brokenHead/3*4] + "...\n" + endLine + c.leaf.PEM()}, 0},
	} {
		r := New(Options{})
		for _, text := range x.inputs {
			in := r.Input("given", "")
			_, _ = in.Write([]byte(text))
			_ = in.Close()
		}
		require.Len(t, r.Evidence().Damage, x.lost, x.name)
	}
}
