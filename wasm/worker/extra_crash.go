//go:build js && wasm && crash

package main

import (
	"io"
	"net/http"
)

// extra adds the ways to fail that the end-to-end tests need. Only a build
// with the tag crash holds them.
func extra(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/api/crash/panic":
			panic("a panic outside of the handler: canary-in-panic")
		case "/api/crash/overflow":
			deeper(1)
		case "/api/crash/hang":
			select {}
		case "/api/crash/fetch": // whatever the fence would say
			address, _ := io.ReadAll(r.Body)
			if _, err := (jsFetcher{}).Get(r.Context(), string(address)); err != nil {
				w.Header().Set("Content-Type", "text/plain")
				_, _ = io.WriteString(w, "did not answer")
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

func deeper(n int) int { return n + deeper(n+1) }
