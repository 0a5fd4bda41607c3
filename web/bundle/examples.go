package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// examples lists the golden stories that the page offers with one click, in the
// order of the page. Their titles stand in web/src/text.
var examples = []string{
	"public-intermediate-missing",
	"leaf-only-names",
	"private-root",
	"expired-intermediate",
	"renewed-ca-same-name",
	"wrong-host",
	"inspected",
	"log-building",
	"trace-building",
	"log-client-issuer",
	"store-root-inactive",
	"chain-changed",
}

// example is one click: its inputs with their names and roles, the day on
// which it is judged, and the verdict that the story records.
type example struct {
	ID     string         `json:"id"`
	Lead   string         `json:"lead"`
	At     string         `json:"at"`
	Host   string         `json:"host,omitempty"`
	Inputs []exampleInput `json:"inputs"`
}

type exampleInput struct {
	Name string `json:"name"`
	Role string `json:"role"`
	Text string `json:"text"`
}

// packExamples returns the examples as JSON that can stand in a script element.
func packExamples(root string) (string, error) {
	list := make([]example, 0, len(examples))
	for _, id := range examples {
		data, err := os.ReadFile(filepath.Join(root, "analyzer", "testdata", "stories", id+".txtar"))
		if err != nil {
			return "", err
		}
		e, err := readStory(string(data))
		if err != nil {
			return "", fmt.Errorf("%s: %w", id, err)
		}
		e.ID = id
		list = append(list, e)
	}
	return asciiJSON(list)
}

// readStory reads a golden story: options as "key: value" lines, and a section
// for every input.
func readStory(archive string) (example, error) {
	var e example
	section := ""
	var input *exampleInput
	for line := range strings.Lines(archive) {
		if name, ok := marker(line); ok {
			section, input = name, nil
			if name, ok := strings.CutPrefix(name, "input "); ok {
				name, role, _ := strings.Cut(name, " as ")
				e.Inputs = append(e.Inputs, exampleInput{Name: name, Role: role})
				input = &e.Inputs[len(e.Inputs)-1]
			}
			continue
		}
		switch {
		case input != nil:
			input.Text += line
		case section == "options":
			key, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
			switch key {
			case "lead":
				e.Lead = value
			case "at":
				e.At = value
			case "host":
				e.Host = value
			case "also":
			default:
				return e, fmt.Errorf("the page's examples cannot carry the option %q", key)
			}
		}
	}
	if len(e.Inputs) == 0 || e.Lead == "" || e.At == "" {
		return e, errors.New("a story needs an input, a lead and a time")
	}
	return e, nil
}

// marker reads the line that starts a section: "-- name --".
func marker(line string) (string, bool) {
	line = strings.TrimSpace(line)
	if !strings.HasPrefix(line, "-- ") || !strings.HasSuffix(line, " --") {
		return "", false
	}
	return strings.TrimSpace(line[3 : len(line)-3]), true
}

// asciiJSON writes v as JSON in plain ASCII; json.Marshal already escapes the
// characters that could end an element.
func asciiJSON(v any) (string, error) {
	data, err := json.Marshal(v)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, r := range string(data) {
		switch {
		case r < 0x7f:
			b.WriteRune(r)
		case r > 0xffff:
			hi, lo := (r-0x10000)>>10+0xd800, (r-0x10000)&0x3ff+0xdc00
			b.WriteString(escape(hi) + escape(lo))
		default:
			b.WriteString(escape(r))
		}
	}
	return b.String(), nil
}

func escape(r rune) string {
	const hex = "0123456789abcdef"
	return `\u` + string([]byte{hex[r>>12&15], hex[r>>8&15], hex[r>>4&15], hex[r&15]})
}
