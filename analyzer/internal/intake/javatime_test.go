package intake

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestJavaTime(t *testing.T) {
	for text, want := range map[string]string{
		"2026-11-21 20:44:26.126 UTC":         "2026-11-21T20:44:26Z",
		"2026-11-21 24:30:00.000 UTC":         "2026-11-21T00:30:00Z",
		"2026-01-12 05:30:37.588 PST":         "2026-01-12T13:30:37Z",
		"2026-01-12 05:30:37,588 GMT+05:30":   "2026-01-12T00:00:37Z",
		"2029-02-23 20:51:13":                 "2029-02-23T20:51:13Z",
		"Wed Nov 21 20:43:24 UTC 2029":        "2029-11-21T20:43:24Z",
		"Sat Jun 01 14:00:00 CEST 2041]":      "2041-06-01T12:00:00Z",
		"Sat Jun 01 14:00:00 GMT+02:00 2041":  "2041-06-01T12:00:00Z",
		"2026-11-21 20:44:26 UTC and no more": "2026-11-21T20:44:26Z",
		"Wed Nov 21 20:43:24 GMT +02:00 2029": "2029-11-21T18:43:24Z",
		"Wed Nov 21 20:43:24 2029":            "",
		"Wed Nov 35 20:43:24 CET 2029":        "",
		"2026-13-21 20:44:26 CET":             "",
		"":                                    "",
		"nothing":                             "",
		"2026-13-21 20:44:26":                 "",
	} {
		got, ok := javaTime(text)
		require.Equal(t, want != "", ok, text)
		if ok {
			require.Equal(t, want, got.UTC().Truncate(time.Second).Format(time.RFC3339), text)
		} else {
			require.Zero(t, got, text)
		}
	}
}
