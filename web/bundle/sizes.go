package main

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// errNoNames says that a WebAssembly was linked without the names of its
// functions.
var errNoNames = errors.New("the WebAssembly has no names: link it without -s")

// The sections of a WebAssembly module that are read (WebAssembly core
// specification 2.0, section 5.5).
const (
	customSection, importSection, codeSection = 0, 2, 10
)

// printSizes lists the bytes of code of each package in a module, the largest
// first, so that growth has a name.
func printSizes(w io.Writer, module []byte) error {
	sections, names := sectionsOf(module)
	if names == nil {
		return errNoNames
	}
	sizes := codeSizes(sections, names)
	list := []string{}
	for name := range sizes {
		list = append(list, name)
	}
	slices.SortFunc(list, func(a, b string) int { return cmp.Or(cmp.Compare(sizes[b], sizes[a]), cmp.Compare(a, b)) })
	fmt.Fprintf(w, "%9d  code\n", len(sections[codeSection]))
	for _, name := range list {
		fmt.Fprintf(w, "%9d  %s\n", sizes[name], name)
	}
	return nil
}

// codeSizes adds up the functions of each package.
func codeSizes(sections map[byte][]byte, names map[int]string) map[string]int {
	imported, _ := binary.Uvarint(sections[importSection]) // Go imports functions only
	sizes := map[string]int{}
	code := &wasmReader{sections[codeSection]}
	for i := range code.number() {
		body := code.bytes()
		sizes[packageOf(names[i+int(imported)])] += len(body)
	}
	return sizes
}

// packageOf a function's name, in which the linker writes "_" for "/" and for
// all that is no letter or digit.
func packageOf(name string) string {
	name, _, _ = strings.Cut(name, "[")
	pkg, _, found := strings.Cut(name, ".")
	if !found {
		return "the linker's own"
	}
	return pkg
}

// wasmReader reads a module's numbers and byte strings. The module is one that
// the linker just wrote; past the end it reads nothing.
type wasmReader struct{ rest []byte }

func (r *wasmReader) number() int {
	n, width := binary.Uvarint(r.rest)
	r.rest = r.rest[max(0, width):]
	return int(n)
}

func (r *wasmReader) bytes() []byte {
	n := min(r.number(), len(r.rest))
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}

// sectionsOf a module by their numbers, and the names of its functions.
func sectionsOf(module []byte) (sections map[byte][]byte, names map[int]string) {
	sections = map[byte][]byte{}
	for r := (&wasmReader{module[min(len(module), 8):]}); len(r.rest) > 0; {
		id := r.rest[0]
		r.rest = r.rest[1:]
		body := &wasmReader{r.bytes()}
		if id != customSection {
			sections[id] = body.rest
			continue
		}
		if string(body.bytes()) != "name" {
			continue
		}
		for len(body.rest) > 0 {
			kind := body.rest[0]
			body.rest = body.rest[1:]
			if list := (&wasmReader{body.bytes()}); kind == 1 {
				names = map[int]string{}
				for range list.number() {
					i := list.number()
					names[i] = string(list.bytes())
				}
			}
		}
	}
	return sections, names
}
