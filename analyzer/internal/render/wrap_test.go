package render

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWrap(t *testing.T) {
	english := strings.Repeat("word ", 40)
	japanese := strings.Repeat("証明書を送るように依頼してください。", 8)
	mixed := strings.Repeat("Java は「PKIX」を、", 12)
	for _, text := range []string{english, japanese, mixed} {
		lines := wrap("- ", "  ", text)
		require.Greater(t, len(lines), 1)
		var whole strings.Builder
		for i, l := range lines {
			require.LessOrEqual(t, columns([]rune(l)), width+2, l)
			require.True(t, strings.HasPrefix(l, []string{"- ", "  "}[min(i, 1)]), l)
			rest := []rune(l[2:])
			require.False(t, i > 0 && closing(rest[0]), "a line does not begin with %c", rest[0])
			require.False(t, opening(rest[len(rest)-1]), "a line does not end with %c", rest[len(rest)-1])
			whole.WriteString(l[2:])
		}
		require.Equal(t, strings.ReplaceAll(text, " ", ""), strings.ReplaceAll(whole.String(), " ", ""), "nothing is lost")
	}
	command := "openssl " + strings.Repeat("x", 2*width)
	require.Equal(t, []string{"  " + command}, wrap("  ", "  ", command), "what has no spaces stays whole")
}
