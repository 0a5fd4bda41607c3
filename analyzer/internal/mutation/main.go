// Command mutation breaks the rules, the JDK's checks and the readers in turn
// and shows that tests notice:
//
//	go run ./analyzer/internal/mutation [-pkg chain,rules] [-intake 0] [-only regexp]
//
// It writes switches into copies of the sources, compiles the tests once, and
// throws one switch a run. It fails where a mutation survives that is not
// listed in survivors.tsv, where a listed one is caught, and where a package
// catches less than it has to.
package main

import (
	"flag"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"sort"
	"strings"
	"sync"
	"time"
)

// leastCaught is the percentage of planted mutations that a package's tests
// must catch, listed survivors counted as not caught.
const leastCaught = 95

// list is where the survivors are kept, with a reason each.
const list = "analyzer/internal/mutation/survivors.tsv"

// packages are planted, below analyzer/internal.
var packages = []string{"chain", "rules", "intake"}

var (
	chosen = flag.String("pkg", strings.Join(packages, ","), "packages to break")
	sample = flag.Int("intake", 1000, "how many mutations of intake to try, chosen by -seed; 0: all")
	seed   = flag.Uint64("seed", 1, "chooses the sample")
	only   = flag.String("only", "", "try only mutations whose name this regular expression finds")
	quick  = flag.Bool("quick", false, "ask of the whole analysis only the stories: tells more survivors than there are")
	show   = flag.Bool("list", false, "list the mutations and try none")
)

func main() {
	flag.Parse()
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "mutation:", err)
		os.Exit(1)
	}
}

func run() error {
	root, err := os.Getwd()
	if err != nil {
		return err
	}
	reasons, err := listed(filepath.Join(root, filepath.FromSlash(list)))
	if err != nil {
		return err
	}
	p := &plantation{sources: map[string]string{}, named: map[string]int{}}
	for _, name := range packages {
		if err := p.packageOf(filepath.Join(root, "analyzer", "internal", name)); err != nil {
			return err
		}
	}
	tried := choose(p.mutations)
	if *show {
		for _, m := range tried {
			fmt.Println(m.name())
		}
		return nil
	}
	work, err := os.MkdirTemp("", "mutation")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	survived, err := try(p, tried, root, work)
	if err != nil {
		return err
	}
	return conclude(p.mutations, tried, survived, reasons)
}

// choose picks the mutations to try, the same ones for the same seed.
func choose(all []mutation) []mutation {
	rank := func(m mutation) uint64 {
		h := fnv.New64a()
		fmt.Fprintf(h, "%d %s", *seed, m.name())
		return h.Sum64()
	}
	which := regexp.MustCompile(*only)
	var tried []mutation
	for _, pkg := range strings.Split(*chosen, ",") {
		var of []mutation
		for _, m := range all {
			if m.pkg() == pkg && which.MatchString(m.name()) {
				of = append(of, m)
			}
		}
		if pkg == "intake" && *sample > 0 && len(of) > *sample {
			sort.Slice(of, func(i, j int) bool { return rank(of[i]) < rank(of[j]) })
			of = of[:*sample]
			sort.Slice(of, func(i, j int) bool { return of[i].id < of[j].id })
		}
		tried = append(tried, of...)
	}
	return tried
}

// try throws one switch after the other and returns those that nobody noticed.
func try(p *plantation, tried []mutation, root, work string) (map[int]bool, error) {
	started := time.Now()
	log := func(format string, args ...any) {
		fmt.Printf("%5.0f s  "+format+"\n", append([]any{time.Since(started).Seconds()}, args...)...)
	}
	log("%d mutations planted, %d to try", len(p.mutations), len(tried))
	all := suites(root, *chosen)
	if err := build(p, all, root, work); err != nil {
		return nil, err
	}
	log("compiled")
	killers, err := measure(all, work, log)
	if err != nil {
		return nil, err
	}
	// Nothing thrown, nothing caught: else the bounds would do the catching.
	for _, k := range killers {
		k.changes[0] = true
	}
	if noticed, err := caught(0, all, killers); noticed || err != nil {
		return nil, fmt.Errorf("tests fail within their bounds with no switch thrown: %w", err)
	}
	log("unchanged, all pass")
	stories := &witness{command: []string{filepath.Join(work, "stories"), "-test.run", "^TestPlanted$"}, folder: filepath.Join(root, "analyzer")}
	jdk := &witness{command: []string{filepath.Join(work, "recorded"), filepath.Join("testdata", "jdk")}, folder: filepath.Join(root, "analyzer")}
	defer stories.stop()
	defer jdk.stop()
	survived := map[int]bool{}
	var mu sync.Mutex
	done := 0
	err = inTurn(len(tried), func(i int) error {
		noticed, err := stories.caught(tried[i].id)
		if !noticed && err == nil && tried[i].pkg() == "chain" {
			noticed, err = jdk.caught(tried[i].id)
		}
		if !noticed && err == nil {
			noticed, err = caught(tried[i].id, all, killers)
		}
		mu.Lock()
		defer mu.Unlock()
		if !noticed {
			survived[tried[i].id] = true
			log("survives: %s", tried[i].name())
		}
		if done++; done%100 == 0 {
			log("%d tried, %d survive", done, len(survived))
		}
		return err
	})
	return survived, err
}

// inTurn does n things, as many at a time as there are processors.
func inTurn(n int, do func(int) error) error {
	next := make(chan int)
	var first error
	var once sync.Once
	var wait sync.WaitGroup
	for range runtime.NumCPU() {
		wait.Add(1)
		go func() {
			defer wait.Done()
			for i := range next {
				if err := do(i); err != nil {
					once.Do(func() { first = err })
				}
			}
		}()
	}
	for i := range n {
		next <- i
	}
	close(next)
	wait.Wait()
	return first
}

// conclude prints what was caught, and fails where it is not as it should be.
func conclude(all, tried []mutation, survived map[int]bool, reasons map[string]string) error {
	wrong := differences(all, tried, survived, reasons)
	sort.Strings(wrong)
	for _, w := range wrong {
		fmt.Println(w)
	}
	planted, lived := map[string]int{}, map[string]int{}
	for _, m := range tried {
		planted[m.pkg()]++
		if survived[m.id] {
			lived[m.pkg()]++
		}
	}
	short := false
	for _, pkg := range strings.Split(*chosen, ",") {
		n := planted[pkg]
		if n == 0 {
			continue
		}
		percent := 100 * float64(n-lived[pkg]) / float64(n)
		fmt.Printf("%-7s %5d planted, %5d caught: %.1f %%\n", pkg, n, n-lived[pkg], percent)
		short = short || percent < leastCaught
	}
	switch {
	case len(wrong) > 0:
		return fmt.Errorf("%d mutations are not as %s says", len(wrong), list)
	case short && *only == "":
		return fmt.Errorf("less than %d %% caught", leastCaught)
	}
	return nil
}
