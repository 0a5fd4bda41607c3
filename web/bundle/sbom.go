package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/CycloneDX/cyclonedx-go"
)

// part is something of others inside a shipped file.
type part struct {
	name, version  string // as in docs/dependencies.md
	algorithm, sum string // of its bytes, as go.sum or the lockfile has it, in hexadecimal
}

// product is a file that is handed out or deployed, and what is in it.
type product struct {
	name, about string
	data        []byte
	parts       []part
}

// listParts writes the list of parts of the page in out, and of the Worker and
// the command line in build. It is read from the files themselves.
func listParts(root, out, file string) error {
	known, err := readDependencies(root)
	if err != nil {
		return err
	}
	products, err := readProducts(root, out)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := writeParts(&b, known, products); err != nil {
		return err
	}
	return os.WriteFile(file, b.Bytes(), 0o644)
}

// writeParts writes CycloneDX 1.6 as JSON. It has no date and no number of its
// own, so that the same files give the same list.
func writeParts(w io.Writer, known map[string]dependency, products []product) error {
	main := cyclonedx.Component{BOMRef: "missing-link", Type: cyclonedx.ComponentTypeApplication, Name: "missing-link", Licenses: spdx("Apache-2.0")}
	of := map[string][]string{}
	components := map[string]cyclonedx.Component{}
	for _, p := range products {
		of[main.BOMRef] = append(of[main.BOMRef], p.name)
		components[p.name] = cyclonedx.Component{
			BOMRef: p.name, Type: cyclonedx.ComponentTypeApplication, Name: p.name, Description: p.about, Licenses: spdx("Apache-2.0"),
			Hashes: &[]cyclonedx.Hash{{Algorithm: cyclonedx.HashAlgoSHA256, Value: fmt.Sprintf("%x", sha256.Sum256(p.data))}},
		}
		for _, x := range p.parts {
			d, listed := known[x.name]
			if !listed || !d.shipped {
				return fmt.Errorf("%s holds %s %s, which %s does not list as shipped", p.name, x.name, x.version, dependenciesFile)
			}
			c := x.component(d)
			of[p.name] = append(of[p.name], c.BOMRef)
			components[c.BOMRef] = c
		}
	}
	bom := cyclonedx.NewBOM()
	bom.Metadata = &cyclonedx.Metadata{Component: &main}
	list := []cyclonedx.Component{}
	for _, ref := range slices.Sorted(maps.Keys(components)) {
		list = append(list, components[ref])
	}
	graph := []cyclonedx.Dependency{}
	for _, ref := range slices.Sorted(maps.Keys(of)) {
		on := slices.Compact(slices.Sorted(slices.Values(of[ref])))
		graph = append(graph, cyclonedx.Dependency{Ref: ref, Dependencies: &on})
	}
	bom.Components, bom.Dependencies = &list, &graph
	return cyclonedx.NewBOMEncoder(w, cyclonedx.BOMFileFormatJSON).SetPretty(true).EncodeVersion(bom, cyclonedx.SpecVersion1_6)
}

func (x part) component(d dependency) cyclonedx.Component {
	name, kind := x.name, "golang"
	if n, ok := strings.CutPrefix(name, "npm:"); ok {
		name, kind = n, "npm"
	}
	address := "pkg:" + kind + "/" + strings.ReplaceAll(name, "@", "%40") + "@" + x.version
	c := cyclonedx.Component{
		BOMRef: address, Type: cyclonedx.ComponentTypeLibrary, Name: name, Version: x.version, Description: d.reason,
		PackageURL: address, Licenses: spdx(d.licence),
	}
	if x.sum != "" {
		c.Hashes = &[]cyclonedx.Hash{{Algorithm: cyclonedx.HashAlgorithm(x.algorithm), Value: x.sum}}
	}
	return c
}

func spdx(expression string) *cyclonedx.Licenses {
	return &cyclonedx.Licenses{{License: &cyclonedx.License{ID: expression}}}
}

