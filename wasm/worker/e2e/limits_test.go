//go:build e2e

package e2e

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"missinglink/wasm/worker/api"
	"missinglink/wasm/worker/apitest"
)

func TestTooOften(t *testing.T) {
	p := serve(t, shipped+"/workerd.capnp", "RATE=3")
	from := func(address string) apitest.Answer {
		return p.Post(t, "?"+apitest.AtQuery, "", "CF-Connecting-IP", address)
	}
	// A minute may turn between the requests: of seven in a row at least one
	// is the fourth of its minute.
	refused := 0
	for range 7 {
		if got := from("192.0.2.1"); got.Status == http.StatusTooManyRequests {
			got.Refused(t, "rate")
			refused++
		}
	}
	require.Positive(t, refused)
	from("192.0.2.2").Refused(t, "empty")
	require.Equal(t, http.StatusOK, p.Ask(t, "GET", "/api/version", nil, "CF-Connecting-IP", "192.0.2.1").Status)
}

func TestEveryPlaceTaken(t *testing.T) {
	p := serve(t, shipped+"/workerd.capnp", "INFLIGHT=0")
	body := apitest.Bodies(t)["PEM"]
	p.Post(t, "", body).Refused(t, "busy")
	got := p.Post(t, "?format=json", body)
	require.Equal(t, http.StatusServiceUnavailable, got.Status)
	require.JSONEq(t, `{"error":{"code":"busy","status":503,"message":"Every place is taken. Send it again in 2 seconds.","retryAfter":2}}`, got.Body)
}

// TestManyClients: 64 at once are served or told when to come back, none waits
// for ever and nothing breaks.
func TestManyClients(t *testing.T) {
	p := serve(t, shipped+"/workerd.capnp")
	body := apitest.Bodies(t)["PEM"]
	want := p.Post(t, "?"+apitest.AtQuery, body).Body
	var group sync.WaitGroup
	answers := make([][]apitest.Answer, 64)
	for i := range answers {
		group.Go(func() {
			for range 5 {
				answers[i] = append(answers[i], p.Post(t, "?"+apitest.AtQuery, body))
			}
		})
	}
	group.Wait()
	served := 0
	for _, list := range answers {
		require.Len(t, list, 5)
		for _, a := range list {
			if a.Status == http.StatusOK {
				served++
				require.Equal(t, want, a.Body)
				continue
			}
			a.Refused(t, "busy")
		}
	}
	require.GreaterOrEqual(t, served, api.TheContract().Limits.InFlight)
	t.Logf("%d of 320 served, the others told to come back", served)
	require.Equal(t, http.StatusOK, p.Post(t, "", body).Status)
}

// begin opens a connection and sends the head of a request and a part of its
// body.
func begin(t *testing.T, p process, length int, part string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(p.URL, "http://"))
	require.NoError(t, err)
	t.Cleanup(func() { conn.Close() })
	_, err = fmt.Fprintf(conn, "POST /api/analyze HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s", length, part)
	require.NoError(t, err)
	return conn
}

// TestSlowUploads: fifty bodies that stop half way cost no Go instance each,
// stop nobody else, and end at their time limit.
func TestSlowUploads(t *testing.T) {
	const uploads, mebibyte = 50, 1 << 10 // kB
	p := serve(t, shipped+"/workerd.capnp", "UPLOAD=3000")
	body := apitest.Bodies(t)["PEM"]
	for range 5 {
		require.Equal(t, http.StatusOK, p.Post(t, "", body).Status)
	}
	before := p.memory(t)
	var conns []net.Conn
	for range uploads {
		conns = append(conns, begin(t, p, 2000, strings.Repeat("a", 1000)))
	}
	require.Equal(t, http.StatusOK, p.Post(t, "", body).Status)
	// One Go instance each would be 300 MiB (6 MiB for every one).
	require.Less(t, p.memory(t)-before, 100*mebibyte)
	for _, conn := range conns {
		response, err := http.ReadResponse(bufio.NewReader(conn), nil)
		require.NoError(t, err)
		text, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		apitest.Answer{Status: response.StatusCode, Header: response.Header, Body: string(text)}.Refused(t, "slow-upload")
	}
}

// TestAborts: clients that go away, in the middle of a body or right after it,
// leave no place taken.
func TestAborts(t *testing.T) {
	p := serve(t, shipped+"/workerd.capnp", "INFLIGHT=2")
	body := apitest.Bodies(t)["PEM"]
	for i := range 20 {
		part := body
		if i%2 == 0 {
			part = body[:len(body)/2]
		}
		require.NoError(t, begin(t, p, len(body), part).Close())
	}
	for range 20 {
		if p.Post(t, "", body).Status == http.StatusOK {
			break
		}
	}
	for range 5 {
		require.Equal(t, http.StatusOK, p.Post(t, "", body).Status)
	}
}
