package intake

import (
	"bytes"
	"math/rand"
	"sort"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/testpki"
)

// FuzzPEM: any bytes, cut anywhere, give the same evidence without a panic, and
// an intact certificate put behind them is found, once.
func FuzzPEM(f *testing.F) {
	pki := testpki.New(14)
	root := pki.Root("CN=Root,O=Example")
	list := []*testpki.Entity{root.Leaf("api.example.test"), root}
	guard := pki.Root("CN=Guard,O=Example")
	for _, w := range wrappings {
		f.Add([]byte(w.text(list)), uint16(100))
	}
	for _, d := range damages {
		f.Add([]byte(d.do(rand.New(rand.NewSource(1)), sClientOf(list))), uint16(7))
	}
	f.Fuzz(func(t *testing.T, data []byte, piece uint16) {
		size := int(piece) + 1
		ev := read(string(data), size)
		require.Equal(t, dump(ev), dump(read(string(data), len(data)+1)))
		if form := sniff(data[:min(len(data), sniffLength)]); form != textForm || strings.Contains(string(data), "PRIVATE KEY") {
			return
		}
		// Behind the end of a block and an empty line, nothing before it matters.
		ev = read(string(data)+"\n-----END CERTIFICATE-----\n\n\n\n\n\n\n\n\n\n\n"+guard.PEM(), size)
		found := 0
		for _, c := range ev.Certificates {
			if c.Certificate.ID == guard.ID() {
				found++
			}
		}
		require.Equal(t, 1, found)
	})
}

// FuzzMangle: a chain in any wrapping, with any three damages, gives the same
// certificates or fewer, never others.
func FuzzMangle(f *testing.F) {
	chains := chainsOfMany()
	for i := range wrappings {
		f.Add(uint8(i), uint8(i), uint8(3*i), uint8(5*i), uint8(7*i), int64(i), uint16(1000))
	}
	f.Fuzz(func(t *testing.T, w, c, a, b, d uint8, seed int64, piece uint16) {
		wrap := wrappings[int(w)%len(wrappings)]
		list := chains[int(c)%len(chains)]
		text := wrap.text(list)
		r := rand.New(rand.NewSource(seed))
		for _, k := range []uint8{a, b, d} {
			x := damages[int(k)%len(damages)]
			if !wrap.opaque || !x.marker {
				text = x.do(r, text)
			}
		}
		wanted := want(list)
		for _, id := range fingerprints(read(text, int(piece)+1)) {
			i := sort.SearchStrings(wanted, id)
			require.True(t, i < len(wanted) && wanted[i] == id, "invented %s", id)
		}
	})
}

// FuzzRedact: a secret behind its word never stays, whatever stands around.
func FuzzRedact(f *testing.F) {
	f.Add("verify error ", " and more")
	f.Add("<b>", "</b>")
	f.Add("\"", "\",")
	f.Fuzz(func(t *testing.T, before, after string) {
		if strings.Contains(after+before, bird) {
			return
		}
		require.NotContains(t, quotable(before+" password="+bird+" "+after), bird)
		require.NotContains(t, quotable(before+"\nAuthorization: Bearer "+bird), bird)
	})
}

// Whatever is taken for a fold, no character is lost, and pieces of any size
// tell the same.
func FuzzFold(f *testing.F) {
	for _, folded := range folds {
		for _, width := range []int{72, 120} {
			f.Add([]byte(folded(foldedLog(), width)), uint16(61))
		}
	}
	f.Add([]byte(cutText(80, 4, 1)), uint16(1))
	f.Fuzz(func(t *testing.T, data []byte, piece uint16) {
		if strings.ContainsFunc(string(data), func(r rune) bool { return r >= 0x80 || r == escape }) {
			t.Skip("some of it is not shown")
		}
		sample := data[:min(len(data), sniffLength)]
		given := func(size int) []string {
			x, r := newText(New(Options{}).Input("text", "").(*input).s, sample), &recorder{}
			x.carriers, x.open = []carrier{r}, 1
			for rest := data; len(rest) > 0; {
				n := min(size, len(rest))
				x.write(rest[:n])
				rest = rest[n:]
			}
			x.end()
			return r.lines
		}
		lines := given(len(data) + 1)
		require.Equal(t, lines, given(int(piece)+1))
		bare := func(text string) string {
			return strings.NewReplacer(" ", "", "\r", "", "\n", "").Replace(text)
		}
		require.Equal(t, bare(string(data)), bare(strings.Join(lines, "")))
	})
}

// Whatever line a shipper wraps, readers get it as it was logged.
func FuzzShipped(f *testing.F) {
	f.Add([]byte(foldedLog()))
	f.Add([]byte("a \"quoted\" \\ line\ttab\n\n  </b>& \x7f\n{\"log\": \"x\"}"))
	f.Fuzz(func(t *testing.T, logged []byte) {
		if !utf8.Valid(logged) || bytes.ContainsRune(logged, '\r') {
			t.Skip("no lines that JSON keeps")
		}
		lines := strings.Split(string(logged), "\n")
		for _, name := range []string{"Docker", "Elastic", "Splunk", "Windows"} {
			var got []string
			for row := range strings.Lines(shippers[name](lines)) {
				x := shippedOf(row)
				require.NotNil(t, x, "%s: %s", name, row)
				rows, ok := x.lines(row, func(string) bool { return false })
				require.True(t, ok, "%s: %s", name, row)
				got = append(got, rows...)
			}
			require.Equal(t, lines, got, name)
		}
	})
}
