//go:build js && wasm

// Command worker is the Cloudflare Worker of Missing Link and, built for any
// other system, a server that answers the same requests.
package main

import (
	"net/http"
	"runtime/debug"
	"strings"
	"syscall/js"
	"time"

	"github.com/syumai/workers"

	"missinglink/wasm/worker/aia"
	"missinglink/wasm/worker/api"
)

// The collector runs in the one thread that answers. A report leaves a
// megabyte behind and an instance holds ten: so it runs every twenty reports
// and not every fifth, and keeps well below the 128 MB of an isolate.
const (
	gcPercent   = 400
	memoryLimit = 64 << 20
)

func main() {
	debug.SetGCPercent(gcPercent)
	debug.SetMemoryLimit(memoryLimit)
	config := api.Config{Now: time.Now, Issuers: fetcher()}
	workers.ServeNonBlock(whole(extra(api.New(config))))
	workers.Ready()
	select {} // the instance answers until entry.mjs drops it
}

// fetcher is the way out to issuer addresses; nil unless the deployer opened it.
func fetcher() aia.Fetcher {
	// entry.mjs passes the variables of the deployment beside the binding.
	// The library's own reader would bring its databases along.
	enabled := js.Global().Get("context").Get("env").Get("AIA_ENABLED")
	if enabled.Type() != js.TypeString || enabled.String() != "1" {
		return nil
	}
	return jsFetcher{}
}

// whole records each reply and hands it over in one piece. The library ends
// an instance when a reply that was streamed is read to its end; one that is
// handed over as bytes never touches that stream, so the instance can serve
// again.
func whole(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		reply := &recorder{header: w.Header(), status: http.StatusOK}
		// The library leaves these to the caller.
		r.Host = r.URL.Host
		r.Header.Set("Accept", strings.Join(r.Header.Values("Accept"), ","))
		next.ServeHTTP(reply, r)
		bytes := js.Global().Get("Uint8Array").New(len(reply.body))
		js.CopyBytesToJS(bytes, reply.body)
		w.WriteHeader(reply.status)
		w.(interface{ WriteRawJSBody(js.Value) }).WriteRawJSBody(bytes)
	})
}

// recorder is a reply that is not sent yet.
type recorder struct {
	header http.Header
	status int
	body   []byte
}

func (r *recorder) Header() http.Header { return r.header }

func (r *recorder) WriteHeader(status int) { r.status = status }

func (r *recorder) Write(p []byte) (int, error) {
	r.body = append(r.body, p...)
	return len(p), nil
}
