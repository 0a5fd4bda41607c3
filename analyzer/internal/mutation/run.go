package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"missinglink/analyzer/internal/mutation/planted"
)

// killer is one test, what it costs and which mutations it would meet.
type killer struct {
	*suite
	test string
	cost time.Duration // of processor time
	step int           // of steps; one more for a test that starts others
	// changes holds the switches that would change something in this test.
	changes map[int]bool
}

// Bounds of one run. A mutation that loops or allocates without end is caught
// by them: most of the time and memory that a test takes is the machine's
// share, so they are far above what an unchanged run needs.
const (
	leastSeconds = 5         // of processor time, for a test that needs none
	timesItsCost = 8         // of processor time, for one that does
	idleFactor   = 30        // seconds on the clock for one of processor time
	mostMemory   = "6291456" // of address space in kB; an unchanged run takes a third
)

// run starts tests of one suite and reports whether they pass.
func (s *suite) run(tests []string, cost time.Duration, memory, env string) (passed bool, took time.Duration, err error) {
	seconds := leastSeconds + int(timesItsCost*cost.Seconds())
	ctx, cancel := context.WithTimeout(context.Background(), time.Duration(seconds)*idleFactor*time.Second)
	defer cancel()
	limited := fmt.Sprintf(`ulimit -t %d; ulimit -v %s; exec nice -n 10 "$0" "$@"`, seconds, memory)
	which := "^(" + strings.Join(tests, "|") + ")$"
	c := exec.CommandContext(ctx, "sh", "-c", limited, s.binary, "-test.failfast", "-test.run", which)
	c.Dir = s.folder
	c.Env = append(os.Environ(), env)
	err = c.Run()
	if c.ProcessState != nil {
		took = c.ProcessState.UserTime() + c.ProcessState.SystemTime()
	}
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		return false, took, nil
	}
	return err == nil, took, err
}

// measure runs every test alone, unchanged, and notes what it meets.
func measure(all []*suite, work string, log func(string, ...any)) ([]*killer, error) {
	var killers []*killer
	for _, s := range all {
		tests, err := s.tests()
		if err != nil {
			return nil, err
		}
		for _, t := range tests {
			k := &killer{suite: s, test: t, changes: map[int]bool{}}
			killers = append(killers, k)
		}
	}
	err := inTurn(len(killers), func(i int) error {
		k := killers[i]
		file := filepath.Join(work, fmt.Sprintf("met-%d", i))
		const untold = 2 * time.Minute // the cost is not known yet
		passed, took, err := k.run([]string{k.test}, untold, "unlimited", planted.Recorded+"="+file)
		if err != nil {
			return err
		}
		if !passed {
			return fmt.Errorf("%s of %s fails with no switch thrown", k.test, k.pkg)
		}
		k.cost = took
		k.step = slices.IndexFunc(steps, func(most time.Duration) bool { return took < most })
		if startsOthers.MatchString(k.test) {
			k.step = len(steps)
		}
		met, err := os.ReadFile(file)
		if err != nil && !os.IsNotExist(err) {
			return err
		}
		for _, w := range strings.Fields(string(met)) {
			if id, err := strconv.Atoi(w); err == nil {
				k.changes[id] = true
			}
		}
		return nil
	})
	sort.SliceStable(killers, func(i, j int) bool { return killers[i].cost < killers[j].cost })
	log("%d tests measured", len(killers))
	return killers, err
}

// steps are the costs up to which the tests of a suite are run together: the
// cheap ones first, and mostly they suffice.
var steps = []time.Duration{50 * time.Millisecond, 500 * time.Millisecond, 2 * time.Second, time.Hour}

// caught throws one switch and runs the tests that meet it, until one fails.
func caught(id int, all []*suite, killers []*killer) (bool, error) {
	for step := range len(steps) + 1 {
		for _, s := range all {
			var tests []string
			var cost time.Duration
			for _, k := range killers {
				if k.suite == s && k.changes[id] && k.step == step {
					tests = append(tests, k.test)
					cost += k.cost
				}
			}
			if len(tests) == 0 {
				continue
			}
			memory := mostMemory
			if step == len(steps) {
				memory = "unlimited" // a JDK asks for more than it takes
			}
			passed, _, err := s.run(tests, cost, memory, fmt.Sprintf("%s=%d", planted.Thrown, id))
			if err != nil || !passed {
				return !passed, err
			}
		}
	}
	return false, nil
}
