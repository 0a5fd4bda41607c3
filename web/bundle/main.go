// Command bundle builds the page: one HTML file that holds the style, the
// script and the analysis as WebAssembly, and runs from any static host and
// from a file.
//
//	go run ./web/bundle -out dist
//	go run ./web/bundle -out dist -serve 127.0.0.1:8080
//	go run ./web/bundle -verify missing-link.html
//	go run ./web/bundle -sizes
//	go run ./web/bundle -budget missing-link.html
//	go run ./web/bundle -soak missing-link.html -rounds 100000
//	go run ./web/bundle -list
//	go run ./web/bundle -sbom build/sbom.cdx.json
//
// The same sources give the same bytes: no date, no path and no commit enters.
package main

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	out := flag.String("out", "dist", "directory to write")
	root := flag.String("root", ".", "directory of go.mod")
	addr := flag.String("serve", "", "loopback address to serve the result on, for example 127.0.0.1:8080")
	verify := flag.String("verify", "", "page to compare with what these sources build; nothing is written")
	sizes := flag.Bool("sizes", false, "print the code of each package in bytes; nothing is written")
	budget := flag.String("budget", "", "page to hold against the budgets; nothing is written")
	soaked := flag.String("soak", "", "page to analyse with in one instance, -rounds times; nothing is written")
	rounds := flag.Int("rounds", 100_000, "analyses of -soak")
	sbom := flag.String("sbom", "", "file to write the list of parts to, of what is built in -out and in build")
	list := flag.Bool("list", false, "write the code of each large package into budgets.json")
	flag.Parse()
	var err error
	switch {
	case *budget != "":
		err = withinBudgets(*root, *budget)
	case *soaked != "":
		err = soak(*root, *soaked, *rounds)
	case *sbom != "":
		err = listParts(*root, *out, *sbom)
	case *list:
		err = listPackages(*root)
	case *sizes:
		err = showSizes(*root)
	default:
		err = run(*root, *out, *addr, *verify)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bundle:", err)
		os.Exit(1)
	}
}

func showSizes(root string) error {
	wasm, err := buildWasm(root, "-w")
	if err != nil {
		return err
	}
	return printSizes(os.Stdout, wasm)
}

func run(root, out, addr, verify string) error {
	page, err := build(root)
	if err != nil {
		return err
	}
	if verify != "" {
		return compare(verify, page)
	}
	if err := write(out, page); err != nil {
		return err
	}
	file, err := filepath.Abs(filepath.Join(out, pageName))
	if err != nil {
		return err
	}
	fmt.Printf("%s  %d bytes\n", file, len(page.html))
	if addr == "" {
		return nil
	}
	return serve(addr, out, page.policy, file)
}

const pageName = "missing-link.html"

// write puts a complete static site into dir: the page under its two names,
// its checksum and the headers a static host may send with it.
func write(dir string, p *page) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	sum := sha256.Sum256(p.html)
	files := []struct {
		name string
		data []byte
	}{
		{pageName, p.html},
		{"index.html", p.html},
		{"SHA256SUMS", fmt.Appendf(nil, "%x  %s\n%x  index.html\n", sum, pageName, sum)},
		{"_headers", []byte(headersFile(p.policy))},
	}
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(dir, f.name), f.data, 0o644); err != nil {
			return err
		}
	}
	return nil
}
