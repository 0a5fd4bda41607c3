package main

import (
	"bytes"
	"math/rand"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPayloadIsItsBytes(t *testing.T) {
	random := rand.New(rand.NewSource(1))
	for length := range 200 {
		wasm := make([]byte, length)
		random.Read(wasm)
		packed, err := gzipped(wasm)
		require.NoError(t, err)
		got, err := unpack(encode(packed))
		require.NoError(t, err)
		require.True(t, bytes.Equal(wasm, got), length)
	}
	_, err := unpack("<!--")
	require.Error(t, err)
}

// Every value of every group, and no character that HTML reads.
func TestPayloadIsPlainText(t *testing.T) {
	all := make([]byte, 0, 13<<10)
	bits, n := 0, 0
	for group := range 1 << groupBits {
		bits |= group << n
		for n += groupBits; n >= 8; n -= 8 {
			all = append(all, byte(bits))
			bits >>= 8
		}
	}
	text := encode(all)
	require.Len(t, text, 2<<groupBits)
	require.Len(t, alphabet(), radix)
	require.GreaterOrEqual(t, radix*radix, 1<<groupBits)
	require.False(t, strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune("<&\\", r) }))
}
