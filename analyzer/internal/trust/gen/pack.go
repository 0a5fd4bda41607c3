package main

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"os"
	"slices"
	"time"
)

// writePack writes the intermediates of a CCADB report as one PEM file. The
// reports come as PEM or as CSV with a column of PEM; both hold the armour, so
// one reader does for both. Kept are CA certificates for TLS servers that have
// not ended at the day of the newest one; each stands once, in the order of
// the fingerprints.
func writePack(from, to string, log io.Writer) error {
	text, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	var list []*x509.Certificate
	refused := 0
	var newest time.Time
	for rest := unquote(text); ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			refused++
			continue
		}
		if c.NotBefore.After(newest) {
			newest = c.NotBefore
		}
		list = append(list, c)
	}
	if len(list) == 0 {
		return fmt.Errorf("%s holds no certificate: give a CCADB report with PEMs", from)
	}
	kept := slices.DeleteFunc(slices.Clone(list), func(c *x509.Certificate) bool {
		return !c.IsCA || c.NotAfter.Before(newest) || !forServers(c)
	})
	slices.SortFunc(kept, func(a, b *x509.Certificate) int { return bytes.Compare([]byte(rawSum(a)), []byte(rawSum(b))) })
	kept = slices.CompactFunc(kept, func(a, b *x509.Certificate) bool { return bytes.Equal(a.Raw, b.Raw) })
	var b bytes.Buffer
	for _, c := range kept {
		if err := pem.Encode(&b, &pem.Block{Type: "CERTIFICATE", Bytes: c.Raw}); err != nil {
			return err
		}
	}
	if err := replace(to, b.Bytes()); err != nil {
		return err
	}
	fmt.Fprintf(log, "%s: %d of %d certificates, newest of %s, %d not readable\n", to, len(kept), len(list), newest.Format(time.DateOnly), refused)
	return nil
}

// unquote puts the armour of CSV cells on lines of its own: cells begin with a
// quote or an apostrophe, and pem.Decode wants the dashes first.
func unquote(text []byte) []byte {
	text = bytes.ReplaceAll(text, []byte("-----BEGIN "), []byte("\n-----BEGIN "))
	return bytes.ReplaceAll(text, []byte("-----END CERTIFICATE-----"), []byte("-----END CERTIFICATE-----\n"))
}

// forServers: no extended key usage, any, or TLS server.
func forServers(c *x509.Certificate) bool {
	if len(c.ExtKeyUsage) == 0 && len(c.UnknownExtKeyUsage) == 0 {
		return true
	}
	return slices.Contains(c.ExtKeyUsage, x509.ExtKeyUsageServerAuth) || slices.Contains(c.ExtKeyUsage, x509.ExtKeyUsageAny)
}
