#!/bin/sh
# Builds the Worker into a folder: build.sh FOLDER [GO-BUILD-TAG]
set -eu
out=$1 tag=${2:-}
go tool workers-assets-gen -mode=go -o "$out"
GOOS=js GOARCH=wasm go build -trimpath -buildvcs=false -ldflags="-s -w" -tags "$tag" -o "$out/app.wasm" ./wasm/worker
cp wasm/worker/entry.mjs wasm/worker/workerd.capnp wasm/worker/api/contract.json "$out"
