package intake

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/testpki"
)

func TestSniff(t *testing.T) {
	for name, x := range map[string]struct {
		head string
		want form
	}{
		"gzip":                {"\x1f\x8b\x08", binaryForm},
		"zip":                 {"PK\x03\x04\x14", binaryForm},
		"JKS":                 {"\xfe\xed\xfe\xed\x00", binaryForm},
		"JCEKS":               {"\xce\xce\xce\xce\x00", binaryForm},
		"DER":                 {"\x30\x82\x03\xe4\x30", binaryForm},
		"BER":                 {"\x30\x80\x02\x01\x03", binaryForm},
		"text with a 0":       {"0 s:CN = x", textForm},
		"a number":            {"0123456789", textForm},
		"empty":               {"", textForm},
		"UTF-16":              {"\xff\xfeC\x00O\x00", utf16LittleForm},
		"UTF-16 big":          {"\xfe\xff\x00C\x00O", utf16BigForm},
		"UTF-16 unmarked":     {utf16Bytes("CONNECTED(00000003)", true, false), utf16LittleForm},
		"UTF-16 unmarked big": {utf16Bytes("CONNECTED(00000003)", false, false), utf16BigForm},
		"UTF-16 of 4 units":   {"C\x00O\x00N\x00N\x00", utf16LittleForm},
		"UTF-16 of 3 units":   {"C\x00O\x00N\x00", textForm},
		"UTF-16 and a byte":   {"C\x00O\x00N\x00N\x00\x00", utf16LittleForm},
		"UTF-16, 8 of 10":     {strings.Repeat("a\x00", 8) + "aaaa", textForm},
		"UTF-16, 9 of 10":     {strings.Repeat("a\x00", 9) + "aa", utf16LittleForm},
		"UTF-16, 1 zero":      {strings.Repeat("a\x00", 9) + "\x00\x00", textForm},
		"UTF-16, 1 of 11":     {strings.Repeat("a\x00", 10) + "\x00\x00", utf16LittleForm},
		"UTF-16 big, 8 of 10": {strings.Repeat("\x00a", 8) + "aaaa", textForm},
		"UTF-16 big, 9 of 10": {strings.Repeat("\x00a", 9) + "aa", utf16BigForm},
		"UTF-16 big, 1 zero":  {strings.Repeat("\x00a", 9) + "\x00\x00", textForm},
		"UTF-16 big, 1 of 11": {strings.Repeat("\x00a", 10) + "\x00\x00", utf16BigForm},
		"zeros":               {strings.Repeat("\x00", 20), textForm},
		"DER of four bytes":   {"\x30\x82\x01\x00", textForm},
		"DER, long":           {"\x30\x84\x00\x00\x01", binaryForm},
		"DER, too long":       {"\x30\x85\x00\x00\x01", textForm},
		"DER, no length":      {"\x30\x7f\x00\x00\x01", textForm},
		"a SET":               {"\x31\x82\x01\x00\x00", textForm},
		"a short key":         {"\x30\x05\x02\x01\x00\x30\x00", binaryForm},
		"a short key, 129":    {"\x30\x05\x02\x01\x00\x30\x00" + strings.Repeat("x", 122), binaryForm},
		"a short key, 130":    {"\x30\x05\x02\x01\x00\x30\x00" + strings.Repeat("x", 123), textForm},
		"old Mac":             {"a\rb\rc\rd\re", macForm},
		"two lines of a Mac":  {"a\rb\rc", textForm},
		"Mac and Unix":        {"a\rb\rc\rd\r\x20\n\n", textForm},
		"Mac, few Unix":       {"a\rb\rc\rd\re\r\n\n", textForm},
		"Mac, fewer Unix":     {"a\rb\rc\rd\re\rf\rg\r\n\n", macForm},
		"Mac, long lines":     {"a\rb\rc\r" + strings.Repeat("d", 384), textForm},
		"Mac, shorter lines":  {"a\rb\rc\rd\r" + strings.Repeat("d", 384), macForm},
		"Windows":             {"a\r\nb\r\nc\r\nd\r\n", textForm},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, x.want, sniff([]byte(x.head))) })
	}
}

