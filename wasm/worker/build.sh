#!/bin/sh
# Builds the Worker: build.sh [FOLDER [GO-BUILD-TAG]]. Without inlining in our own
# packages it is 130 KB smaller gzipped and a twentieth slower.
set -eu
# What a user has set for other work would change the bytes.
export GOFLAGS=-buildvcs=false GOWORK=off GOWASM= GOEXPERIMENT= GOFIPS140=off GO111MODULE=on
out=${1:-build/worker} tag=${2:-}
go tool workers-assets-gen -mode=go -o "$out"
GOOS=js GOARCH=wasm go build -trimpath -buildvcs=false -ldflags="-s -w" -gcflags="missinglink/...=-l" -tags "$tag" -o "$out/app.wasm" ./wasm/worker
cp wasm/worker/entry.mjs wasm/worker/workerd.capnp wasm/worker/api/contract.json "$out"