func readProducts(root, out string) ([]product, error) {
	products := []product{
		{name: pageName, about: "the page"},
		{name: "app.wasm", about: "the Worker"},
		{name: "missinglink", about: "the command line, as built for this machine"},
	}
	files := []string{filepath.Join(out, pageName), filepath.Join(root, "build", "worker", "app.wasm"), filepath.Join(root, "build", "missinglink")}
	for i, file := range files {
		p := &products[i]
		var err error
		if p.data, err = os.ReadFile(file); err != nil {
			return nil, fmt.Errorf("%w (run make build worker first)", err)
		}
		program := p.data
		if p.name == pageName {
			if program, err = unpack(element(p.data, "wasm")); err != nil {
				return nil, err
			}
			if p.parts, err = bundledParts(root); err != nil {
				return nil, err
			}
		}
		linked, err := linkedParts(program)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		p.parts = append(p.parts, linked...)
	}
	return products, nil
}

// What the linker puts around the build information of a program (cmd/go,
// modload: infoStart and infoEnd), also in WebAssembly, which debug/buildinfo
// does not read.
var infoStart, infoEnd = mustHex("3077af0c9274080241e1c107e6d618e6"), mustHex("f932433186182072008242104116d8f2")

func mustHex(s string) []byte {
	b, err := hex.DecodeString(s)
	if err != nil {
		panic(err)
	}
	return b
}

// linkedParts are the modules inside a program, and Go itself.
func linkedParts(program []byte) ([]part, error) {
	_, rest, found := bytes.Cut(program, infoStart)
	text, _, ended := bytes.Cut(rest, infoEnd)
	if !found || !ended {
		return nil, fmt.Errorf("it has no build information")
	}
	info, err := debug.ParseBuildInfo(string(text))
	if err != nil {
		return nil, err
	}
	version, err := exec.Command("go", "env", "GOVERSION").Output()
	if err != nil {
		return nil, fmt.Errorf("go env GOVERSION: %w", err)
	}
	version = bytes.TrimSpace(version)
	if !bytes.Contains(program, version) {
		return nil, fmt.Errorf("it was not built by the Go of this machine, %s", version)
	}
	parts := []part{{name: "std", version: strings.TrimPrefix(string(version), "go")}}
	for _, m := range info.Deps {
		if m.Replace != nil {
			return nil, fmt.Errorf("module %s is replaced", m.Path)
		}
		sum, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(m.Sum, "h1:"))
		if err != nil {
			return nil, err
		}
		parts = append(parts, part{m.Path, m.Version, string(cyclonedx.HashAlgoSHA256), hex.EncodeToString(sum)})
	}
	return parts, nil
}

// bundledParts are the npm packages of which the page's script holds a file.
func bundledParts(root string) ([]part, error) {
	_, inputs, err := bundleScript(root)
	if err != nil {
		return nil, err
	}
	var meta struct {
		Outputs map[string]struct {
			Inputs map[string]struct{ BytesInOutput int }
		}
	}
	if err := json.Unmarshal([]byte(inputs), &meta); err != nil {
		return nil, err
	}
	data, err := os.ReadFile(filepath.Join(root, "web", "package-lock.json"))
	if err != nil {
		return nil, err
	}
	var lock struct {
		Packages map[string]struct{ Version, Integrity string }
	}
	if err := json.Unmarshal(data, &lock); err != nil {
		return nil, err
	}
	found := map[string]part{}
	for _, output := range meta.Outputs {
		for file, share := range output.Inputs {
			_, name, ok := strings.Cut(file, "node_modules/")
			if !ok || share.BytesInOutput == 0 {
				continue
			}
			segments := strings.Split(name, "/")
			if name = segments[0]; strings.HasPrefix(name, "@") {
				name += "/" + segments[1]
			}
			locked := lock.Packages["node_modules/"+name]
			sum, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(locked.Integrity, "sha512-"))
			if err != nil || locked.Version == "" || len(sum) == 0 {
				return nil, fmt.Errorf("%s is in the page and not in web/package-lock.json with a SHA-512", name)
			}
			found[name] = part{"npm:" + name, locked.Version, string(cyclonedx.HashAlgoSHA512), hex.EncodeToString(sum)}
		}
	}
	return slices.Collect(maps.Values(found)), nil
}
