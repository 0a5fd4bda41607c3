package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

// mutation is one planted place. All but id are stable while the code around
// it changes: they are its name in the list of survivors.
type mutation struct {
	id     int
	file   string // "chain/validate.go"
	in     string // the function or variable it stands in
	kind   string // what is done, with a number from the second like place on
	source string // the place, on one line
}

func (m mutation) name() string { return strings.Join([]string{m.file, m.in, m.kind, m.source}, "\t") }

func (m mutation) pkg() string { return filepath.Dir(m.file) }

// longest bounds the source text that names a place, in bytes.
const longest = 100

// plantation collects the mutations of all packages and the sources with their
// switches.
type plantation struct {
	mutations []mutation
	sources   map[string]string // absolute file name to text
	named     map[string]int
}

// packageOf plants everything in the package at folder.
func (p *plantation) packageOf(folder string) error {
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		return err
	}
	sort.Strings(files)
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		if err := p.fileOf(filepath.Base(folder), f); err != nil {
			return err
		}
	}
	return nil
}

func (p *plantation) fileOf(pkg, name string) error {
	source, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	set := token.NewFileSet()
	tree, err := parser.ParseFile(set, name, source, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	x := &planter{plantation: p, set: set, source: source, file: pkg + "/" + filepath.Base(name)}
	before := len(p.mutations)
	for _, d := range tree.Decls {
		x.declaration(d)
	}
	if len(p.mutations) > before {
		x.insert(tree.Name.End(), `; import "missinglink/analyzer/internal/mutation/planted"`, "")
		p.sources[name] = x.text()
	}
	return nil
}

// edit replaces what stands from one offset up to another.
type edit struct {
	from, to int
	text     string
	closes   bool
	order    int
}

// planter works on one file.
type planter struct {
	*plantation
	set    *token.FileSet
	source []byte
	file   string
	in     string
	edits  []edit
}

func (x *planter) offset(p token.Pos) int { return x.set.Position(p).Offset }

// plant makes a mutation of the given kind at a node.
func (x *planter) plant(kind string, n ast.Node) int {
	source := strings.Join(strings.Fields(string(x.source[x.offset(n.Pos()):x.offset(n.End())])), " ")
	if len(source) > longest {
		source = strings.ToValidUTF8(source[:longest], "") + "…"
	}
	m := mutation{id: len(x.mutations) + 1, file: x.file, in: x.in, kind: kind, source: source}
	x.named[m.name()]++
	if n := x.named[m.name()]; n > 1 {
		m.kind = fmt.Sprintf("%s %d", kind, n)
	}
	x.mutations = append(x.mutations, m)
	return m.id
}

func (x *planter) insert(at token.Pos, open, shut string) {
	x.edits = append(x.edits, edit{from: x.offset(at), to: x.offset(at), text: open + shut, closes: open == "", order: len(x.edits)})
}

// wrap puts text around a node.
func (x *planter) wrap(n ast.Node, open, shut string) {
	x.insert(n.Pos(), open, "")
	x.insert(n.End(), "", shut)
}

// call makes a node the last argument of a switch.
func (x *planter) call(function, kind string, n ast.Node) {
	x.wrap(n, fmt.Sprintf("planted.%s(%d, ", function, x.plant(kind, n)), ")")
}

// text is the file with its switches. Where several edits meet, what closes
// stands first, the innermost before the others; what opens stands outermost
// first.
func (x *planter) text() string {
	sort.SliceStable(x.edits, func(i, j int) bool {
		a, b := x.edits[i], x.edits[j]
		switch {
		case a.from != b.from:
			return a.from < b.from
		case a.closes != b.closes:
			return a.closes
		case a.closes:
			return a.order > b.order
		}
		return a.order < b.order
	})
	var b strings.Builder
	at := 0
	for _, e := range x.edits {
		b.Write(x.source[at:e.from])
		b.WriteString(e.text)
		at = e.to
	}
	b.Write(x.source[at:])
	return b.String()
}
