package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"missinglink/analyzer"
	"missinglink/analyzer/testpki"
)

// chunk is how much of an input is written at once, as the page does it.
const chunk = 4 << 20

// contend answers questions on standard input, a line each, with a line:
//
//	TIMES read|report FILE:ROLE ...
//	MILLISECONDS ANSWER
//
// The time is that of one analysis, the mean of so many in a row. "read" stops
// when the inputs are read; "report" goes on to the JSON. The answer is the
// verdict's code, or - without one.
func contend(dir string) error {
	known := map[string][]byte{}
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		var times int
		if _, err := fmt.Sscan(fields[0], &times); err != nil {
			return err
		}
		var inputs []analyzer.Input
		for _, given := range fields[2:] {
			name, role, _ := strings.Cut(given, ":")
			if known[name] == nil {
				data, err := os.ReadFile(filepath.Join(dir, name))
				if err != nil {
					return err
				}
				known[name] = data
			}
			inputs = append(inputs, analyzer.Input{Name: name, Role: analyzer.Role(role), Data: known[name]})
		}
		answer := ""
		began := time.Now()
		for range times {
			answer = analyse(inputs, fields[1] == "report")
		}
		fmt.Printf("%.6f %s\n", time.Since(began).Seconds()*1000/float64(times), answer)
	}
	return lines.Err()
}

func analyse(inputs []analyzer.Input, report bool) string {
	a := analyzer.New(analyzer.Options{At: testpki.Now})
	for _, in := range inputs {
		w := a.Input(in.Name, in.Role)
		for data := in.Data; len(data) > 0; {
			n := min(len(data), chunk)
			_, _ = w.Write(data[:n]) // never fails
			data = data[n:]
		}
		_ = w.Close()
	}
	if !report {
		return "-"
	}
	r := a.Report(context.Background())
	analyzer.JSON(r)
	return r.Verdict.Code
}
