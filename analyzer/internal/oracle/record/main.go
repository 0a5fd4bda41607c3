// Command record asks the JDK at hand about every case of the oracle and
// writes its answers to a directory:
//
//	go run ./analyzer/internal/oracle/record analyzer/testdata/jdk
//
// $ORACLE_JAVA names another java than the one on the PATH.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"missinglink/analyzer/internal/oracle"
)

// asked is how often each question is put: often enough to see every answer
// that depends on the order of a trust store.
const asked = 16

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: record DIRECTORY")
		os.Exit(2)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(directory string) error {
	judge, err := oracle.FindJudge()
	if err != nil {
		return err
	}
	judge.Times = asked
	pkits, err := oracle.PKITS()
	if err != nil {
		return err
	}
	for _, set := range []struct {
		name  string
		cases []oracle.Case
	}{
		{"own", oracle.Cases()},
		{"mesh", oracle.Meshes(oracle.MeshSeed, 0, oracle.RecordedMeshes)},
		{"pkits", pkits},
	} {
		build, answers, err := judge.Ask(set.cases)
		if err != nil {
			return err
		}
		recorded, err := oracle.Record(build, set.cases, answers)
		if err != nil {
			return err
		}
		name := fmt.Sprintf("%s.jdk%s.jsonl.gz", set.name, oracle.ProfileOf(build))
		if err := recorded.WriteFile(filepath.Join(directory, name)); err != nil {
			return err
		}
		fmt.Printf("%s: %d cases, JDK %s\n", name, len(set.cases), build)
	}
	return nil
}
