package main

import "os"

// forBrowser is the environment in which the go tool builds what runs in a
// browser. What a user has set for other work would change the bytes.
func forBrowser() []string {
	return append(os.Environ(), "GOOS=js", "GOARCH=wasm",
		"GOFLAGS=-buildvcs=false", "GOWORK=off", "GOWASM=", "GOEXPERIMENT=", "GOFIPS140=off", "GO111MODULE=on")
}
