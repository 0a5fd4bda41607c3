package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
)

// examples lists what the page offers with one click, in order. Each is a file
// of web/examples.
var examples = []string{"leaf-only", "names-only", "private-root"}

// example is one click: its inputs with their names and roles.
type example struct {
	ID     string         `json:"id"`
	Host   string         `json:"host,omitempty"`
	At     string         `json:"at,omitempty"`
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
		data, err := os.ReadFile(filepath.Join(root, "web", "examples", id+".txt"))
		if err != nil {
			return "", err
		}
		list = append(list, example{ID: id, Inputs: []exampleInput{{Text: string(data)}}})
	}
	return asciiJSON(list)
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
