# make help prints the targets that have a comment behind ##.
.DEFAULT_GOAL := help
.PHONY: help run test fuzz generate graphiql graphiql-licenses example build packages lint vulnerabilities schema-lint schema-freeze \
	federation npm bench soak measure ci

help: ## what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## the program, with the embedded backend, on http://localhost:4000
	go run .

# go test ./... is the same, but it can't say what it skipped.
TESTFLAGS ?=
test: ## every test that this machine has the tools for, and at the end what was skipped and why
	go -C tools/gotest run . "$(CURDIR)" $(TESTFLAGS) ./...

# What the program tells about itself. Where there is no git, or for another name, a packager gives them:
# make build VERSION=v1.2.3 COMMIT=… COMMIT_DATE=2026-01-02T03:04:05Z
VERSION ?= $(shell git describe --tags --match 'v[0-9]*' --abbrev=12 --dirty 2>/dev/null || \
	TZ=UTC0 git log -1 --date=format-local:%Y%m%d%H%M%S --abbrev=12 --format=v0.0.0-%cd-%h 2>/dev/null)
COMMIT ?= $(shell git rev-parse --verify --quiet HEAD)
COMMIT_DATE ?= $(shell TZ=UTC0 git log -1 --date=format-local:%Y-%m-%dT%H:%M:%SZ --format=%cd 2>/dev/null)

# Go's own stamps are off, since they differ between a tree of git and the same files without.
PROGRAM ?= zitadel-graphql
COMPILE = CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags "-s -w $(STAMPS)" -o
STAMPS = $(foreach stamp,version=$(VERSION) commit=$(COMMIT) commitDate=$(COMMIT_DATE),-X zitadel-graphql/internal/build.$(stamp))

build: graphiql ## what is released: the program in one file, with GraphiQL's files in it; docs/install.md
	$(COMPILE) $(PROGRAM) .

DIST ?= dist
packages: graphiql ## everything that a release has, in dist/: programs, deb, rpm, OCI image, SBOM, checksums
	rm -rf $(DIST)
	GOOS=linux GOARCH=amd64 $(COMPILE) $(DIST)/zitadel-graphql-linux-amd64 .
	GOOS=linux GOARCH=arm64 $(COMPILE) $(DIST)/zitadel-graphql-linux-arm64 .
	go -C tools/package run . -tree "$(CURDIR)" -dist "$(abspath $(DIST))" \
		-version "$(VERSION)" -commit "$(COMMIT)" -date "$(COMMIT_DATE)"

graphiql: ## GraphiQL's files, from pinned npm packages, to be built in; needs npm
	go generate ./internal/graphiql

example: examples/mfa-settings/node_modules/.package-lock.json examples/apollo/node_modules/.package-lock.json \
	examples/relay/node_modules/.package-lock.json
example: ## the example pages, with their types from the schema; needs npm
	npm --prefix examples/mfa-settings run --silent generate -- --silent
	npm --prefix examples/mfa-settings run --silent build -- --logLevel warn
	npm --prefix examples/apollo run --silent build -- --logLevel warn
	npm --prefix examples/relay run --silent build -- --logLevel warn

generate: ## what is checked in and generated: the wire contract, the GraphQL server, the licences of Go modules
	go generate ./internal/wire ./graph ./internal/licenses

graphiql-licenses: tools/graphiql-licenses/node_modules/.package-lock.json ## the licences of GraphiQL's parts, checked in, after a change of its version; needs npm
	node tools/graphiql-licenses/collect.js > internal/licenses/graphiql.txt

lint: ## golangci-lint, in its pinned version, built once
	tools/golangci-lint/run.sh run

vulnerabilities: ## known vulnerabilities in what the program calls, where their database can be reached
	go -C tools/govulncheck run . "$(CURDIR)"

schema-lint: tools/schema-lint/node_modules/.package-lock.json ## the schema by the rules of @graphql-eslint, and against the frozen one; needs npm
	npm --prefix tools/schema-lint run --silent lint
	npm --prefix tools/schema-lint run --silent breaking
	npm --prefix tools/schema-lint run --silent test

# What a release serves is what the next one must not break.
schema-freeze: ## with a release: freezes the schema as it is
	cp schema.graphqls tools/schema-lint/frozen.graphqls

npm: tools/schema-lint/node_modules/.package-lock.json tools/federation/node_modules/.package-lock.json \
	tools/graphql-http-audit/node_modules/.package-lock.json tools/clients/node_modules/.package-lock.json \
	tools/oidc/node_modules/.package-lock.json tools/mcp/node_modules/.package-lock.json \
	examples/mfa-settings/node_modules/.package-lock.json examples/apollo/node_modules/.package-lock.json \
	examples/relay/node_modules/.package-lock.json
npm: ## the npm packages that checks and tests need

federation: tools/federation/node_modules/.package-lock.json ## those of them that the federation subgraph is tested with

# npm writes this file at the end of an install: it is as old as what is installed.
%/node_modules/.package-lock.json: %/package-lock.json
	npm --prefix $* ci --ignore-scripts --no-audit --no-fund --loglevel=error

# What one finds it leaves in the package's testdata/fuzz: commit that with the fix. FUZZTIME is a number of executions, since
# Go's fuzzer, where a time ends it, fails now and then with "context deadline exceeded" (golang/go#75804, put right in Go 1.27).
FUZZTIME ?= 3000x
FUZZJOBS ?= 1
fuzz: ## every fuzzer, each for FUZZTIME=3000x, FUZZJOBS=1 at a time
	grep -ro --include='*_test.go' '^func Fuzz[A-Za-z]*' . | sed 's,/[^/]*:func , ,' | xargs -P $(FUZZJOBS) -L 1 sh -c ' \
		printed=$$(go test $$0 -run "^$$" -fuzz "^$$1$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 10x 2>&1); failed=$$?; \
		printf "== %s\n%s\n" "$$1" "$$printed"; exit $$failed'

bench: ## every benchmark once: that they work, and no figures
	go test $$(grep -rl --include='*_test.go' '^func Benchmark' . | xargs -n 1 dirname | sort -u) -run '^$$' -bench . -benchtime 1x

SOAKTIME ?= 20m
soak: ## what the program needs over SOAKTIME=20m, faults included: the table of docs/reliability.md
	go test ./resolver_test -run '^TestSoak$$' -count 1 -v -timeout 0 -soak $(SOAKTIME)

measure: ## how large the tree is: lines, functions, exported names, package-level variables, what the cases expect
	go -C tools/measure run . "$(CURDIR)"

ci: ## all checks and tests, as CI runs them; .ci/run STEP runs one of them
	.ci/run
