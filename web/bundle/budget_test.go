package main

import (
	"bytes"
	"math/rand"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestBudget(t *testing.T) {
	noise := make([]byte, packedBudget+1)
	rand.New(rand.NewSource(1)).Read(noise)
	require.NoError(t, withinBudget(make([]byte, pageBudget)))
	require.ErrorContains(t, withinBudget(make([]byte, pageBudget+1)), "the page is 3400001 bytes, 1 over its budget")
	require.ErrorContains(t, withinBudget(noise), "the gzipped page is ")
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
