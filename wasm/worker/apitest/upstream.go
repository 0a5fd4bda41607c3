package apitest

import (
	"bytes"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/smallstep/pkcs7"
	"github.com/stretchr/testify/require"

	"missinglink/analyzer/testpki"
	"missinglink/wasm/worker/aia"
)

// Upstream stands where the internet would be: every host name leads to it. It
// answers as CAs do and as attackers do, and remembers what it was asked.
type Upstream struct {
	*httptest.Server
	issuing *testpki.Entity

	mu    sync.Mutex
	asked []string
	other []string // headers that should not have been sent
}

// NewUpstream starts one; the test stops it.
func NewUpstream(t *testing.T) *Upstream {
	_, issuing, _ := Chain()
	u := &Upstream{issuing: issuing}
	twin := issuing.Twin()
	bundle, err := pkcs7.DegenerateCertificate(append(append([]byte(nil), twin.DER...), issuing.DER...))
	require.NoError(t, err)
	over := make(chan struct{})

	answers := map[string]func(http.ResponseWriter, *http.Request){
		"/der":  bytesOf(issuing.DER),
		"/pem":  bytesOf([]byte(issuing.PEM())),
		"/p7c":  bytesOf(bundle),
		"/twin": bytesOf(twin.DER),
		"/key":  bytesOf([]byte(issuing.KeyPEM())),
		"/html": bytesOf([]byte("<html>canary of an internal page</html>")),
		"/big":  bytesOf(bytes.Repeat(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: issuing.DER}), 5<<20/1000)),
		"/hang": func(_ http.ResponseWriter, r *http.Request) {
			select {
			case <-r.Context().Done():
			case <-over:
			}
		},
		"/drip": func(w http.ResponseWriter, r *http.Request) {
			for _, b := range issuing.DER {
				select {
				case <-r.Context().Done():
					return
				case <-over:
					return
				case <-time.After(200 * time.Millisecond):
				}
				_, _ = w.Write([]byte{b})
				w.(http.Flusher).Flush()
			}
		},
	}
	for from, to := range map[string]string{
		"/to-der":      "http://cdn.example.com/der",
		"/to-relative": "der",
		"/to-metadata": "http://169.254.169.254/latest/meta-data/",
		"/to-local":    "http://localhost/der",
		"/to-https":    "https://ca.example.com/der",
		"/to-port":     "http://ca.example.com:8080/der",
		"/to-itself":   "/to-itself",
	} {
		answers[from] = func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", to)
			w.WriteHeader(http.StatusFound)
		}
	}

	u.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		u.note(r)
		if answer, known := answers[r.URL.Path]; known {
			answer(w, r)
			return
		}
		http.NotFound(w, r)
	}))
	t.Cleanup(func() {
		close(over)
		u.Close()
	})
	return u
}

func bytesOf(b []byte) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(b) }
}

// note remembers the address, and every header but those that are ours or the
// connection's.
func (u *Upstream) note(r *http.Request) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.asked = append(u.asked, "http://"+r.Host+r.URL.RequestURI())
	for name, values := range r.Header {
		switch name {
		case "User-Agent":
			if values[0] == aia.UserAgent {
				continue
			}
		case "Accept":
			if values[0] == aia.Accept {
				continue
			}
		case "Accept-Encoding", "Connection":
			continue
		}
		u.other = append(u.other, fmt.Sprintf("%s: %s", name, values))
	}
}

// Asked returns what was asked since the last call.
func (u *Upstream) Asked() []string {
	u.mu.Lock()
	defer u.mu.Unlock()
	asked := u.asked
	u.asked = nil
	return asked
}

// RunFence asks a server whose way out leads to the upstream.
func RunFence(t *testing.T, s Server, u *Upstream) {
	t.Run("issuers", func(t *testing.T) { s.issuers(t, u) })
	t.Run("refused addresses", func(t *testing.T) { s.refusedAddresses(t, u) })
	t.Run("requests", func(t *testing.T) { s.aiaRequests(t, u) })
	t.Run("while others hang", func(t *testing.T) { s.hanging(t, u) })
	require.Empty(t, u.other, "headers sent to an issuer address")
}

// issuer posts a certificate with that issuer address.
func (s Server) issuer(t testing.TB, address string) Answer {
	t.Helper()
	_, issuing, _ := Chain()
	leaf := issuing.Leaf("fenced.example.com", testpki.AIA(address))
	return s.Ask(t, "POST", "/api/aia", strings.NewReader(leaf.PEM()),
		"X-Missing-Link", "1", "Cookie", "session=1", "Authorization", "Bearer canary", "Referer", "http://intranet.example/")
}

