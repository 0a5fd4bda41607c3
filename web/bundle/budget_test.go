package main

import (
	"bytes"
	"math/rand"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestBudgetOfThePage(t *testing.T) {
	b := &budgets{Page: limit{1000, "the page"}, PageGzipped: limit{500, "the gzipped page"}}
	noise := make([]byte, 600)
	rand.New(rand.NewSource(1)).Read(noise)
	require.NoError(t, b.holdPage(make([]byte, 1000)))
	require.ErrorContains(t, b.holdPage(make([]byte, 1001)), "the page: 1001 bytes, 1 over its budget")
	require.ErrorContains(t, b.holdPage(noise), "the gzipped page: 6")
}

func TestBudgetOfAPackageNamesIt(t *testing.T) {
	b := &budgets{Packages: map[string]int{"fmt": 100_000}}
	require.NoError(t, b.holdPackages(map[string]int{"fmt": 105_000, "small": 21_000}))
	err := b.holdPackages(map[string]int{"fmt": 105_001, "new": 21_001, "other": 1})
	require.ErrorContains(t, err, "package fmt: 105001 bytes of code, where budgets.json has 100000")
	require.ErrorContains(t, err, "package new: 21001 bytes of code, where budgets.json has 0")
	require.ErrorContains(t, err, "make budgets")
	require.NotContains(t, err.Error(), "other")
}

// Every budget is a number above zero, and says of what.
func TestBudgetsAreComplete(t *testing.T) {
	b, err := readBudgets(filepath.Join("..", ".."))
	require.NoError(t, err)
	for _, l := range []limit{b.Page, b.PageGzipped, b.Memory, b.MemoryCompared, b.WorkerGzipped} {
		require.Positive(t, l.Most)
		require.NotEmpty(t, l.Of)
		require.NoError(t, l.hold(l.Most))
		require.Error(t, l.hold(l.Most+1))
	}
	require.Contains(t, b.Packages, "runtime")
}

func TestSizesNameThePackages(t *testing.T) {
	section := func(id byte, parts ...string) string {
		body := strings.Join(parts, "")
		return string([]byte{id, byte(len(body))}) + body
	}
	module := "\x00asm\x01\x00\x00\x00" +
		section(importSection, "\x01\x01a\x01b\x00\x00") +
		section(codeSection, "\x03", "\x04aaaa", "\x02bb", "\x03ccc") +
		section(customSection, "\x04name", section(1, "\x04", "\x00\x04go.b", "\x01\x08fmt.init", "\x02\x09runtime.x", "\x03\x0cfmt.f[go.x]y"))
	var out bytes.Buffer
	require.NoError(t, printSizes(&out, []byte(module)))
	require.Equal(t, "       13  code\n        7  fmt\n        2  runtime\n", out.String())
	require.ErrorIs(t, printSizes(&out, []byte(module[:20])), errNoNames)
}
