package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"math/rand"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCompressIsReadByTheLibrary(t *testing.T) {
	random := rand.New(rand.NewSource(1))
	noise := make([]byte, 3*blockSize/2)
	random.Read(noise)
	source, err := os.ReadFile("deflate.go")
	require.NoError(t, err)
	skewed := make([]byte, blockSize+1)
	for i := range skewed { // literals as rare as Fibonacci numbers ask for codes beyond the limit
		for skewed[i] < 40 && random.Intn(2) == 0 {
			skewed[i]++
		}
	}
	for name, data := range map[string][]byte{
		"empty": nil, "one": []byte("a"), "two": []byte("ab"), "three": []byte("aaa"), "zeros": make([]byte, 2*blockSize+1), "noise": noise,
		"source": source, "far": append(append(append([]byte{}, noise[:500]...), make([]byte, window-500)...), noise[:500]...),
		"skewed": skewed, "longest": []byte(strings.Repeat("x", longest+1) + "y" + strings.Repeat("x", longest)),
	} {
		z, err := gzip.NewReader(bytes.NewReader(compress(data)))
		require.NoError(t, err, name)
		got, err := io.ReadAll(z)
		require.NoError(t, err, name)
		require.True(t, bytes.Equal(data, got), name)
	}
}

func TestCompressIsSmaller(t *testing.T) {
	var text []byte
	for _, name := range []string{"deflate.go", "huffman.go", "page.go", "sources.go"} {
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		text = append(text, data...)
	}
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	require.NoError(t, err)
	_, err = z.Write(text)
	require.NoError(t, err)
	require.NoError(t, z.Close())
	require.Less(t, len(compress(text)), b.Len()*98/100)
}

func TestCodeLengthsKeepTheirLimit(t *testing.T) {
	counts := make([]int, 30)
	for i, a, b := 0, 1, 1; i < len(counts); i, a, b = i+1, b, a+b {
		counts[i] = a
	}
	for _, limit := range []int{7, 15} {
		room := 0
		for _, l := range codeLengths(counts, limit) {
			require.LessOrEqual(t, l, limit)
			room += 1 << (limit - l)
		}
		require.Equal(t, 1<<limit, room, "the code is complete")
	}
}
