package render

import (
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
)

// No letter of the three scripts is left out by the shortcut for all others.
func TestWideLetters(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) {
			require.True(t, wide(r), "%U", r)
		}
	}
	require.False(t, wide('a'))
	require.False(t, wide('é'))
}
