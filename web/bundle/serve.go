package main

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"syscall"
	"time"
)

// portTries is how many ports above the wanted one are tried when it is taken.
const portTries = 20

// serve offers dir on a loopback address until it is stopped.
func serve(addr, dir, policy, file string) error {
	l, err := listen(addr)
	if err != nil {
		return err
	}
	fmt.Printf("\n  Missing Link   http://%s/\n  as a file      file://%s\n\n  Ctrl+C stops it.\n", l.Addr(), file)
	server := &http.Server{Handler: site(dir, policy), ReadHeaderTimeout: 10 * time.Second}
	return server.Serve(l)
}

// site serves dir with the headers of the page.
func site(dir, policy string) http.Handler {
	files := http.FileServer(http.Dir(dir))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, h := range headers(policy) {
			w.Header().Set(h[0], h[1])
		}
		files.ServeHTTP(w, r)
	})
}

// listen opens addr, or the next free port above it. It refuses an address
// that other machines could reach.
func listen(addr string) (net.Listener, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, err
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("%s is not a loopback address: use 127.0.0.1:%s", host, port)
	}
	first, err := strconv.Atoi(port)
	if err != nil {
		return nil, fmt.Errorf("port %q is not a number", port)
	}
	for p := first; ; p++ {
		l, err := net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(p)))
		if err == nil || !errors.Is(err, syscall.EADDRINUSE) || p == first+portTries {
			return l, err
		}
	}
}
