#!/bin/sh
# Builds the Worker: build.sh [FOLDER [GO-BUILD-TAG]]. Inlined is the arithmetic of
# signatures and the scan for words, where it counts most: with everything else
# inlined it is 94 kB larger gzipped.
set -eu
# What a user has set for other work would change the bytes.
export GOFLAGS=-buildvcs=false GOWORK=off GOWASM= GOEXPERIMENT= GOFIPS140=off GO111MODULE=on
out=${1:-build/worker} tag=${2:-}
go tool workers-assets-gen -mode=go -o "$out"
set -- -gcflags=all=-l
for package in math/bits math/big encoding/binary internal/byteorder missinglink/analyzer/internal/words crypto/internal/fips140/sha256 \
  crypto/internal/fips140deps/... crypto/internal/fips140/bigmod crypto/internal/fips140/nistec/fiat crypto/internal/fips140/edwards25519/field; do
  set -- "$@" "-gcflags=$package=" # of patterns that match, the last one rules
done
GOOS=js GOARCH=wasm go build -trimpath -buildvcs=false -ldflags="-s -w" "$@" -tags "$tag" -o "$out/app.wasm" ./wasm/worker
cp wasm/worker/entry.mjs wasm/worker/workerd.capnp wasm/worker/api/contract.json "$out"
