package oracle

import (
	_ "embed"
	"encoding/base64"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/chain"
	"missinglink/analyzer/internal/trust"
	"missinglink/analyzer/testpki"
)

//go:embed Distrust.java
var distrustSource []byte

// TestDistrustPolicies asks the JDK's own policies about every root of its
// trust store, with leaves from before and after every known date, and puts
// the same to Decide: an anchor of ours that bears the root's name and the
// policy that our facts give it.
func TestDistrustPolicies(t *testing.T) {
	j, ok := judge(t)
	if !ok {
		return
	}
	profile, err := j.Profile()
	require.NoError(t, err)

	dates := []time.Time{time.Date(2018, 1, 1, 0, 0, 0, 0, time.UTC)}
	seen := map[time.Time]bool{}
	for _, a := range trust.OpenJDK() {
		if a.Distrust != nil && !seen[a.Distrust.After] {
			seen[a.Distrust.After] = true
			last := a.Distrust.After.AddDate(0, 0, 1)
			dates = append(dates, a.Distrust.After, last.Add(-time.Second), last, last.AddDate(0, 0, 1))
		}
	}
	compared := 0
	for _, row := range j.distrust(t, dates) {
		root, err := cert.Parse(row.root)
		require.NoError(t, err)
		facts, known := trust.RootByKey(root.Subject, root.SPKI)
		if !known || facts.Distrust == nil {
			// A root that today's JDK list has dropped, distrusted before.
			t.Logf("no facts about %s (%s)", root.Subject, row.policy)
			continue
		}
		require.Equal(t, row.policy, facts.Distrust.Policy, "%s", root.Subject)
		own := testpki.New(1).Root("CN=x", testpki.SubjectName(nameOf(root.Subject)))
		anchor := cert.AnchorOf(own.Certificate(), "openjdk")
		anchor.Distrust = facts.Distrust
		for i, from := range dates {
			leaf := own.Leaf(DefaultHost, testpki.Between(from, from.AddDate(10, 0, 0)))
			d := chain.Decide(chain.Question{
				Sent: testpki.Certificates(leaf), Anchors: chain.NewAnchors(anchor),
				Host: DefaultHost, At: from.AddDate(1, 0, 0), Profile: profile,
			})
			require.Equal(t, row.messages[i] == "", d.Accepted, "%s, leaf of %s", root.Subject, from)
			require.Equal(t, row.messages[i], d.Message, "%s, leaf of %s", root.Subject, from)
			compared++
		}
	}
	// Debian's package takes the roots from ca-certificates: which of them are
	// there depends on the machine.
	t.Logf("profile %s: %d questions about distrusted roots agree", profile, compared)
}

// nameOf is a name as the builder writes it, most specific attribute first.
func nameOf(n cert.Name) testpki.Name {
	var out testpki.Name
	for i := len(n.RDNs) - 1; i >= 0; i-- {
		for k, a := range n.RDNs[i] {
			out = append(out, testpki.Attribute{
				Type: a.Type.String(), Value: a.Value, String: testpki.StringType(a.Tag), Joined: k > 0,
			})
		}
	}
	return out
}

type distrusted struct {
	root     []byte
	policy   string
	messages []string // one for each leaf, empty when the policy has no objection
}

func (j Judge) distrust(t *testing.T, leavesFrom []time.Time) []distrusted {
	t.Helper()
	dir := t.TempDir()
	source := filepath.Join(dir, "Distrust.java")
	require.NoError(t, os.WriteFile(source, distrustSource, 0o600))
	args := []string{"--add-opens", "java.base/sun.security.validator=ALL-UNNAMED", source}
	for _, from := range leavesFrom {
		leaf := testpki.New(1).SelfSigned(DefaultHost, testpki.Between(from, from.AddDate(10, 0, 0)))
		file := filepath.Join(dir, from.Format("20060102150405")+".pem")
		require.NoError(t, os.WriteFile(file, []byte(leaf.PEM()), 0o600))
		args = append(args, file)
	}
	cmd := exec.Command(j.Java, args...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	require.NoError(t, err)
	var rows []distrusted
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		require.Len(t, words, 2+len(leavesFrom))
		root, err := base64.StdEncoding.DecodeString(words[0])
		require.NoError(t, err)
		row := distrusted{root: root, policy: words[1]}
		for _, w := range words[2:] {
			text, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(w, "-"))
			require.NoError(t, err)
			row.messages = append(row.messages, string(text))
		}
		rows = append(rows, row)
	}
	return rows
}
