package trust_test

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/trust"
)

func table(t *testing.T, name string) []map[string]string {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	require.NoError(t, err)
	lines := strings.Split(strings.TrimSuffix(string(b), "\n"), "\n")
	heading := strings.Split(lines[0], "\t")
	var rows []map[string]string
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, cell := range strings.Split(line, "\t") {
			row[heading[i]] = cell
		}
		rows = append(rows, row)
	}
	return rows
}

// The generator copies from its source which lists each intermediate reaches,
// and writes the digests; the walk upward must come to the same.
func TestReachesWhatTheSourceSays(t *testing.T) {
	groups := map[string][]string{}
	for i := range trust.Intermediates() {
		group := ""
		if i.ReachesMozilla {
			group += "m"
		}
		if i.ReachesOpenJDK {
			group += "j"
		}
		groups[group] = append(groups[group], i.SHA256)
		if i.Cross {
			groups["cross"] = append(groups["cross"], i.SHA256)
		}
	}
	for _, row := range table(t, "reaches.tsv") {
		t.Run(row["group"], func(t *testing.T) {
			list := groups[row["group"]]
			slices.Sort(list)
			sum := sha256.Sum256([]byte(strings.Join(list, "\n")))
			require.Equal(t, row["sha256"], hex.EncodeToString(sum[:]), "%d of %s", len(list), row["count"])
		})
	}
	require.Empty(t, groups[""])
}

// What the facts add to the page, which carries the program as base64 of gzip.
func TestFactsFitThePage(t *testing.T) {
	const limit = 210_000 // bytes of the page
	b, err := os.ReadFile("data/intermediates.bin")
	require.NoError(t, err)
	var packed bytes.Buffer
	z, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	require.NoError(t, err)
	_, err = z.Write(b)
	require.NoError(t, err)
	require.NoError(t, z.Close())
	require.LessOrEqual(t, base64.StdEncoding.EncodedLen(packed.Len()), limit)

	full := 0
	for i := range trust.Intermediates() {
		require.Len(t, i.SHA256, 64)
		known, ok := trust.Known(i.SHA256)
		require.True(t, ok)
		require.Equal(t, i.Subject, known.Subject)
		full++
	}
	require.Equal(t, 2092, full)
}

// A lookup reads the one name it wants and compares the rest as bytes: it must
// not grow into parsing the table.
func TestLookupParsesNoOther(t *testing.T) {
	issuer := cert.ReadName("CN=R12, O=Let's Encrypt, C=US")
	trust.Lookup(issuer, nil) // the first one parses the JDK's list
	allocations := testing.AllocsPerRun(10, func() { trust.Lookup(issuer, nil) })
	names := testing.AllocsPerRun(10, func() { _ = issuer.Key() })
	require.Less(t, allocations, names*2092/4, "far fewer than a key for every name would take")
}

// The mark must not tell apart what the JDK takes for one name.
func TestNameMark(t *testing.T) {
	want := trust.NameMark(cert.ReadName("CN=Corp Issuing CA 1, OU=Trust, OU=More, O=Example, C=US"))
	for _, same := range []string{
		"/C=US/O=Example/OU=More/OU=Trust/CN=Corp Issuing CA 1",
		"cn=CORP  issuing ca 1,ou=More,ou=Trust,o=example,c=us",
		"C = US, O = Example, OU = Trust, OU = More, CN = Corp Issuing CA 1",
	} {
		require.Equal(t, want, trust.NameMark(cert.ReadName(same)), same)
	}
	units := "OU=First, OU=Second, O=Example"
	require.Equal(t, trust.NameMark(cert.ReadName(units)), trust.NameMark(cert.ReadName("OU=Second, OU=First, O=Example")))
	require.NotEqual(t, want, trust.NameMark(cert.ReadName("CN=Corp Issuing CA 2, O=Example")))
	for i := range trust.Intermediates() { // what is printed leads back
		require.Equal(t, trust.NameMark(i.SubjectName), trust.NameMark(cert.ReadName(i.Subject)), i.Subject)
	}
}
