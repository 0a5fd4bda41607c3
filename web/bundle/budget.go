package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// budgetsFile holds every budget of the project, in bytes, beside go.mod.
// Whoever needs more says in the commit what for and what was tried. What is
// left to win: a certificate check without crypto/x509 (78 kB gzipped), JSON
// without reflection.
const budgetsFile = "budgets.json"

// budgets is what stands in that file.
type budgets struct {
	Page           limit          `json:"page"`
	PageGzipped    limit          `json:"pageGzipped"`
	Memory         limit          `json:"memory"`
	MemoryCompared limit          `json:"memoryCompared"`
	WorkerGzipped  limit          `json:"workerGzipped"`
	Packages       map[string]int `json:"packages"`
}

// limit is the most that something may measure, in bytes, and of what.
type limit struct {
	Most int    `json:"most"`
	Of   string `json:"of"`
}

func (l limit) hold(size int) error {
	if size > l.Most {
		return fmt.Errorf("%s: %d bytes, %d over its budget in %s", l.Of, size, size-l.Most, budgetsFile)
	}
	return nil
}

func readBudgets(root string) (*budgets, error) {
	data, err := os.ReadFile(filepath.Join(root, budgetsFile))
	if err != nil {
		return nil, err
	}
	b := &budgets{}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(b); err != nil {
		return nil, fmt.Errorf("%s: %w", budgetsFile, err)
	}
	return b, nil
}

func (b *budgets) write(root string) error {
	data, err := json.MarshalIndent(b, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(root, budgetsFile), append(data, '\n'), 0o644)
}

// withinBudgets refuses a page that grew past a budget: its bytes, the code of
// each package in it, and the memory that its analysis takes in Node.
func withinBudgets(root, page string) error {
	html, err := os.ReadFile(page)
	if err != nil {
		return err
	}
	b, err := readBudgets(root)
	if err != nil {
		return err
	}
	errs := []error{b.holdPage(html)}
	named, err := buildWasm(root, "-w")
	if err != nil {
		return err
	}
	sizes, err := packageSizes(named)
	if err != nil {
		return err
	}
	errs = append(errs, b.holdPackages(sizes), b.holdMemory(root, html))
	return errors.Join(errs...)
}

func (b *budgets) holdPage(html []byte) error {
	packed, err := gzipped(html)
	if err != nil {
		return err
	}
	return errors.Join(b.Page.hold(len(html)), b.PageGzipped.hold(len(packed)))
}

// holdMemory reads the page's own examples with the page's own analysis. One
// that compares two pastes may take a little more.
func (b *budgets) holdMemory(root string, html []byte) error {
	var all []example
	if err := json.Unmarshal([]byte(element(html, "examples")), &all); err != nil {
		return fmt.Errorf("the examples of the page: %w", err)
	}
	compared := map[string]bool{}
	for _, e := range all {
		for _, in := range e.Inputs {
			compared[e.ID] = compared[e.ID] || in.Role == "before"
		}
	}
	var out strings.Builder
	if err := inNode(root, html, &out, "memory.mjs"); err != nil {
		return fmt.Errorf("the memory of the analysis in node: %w", err)
	}
	var errs []error
	for line := range strings.Lines(out.String()) {
		var size int
		var id string
		if _, err := fmt.Sscan(line, &size, &id); err != nil {
			return err
		}
		l := b.Memory
		if compared[id] {
			l = b.MemoryCompared
		}
		if err := l.hold(size); err != nil {
			errs = append(errs, fmt.Errorf("example %s: %w", id, err))
		}
	}
	return errors.Join(errs...)
}

// element returns the text of the page's script element with that id.
func element(html []byte, id string) string {
	_, rest, _ := strings.Cut(string(html), ` id="`+id+`">`)
	text, _, _ := strings.Cut(rest, "</script>")
	return text
}
