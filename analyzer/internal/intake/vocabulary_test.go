package intake

import (
	"bytes"
	"math/rand"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/analyzer/internal/evidence"
)

// What the sieve passes over holds no word, wherever in it one is put and in
// whatever case; and it knows the lines that it passed.
func TestSieve(t *testing.T) {
	var lists [][]string
	for _, c := range allCarriers(&sink{}) {
		lists = append(lists, c.triggers())
		for _, word := range c.triggers() {
			require.GreaterOrEqual(t, len(word), 4, "%T: %q", c, word)
		}
	}
	words, sieve := vocabulary()
	r := rand.New(rand.NewSource(3))
	const noise = "abcdefghij ZYXWV0123456789:,.-=\"\t"
	for _, list := range lists {
		for _, word := range list {
			for at := range 40 {
				b := make([]byte, 64+r.Intn(9))
				for i := range b {
					b[i] = noise[r.Intn(len(noise))]
					if r.Intn(30) == 0 {
						b[i] = '\n'
					}
				}
				with := bytes.Clone(b)
				copy(with[at+9:], word)
				if r.Intn(2) == 0 {
					with = bytes.ToUpper(with)
				}
				for _, text := range [][]byte{b, with} {
					n, lines := sieve.Quiet(text)
					require.Zero(t, words.In(text[:n]), "%q", text[:n])
					require.Equal(t, bytes.Count(text[:n], []byte("\n")), lines)
					if n == len(text) {
						require.Zero(t, words.In(text), "%q", text)
					}
				}
			}
		}
	}
}

// A carriage return inside a line may hide a word; one before a line end may
// not.
func TestSieveReturns(t *testing.T) {
	_, sieve := vocabulary()
	for at := range 40 {
		plain := bytes.Repeat([]byte("x"), 42)
		plain[at], plain[at+1] = '\r', '\n'
		n, lines := sieve.Quiet(plain)
		require.Equal(t, len(plain), n)
		require.Equal(t, 1, lines)
		plain[at+1] = 'x'
		n, _ = sieve.Quiet(plain)
		require.LessOrEqual(t, n, at)
	}
	n, lines := sieve.Quiet([]byte("x\r"))
	require.Zero(t, n)
	require.Zero(t, lines)
}

// Most of a log is passed over: else the sieve would only cost time.
func TestSievePassesALog(t *testing.T) {
	_, sieve := vocabulary()
	stopped := 0
	lines := bytes.Split(serverLog(1<<20), []byte("\n"))
	for _, line := range lines {
		if n, _ := sieve.Quiet(line); n < len(line) {
			stopped++
		}
	}
	require.Less(t, stopped, len(lines)/50)
}

// A reader without words would be given every line, and one that stays awake
// behind a sentence all that follow: a log would no longer be passed over.
func TestReadersSleep(t *testing.T) {
	for _, c := range textCarriers(&sink{ev: &evidence.Evidence{}}) {
		require.NotEmpty(t, c.triggers(), "%T", c)
	}
	for _, made := range []func(*sink) carrier{newX509Text, newSClient, newGnuTLS, newCurl, newKeytool, newScanReport, newDirectionReader} {
		for _, word := range made(nil).triggers() {
			c := made(&sink{ev: &evidence.Evidence{}})
			require.False(t, c.line(line{number: 1, text: "About x" + word + " in a mail."}), "%T: %q", c, word)
		}
	}
}

// A transcript that ends in a log keeps its reader awake for so many rows.
func TestReadersFallAsleep(t *testing.T) {
	for _, x := range []struct {
		made func(*sink) carrier
		text string
		rows int
	}{
		{newSClient, "CONNECTED(00000003)", maxIdle}, {newGnuTLS, "Resolving 'api.example.test:443'...", maxIdle},
		{newCurl, "* Trying 192.0.2.7:443", 2 * maxIdle}, {newKeytool, "Owner: CN=api.example.test", maxIdle},
		{newScanReport, `"received_certificate_chain": [`, maxIdle}, {newX509Text, "Certificate:", 100},
	} {
		c := x.made(&sink{ev: &evidence.Evidence{}})
		require.True(t, c.line(line{number: 1, text: x.text}), x.text)
		rows := 1
		for c.line(line{number: 2, text: "nothing"}) {
			rows++
		}
		require.Equal(t, x.rows, rows, x.text)
	}
}
