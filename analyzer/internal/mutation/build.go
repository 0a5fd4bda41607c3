package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// suite is one test binary whose tests may notice a mutation.
type suite struct {
	pkg    string // below the module
	of     string // the packages whose mutations it notices
	slow   bool   // left out with -quick
	folder string
	binary string
}

// suites are the packages' own tests and those of the whole analysis.
func suites(root, chosen string) []*suite {
	var all []*suite
	for _, s := range []*suite{
		{pkg: "analyzer/internal/chain", of: "chain"},
		{pkg: "analyzer/internal/rules", of: "rules"},
		{pkg: "analyzer/internal/intake", of: "intake"},
		{pkg: "analyzer", of: "chain rules intake", slow: true},
	} {
		s.folder = filepath.Join(root, filepath.FromSlash(s.pkg))
		if s.slow && *quick {
			continue
		}
		if slices.ContainsFunc(strings.Fields(s.of), func(of string) bool { return strings.Contains(chosen, of) }) {
			all = append(all, s)
		}
	}
	return all
}

// startsOthers are tests that start a JDK, a server, a shell or another tool.
// They are slow, and asked last; with -quick they are not.
var startsOthers = regexp.MustCompile(`^Test(JavaClientLogs|RemediesWork|OpenSSL.*|OpenSSHKeys|Keytool.*|ChainsAsJava|NameOptions|Brief|StreamsApart|TwoRunsInOnePaste|NoConnection|Commands)$`)

// build compiles the test binaries once, from the sources with all switches.
func build(p *plantation, all []*suite, root, work string) error {
	replace := map[string]string{}
	for name, text := range p.sources {
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		copied := filepath.Join(work, strings.ReplaceAll(rel, string(filepath.Separator), "_"))
		if err := os.WriteFile(copied, []byte(text), 0o600); err != nil {
			return err
		}
		replace[name] = copied
	}
	overlay := filepath.Join(work, "overlay.json")
	data, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return err
	}
	if err := os.WriteFile(overlay, data, 0o600); err != nil {
		return err
	}
	compile := func(what ...string) error {
		c := exec.Command("go", append(what[:len(what)-1], "-overlay", overlay, what[len(what)-1])...)
		c.Dir = root
		if out, err := c.CombinedOutput(); err != nil {
			return fmt.Errorf("with its switches %s does not compile: %s", what[len(what)-1], out)
		}
		return nil
	}
	for _, s := range all {
		s.binary = filepath.Join(work, strings.ReplaceAll(s.pkg, "/", "_")+".test")
		if err := compile("test", "-c", "-o", s.binary, "./"+s.pkg); err != nil {
			return err
		}
	}
	if err := compile("test", "-c", "-tags", "planted", "-o", filepath.Join(work, "stories"), "./analyzer"); err != nil {
		return err
	}
	return compile("build", "-o", filepath.Join(work, "recorded"), "./analyzer/internal/mutation/recorded")
}

// tests lists the tests of a suite that may catch something.
func (s *suite) tests() ([]string, error) {
	c := exec.Command(s.binary, "-test.list", "^(Test|Fuzz)")
	c.Dir = s.folder
	out, err := c.Output()
	if err != nil {
		return nil, err
	}
	var names []string
	for _, n := range strings.Fields(string(out)) {
		if n != "TestStories" && !(*quick && startsOthers.MatchString(n)) {
			names = append(names, n)
		}
	}
	return names, nil
}
