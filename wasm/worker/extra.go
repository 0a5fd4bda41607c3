//go:build js && wasm && !crash

package main

import "net/http"

// extra adds nothing to the Worker that is shipped; see extra_crash.go.
func extra(next http.Handler) http.Handler { return next }
