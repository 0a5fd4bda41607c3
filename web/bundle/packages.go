package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
)

// largePackage is where a package's code, in bytes, is listed by name; growth is
// the share by which it may grow before somebody says so, in percent.
const (
	largePackage = 20_000
	growth       = 5
)

// packageSizes are the bytes of code of each package in a module with names.
func packageSizes(module []byte) (map[string]int, error) {
	sections, names := sectionsOf(module)
	if names == nil {
		return nil, errNoNames
	}
	return codeSizes(sections, names), nil
}

// holdPackages names each package that grew past what is listed. One that is
// not listed is held as if it stood at the smallest size that is.
func (b *budgets) holdPackages(sizes map[string]int) error {
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(sizes)) {
		listed := max(b.Packages[name], largePackage)
		if size := sizes[name]; size > listed*(100+growth)/100 {
			errs = append(errs, fmt.Errorf("package %s: %d bytes of code, where %s has %d: write down the growth with `make budgets` and say in the commit what it is for",
				name, size, budgetsFile, b.Packages[name]))
		}
	}
	return errors.Join(errs...)
}

// listPackages writes the large packages of these sources into the budgets.
func listPackages(root string) error {
	b, err := readBudgets(root)
	if err != nil {
		return err
	}
	named, err := buildWasm(root, "-w")
	if err != nil {
		return err
	}
	sizes, err := packageSizes(named)
	if err != nil {
		return err
	}
	maps.DeleteFunc(sizes, func(_ string, size int) bool { return size < largePackage })
	b.Packages = sizes
	return b.write(root)
}
