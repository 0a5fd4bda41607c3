package oracle

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// pkitsAt lies inside the period of the suite's certificates, 2010 to 2030.
var pkitsAt = time.Date(2020, 6, 1, 12, 0, 0, 0, time.UTC)

// PKITS reads NIST's Public Key Interoperability Test Suite (public domain)
// from the Go installation, where crypto/x509 keeps it for its own tests. Each
// path is asked twice: in order, which the JDK validates, and with the issuers
// reversed, which it builds. Revocation lists and initial policies are left
// out: a TLS client with the JDK's defaults has neither.
func PKITS() ([]Case, error) {
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(strings.TrimSpace(string(out)), "src", "crypto", "x509", "testdata", "nist-pkits")
	b, err := os.ReadFile(filepath.Join(dir, "vectors.json"))
	if err != nil {
		return nil, err
	}
	var vectors []struct {
		Name     string
		CertPath []string // anchor first
	}
	if err := json.Unmarshal(b, &vectors); err != nil {
		return nil, err
	}
	var cases []Case
	seen := map[string]bool{} // parts of a test differ in inputs that are left out
	for _, v := range vectors {
		name, _, _ := strings.Cut(v.Name, " (Subpart")
		if seen[name+strings.Join(v.CertPath, " ")] {
			continue
		}
		seen[name+strings.Join(v.CertPath, " ")] = true
		c := Case{ID: "pkits/" + strings.ReplaceAll(name, " ", "-"), At: pkitsAt}
		for i, file := range v.CertPath {
			der, err := os.ReadFile(filepath.Join(dir, "certs", file))
			if err != nil {
				return nil, err
			}
			if i == 0 {
				c.Anchors = [][]byte{der}
			} else {
				c.Sent = append([][]byte{der}, c.Sent...)
			}
		}
		cases = append(cases, c)
		if len(c.Sent) > 2 {
			built := c
			built.ID += "/reversed"
			built.Sent = [][]byte{c.Sent[0]}
			for i := len(c.Sent) - 1; i > 0; i-- {
				built.Sent = append(built.Sent, c.Sent[i])
			}
			cases = append(cases, built)
		}
	}
	if len(cases) == 0 {
		return nil, errors.New("oracle: no test vectors in " + dir)
	}
	ids := map[string]int{}
	for i := range cases {
		if ids[cases[i].ID]++; ids[cases[i].ID] > 1 {
			cases[i].ID += fmt.Sprintf("/%d", ids[cases[i].ID])
		}
	}
	return cases, nil
}
