package intake

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/testpki"
)

type file struct {
	name string
	data []byte
}

func zipOf(t testing.TB, files ...file) []byte {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range files {
		e, err := w.Create(f.name)
		require.NoError(t, err)
		_, err = e.Write(f.data)
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return out.Bytes()
}

func gzipOf(t testing.TB, name string, data []byte) []byte {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestSpeed)
	require.NoError(t, err)
	w.Name = name
	_, err = w.Write(data)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return out.Bytes()
}

func names(ev *evidence.Evidence) []string {
	var out []string
	for _, x := range ev.Inputs {
		out = append(out, x.Name)
	}
	return out
}

func TestZip(t *testing.T) {
	c := newCorp()
	log := "a log\n" + c.other.PEM()
	data := zipOf(t,
		file{"certs/root.der", c.root.DER},
		file{"certs/", nil},
		file{"chain.pem", []byte(testpki.PEM(c.leaf, c.issuing))},
		file{"store.jks", c.store("changeit").JKS()},
		file{"logs/wrapper.log.gz", gzipOf(t, "", []byte(log))},
		file{"inner.zip", zipOf(t, file{"other.p12", c.store("changeit").PKCS12()})},
		file{"__MACOSX/._chain.pem", []byte("junk")},
	)
	ev := readAll(t, data)
	require.Empty(t, kinds(ev))
	require.ElementsMatch(t, idsOf(c.root, c.leaf, c.issuing, c.other), ids(ev))
	require.Equal(t, []string{
		"given", "given/certs/root.der", "given/chain.pem", "given/store.jks",
		"given/logs/wrapper.log.gz", "given/logs/wrapper.log.gz/wrapper.log",
		"given/inner.zip", "given/inner.zip/other.p12",
	}, names(ev))
	require.Equal(t, "zip", ev.Inputs[0].Kind)
	require.Equal(t, "der", ev.Inputs[1].Kind)
	require.Equal(t, []bool{false, true}, []bool{ev.Inputs[0].Inner, ev.Inputs[1].Inner})
	require.Equal(t, "jks", ev.Inputs[3].Kind)
	require.Equal(t, "gzip", ev.Inputs[4].Kind)
	require.Len(t, ev.Stores, 2)
	require.Equal(t, 3, ev.Stores[0].Input)
	require.Equal(t, "given/store.jks", ev.Stores[0].Name)
	for _, f := range ev.Certificates {
		if f.Certificate.ID == c.other.ID() {
			require.Contains(t, f.Origins, evidence.Origin{Input: 5, Line: 2, Index: -1})
		}
	}
}

func TestZipRoleIsInherited(t *testing.T) {
	c := newCorp()
	r := New(Options{})
	in := r.Input("trust.zip", evidence.RoleStore)
	_, err := in.Write(zipOf(t, file{"root.der", c.root.DER}, file{"store.jks", c.store("changeit").JKS()}))
	require.NoError(t, err)
	require.NoError(t, in.Close())
	for _, x := range r.Evidence().Inputs {
		require.Equal(t, evidence.RoleStore, x.Role)
	}
	require.Equal(t, evidence.RoleStore, r.Evidence().Stores[0].Role)
}

func TestEntryName(t *testing.T) {
	for given, want := range map[string]string{
		"../../etc/passwd":         "etc/passwd",
		"/etc/passwd":              "etc/passwd",
		`..\..\windows\x.pem`:      "windows/x.pem",
		"a/../../b":                "b",
		"plain.pem":                "plain.pem",
		"täst ü.pem":               "täst ü.pem",
		"x\x00y\x1b[31m\nz":        "x_y_[31m_z",
		"gpj.\u202emep":            "gpj._mep",
		"zero\u200bwidth":          "zero_width",
		"bad\xffbytes":             "bad_bytes",
		"replaced\ufffd":           "replaced_",
		strings.Repeat("full", 30): strings.Repeat("full", 30),
		"..":                       "",
		"":                         "",
		strings.Repeat("long", 99): "…" + strings.Repeat("long", 30),
	} {
		require.Equal(t, want, entryName(given))
	}
}

func TestZipTrouble(t *testing.T) {
	c := newCorp()
	whole := zipOf(t, file{"a.pem", []byte(c.root.PEM())}, file{"b.pem", []byte(c.leaf.PEM())})
	t.Run("cut off", func(t *testing.T) {
		ev := readAll(t, whole[:len(whole)-30])
		require.Equal(t, []string{"damaged-certificate"}, kinds(ev))
	})
	t.Run("encrypted", func(t *testing.T) {
		data := append([]byte(nil), whole...)
		data[bytes.Index(data, magicEntry)+8] |= 1
		ev := readAll(t, data)
		require.Equal(t, []string{"password-needed"}, kinds(ev))
		require.Equal(t, idsOf(c.leaf), ids(ev), "the other entry is read")
	})
	t.Run("unknown method", func(t *testing.T) {
		data := append([]byte(nil), whole...)
		data[bytes.Index(data, magicEntry)+10] = 93
		ev := readAll(t, data)
		require.Equal(t, []string{"damaged-certificate"}, kinds(ev))
		require.Contains(t, ev.Damage[0].Detail, "compressed in a way that is not read")
	})
	t.Run("changed", func(t *testing.T) {
		data := append([]byte(nil), whole...)
		at := bytes.Index(data, magicEntry)
		data[at+16] ^= 1 // the checksum
		ev := readAll(t, data)
		require.Equal(t, []string{"damaged-certificate"}, kinds(ev))
		require.ElementsMatch(t, idsOf(c.root, c.leaf), ids(ev), "what was read stays")
	})
	t.Run("empty", func(t *testing.T) {
		ev := readAll(t, zipOf(t))
		require.Empty(t, kinds(ev))
		require.Equal(t, "zip", ev.Inputs[0].Kind)
	})
}

