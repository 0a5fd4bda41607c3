package intake

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/evidence"
	"missinglink/analyzer/testpki"
)

// TestJavaLogBounds gives debug logs more of everything than is kept.
func TestJavaLogBounds(t *testing.T) {
	thread := func(i int) string { return fmt.Sprintf("%X|thread %d x", i, i) }
	t.Run("handshakes under way", func(t *testing.T) {
		for more, open := range []bool{true, false} { // the oldest is closed for one more
			var log strings.Builder
			for i := range maxOpen + more {
				log.WriteString(hello11(thread(i), "api.example.test"))
			}
			log.WriteString(entry11(thread(0), "Consuming server Certificate handshake message", "  \"certificate\" : {\n    \"subject\" : \"CN=one\"\n  }\n"))
			sessions := readAll(t, []byte(log.String())).Sessions
			require.Equal(t, open, len(sessions) == maxOpen+more)
			require.Equal(t, open, len(sessions[0].Sent) == 1)
		}
	})
	t.Run("threads with dumps", func(t *testing.T) {
		j := newJavaLog(New(Options{}).Input("log", "").(*input).s).(*javaLog)
		for i := range 4*maxOpen + 2 {
			for _, text := range strings.Split(entry11(thread(i), "Raw read", "  0000: 16 03 03 00 05\n"), "\n") {
				j.line(line{number: 1, text: text, woke: true})
			}
			require.LessOrEqual(t, len(j.wires), 4*maxOpen)
		}
		require.Len(t, j.wires, 2)
	})
	names := strings.Repeat("<CN=One>\n", maxAuthorities+1)
	for name, log := range map[string]string{
		"today":       entry11("10|main", "Consuming CertificateRequest handshake message", "  \"certificate authorities\": ["+strings.Repeat("CN=One, ", maxAuthorities)+"CN=One]\n"),
		"before":      "*** CertificateRequest\nCert Authorities:\n" + names,
		"one too few": "*** CertificateRequest\nCert Authorities:\n" + strings.TrimPrefix(names, "<CN=One>\n<CN=One>\n"),
	} {
		t.Run("authorities "+name, func(t *testing.T) {
			want := maxAuthorities
			if name == "one too few" {
				want--
			}
			require.Len(t, readAll(t, []byte(log)).Sessions[0].AcceptableCAs, want)
		})
	}
	for name, log := range map[string]string{
		"today":  entry11("10|main", "Consuming server Certificate handshake message", strings.Repeat("  \"certificate\" : {\n    \"subject\" : \"CN=one\"\n  }\n", maxSent+1)),
		"before": "*** Certificate chain\n" + strings.Repeat("chain [0] = [\n  Subject: CN=one\n", maxSent+1) + "***\n",
	} {
		t.Run("chain "+name, func(t *testing.T) {
			require.Len(t, readAll(t, []byte(log)).Sessions[0].Sent, maxSent)
		})
	}
}

// TestDumpThatEndsEarly cuts a dump of the old log into its head and its body:
// what stands behind words is no part of it.
func TestDumpThatEndsEarly(t *testing.T) {
	leaf, _, _, _, _ := javaTestPKI()
	record := testpki.JavaDump(certificateRecord(leaf)[:5])
	body := testpki.JavaDump(certificateRecord(leaf)[5:])
	for between, exact := range map[string]bool{"": true, "words\n": false} {
		ev := readAll(t, []byte(hello8+"[Raw read]: length = 5\n"+record+between+"[Raw read]: length = 900\n"+body+chain8(leaf)))
		require.Equal(t, leaf.ID() == ev.Sessions[0].Sent[0].Certificate.ID, true)
		ev = readAll(t, []byte(hello8+"[Raw read]: length = 5\n"+record+between+body+chain8(leaf)))
		require.Equal(t, exact, leaf.ID() == ev.Sessions[0].Sent[0].Certificate.ID)
		require.Equal(t, evidence.NotKnown, ev.Sessions[0].TrustAccepted)
	}
}
