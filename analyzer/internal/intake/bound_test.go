package intake

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/cert"
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

// TestWrappedNameBound wraps a name over so many rows that it is taken as it is.
func TestWrappedNameBound(t *testing.T) {
	for name, c := range map[string]struct {
		first, row, end string
		most            int // of the value, with which one more row is taken in
	}{
		"today":  {`"subject" : "CN=`, "x", `"`, maxName - 1},
		"before": {"Subject: CN=x,", "x,", "x", maxName},
	} {
		for more := range 2 {
			j := &javaCertificate{}
			j.read(c.first)
			for len(j.value) < c.most+more {
				row := strings.Repeat("x", min(c.most+more-len(j.value), 100)-len(c.row)) + c.row
				if name == "before" {
					row = row[1:] // a blank joins it
				}
				if c.most+more-len(j.value) > 100 && c.most+more-len(j.value) < 110 {
					row = row[50:]
				}
				j.read(row)
			}
			require.Equal(t, more == 1, j.named, "%s, %d bytes", name, len(j.value))
			j.read(c.end)
			require.True(t, j.named)
		}
	}
}

// TestPrintedBounds holds what is kept of a certificate that is printed, and of
// those that were.
func TestPrintedBounds(t *testing.T) {
	p := &javaPrinted{read: map[string]*cert.Certificate{}}
	p.begin(1)
	p.row(`"issuer" : "CN=a"`)
	p.row(strings.Repeat("x", maxPrintedRows-len(p.rows)))
	require.Nil(t, p.long)
	p.row(`"serial number" : "0a"`)
	p.row(`"subject" : "CN=b"`)
	require.NotNil(t, p.long)
	require.LessOrEqual(t, len(p.rows), maxPrintedRows+1)
	c := p.end()
	require.Equal(t, "CN=a", c.Issuer.String())
	require.Equal(t, "a", c.Serial)
	require.Equal(t, "CN=b", c.Subject.String())
	require.Empty(t, p.read)
	for i := range maxKnownRows + 1 {
		require.Len(t, p.read, i)
		p.begin(1)
		p.row(fmt.Sprintf(`"issuer" : "CN=%d"`, i))
		c := p.end()
		p.begin(2)
		p.row(fmt.Sprintf(`"issuer" : "CN=%d"`, i))
		require.Same(t, c, p.end())
	}
	require.Len(t, p.read, 1)
}

// TestCarried tells lines of a log from those that something was wrapped around.
func TestCarried(t *testing.T) {
	for text, want := range map[string]bool{
		"": false, "plain": false, `"certificate" : {`: false, `""subject""`: true, "<empty list>": false, "<b": true, "<br>": true, "</p": true, "< b": false,
		`a\nb`: true, "a&nbsp;b": true, "“certificate”": true, "a <": false, `a "`: false,
	} {
		require.Equal(t, want, carried(text), text)
	}
}

// TestNotedBounds: a log of ever new hosts is noted up to a limit that is told.
func TestNotedBounds(t *testing.T) {
	for _, form := range []string{"Request not sent to https://h%d.example.test/\n", "No name matching h%d.example.test found\n\n"} {
		for more := range 2 {
			var log strings.Builder
			for i := range maxSignals + more {
				fmt.Fprintf(&log, form, i)
			}
			fmt.Fprintf(&log, form, 0)
			ev := readAll(t, []byte(log.String()))
			require.Len(t, ev.Signals, maxSignals)
			want := []evidence.Truncation{{Limit: "maxSignals"}}
			require.Equal(t, want, ev.Truncated)
		}
	}
	for _, newOne := range []func(*sink) carrier{newServiceNow, newStackTrace} {
		r := New(Options{})
		c := newOne(r.Input("log", "").(*input).s)
		noted := func() int {
			switch c := c.(type) {
			case *serviceNow:
				return len(c.noted)
			case *stackTrace:
				return len(c.count)
			}
			return 0
		}
		for i := range maxSignals + 1 {
			c.line(line{number: 2 * i, text: fmt.Sprintf("No name matching h%d.example.test found; Request not sent to https://h%d.example.test/", i, i), woke: true})
			c.line(line{number: 2*i + 1})
			require.Equal(t, min(i+1, maxSignals), noted())
			require.Equal(t, i == maxSignals, len(r.Evidence().Truncated) == 1)
		}
		require.Len(t, r.Evidence().Signals, maxSignals)
	}
}
