package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/testpki"
)

var span = testpki.Between(time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2036, 1, 1, 0, 0, 0, 0, time.UTC))

// smallSources writes a folder with two roots, an intermediate, a
// cross-certificate and a revoked intermediate.
func smallSources(t *testing.T, change func(files map[string]string)) string {
	t.Helper()
	pki := testpki.New(7)
	alpha := pki.Root("CN=Alpha Root,O=Example", span)
	beta := pki.Root("CN=Beta Root,O=Example", span)
	issuing := alpha.Intermediate("CN=Alpha Issuing,O=Example", span, testpki.AIA("http://ca.example.test/alpha.crt"))
	cross := alpha.Cross(beta, span)
	revoked := beta.Intermediate("CN=Beta Revoked,O=Example", span)

	spki := func(e *testpki.Entity) string {
		sum := sha256.Sum256(e.Certificate().SPKI)
		return hex.EncodeToString(sum[:])
	}
	var der bytes.Buffer
	z := gzip.NewWriter(&der)
	index := "sha256\tchains_to\n"
	for _, e := range []*testpki.Entity{issuing, cross, revoked} {
		_, err := z.Write(e.DER)
		require.NoError(t, err)
		index += e.ID() + "\tj\n"
	}
	require.NoError(t, z.Close())
	files := map[string]string{
		rootsPEM: testpki.PEM(alpha, beta),
		rootsTSV: "alias\tsha256\tspki_sha256\tadded_in\tpolicy\tdistrust_after\n" +
			fmt.Sprintf("alpha\t%s\t%s\t<=11.0.6\t\t\n", alpha.ID(), spki(alpha)) +
			fmt.Sprintf("beta\t%s\t%s\t11.0.25\tBETA_TLS\t2025-04-15\n", beta.ID(), spki(beta)),
		timelineTSV:      "update\tchange\taliases\n11.0.21\tremoved\talpha\n11.0.25\tadded\tbeta\n",
		intermediatesDER: der.String(),
		intermediatesTSV: index,
		crossTSV:         "root_subject\tcross_sha256\nCN=Beta Root\t" + cross.ID() + "\n",
		revokedTSV:       "sha256\tnotAfter\n" + revoked.ID() + "\t2036-01-01\n",
	}
	if change != nil {
		change(files)
	}
	dir := t.TempDir()
	for name, content := range files {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600))
	}
	return dir
}

func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	require.NoError(t, filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		files[strings.TrimPrefix(path, dir)] = string(b)
		return err
	}))
	return files
}

func TestTwiceTheSame(t *testing.T) {
	src, one, two := smallSources(t, nil), t.TempDir(), t.TempDir()
	var log bytes.Buffer
	require.NoError(t, run([]string{"data", "-src", src, "-dst", one}, &log))
	require.Contains(t, log.String(), "openjdk: 2, 113 changed") // two for the 111 that this program knows
	require.Contains(t, log.String(), "intermediates: 2, 2094 changed")
	require.NoError(t, run([]string{"data", "-src", src, "-dst", two}, io.Discard))
	made := contents(t, one)
	require.Len(t, made, 5)
	require.Equal(t, made, contents(t, two))

	log.Reset()
	require.NoError(t, run([]string{"data", "-src", src, "-dst", one}, &log))
	require.Equal(t, 5, strings.Count(log.String(), ": unchanged, "))
	require.Equal(t, made, contents(t, one))
	require.Contains(t, made["/testdata/roots.tsv"], "Beta Root")
	require.Contains(t, made["/testdata/roots.tsv"], "11.0.25\tBETA_TLS\t2025-04-15")
	require.Contains(t, made["/data/intermediates.bin"], "http://ca.example.test/alpha.crt\n")
	require.NotContains(t, made["/data/intermediates.bin"], "Beta Revoked")
}

func TestNothingChangesWithoutEverySource(t *testing.T) {
	wrong := func(file, old, new string) func(map[string]string) {
		return func(files map[string]string) { files[file] = strings.Replace(files[file], old, new, 1) }
	}
	tests := map[string]struct {
		change func(map[string]string)
		says   string
	}{
		"two sources missing": {func(f map[string]string) { delete(f, rootsPEM); delete(f, crossTSV) }, "lacks openjdk_roots.pem, crosssigns.tsv"},
		"all sources missing": {func(f map[string]string) { clear(f) }, "lacks openjdk_roots.pem, openjdk_roots.tsv, openjdk11u_root_timeline.tsv, " +
			"intermediates_tls_full.der.gz, intermediates_index.tsv, crosssigns.tsv, onecrl_unexpired.tsv"},
		"a root too few":           {wrong(rootsPEM, "BEGIN CERTIFICATE", "BEGIN NOTHING"), "certificates, openjdk_roots.tsv 2 rows"},
		"a root with another key":  {wrong(rootsTSV, "\t<=", "0\t<="), "key of alpha is"},
		"tables disagree on since": {wrong(timelineTSV, "added\tbeta", "added\tgamma"), "disagree about beta"},
		"a day that is none":       {wrong(rootsTSV, "2025-04-15", "soon"), "beta"},
		"not gzip":                 {wrong(intermediatesDER, "\x1f", "\x00"), "intermediates_tls_full.der.gz"},
		"no row for a certificate": {func(f map[string]string) { f[intermediatesTSV] = "sha256\tchains_to\n" }, "intermediates_index.tsv lacks"},
		"no certificate for a row": {func(f map[string]string) { f[intermediatesTSV] += strings.Repeat("00", 32) + "\tm\n" }, "intermediates_tls_full.der.gz lacks"},
		"an unknown cross":         {func(f map[string]string) { f[crossTSV] += "CN=x\t" + strings.Repeat("00", 32) + "\n" }, "which is in crosssigns.tsv"},
	}
	for what, test := range tests {
		t.Run(what, func(t *testing.T) {
			dst := t.TempDir()
			require.NoError(t, run([]string{"data", "-src", smallSources(t, nil), "-dst", dst}, io.Discard))
			before := contents(t, dst)
			require.ErrorContains(t, run([]string{"data", "-src", smallSources(t, test.change), "-dst", dst}, io.Discard), test.says)
			require.Equal(t, before, contents(t, dst))
		})
	}
}

