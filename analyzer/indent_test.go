package analyzer

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

// The layout is encoding/json's, byte for byte.
func TestIndentedIsTheLibrarysLayout(t *testing.T) {
	values := []any{
		nil, true, 12.5, "", "a", map[string]any{}, []any{}, []any{[]any{}, map[string]any{}},
		map[string]any{"a": []any{1, "x", nil}, "b": map[string]any{"c": []any{map[string]any{}}}},
		[]string{`"`, `\`, `\\`, `\"`, `{[,:]}`, "\n\t\x00", "日本語 \u2028", `ends with \`, `"},{"`},
		map[string]string{`key: "quoted" \`: `value, \" {`},
	}
	for _, v := range append(values, values) {
		compact, err := json.Marshal(v)
		require.NoError(t, err)
		var want bytes.Buffer
		require.NoError(t, json.Indent(&want, compact, "", "  "))
		require.Equal(t, want.String(), string(indented(compact)))
	}
}
