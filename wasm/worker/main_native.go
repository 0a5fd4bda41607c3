//go:build !js

// Command worker is the Cloudflare Worker of Missing Link and, built for any
// other system, a server that answers the same requests.
package main

import (
	"flag"
	"fmt"
	"net"
	"os"

	"missinglink/wasm/worker/api"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:8787", "address to listen on; the default serves this machine only")
	site := flag.String("site", "dist", "folder of the page; empty: serve the API only")
	aia := flag.Bool("aia", false, "let POST /api/aia fetch issuer certificates from public http addresses")
	rate := flag.Int("rate", api.TheContract().Limits.Rate, "requests one address may send in a minute; 0: any number")
	flag.Parse()
	listener, err := net.Listen("tcp", *addr)
	if err == nil {
		fmt.Printf("listening on http://%s\n", listener.Addr())
		err = newServer(*site, *aia, *rate).Serve(listener)
	}
	fmt.Fprintln(os.Stderr, "worker:", err)
	os.Exit(1)
}
