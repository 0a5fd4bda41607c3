package main

import (
	"fmt"
	"os"
	"strings"
)

// listed reads the survivors that are known: file, function, kind, source and
// the reason, with tabs between.
func listed(name string) (map[string]string, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	reasons := map[string]string{}
	for i, l := range strings.Split(string(data), "\n") {
		if l == "" || strings.HasPrefix(l, "#") {
			continue
		}
		at := strings.LastIndexByte(l, '\t')
		if at < 0 || strings.Count(l, "\t") != 4 || strings.TrimSpace(l[at:]) == "" {
			return nil, fmt.Errorf("%s:%d: want file, function, kind, source and reason, with tabs between", name, i+1)
		}
		if reasons[l[:at]] != "" {
			return nil, fmt.Errorf("%s:%d: listed twice", name, i+1)
		}
		reasons[l[:at]] = l[at+1:]
	}
	return reasons, nil
}

// differences are what a run and the list of survivors do not agree about.
func differences(all, tried []mutation, survived map[int]bool, reasons map[string]string) []string {
	var out []string
	planted := map[string]bool{}
	for _, m := range all {
		planted[m.name()] = true
	}
	for name := range reasons {
		if !planted[name] {
			out = append(out, "listed, but not planted any more: "+name)
		}
	}
	for _, m := range tried {
		switch known := reasons[m.name()] != ""; {
		case survived[m.id] && !known:
			out = append(out, "survives: "+m.name())
		case !survived[m.id] && known:
			out = append(out, "listed as a survivor, but caught: "+m.name())
		}
	}
	return out
}
