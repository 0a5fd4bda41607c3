package main

import "os"

// ownSettings are this project's for the go tool, in every build that is handed
// out. What a user has set for other work would change the bytes.
var ownSettings = []string{"GOFLAGS=-buildvcs=false", "GOWORK=off", "GOWASM=", "GOEXPERIMENT=", "GOFIPS140=off", "GO111MODULE=on", "CGO_ENABLED=0"}

// forBrowser is the environment in which the go tool builds what runs in a
// browser.
func forBrowser() []string {
	return append(append(os.Environ(), ownSettings...), "GOOS=js", "GOARCH=wasm")
}
