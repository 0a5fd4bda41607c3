package intake

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestPadding decrypts blocks that end in every number of padding bytes.
func TestPadding(t *testing.T) {
	key := bytes.Repeat([]byte{7}, 16)
	for _, block := range []cipher.Block{must(aes.NewCipher(key)), must(des.NewCipher(key[:8]))} {
		size := block.BlockSize()
		iv := key[:size]
		for n := range 2*size + 1 {
			plain := bytes.Repeat([]byte{'p'}, 2*size)
			for i := range n {
				plain[len(plain)-1-i] = byte(n)
			}
			if n == 0 {
				plain[len(plain)-1] = 0
			}
			data := make([]byte, len(plain))
			cipher.NewCBCEncrypter(block, iv).CryptBlocks(data, plain)
			got, err := decryptCBC(block, iv, data)
			if n < 1 || n > size {
				require.True(t, errors.Is(err, errPassword), "%d of %d", n, size)
				continue
			}
			require.NoError(t, err)
			require.Equal(t, plain[:len(plain)-n], got)
		}
	}
}