// TestDecoder turns the bytes of each form into UTF-8, in pieces of one byte.
func TestDecoder(t *testing.T) {
	for _, x := range []struct {
		form      form
		in, whole string
	}{
		{textForm, "\xef\xbb\xbfabc\xef\xbb\xbf\r", "abc\ufeff\r"},
		{macForm, "a\rb\r", "a\nb\n"},
		{utf16LittleForm, "\xff\xfea\x00\x00\xd8\x00\xdcb\x00", "a\U00010000b"},
		{utf16BigForm, "\xfe\xff\x00a\xdb\xff\xdf\xff\x00b", "a\U0010ffffb"},
		{utf16BigForm, "\xdc\x00\x00a\xd8\x00\x00b\x00c", "\ufffda\ufffdbc"},
		{utf16BigForm, "\x00a\xd8\x00", "a\ufffd"},
		{utf16BigForm, "\x00a\x00", "a"},
		{utf16BigForm, "\xd7\xff\x00a", "\ud7ffa"},
		{utf16BigForm, "\xff\x46\xe0\x00\xdf\xff\xd8\x00\xdc\x00", "\uff46\ue000\ufffd\U00010000"},
	} {
		for _, size := range []int{1, 3, len(x.in)} {
			if x.form == textForm && size < 3 {
				continue // the mark of UTF-8 comes in the first piece
			}
			d := decoder{form: x.form}
			var out []byte
			for p := []byte(x.in); len(p) > 0; {
				n := min(size, len(p))
				out, p = append(out, d.utf8(p[:n])...), p[n:]
			}
			require.Equal(t, x.whole, string(append(out, d.rest()...)), "%q by %d", x.in, size)
		}
	}
	for in, want := range map[string]string{"\x80\x9f\xa0\xff": "€Ÿ\u00a0ÿ", "\xff\ufffd": "ÿ\ufffd", "\x7f\xe4": "\x7fä", "ü": "ü"} {
		require.Equal(t, want, asUTF8([]byte(in)))
	}
}

// recorder is a carrier that wants every line.
type recorder struct{ lines []string }

func (r *recorder) triggers() []string { return nil }
func (r *recorder) line(l line) bool   { r.lines = append(r.lines, l.text); return true }
func (r *recorder) end()               {}

// TestLineEnds: a carriage return ends a line with its line feed, not a piece.
func TestLineEnds(t *testing.T) {
	x, r := newText(New(Options{}).Input("text", "").(*input).s, nil), &recorder{}
	x.carriers, x.open = []carrier{r}, 1
	x.line([]byte("one\r"), true)
	x.line([]byte("two\r\r"), false)
	x.line([]byte("\r"), false)
	x.line(nil, false)
	require.Equal(t, []string{"one\r", "two", "", ""}, r.lines)
	for n, want := range map[int][]int{maxLine: {maxLine}, maxLine + 1: {maxLine, 1}, 2*maxLine + 1: {maxLine, maxLine, 1}} {
		for _, cut := range []int{0, 1, n} { // in one chunk and in two
			r.lines = nil
			long := []byte(strings.Repeat("x", n) + "\n")
			x.write(long[:cut])
			x.write(long[cut:])
			var got []int
			for _, text := range r.lines {
				got = append(got, len(text))
			}
			require.Equal(t, want, got, "%d bytes, cut at %d", n, cut)
		}
	}
}

// TestVisible leaves out what a terminal or a browser does not show.
func TestVisible(t *testing.T) {
	for text, want := range map[string]string{
		"plain": "plain", "\x1b[1;31mred\x1b[0m": "red", "a\x1b[3\x7fmb": "ab", "a\x1b[@b": "ab", "a\x1b[~b": "ab", "a\x1b[é~b": "ab", "a\x1b": "a", "a\x1b[": "a", "a\x1bb": "ab",
		"a\u200bb\u00a0c": "ab c", "é\x1b[1mè": "éè", "\u0080": "\u0080", "\u200b\u00a0é": " é",
	} {
		require.Equal(t, want, visible(text), "%q", text)
	}
}

// TestChunks: the same evidence however the input is cut.
func TestChunks(t *testing.T) {
	pki := testpki.New(5)
	root := pki.Root("CN=Root,O=Ünïcode")
	list := []*testpki.Entity{root.Leaf("api.example.test"), root}
	for name, text := range map[string]string{
		"text": sClientOf(list), "utf-16": utf16Bytes("“quoted”\n"+sClientOf(list), true, true), "bom": "\ufeff" + pemOf(list),
		"binary": string(list[0].DER), "no line end": strings.TrimSuffix(pemOf(list), "\n"),
	} {
		t.Run(name, func(t *testing.T) {
			want := read(text, len(text))
			for _, size := range []int{1, 2, 3, 7, 64, 4095, 4096, 4097} {
				require.Equal(t, want, read(text, size), "chunks of %d bytes", size)
			}
		})
	}
}

// TestLongLines: a line far longer than maxLine loses nothing.
func TestLongLines(t *testing.T) {
	pki := testpki.New(6)
	var list []*testpki.Entity
	for i := range 40 {
		list = append(list, pki.Root(fmt.Sprintf("CN=Root %d", i)))
	}
	for _, escaped := range []bool{true, false} {
		var records []map[string]string
		for i, e := range list {
			body := e.PEM()
			if !escaped {
				body = base64Of(e.DER)
			}
			records = append(records, map[string]string{"name": fmt.Sprint("CA ", i), "pem_certificate": body, "short_description": strings.Repeat("filler text, ", 9000)})
		}
		b, err := json.Marshal(map[string]any{"result": records})
		require.NoError(t, err)
		require.Greater(t, len(b), 4*maxLine)
		require.Equal(t, want(list), fingerprints(read(string(b), 4<<20)))
	}
}

