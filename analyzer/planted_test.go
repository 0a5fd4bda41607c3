//go:build planted

package analyzer_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer"
	switches "missinglink/analyzer/internal/mutation/planted"
	"missinglink/analyzer/testpki"
)

// TestPlanted asks, for many planted mutations at once, whether the golden
// stories notice them: it reads switches from standard input, one a line, and
// answers each with "caught" or "lives", after it has said "ready".
func TestPlanted(t *testing.T) {
	var all []story
	var want []string
	meets := map[int][]int{} // by switch, places in all
	for i, s := range everyStory() {
		if s.opts.At.IsZero() {
			s.opts.At = testpki.Now
		}
		all, want = append(all, s), append(want, "")
		for _, id := range switches.Note(func() { want[i] = s.told() }) {
			meets[id] = append(meets[id], i)
		}
	}
	fmt.Println("ready")
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		id, err := strconv.Atoi(lines.Text())
		require.NoError(t, err)
		answer := "lives"
		switches.Throw(id)
		for _, i := range meets[id] {
			if all[i].noticed(want[i]) {
				answer = "caught"
				break
			}
		}
		switches.Throw(0)
		fmt.Println(answer)
	}
}

func (s story) told() string {
	r := analyzer.Analyze(context.Background(), s.inputs, s.opts)
	return string(s.archive(r, analyzer.Text(r)))
}

// noticed reports whether the story is told otherwise, or not to its end.
func (s story) noticed(want string) (noticed bool) {
	defer func() { noticed = recover() != nil || noticed }()
	return s.told() != want
}