func TestGzip(t *testing.T) {
	c := newCorp()
	text := []byte("some log\n" + testpki.PEM(c.leaf, c.issuing))
	ev := readAll(t, gzipOf(t, "../up/system.log", text))
	require.Empty(t, kinds(ev))
	require.Equal(t, []string{"given", "given/up/system.log"}, names(ev))
	require.Equal(t, idsOf(c.leaf, c.issuing), ids(ev))

	// Two members, one behind the other, are one file (RFC 1952 section 2.2).
	both := append(gzipOf(t, "", text), gzipOf(t, "", []byte(c.root.PEM()))...)
	require.Equal(t, idsOf(c.leaf, c.issuing, c.root), ids(readAll(t, both)))

	cut := gzipOf(t, "", append(text, bytes.Repeat([]byte("x"), 9000)...))
	ev = readAll(t, cut[:len(cut)-12])
	require.Equal(t, []string{"damaged-certificate"}, kinds(ev))
	require.Equal(t, idsOf(c.leaf, c.issuing), ids(ev), "what came before the cut is read")
}

func TestArchiveBombs(t *testing.T) {
	zeros := make([]byte, 64<<20)
	t.Run("ratio", func(t *testing.T) {
		for _, data := range [][]byte{
			gzipBest(t, zeros), zipOf(t, file{"zeros", zeros}), zipOf(t, file{"zeros.gz", gzipBest(t, zeros)}),
		} {
			ev := readAll(t, data)
			require.Contains(t, kinds(ev), "too-large")
			require.Equal(t, "maxRatio", ev.Truncated[0].Limit)
		}
	})
	t.Run("total", func(t *testing.T) {
		// What does not pack lets the rest of the archive unpack to more.
		noise := make([]byte, 1<<20)
		rand.NewChaCha8([32]byte{}).Read(noise)
		data := zipOf(t, file{"zeros", zeros}, file{"noise", noise})
		r := New(Options{})
		for range 6 {
			in := r.Input("given", evidence.RoleUnknown)
			in.Write(data)
			in.Close()
		}
		require.LessOrEqual(t, r.budget.inflated, int64(maxInflated+64<<10))
		require.Contains(t, kinds(r.Evidence()), "too-large")
	})
	t.Run("entries", func(t *testing.T) {
		var files []file
		for i := range maxEntries + 5 {
			files = append(files, file{fmt.Sprint(i), nil})
		}
		ev := readAll(t, zipOf(t, files...))
		require.Equal(t, []evidence.Truncation{{Limit: "maxEntries"}}, ev.Truncated)
		require.Len(t, ev.Inputs, 1+maxEntries)
	})
	t.Run("empty entries", func(t *testing.T) {
		var files []file
		for i := range maxEntries {
			files = append(files, file{fmt.Sprint(i), nil})
		}
		data := zipOf(t, files...)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		ev := readAll(t, data)
		runtime.ReadMemStats(&after)
		require.Len(t, ev.Inputs, 1+maxEntries)
		require.Equal(t, "text", ev.Inputs[maxEntries].Kind)
		require.LessOrEqual(t, after.TotalAlloc-before.TotalAlloc, uint64(2<<10*maxEntries))
	})
	t.Run("directory", func(t *testing.T) {
		ev := readAll(t, overlapping(t, maxDirectory+1))
		require.Equal(t, []evidence.Truncation{{Limit: "maxDirectory"}}, ev.Truncated)
		require.Equal(t, []string{"too-large"}, kinds(ev))
	})
	t.Run("overlapping", func(t *testing.T) {
		ev := readAll(t, overlapping(t, maxEntries+1))
		require.LessOrEqual(t, len(ev.Inputs), maxEntries+1)
		require.Equal(t, "maxRatio", ev.Truncated[0].Limit)
	})
	t.Run("nested", func(t *testing.T) {
		data := []byte("the core")
		for range 30 {
			data = zipOf(t, file{"next.zip", data})
		}
		ev := readAll(t, data)
		require.Equal(t, "maxNesting", ev.Truncated[0].Limit)
		require.LessOrEqual(t, len(ev.Inputs), maxNesting+1)
	})
}

func gzipBest(t testing.TB, data []byte) []byte {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	require.NoError(t, err)
	_, err = w.Write(data)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return out.Bytes()
}

// overlapping is a zip file whose entries all lead to the same packed data.
func overlapping(t testing.TB, n int) []byte {
	one := zipOf(t, file{"x", bytes.Repeat([]byte("A"), 70000)})
	at := bytes.Index(one, magicEntry)
	end := bytes.LastIndex(one, magicEnd)
	directory := bytes.Repeat(one[at:end], n)
	out := append(append([]byte(nil), one[:at]...), directory...)
	out = append(out, one[end:]...)
	tail := out[len(out)-22:]
	binary.LittleEndian.PutUint16(tail[8:], uint16(n))
	binary.LittleEndian.PutUint16(tail[10:], uint16(n))
	binary.LittleEndian.PutUint32(tail[12:], uint32(len(directory)))
	return out
}