// TestPlaces: lines, origins and kinds.
func TestPlaces(t *testing.T) {
	pki := testpki.New(8)
	root := pki.Root("CN=Root")
	leaf := root.Leaf("api.example.test")
	r := New(Options{})
	for _, text := range []string{"Hello\n\n" + leaf.PEM() + "and\n" + leaf.PEM() + root.PEM(), root.PEM()} {
		w := r.Input("x.txt", "")
		_, err := w.Write([]byte(text))
		require.NoError(t, err)
		require.NoError(t, w.Close())
		require.NoError(t, w.Close())
	}
	ev := r.Evidence()
	rows := strings.Count(leaf.PEM(), "\n")
	require.Len(t, ev.Certificates, 2)
	require.Equal(t, []evidence.Origin{{Input: 0, Line: 3, Index: -1}, {Input: 0, Line: 4 + rows, Index: -1}}, ev.Certificates[0].Origins)
	require.Equal(t, []evidence.Origin{{Input: 0, Line: 4 + 2*rows, Index: -1}, {Input: 1, Line: 1, Index: -1}}, ev.Certificates[1].Origins)
	require.True(t, ev.Certificates[0].Alone)
	require.Equal(t, 2, ev.Inputs[0].Certificates)
	require.Equal(t, 1, ev.Inputs[1].Certificates)
	require.Equal(t, "pem", ev.Inputs[0].Kind)
	require.Equal(t, evidence.RoleUnknown, ev.Inputs[0].Role)
	require.Equal(t, 3+2*rows+strings.Count(root.PEM(), "\n"), ev.Inputs[0].Lines)
}

// TestBounds: an input larger than is examined is read as far as that, and the
// evidence names the limit.
func TestBounds(t *testing.T) {
	list := many(maxCertificates)
	more := testpki.New(77).Root("CN=One more")
	ev := read(testpki.PEM(list...)+more.PEM(), 1<<20)
	require.Len(t, ev.Certificates, maxCertificates)
	require.Equal(t, []evidence.Truncation{{Limit: "maxCertificates", Input: 0}}, ev.Truncated)

	ev = read("\x30\x84\x7f\xff\xff\xff"+strings.Repeat("x", maxBinary), 1<<20)
	require.Contains(t, ev.Truncated, evidence.Truncation{Limit: "maxBinary", Input: 0})
	require.Equal(t, int64(maxBinary+6), ev.Inputs[0].Bytes)

	ev = read(strings.Repeat("-----BEGIN CERTIFICATE-----\n"+strings.Repeat("MIIB", 16)+"\n", 3*maxDamage), 1<<20)
	require.Len(t, ev.Damage, maxDamage)
	require.Equal(t, []evidence.Truncation{{Limit: "maxDamage", Input: 0}}, ev.Truncated)
}

// TestBinaryBound: of a binary input so much is kept, and no more.
func TestBinaryBound(t *testing.T) {
	r := New(Options{})
	in := r.Input("store", "").(*input)
	in.head, in.form = make([]byte, maxBinary-1, maxBinary), binaryForm
	in.write([]byte{1})
	require.Len(t, in.head, maxBinary)
	require.Empty(t, r.Evidence().Truncated)
	in.write([]byte{2, 3})
	require.Len(t, in.head, maxBinary)
	require.Equal(t, []evidence.Truncation{{Limit: "maxBinary", Input: 0}}, r.Evidence().Truncated)
}

// TestClose: an input that is closed takes and holds nothing, and is read once.
func TestClose(t *testing.T) {
	root := testpki.New(79).Root("CN=Root")
	for name, data := range map[string]string{
		"text": root.PEM(), "long text": strings.Repeat("x\n", sniffLength) + root.PEM(), "binary": string(root.DER),
		"PEM behind bytes": "\x30\x82\x01\x00" + strings.Repeat("\x00", 200) + "\n" + root.PEM(),
	} {
		t.Run(name, func(t *testing.T) {
			r := New(Options{})
			in := r.Input(name, "").(*input)
			_, _ = in.Write([]byte(data))
			if name == "long text" {
				require.Nil(t, in.head)
			}
			require.NoError(t, in.Close())
			require.Nil(t, in.head)
			require.Nil(t, in.text)
			_, _ = in.Write([]byte(data))
			require.NoError(t, in.Close())
			require.Equal(t, int64(len(data)), r.Evidence().Inputs[0].Bytes)
			require.Len(t, r.Evidence().Certificates, 1)
			require.Len(t, r.Evidence().Certificates[0].Origins, 1)
		})
	}
}

// TestHalfACharacter: UTF-16 that was cut in a pair of surrogates ends in a
// mark that says so.
func TestHalfACharacter(t *testing.T) {
	ev := read("\xff\xfe"+utf16Bytes("java.net.ConnectException: Connection refused ", true, false)+"\x3d\xd8", 1<<10)
	require.Len(t, ev.Signals, 1)
	require.Equal(t, "java.net.ConnectException: Connection refused \ufffd", ev.Signals[0].Quote.Text)
}

// TestLogLeavesNothing: lines that concern nobody cost no memory.
func TestLogLeavesNothing(t *testing.T) {
	text := serverLog(1 << 20)
	w := New(Options{}).Input("log", "")
	_, _ = w.Write(text)
	require.Less(t, testing.AllocsPerRun(5, func() { _, _ = w.Write(text) }), 400.0)
}
