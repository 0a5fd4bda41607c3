package api

import (
	"net/http"

	"missinglink/wasm/worker/aia"
)

// fetches bounds the fetches of issuers under way. It is asked, never waited
// for: a Worker's request must not be woken by another one's.
var fetches = make(chan struct{}, aia.InFlight)

// aia answers POST /api/aia: a certificate in, the certificates that signed
// it out.
func (s server) aia(w http.ResponseWriter, r *http.Request) {
	switch {
	case s.Issuers == nil:
		refuse(w, r, "aia-off", "")
		return
	case r.Header.Get("X-Missing-Link") != "1":
		// A page of another site cannot send this header without asking
		// first, and nothing here answers that question.
		refuse(w, r, "header-missing", "")
		return
	}
	body, code := readBody(r, contract.Limits.Body)
	if code == "" && holdsPrivateKey(body) {
		code = "private-key"
	}
	if code != "" {
		refuse(w, r, code, "")
		return
	}
	select {
	case fetches <- struct{}{}:
		defer func() { <-fetches }()
	default:
		refuse(w, r, "busy", "")
		return
	}
	own := r.Host
	if own == "" {
		own = r.URL.Host
	}
	pem, result := aia.Issuers(r.Context(), body, own, s.Issuers)
	if result != aia.Found {
		refuse(w, r, string(result), "")
		return
	}
	answer(w, "application/pem-certificate-chain", pem)
}
