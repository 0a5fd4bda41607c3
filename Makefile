# Missing Link. `make run` builds and serves the page; `make test` installs what
# the tests need and runs all of them. Everything else is a part of these two.

ADDR    ?= 127.0.0.1:8080
FUZZTIME ?= 60s
ROUNDS  ?= 100000
WASM     = GOOS=js GOARCH=wasm
# What somebody has set for other work would change what is built.
export GOFLAGS := -buildvcs=false
export GOWORK := off
export GOEXPERIMENT :=
export GOFIPS140 := off
# The tests' own certificates hold for this century; nothing here reads the
# machine's locale or zone.
export TZ := UTC

# What others compare is built by the compiler that go.mod pins, also where a
# newer one is installed.
release sbom verify reproduce: export GOTOOLCHAIN := $(shell awk '$$1 == "toolchain" {print $$2}' go.mod)

.PHONY: help run build release test check budgets tools npm unit page-test worker worker-test worker-load worker-dryrun deploy bench fuzz soak mutation oracle generate screenshots trust-data trust-pack audit sbom verify reproduce clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: npm ## build the page and serve it on this machine only
	go run ./web/bundle -out dist -serve $(ADDR)

build: npm ## dist/: the page as one file, a complete static site; build/: the command line
	go run ./web/bundle -out dist
	CGO_ENABLED=0 go build -trimpath -o build/missinglink ./analyzer/cmd/missinglink

release: sbom ## the page, its checksum and its list of parts, ready to hand out
	@cp build/sbom.cdx.json dist/
	@cd dist && sha256sum -c SHA256SUMS
	@echo "hand out dist/missing-link.html, dist/SHA256SUMS and dist/sbom.cdx.json"

sbom: npm build worker ## build/sbom.cdx.json: what is inside page, Worker and command line
	go run ./web/bundle -out dist -sbom build/sbom.cdx.json

test: tools npm build check unit page-test worker-test ## everything, on a fresh machine too

check: npm build ## format, vet for both targets, staticcheck, types, generated files, dependencies, budgets
	@test -z "$$(gofmt -l analyzer wasm web *.go)" || { gofmt -l analyzer wasm web *.go; echo "run gofmt -w on these files"; exit 1; }
	go vet ./...
	$(WASM) go vet ./wasm/...
	go vet -tags e2e,load ./wasm/worker/...
	$(WASM) go vet -tags crash ./wasm/worker
	go tool staticcheck ./...
	npm run --silent --prefix web typecheck
	go generate ./...
	@git diff --exit-code --stat -- ':(glob)**/*_generated.*' web/src/report.ts docs/findings.md docs/kb.md || { echo "generated files are stale: commit what make generate wrote"; exit 1; }
	go test -run 'Reason|Licences|Lockfiles|LookedUp|Weakness' ./web/bundle
	go run ./web/bundle -budget dist/missing-link.html

budgets: ## write each large package's code into budgets.json
	go run ./web/bundle -list

unit: tools npm
	go test ./...

npm: web/node_modules/.package-lock.json

web/node_modules/.package-lock.json: web/package.json web/package-lock.json
	@command -v npm >/dev/null || { echo "npm is missing: install Node 20 or newer (Debian: apt-get install nodejs npm)"; exit 1; }
	npm ci --silent --ignore-scripts --prefix web
	@touch $@

web/bench/node_modules/.package-lock.json: web/bench/package.json web/bench/package-lock.json
	npm ci --silent --ignore-scripts --prefix web/bench
	@touch $@

wasm/worker/node_modules/.package-lock.json: wasm/worker/package.json wasm/worker/package-lock.json
	npm ci --silent --ignore-scripts --prefix wasm/worker
	@touch $@

tools: ## install what the tests need (Debian), or name it
	@sh web/test/tools.sh

page-test: tools npm build
	npm test --silent --prefix web

worker: ## build/worker: the Cloudflare Worker
	sh wasm/worker/build.sh

worker-test: wasm/worker/node_modules/.package-lock.json build
	go test -tags e2e ./wasm/worker/...

worker-load: wasm/worker/node_modules/.package-lock.json build ## CPU of a request, pooled beside one instance a request
	go test -tags e2e,load -run Load -v ./wasm/worker/e2e

worker-dryrun: worker build ## everything of a deployment but the deployment
	sh wasm/worker/deploy/wrangler.sh deploy --dry-run

deploy: worker build ## deploy with wrangler (needs an account)
	sh wasm/worker/deploy/wrangler.sh deploy

bench: export MISSING_LINK_OUT := $(CURDIR)/build/bench
bench: tools npm web/bench/node_modules/.package-lock.json ## ratios beside the peers, into docs/benchmarks.md
	go run ./web/bundle -out build/bench/dist
	go build -o build/bench/bench ./web/bench
	go test -c -o build/bench/chain.test ./analyzer/internal/chain
	$(WASM) go test -c -o build/bench/chain.wasm ./analyzer/internal/chain
	build/bench/bench inputs build/bench/inputs
	node web/bench/bench.mjs

# What makes new paths known is kept beside the compiler's cache and used again
# the next time; what fails is written to testdata/fuzz of its package, belongs
# into the commit, and is from then on a case of go test.
fuzz: ## every fuzz target of every package for FUZZTIME, going on past one that fails
	@failed=; for p in $$(go list ./...); do \
	  for f in $$(go test -list '^Fuzz' $$p 2>/dev/null | grep '^Fuzz'); do \
	    echo "$$p $$f"; go test -run '^$$' -fuzz "^$$f$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 10x $$p || failed="$$failed $$f"; \
	  done; done; \
	echo "inputs that were kept: $$(go env GOCACHE)/fuzz"; \
	test -z "$$failed" || { echo "failed:$$failed: see testdata/fuzz"; exit 1; }

soak: npm build ## ROUNDS analyses in one instance of the page's analysis: same verdicts, flat memory
	go run ./web/bundle -soak dist/missing-link.html -rounds $(ROUNDS)

mutation: ## break the JDK's checks, the rules and the readers in turn: do tests notice?
	go run ./analyzer/internal/mutation

oracle: tools ## many more random chains against the JDK of this machine
	MISSINGLINK_MESHES=20000 go test -run 'Live' -timeout 60m -v ./analyzer/internal/oracle/...

generate: ## everything that is written by a program
	go generate ./...

screenshots: tools npm build ## the pictures of the README
	npm run --silent --prefix web screenshots

trust-data: ## SRC=<folder>: trust tables from their sources
	@test -n "$(SRC)" || { echo "say where the sources are: make trust-data SRC=<folder>; docs/trust.md names them"; exit 1; }
	go run ./analyzer/internal/trust/gen data -src $(SRC)

trust-pack: ## SRC=<PEM or CSV file>: a pack of public intermediates with their bytes
	@test -n "$(SRC)" || { echo "say which file: make trust-pack SRC=<CCADB PEM or CSV file>"; exit 1; }
	go run ./analyzer/internal/trust/gen pack -src $(SRC)

audit: ## known vulnerabilities in what we build on (needs the network)
	@.ci/audit

verify: ## FILE=<page>: is this page an untouched build of this checkout?
	@test -n "$(FILE)" || { echo "say which page: make verify FILE=<page>"; exit 1; }
	go run ./web/bundle -verify $(FILE)

reproduce: npm ## build page and Worker twice, the second time with nothing compiled before
	MISSINGLINK_COLD=1 go test -count=1 -run Reproducible -v ./web/bundle

clean: ## remove what was built
	rm -rf dist build web/test/out web/node_modules web/bench/node_modules wasm/worker/node_modules wasm/worker/deploy/node_modules
