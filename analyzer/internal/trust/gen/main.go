// Command gen makes the tables of package trust from their sources:
//
//	go run ./analyzer/internal/trust/gen -src FOLDER
//
// It prints what changed. With a source missing or two sources in
// disagreement it says so and changes nothing. The same sources give the same
// files, byte for byte.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

func main() {
	src := flag.String("src", "", "folder with the sources")
	dst := flag.String("dst", "analyzer/internal/trust", "folder of package trust")
	pack := flag.String("pack", "", "write the intermediates' PEMs of this CCADB file (PEM or CSV) to -out")
	out := flag.String("out", "analyzer/internal/trust/pack/intermediates.pem", "where the pack goes")
	flag.Parse()
	if err := run(*src, *dst, *pack, *out, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "trust-data:", err)
		os.Exit(1)
	}
}

func run(src, dst, pack, out string, log io.Writer) error {
	switch {
	case pack != "":
		return writePack(pack, out, log)
	case src != "":
		return writeTables(src, dst, log)
	}
	return fmt.Errorf("give the folder with the sources: -src FOLDER, or SRC=FOLDER with make")
}

// writeTables computes every file before it touches one.
func writeTables(src, dst string, log io.Writer) error {
	s, err := readSources(src)
	if err != nil {
		return err
	}
	if err := check(s); err != nil {
		return err
	}
	type target struct {
		name string
		make func(*sources) ([]byte, error)
	}
	targets := []target{
		{"data/openjdk.bin", openjdkTable},
		{"data/intermediates.bin", intermediatesTable},
		{"testdata/roots.tsv", rootsTable},
		{"testdata/reaches.tsv", reachesTable},
	}
	made := make([][]byte, len(targets))
	for i, t := range targets {
		if made[i], err = t.make(s); err != nil {
			return err
		}
	}
	changes(s, log)
	for i, t := range targets {
		path := filepath.Join(dst, filepath.FromSlash(t.name))
		if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, made[i]) {
			fmt.Fprintf(log, "%s: unchanged, %d bytes\n", t.name, len(made[i]))
			continue
		}
		if err := replace(path, made[i]); err != nil {
			return err
		}
		fmt.Fprintf(log, "%s: written, %d bytes\n", t.name, len(made[i]))
	}
	return nil
}

// replace puts a file in place in one step, so that a full disk leaves the old
// one.
func replace(path string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(path+".new", content, 0o644); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}