// A certificate that is younger than the day the program states for its list
// means that the day was forgotten.
func TestDayOfTheListIsKept(t *testing.T) {
	pki := testpki.New(8)
	young := pki.Root("CN=Young Root,O=Example", testpki.Between(time.Date(2036, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2040, 1, 1, 0, 0, 0, 0, time.UTC)))
	sum := sha256.Sum256(young.Certificate().SPKI)
	src := smallSources(t, func(f map[string]string) {
		f[rootsPEM] = young.PEM()
		f[rootsTSV] = "alias\tsha256\tspki_sha256\tadded_in\tpolicy\tdistrust_after\n" +
			fmt.Sprintf("young\t%s\t%x\t<=11.0.6\t\t\n", young.ID(), sum)
	})
	require.ErrorContains(t, run([]string{"data", "-src", src, "-dst", t.TempDir()}, io.Discard), "after trust.OpenJDKDate")
}

func TestNoSignatureNoEdge(t *testing.T) {
	pki := testpki.New(9)
	stranger := pki.Root("CN=Alpha Root,O=Example", span).Intermediate("CN=Stray,O=Example", span)
	src := smallSources(t, func(f map[string]string) {
		var der bytes.Buffer
		z := gzip.NewWriter(&der)
		_, err := z.Write(stranger.DER)
		require.NoError(t, err)
		require.NoError(t, z.Close())
		f[intermediatesDER], f[intermediatesTSV], f[crossTSV] = der.String(), "sha256\tchains_to\n"+stranger.ID()+"\tj\n", "cross_sha256\n"
	})
	require.ErrorContains(t, run([]string{"data", "-src", src, "-dst", t.TempDir()}, io.Discard), "no key verifies Stray")
}

func TestPack(t *testing.T) {
	pki := testpki.New(10)
	root := pki.Root("CN=Alpha Root,O=Example", span)
	a, b := root.Intermediate("CN=A,O=Example", span), root.Intermediate("CN=B,O=Example", span)
	ended := root.Intermediate("CN=Ended,O=Example", testpki.Between(time.Date(2015, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2016, 1, 1, 0, 0, 0, 0, time.UTC)))
	mail := root.Intermediate("CN=Mail,O=Example", span, testpki.EKU("1.3.6.1.5.5.7.3.4"))
	leaf := root.Leaf("api.example.test", span)
	quoted := func(e *testpki.Entity) string { return "\"name\",\"'" + strings.TrimSpace(e.PEM()) + "'\"\n" }

	dir := t.TempDir()
	out := filepath.Join(dir, "pack", "intermediates.pem")
	for what, text := range map[string]string{
		"PEM": testpki.PEM(a, b, ended, mail, leaf, a),
		"CSV": "\"CA Owner\",\"PEM Info\"\n" + quoted(b) + quoted(mail) + quoted(ended) + quoted(a) + quoted(leaf) + quoted(b),
	} {
		t.Run(what, func(t *testing.T) {
			from := filepath.Join(dir, what)
			require.NoError(t, os.WriteFile(from, []byte(text), 0o600))
			var log bytes.Buffer
			require.NoError(t, run([]string{"pack", "-src", from, "-dst", out}, &log))
			require.Contains(t, log.String(), "2 of 6 certificates")
			got, err := os.ReadFile(out)
			require.NoError(t, err)
			want := testpki.PEM(a, b)
			if a.ID() > b.ID() {
				want = testpki.PEM(b, a)
			}
			require.Equal(t, want, string(got))
		})
	}
	require.ErrorContains(t, run([]string{"pack", "-src", filepath.Join(dir, "none"), "-dst", out}, io.Discard), "none")
	empty := filepath.Join(dir, "empty")
	require.NoError(t, os.WriteFile(empty, []byte("nothing here"), 0o600))
	require.ErrorContains(t, run([]string{"pack", "-src", empty, "-dst", out}, io.Discard), "holds no certificate")
	for _, args := range [][]string{nil, {"pack"}, {"data", "-src", ""}, {"other", "-src", "x"}} {
		require.ErrorContains(t, run(args, io.Discard), "say what to make", args)
	}
}
