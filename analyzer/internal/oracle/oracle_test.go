package oracle

import (
	"flag"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/chain"
)

const data = "../../testdata/jdk"

var (
	meshes = flag.Int("meshes", meshesWanted(), "random meshes to ask the live JDK about; default $MISSINGLINK_MESHES")
	seed   = flag.Uint64("seed", MeshSeed, "seed of the meshes")
	report = flag.String("report", "", "file to write the differences to")
)

// meshesWanted is what "make oracle" asks for, else what every test run does.
func meshesWanted() int {
	if n, err := strconv.Atoi(os.Getenv("MISSINGLINK_MESHES")); err == nil {
		return n
	}
	return RecordedMeshes
}

// judge finds the JDK of this machine. Without one the recorded answers stand
// in; a Java that cannot run the harness is a failure.
func judge(t *testing.T) (Judge, bool) {
	t.Helper()
	j, err := FindJudge()
	if err != nil {
		t.Log("no java here: compared with the recorded answers only")
		return j, false
	}
	return j, true
}

// comparison collects the differences of one run and holds them against the
// known ones.
type comparison struct {
	build      string
	profile    chain.Profile
	known      Exceptions
	compared   int
	accepted   int
	unexpected []string
	met        map[int]bool
}

func compareWith(t *testing.T, build string, profile chain.Profile) *comparison {
	t.Helper()
	known, err := ReadExceptions(filepath.Join(data, "exceptions.json"))
	require.NoError(t, err)
	return &comparison{build: build, profile: profile, known: known, met: map[int]bool{}}
}

func (x *comparison) add(t *testing.T, c Case, answers []Answer) {
	t.Helper()
	q, err := c.Question(x.profile)
	require.NoError(t, err)
	d := chain.Decide(q)
	x.compared++
	if answers[0].Accepted() {
		x.accepted++
	}
	difference := Difference(d, answers)
	i := x.known.Find(c.ID, x.build)
	switch {
	case i < 0 && difference != "":
		x.unexpected = append(x.unexpected, c.ID+": "+difference)
	case i >= 0 && difference == "":
		x.unexpected = append(x.unexpected, c.ID+": the exception is met no more: "+x.known[i].Reason)
	case i >= 0:
		x.met[i] = true
		if e := x.known[i]; e.Expected != answers[0].String() || e.Actual != Spoken(d) {
			x.unexpected = append(x.unexpected, c.ID+": differs in another way than its exception: "+difference)
		}
	}
}

// check fails the test for every difference that is not a known exception.
func (x *comparison) check(t *testing.T) {
	t.Helper()
	t.Logf("JDK %s: %d cases compared, %d of them accepted, %d differ, %d known exceptions met",
		x.build, x.compared, x.accepted, len(x.unexpected), len(x.met))
	if *report != "" {
		x.write(t)
	}
	const shown = 30
	for i, u := range x.unexpected {
		if i == shown {
			t.Errorf("… and %d more", len(x.unexpected)-shown)
			break
		}
		t.Error(u)
	}
}

// write groups the differences by what is said on both sides.
func (x *comparison) write(t *testing.T) {
	groups := map[string][]string{}
	for _, u := range x.unexpected {
		id, difference, _ := strings.Cut(u, ": ")
		groups[pathless(difference)] = append(groups[pathless(difference)], id)
	}
	keys := make([]string, 0, len(groups))
	for k := range groups {
		keys = append(keys, k)
	}
	sort.Slice(keys, func(i, j int) bool {
		if len(groups[keys[i]]) != len(groups[keys[j]]) {
			return len(groups[keys[i]]) > len(groups[keys[j]])
		}
		return keys[i] < keys[j]
	})
	f, err := os.OpenFile(*report, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	require.NoError(t, err)
	defer f.Close()
	fmt.Fprintf(f, "\n%s, JDK %s: %d of %d differ\n", t.Name(), x.build, len(x.unexpected), x.compared)
	for _, k := range keys {
		ids := groups[k]
		fmt.Fprintf(f, "\n%4d  %s\n      %s\n", len(ids), k, strings.Join(ids[:min(12, len(ids))], "\n      "))
	}
}

// pathless drops certificate ids and quoted names so that like differences
// fall into one group.
func pathless(s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		w = strings.TrimRight(w, ";")
		if len(w) == 6 && strings.Trim(w, "0123456789abcdef") == "" {
			words[i] = "·"
		}
	}
	return strings.Join(words, " ")
}

func TestCasesAreManyAndNamedOnce(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range Cases() {
		require.False(t, seen[c.ID], "two cases are named %s", c.ID)
		seen[c.ID] = true
	}
	require.Greater(t, len(seen), 500)
}

// TestExceptionsAreOfThisOracle finds exceptions for cases that are no more, and
// for ones that have no reason.
func TestExceptionsAreOfThisOracle(t *testing.T) {
	known, err := ReadExceptions(filepath.Join(data, "exceptions.json"))
	require.NoError(t, err)
	pkits, err := PKITS()
	require.NoError(t, err)
	cases := append(Cases(), pkits...)
	for _, e := range known {
		require.NotEmpty(t, e.Reason, e.Case)
		if strings.HasPrefix(e.Case, "mesh/") {
			continue
		}
		require.True(t, slices.ContainsFunc(cases, func(c Case) bool {
			ok, err := path.Match(e.Case, c.ID)
			return err == nil && ok
		}), "no case %s", e.Case)
	}
}

func TestRecordedAnswers(t *testing.T) {
	own, mesh := Cases(), Meshes(MeshSeed, 0, RecordedMeshes)
	pkits, err := PKITS()
	require.NoError(t, err)
	for _, v := range []struct {
		file    string
		profile chain.Profile
		cases   []Case
	}{
		{"own.jdk17.jsonl.gz", "17", own},
		{"mesh.jdk17.jsonl.gz", "17", mesh},
		{"own.jdk25.jsonl.gz", "25", own},
		{"mesh.jdk25.jsonl.gz", "25", mesh},
		{"pkits.jdk17.jsonl.gz", "17", pkits},
		{"pkits.jdk25.jsonl.gz", "25", pkits},
	} {
		t.Run(v.file, func(t *testing.T) {
			r, err := ReadRecorded(filepath.Join(data, v.file))
			require.NoError(t, err)
			require.Len(t, r.Entries, len(v.cases))
			x := compareWith(t, r.Build, v.profile)
			for i, c := range v.cases {
				answers, err := r.Entries[i].AnswersTo(c)
				require.NoError(t, err)
				x.add(t, c, answers)
			}
			x.check(t)
		})
	}
}

func TestLiveAnswers(t *testing.T) {
	j, ok := judge(t)
	if !ok {
		return
	}
	ask := func(name string, cases []Case) {
		t.Run(name, func(t *testing.T) {
			profile, err := j.Profile()
			require.NoError(t, err)
			build, answers, err := j.AskAgain(cases, func(i int, said []Answer) bool {
				q, err := cases[i].Question(profile)
				return err == nil && Difference(chain.Decide(q), said) == ""
			})
			require.NoError(t, err)
			x := compareWith(t, build, profile)
			for i, c := range cases {
				x.add(t, c, answers[i])
			}
			x.check(t)
		})
	}
	ask("own", Cases())
	pkits, err := PKITS()
	require.NoError(t, err)
	ask("pkits", pkits)
	const batch = 10000 // bounds the memory
	for from := 0; from < *meshes; from += batch {
		to := min(from+batch, *meshes)
		ask(fmt.Sprintf("mesh %d to %d", from, to), Meshes(*seed, from, to))
	}
}