func (s Server) issuers(t *testing.T, u *Upstream) {
	const ca, cdn = "http://ca.example.com", "http://cdn.example.com"
	for path, c := range map[string]struct {
		code  string
		asked []string
	}{
		"/der":         {"", []string{ca + "/der"}},
		"/pem":         {"", []string{ca + "/pem"}},
		"/p7c":         {"", []string{ca + "/p7c"}},
		"/to-der":      {"", []string{ca + "/to-der", cdn + "/der"}},
		"/to-relative": {"", []string{ca + "/to-relative", ca + "/der"}},
		"/twin":        {"no-matching-certificate", []string{ca + "/twin"}},
		"/html":        {"no-matching-certificate", []string{ca + "/html"}},
		"/key":         {"no-matching-certificate", []string{ca + "/key"}},
		"/missing":     {"unavailable", []string{ca + "/missing"}},
		"/big":         {"unavailable", []string{ca + "/big"}},
		"/to-itself":   {"unavailable", []string{ca + "/to-itself", ca + "/to-itself", ca + "/to-itself"}},
		"/to-metadata": {"refused", []string{ca + "/to-metadata"}},
		"/to-local":    {"refused", []string{ca + "/to-local"}},
		"/to-https":    {"refused", []string{ca + "/to-https"}},
		"/to-port":     {"refused", []string{ca + "/to-port"}},
	} {
		t.Run(path, func(t *testing.T) {
			got := s.issuer(t, ca+path)
			require.Equal(t, c.asked, u.Asked())
			require.NotContains(t, got.Body, "canary")
			if c.code != "" {
				got.Refused(t, c.code)
				return
			}
			require.Equal(t, http.StatusOK, got.Status, got.Body)
			require.Equal(t, u.issuing.PEM(), got.Body)
			require.Equal(t, "application/pem-certificate-chain", got.Header.Get("Content-Type"))
		})
	}
}

// refusedAddresses: not one request leaves for them.
func (s Server) refusedAddresses(t *testing.T, u *Upstream) {
	own := strings.TrimPrefix(s.URL, "http://")
	for _, address := range []string{
		"http://127.0.0.1/der", "http://169.254.169.254/der", "http://[::1]/der", "http://2130706433/der", "http://0x7f.1/der",
		"http://localhost/der", "http://ca/der", "http://ca.internal/der", "http://ca.local/der", "https://ca.example.com/der",
		"http://ca.example.com:8080/der", "http://user@ca.example.com/der", "http://ca.example.com/der?q", "http://ca.example.com/der#f",
		"ldap:///CN=ca", "file:///der", "http://" + own + "/api/version", "http://ca.example.com\\@127.0.0.1/der",
		"http://ca.example.com/" + strings.Repeat("a", 600),
	} {
		s.issuer(t, address).Refused(t, "refused")
	}
	require.Empty(t, u.Asked())
}

func (s Server) aiaRequests(t *testing.T, u *Upstream) {
	leaf, issuing, _ := Chain()
	fenced := issuing.Leaf("fenced.example.com", testpki.AIA("http://ca.example.com/der"))
	header := []string{"X-Missing-Link", "1"}
	ask := func(body io.Reader, headers ...string) Answer { return s.Ask(t, "POST", "/api/aia", body, headers...) }
	ask(strings.NewReader(fenced.PEM())).Refused(t, "header-missing")
	ask(strings.NewReader("http://ca.example.com/der"), header...).Refused(t, "refused")
	ask(strings.NewReader(leaf.PEM()), header...).Refused(t, "refused")
	ask(strings.NewReader(fenced.PEM()+fenced.KeyPEM()), header...).Refused(t, "private-key")
	ask(endless(2<<20), header...).Refused(t, "too-large")
	require.Empty(t, u.Asked())

	got := ask(bytes.NewReader(fenced.DER), header...)
	require.Equal(t, http.StatusOK, got.Status, "DER in")
	require.Len(t, u.Asked(), 1)
	got = s.Ask(t, "OPTIONS", "/api/aia", nil, "Origin", "https://elsewhere.example", "Access-Control-Request-Headers", "X-Missing-Link")
	got.Refused(t, "method")
}

// hanging: two fetches that never end take all the places there are; they end
// at their time limit, and analyses go on beside them.
func (s Server) hanging(t *testing.T, u *Upstream) {
	var group sync.WaitGroup
	answers := make([]Answer, aia.InFlight)
	for i, path := range []string{"/hang", "/drip"} {
		group.Go(func() { answers[i] = s.issuer(t, "http://ca.example.com"+path) })
	}
	require.Eventually(t, func() bool {
		u.mu.Lock()
		defer u.mu.Unlock()
		return len(u.asked) == aia.InFlight
	}, 10*time.Second, time.Millisecond)
	s.issuer(t, "http://ca.example.com/der").Refused(t, "busy")
	body := Bodies(t)["PEM"]
	for range 20 {
		require.Equal(t, http.StatusOK, s.Post(t, "?"+AtQuery, body).Status)
	}
	group.Wait()
	for _, a := range answers {
		a.Refused(t, "unavailable")
	}
	asked := u.Asked()
	slices.Sort(asked)
	require.Equal(t, []string{"http://ca.example.com/drip", "http://ca.example.com/hang"}, asked)
	require.Equal(t, http.StatusOK, s.issuer(t, "http://ca.example.com/der").Status)
	u.Asked()
}
