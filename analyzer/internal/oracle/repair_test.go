package oracle

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/cert"
	"missinglink/analyzer/internal/chain"
)

// TestRepairsAreConfirmed makes every change that Repairs proposes for a
// refused case and asks the JDK again. Where nothing is proposed it tries every
// certificate at hand, sent or imported: none may help, and the decision has
// to name the fault.
func TestRepairsAreConfirmed(t *testing.T) {
	j, ok := judge(t)
	if !ok {
		return
	}
	var (
		changed, tried []Case
		want           []chain.Decision
		refused        int
		repaired       int
	)
	for _, c := range Cases() {
		q, err := c.Question(chain.DefaultProfile)
		require.NoError(t, err)
		d := chain.Decide(q)
		if d.Accepted || d.Stage != chain.StagePath {
			continue
		}
		refused++
		proved := 0
		for i, r := range chain.Repairs(q) {
			if !r.Proved {
				require.NotEmpty(t, r.After.Cause, "%s: no repair and no cause", c.ID)
				continue
			}
			proved++
			changed = append(changed, c.with(fmt.Sprintf("/%s-%d", r.Kind, i), r))
			want = append(want, r.After)
		}
		if proved > 0 {
			repaired++
			continue
		}
		require.NotEmpty(t, d.Cause, "%s: refused without a cause", c.ID)
		tried = append(tried, c.trials()...)
	}
	build, answers, err := j.AskAgain(changed, func(i int, said []Answer) bool { return Difference(want[i], said) == "" })
	require.NoError(t, err)
	for i, c := range changed {
		if difference := Difference(want[i], answers[i]); difference != "" {
			t.Errorf("%s: after the repair %s", c.ID, difference)
		}
	}
	_, helped, err := j.Ask(tried)
	require.NoError(t, err)
	for i, c := range tried {
		if helped[i][0].Accepted() || helped[i][0].Stage == string(chain.StageHost) {
			t.Errorf("%s: helps, but Repairs does not know", c.ID)
		}
	}
	t.Logf("JDK %s: %d refused cases, %d with a repair; %d repairs confirmed, %d changes that do not help",
		build, refused, repaired, len(changed), len(tried))
	require.Positive(t, repaired)
}

// with makes the change of a repair.
func (c Case) with(suffix string, r chain.Repair) Case {
	c.ID += suffix
	c.Sent = rawOf(r.Sent)
	switch r.Kind {
	case chain.SendAndImport:
		c.Anchors = append(append([][]byte{}, c.Anchors...), r.Adds[len(r.Adds)-1].Raw)
	case chain.ImportIssuer, chain.ImportRoot, chain.ImportLeaf:
		c.Anchors = append(append([][]byte{}, c.Anchors...), rawOf(r.Adds)...)
	}
	return c
}

// trials sends or imports each certificate at hand but the leaf: trusting that
// ends every question about it, and is a repair for a self-signed one only.
func (c Case) trials() []Case {
	var list []Case
	for i, der := range c.Hand {
		if bytes.Equal(der, c.Sent[0]) {
			continue
		}
		sent := c
		sent.ID += fmt.Sprintf("/sends-%d", i)
		sent.Sent = append(append([][]byte{}, c.Sent...), der)
		imported := c
		imported.ID += fmt.Sprintf("/imports-%d", i)
		imported.Anchors = append(append([][]byte{}, c.Anchors...), der)
		list = append(list, sent, imported)
	}
	return list
}

func rawOf(list []*cert.Certificate) [][]byte {
	out := [][]byte{}
	for _, c := range list {
		out = append(out, c.Raw)
	}
	return out
}
