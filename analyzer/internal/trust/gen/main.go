// Command gen makes the tables of package trust from their sources:
//
//	go run ./analyzer/internal/trust/gen data -src FOLDER
//	go run ./analyzer/internal/trust/gen pack -src FILE
//
// data writes the tables and prints what changed. With a source missing or two
// sources in disagreement it says so and changes nothing; the same sources
// give the same files, byte for byte. pack writes the optional file of public
// intermediates with their bytes.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// The places of the tables and of the pack in the repository; the pack's is
// ignored by git.
const (
	tablesFolder = "analyzer/internal/trust"
	packFile     = "analyzer/internal/trust/pack/intermediates.pem"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "trust:", err)
		os.Exit(1)
	}
}

func run(args []string, log io.Writer) error {
	usage := fmt.Errorf("say what to make: data -src FOLDER, or pack -src FILE")
	if len(args) == 0 {
		return usage
	}
	defaults := map[string]string{"data": tablesFolder, "pack": packFile}
	flags := flag.NewFlagSet(args[0], flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	src := flags.String("src", "", "where the sources are")
	dst := flags.String("dst", defaults[args[0]], "where to write")
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	switch {
	case *src == "":
		return usage
	case args[0] == "data":
		return writeTables(*src, *dst, log)
	case args[0] == "pack":
		return writePack(*src, *dst, log)
	}
	return usage
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
		{"data/mozilla.bin", mozillaTable},
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
