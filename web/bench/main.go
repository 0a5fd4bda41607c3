// Command bench is the Go part of the benchmark: it makes what is measured and
// is itself one of the contenders.
//
//	go run ./web/bench inputs DIR     certificates, exports and logs, and the bundled scripts
//	go run ./web/bench native DIR     the analysis natively, asked line by line
package main

import (
	"fmt"
	"os"
)

func main() {
	modes := map[string]func(dir string) error{"inputs": writeInputs, "native": contend}
	if len(os.Args) != 3 || modes[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: bench inputs|native DIR")
		os.Exit(2)
	}
	if err := modes[os.Args[1]](os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}
