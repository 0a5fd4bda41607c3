// Command recorded asks, for many planted mutations at once, whether the
// answers that were recorded of the JDK notice them. Compiled with the
// switches in place, it reads switches from standard input, one a line, and
// answers each with "caught" or "lives". First it says "ready". It ends where a
// mutation does not: what asked starts it again.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"missinglink/analyzer/internal/chain"
	"missinglink/analyzer/internal/mutation/planted"
	"missinglink/analyzer/internal/oracle"
)

func main() {
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "recorded:", err)
		os.Exit(1)
	}
}

// asked is one recorded question with the JDK's answers.
type asked struct {
	question chain.Question
	answers  []oracle.Answer
	// difference is how we differ from the JDK without any mutation: empty,
	// or a known exception.
	difference string
}

func (a asked) ask() string { return oracle.Difference(chain.Decide(a.question), a.answers) }

// noticed reports whether the question is answered otherwise than unchanged. A
// crash is.
func (a asked) noticed() (noticed bool) {
	defer func() { noticed = recover() != nil || noticed }()
	return a.ask() != a.difference
}

// run reads the recorded answers below data and answers standard input.
func run(data string) error {
	all, err := questions(data)
	if err != nil {
		return err
	}
	meets := map[int][]int{} // by switch, places in all
	for i := range all {
		// Signatures are no mutation's business: each is checked once.
		all[i].question.Checks = chain.Checks{}
		all[i].ask()
		for _, id := range planted.Note(func() { all[i].difference = all[i].ask() }) {
			meets[id] = append(meets[id], i)
		}
	}
	fmt.Println("ready")
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		id, err := strconv.Atoi(lines.Text())
		if err != nil {
			return err
		}
		answer := "lives"
		planted.Throw(id)
		for _, i := range meets[id] {
			if all[i].noticed() {
				answer = "caught"
				break
			}
		}
		planted.Throw(0)
		fmt.Println(answer)
	}
	return nil
}

func questions(data string) ([]asked, error) {
	pkits, err := oracle.PKITS()
	if err != nil {
		return nil, err
	}
	var all []asked
	for name, cases := range map[string][]oracle.Case{
		"own": oracle.Cases(), "mesh": oracle.Meshes(oracle.MeshSeed, 0, oracle.RecordedMeshes), "pkits": pkits,
	} {
		for _, jdk := range []string{"17", "25"} {
			r, err := oracle.ReadRecorded(filepath.Join(data, name+".jdk"+jdk+".jsonl.gz"))
			if err != nil {
				return nil, err
			}
			if len(r.Entries) != len(cases) {
				return nil, errors.New("the recorded answers are to other cases")
			}
			for i, c := range cases {
				a := asked{}
				if a.question, err = c.Question(chain.Profile(jdk)); err != nil {
					return nil, err
				}
				if a.answers, err = r.Entries[i].AnswersTo(c); err != nil {
					return nil, err
				}
				all = append(all, a)
			}
		}
	}
	return all, nil
}
