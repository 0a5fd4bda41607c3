// Package golden holds what tests compare with a file that people read:
//
//	go test PACKAGE -run TEST -update
//
// writes the files anew. Their diff is read before it is committed: it is the
// answer that changes.
package golden

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write testdata anew; read the diff")

// Read returns a file of testdata in the folder of the test.
func Read(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", file))
	require.NoError(t, err)
	return string(data)
}

// Equal fails unless got is what a file of testdata holds. With -update the
// file is written first.
func Equal(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		path := filepath.Join("testdata", file)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
	}
	require.Equal(t, Read(t, file), got, "%s: run this test with -update and read the diff", file)
}
