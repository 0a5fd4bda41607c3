package main

import (
	"net"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestReadStory(t *testing.T) {
	e, err := readStory(`Why it matters.

-- options --
lead: expired
also: leaf-only
at: 2026-06-01T12:00:00Z
host: api.example.test
-- input pasted 1 --
first
-- not a section
-- input sys_certificate.xml as store --
<xml/>
-- want.txt --
REFUSED: ...
`)
	require.NoError(t, err)
	require.Equal(t, example{Lead: "expired", At: "2026-06-01T12:00:00Z", Host: "api.example.test", Inputs: []exampleInput{
		{Name: "pasted 1", Text: "first\n-- not a section\n"},
		{Name: "sys_certificate.xml", Role: "store", Text: "<xml/>\n"},
	}}, e)
}

func TestReadStoryRefusesWhatThePageCannotShow(t *testing.T) {
	for name, text := range map[string]string{
		"no input":       "-- options --\nlead: expired\nat: 2026-06-01T12:00:00Z\n",
		"no time":        "-- options --\nlead: expired\n-- input x --\ny\n",
		"another option": "-- options --\nlead: expired\nat: 2026-06-01T12:00:00Z\nstore: none\n-- input x --\ny\n",
	} {
		_, err := readStory(text)
		require.Error(t, err, name)
	}
}

func TestASCIIJSONCannotEndItsElement(t *testing.T) {
	text, err := asciiJSON([]string{"</script><!-- é 日本 😀 \u2028"})
	require.NoError(t, err)
	require.Equal(t, `["\u003c/script\u003e\u003c!-- \u00e9 \u65e5\u672c \ud83d\ude00 \u2028"]`, text)
}

func TestListenStaysOnThisMachineAndTakesTheNextPort(t *testing.T) {
	for _, addr := range []string{"0.0.0.0:8080", "[::]:8080", "192.0.2.1:8080", "example.test:8080", ":8080"} {
		_, err := listen(addr)
		require.ErrorContains(t, err, "loopback", addr)
	}
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer taken.Close()
	l, err := listen(taken.Addr().String())
	require.NoError(t, err)
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	require.NoError(t, err)
	got, err := strconv.Atoi(port)
	require.NoError(t, err)
	require.Greater(t, got, taken.Addr().(*net.TCPAddr).Port)
}

func TestPolicyLeavesNoWayOut(t *testing.T) {
	policy := contentPolicy("script", "style")
	require.True(t, strings.HasPrefix(policy, "default-src 'none'; "))
	require.NotContains(t, policy, "unsafe-inline")
	require.NotContains(t, policy, "http")
	for line := range strings.Lines(headersFile(policy)) {
		require.Less(t, len(line), 2000, "static hosts cut longer lines")
	}
}
