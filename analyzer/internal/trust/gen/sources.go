package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/crypto/x509roots/fallback/bundle"
)

// The files a refresh needs, by what they hold. docs/trust.md says where each
// one comes from.
const (
	rootsPEM         = "openjdk_roots.pem"
	rootsTSV         = "openjdk_roots.tsv"
	timelineTSV      = "openjdk11u_root_timeline.tsv"
	intermediatesDER = "intermediates_tls_full.der.gz"
	intermediatesTSV = "intermediates_index.tsv"
	crossTSV         = "crosssigns.tsv"
	revokedTSV       = "onecrl_unexpired.tsv"
)

var sourceNames = []string{rootsPEM, rootsTSV, timelineTSV, intermediatesDER, intermediatesTSV, crossTSV, revokedTSV}

// maxInflated bounds the inflated intermediates: 20 times today's 2.7 MB.
const maxInflated = 64 << 20

// jdkRoot is one certificate of the JDK's list with what the tables say of it.
type jdkRoot struct {
	*x509.Certificate
	alias    string
	since    string // "11.0.28", empty when it has been there all along
	policy   string // "ENTRUST_TLS", empty for most
	distrust time.Time
}

// sources is everything a refresh is computed from.
type sources struct {
	jdk           []jdkRoot
	mozilla       []*x509.Certificate
	lastLeaf      map[string]time.Time // fingerprint of Mozilla's root to its constraint
	intermediates []*x509.Certificate
	reaches       map[string]string // fingerprint to "j", "m" or "mj"
	cross         map[string]bool   // fingerprints of cross-certificates of roots
	revoked       map[string]bool
}

// readSources reads the folder. With files missing it names all of them.
func readSources(dir string) (*sources, error) {
	files := map[string][]byte{}
	var missing []string
	for _, name := range sourceNames {
		b, err := os.ReadFile(filepath.Join(dir, name))
		switch {
		case errors.Is(err, os.ErrNotExist):
			missing = append(missing, name)
		case err != nil:
			return nil, err
		}
		files[name] = b
	}
	if len(missing) > 0 {
		return nil, fmt.Errorf("%s lacks %s", dir, strings.Join(missing, ", "))
	}

	s := &sources{lastLeaf: map[string]time.Time{}, reaches: map[string]string{}, cross: map[string]bool{}, revoked: map[string]bool{}}
	var err error
	if s.jdk, err = readRoots(files); err != nil {
		return nil, err
	}
	for r := range bundle.Roots() {
		c, err := x509.ParseCertificate(r.Certificate)
		if err != nil {
			return nil, fmt.Errorf("mozilla bundle: %w", err)
		}
		s.mozilla = append(s.mozilla, c)
		s.lastLeaf[fingerprint(c)] = lastAccepted(r.Constraint)
	}
	if s.intermediates, err = readIntermediates(files[intermediatesDER]); err != nil {
		return nil, fmt.Errorf("%s: %w", intermediatesDER, err)
	}
	for _, column := range []struct {
		file, key string
		row       func(row map[string]string)
	}{
		{intermediatesTSV, "sha256", func(r map[string]string) { s.reaches[r["sha256"]] = r["chains_to"] }},
		{crossTSV, "cross_sha256", func(r map[string]string) { s.cross[r["cross_sha256"]] = true }},
		{revokedTSV, "sha256", func(r map[string]string) { s.revoked[r["sha256"]] = true }},
	} {
		rows, err := readTSV(files[column.file], column.key)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", column.file, err)
		}
		for _, r := range rows {
			column.row(r)
		}
	}
	return s, nil
}

// readRoots joins the PEM file, the table and the timeline of the JDK's list,
// and refuses them where they disagree.
func readRoots(files map[string][]byte) ([]jdkRoot, error) {
	rows, err := readTSV(files[rootsTSV], "alias")
	if err != nil {
		return nil, fmt.Errorf("%s: %w", rootsTSV, err)
	}
	since, err := readTimeline(files[timelineTSV])
	if err != nil {
		return nil, fmt.Errorf("%s: %w", timelineTSV, err)
	}
	byPrint := map[string]*x509.Certificate{}
	for rest := files[rootsPEM]; ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", rootsPEM, err)
		}
		byPrint[fingerprint(c)] = c
	}
	if len(byPrint) != len(rows) {
		return nil, fmt.Errorf("%s holds %d certificates, %s %d rows", rootsPEM, len(byPrint), rootsTSV, len(rows))
	}
	var roots []jdkRoot
	for _, row := range rows {
		r := jdkRoot{Certificate: byPrint[row["sha256"]], alias: row["alias"], policy: row["policy"], since: since[row["alias"]]}
		if r.Certificate == nil {
			return nil, fmt.Errorf("%s: no certificate with the fingerprint of %s", rootsPEM, r.alias)
		}
		if got := hexSum(r.RawSubjectPublicKeyInfo); got != row["spki_sha256"] {
			return nil, fmt.Errorf("%s: key of %s is %s", rootsTSV, r.alias, got)
		}
		if added := row["added_in"]; strings.HasPrefix(added, "<=") != (r.since == "") {
			return nil, fmt.Errorf("%s and %s disagree about %s: %q and %q", rootsTSV, timelineTSV, r.alias, added, r.since)
		}
		if r.policy != "" {
			if r.distrust, err = time.Parse(time.DateOnly, row["distrust_after"]); err != nil {
				return nil, fmt.Errorf("%s: %s: %w", rootsTSV, r.alias, err)
			}
		}
		roots = append(roots, r)
	}
	return roots, nil
}

// readTimeline says in which JDK 11 update an alias was added. A row that says
// "after 11.0.31" stands for the next update.
func readTimeline(b []byte) (map[string]string, error) {
	rows, err := readTSV(b, "aliases")
	if err != nil {
		return nil, err
	}
	since := map[string]string{}
	for _, row := range rows {
		if row["change"] != "added" {
			continue
		}
		update, after := strings.CutPrefix(row["update"], "after ")
		update, _, _ = strings.Cut(update, " ")
		var n int
		if _, err := fmt.Sscanf(update, "11.0.%d", &n); err != nil {
			return nil, fmt.Errorf("update %q: %w", row["update"], err)
		}
		if after {
			n++
		}
		for alias := range strings.FieldsSeq(row["aliases"]) {
			since[alias] = fmt.Sprintf("11.0.%d", n)
		}
	}
	return since, nil
}

func readIntermediates(b []byte) ([]*x509.Certificate, error) {
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	der, err := io.ReadAll(io.LimitReader(z, maxInflated+1))
	if err != nil {
		return nil, err
	}
	if len(der) > maxInflated {
		return nil, fmt.Errorf("inflates to more than %d bytes", maxInflated)
	}
	return x509.ParseCertificates(der)
}

// readTSV reads a table with a heading; every row must have the key column.
func readTSV(b []byte, key string) ([]map[string]string, error) {
	var heading []string
	var rows []map[string]string
	lines := bufio.NewScanner(bytes.NewReader(b))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		cells := strings.Split(lines.Text(), "\t")
		if heading == nil {
			heading = cells
			continue
		}
		row := map[string]string{}
		for i, cell := range cells {
			if i < len(heading) {
				row[heading[i]] = cell
			}
		}
		if row[key] == "" {
			return nil, fmt.Errorf("row %d has no %s", len(rows)+2, key)
		}
		rows = append(rows, row)
	}
	return rows, lines.Err()
}

func fingerprint(c *x509.Certificate) string { return hexSum(c.Raw) }

func hexSum(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
