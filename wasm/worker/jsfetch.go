//go:build js && wasm

package main

import (
	"context"
	"errors"
	"syscall/js"

	"missinglink/wasm/worker/aia"
)

// jsFetcher asks entry.mjs for one request: it holds the time limit, reads no
// more than the cap and leaves redirects to us. net/http's client would do
// neither here and weigh a megabyte.
type jsFetcher struct{}

// Get implements aia.Fetcher.
func (jsFetcher) Get(_ context.Context, address string) (aia.Reply, error) {
	once := js.Global().Get("context").Get("fetchOnce")
	reply, ok := await(once.Invoke(address, map[string]any{
		"User-Agent": aia.UserAgent,
		"Accept":     aia.Accept,
	}, aia.MaxReply, aia.Timeout.Milliseconds()))
	if !ok {
		return aia.Reply{}, errors.New("worker: the address did not answer")
	}
	bytes := reply.Get("body")
	body := make([]byte, bytes.Length())
	js.CopyBytesToGo(body, bytes)
	return aia.Reply{
		Status:   reply.Get("status").Int(),
		Location: reply.Get("location").String(),
		Body:     body,
	}, nil
}

// await waits for a promise and releases both of its callbacks.
func await(promise js.Value) (js.Value, bool) {
	type outcome struct {
		value js.Value
		ok    bool
	}
	done := make(chan outcome, 1)
	settled := func(ok bool) js.Func {
		return js.FuncOf(func(_ js.Value, args []js.Value) any {
			done <- outcome{args[0], ok}
			return nil
		})
	}
	fulfilled, rejected := settled(true), settled(false)
	defer fulfilled.Release()
	defer rejected.Release()
	promise.Call("then", fulfilled, rejected)
	o := <-done
	return o.value, o.ok
}
