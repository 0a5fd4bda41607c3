//go:build !js

package main

import (
	"io"
	"log"
	"net/http"
	"strings"
	"time"

	"missinglink/wasm/worker/aia"
	"missinglink/wasm/worker/api"
)

// newServer makes the server that stands where Cloudflare is not: the same
// handler as in the Worker behind the limits that entry.mjs sets there. It
// logs nothing.
func newServer(site string, fetchIssuers bool, rate int) *http.Server {
	limits := api.TheContract().Limits
	config := api.Config{
		Now:      time.Now,
		Slots:    make(chan struct{}, limits.InFlight),
		Deadline: limits.DeadlineOf(),
	}
	if fetchIssuers {
		config.Issuers = newFetcher(dialPublic)
	}
	if rate > 0 {
		config.Allow = newMinute(rate, time.Now).allow
	}
	return serverFor(config, pages(site))
}

// serverFor puts the API and the page behind one server with time limits of
// its own: a client that sends or reads slowly is let go.
func serverFor(config api.Config, page http.Handler) *http.Server {
	limits := api.TheContract().Limits
	answers := api.New(config)
	return &http.Server{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if page != nil && !strings.HasPrefix(r.URL.Path, "/api/") {
				page.ServeHTTP(w, r)
				return
			}
			answers.ServeHTTP(w, r)
		}),
		ReadHeaderTimeout: limits.UploadOf(),
		ReadTimeout:       limits.UploadOf(),
		WriteTimeout:      limits.UploadOf() + limits.DeadlineOf() + 2*aia.Timeout,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          log.New(io.Discard, "", 0),
	}
}
