.PHONY: run test fuzz generate graphiql graphiql-licenses example build lint schema-lint schema-freeze federation npm bench soak measure ci

run:
	go run .

test:
	go test ./...

# GraphiQL's files, from pinned npm packages; needs npm.
graphiql:
	go generate ./internal/graphiql

# After a change of GraphiQL's version; the result is checked in.
graphiql-licenses: tools/graphiql-licenses/node_modules/.package-lock.json
	node tools/graphiql-licenses/collect.js > internal/licenses/graphiql.txt

# The wire contract, the GraphQL server and the licences of Go modules; the result is checked in.
generate:
	go generate ./internal/wire ./graph ./internal/licenses

# The example page: its types from the schema, checked in, and the page itself; needs npm.
example: examples/mfa-settings/node_modules/.package-lock.json
	npm --prefix examples/mfa-settings run --silent generate -- --silent
	npm --prefix examples/mfa-settings run --silent build -- --logLevel warn

# What is released always has GraphiQL's files in it.
build: graphiql
	CGO_ENABLED=0 go build -trimpath -o zitadel-graphql .

lint:
	go -C tools build -o "$$(go env GOPATH)/bin/" github.com/golangci/golangci-lint/v2/cmd/golangci-lint
	"$$(go env GOPATH)/bin/golangci-lint" run

# The schema by the rules of @graphql-eslint, and against the frozen one; needs npm.
schema-lint: tools/schema-lint/node_modules/.package-lock.json
	npm --prefix tools/schema-lint run --silent lint
	npm --prefix tools/schema-lint run --silent breaking
	npm --prefix tools/schema-lint run --silent test

# With a release: what it serves is what the next one must not break.
schema-freeze:
	cp schema.graphqls tools/schema-lint/frozen.graphqls

# What resolver_test composes and joins the federation subgraph with; needs npm.
federation: tools/federation/node_modules/.package-lock.json

# All npm packages that the gate and the tests need, so that it can fetch them while Go compiles.
npm: tools/schema-lint/node_modules/.package-lock.json tools/federation/node_modules/.package-lock.json \
	tools/graphql-http-audit/node_modules/.package-lock.json tools/clients/node_modules/.package-lock.json \
	examples/mfa-settings/node_modules/.package-lock.json

# npm writes this file at the end of an install: it is as old as what is installed.
%/node_modules/.package-lock.json: %/package-lock.json
	npm --prefix $* ci --ignore-scripts --no-audit --no-fund --loglevel=error

# Every benchmark once: that they work, and no figures.
bench:
	go test ./graph ./resolver_test -run '^$$' -bench . -benchtime 1x

# What the program needs over time, faults included; the table that it prints is that of docs/reliability.md.
SOAKTIME ?= 20m
soak:
	go test ./resolver_test -run '^TestSoak$$' -count 1 -v -timeout 0 -soak $(SOAKTIME)

# Each fuzzer in turn, this long. What one finds it leaves in the package's testdata/fuzz: commit that with the fix.
FUZZTIME ?= 5s
fuzz:
	set -e; for file in $$(grep -rl --include='*_test.go' '^func Fuzz' .); do \
		for name in $$(sed -n 's/^func \(Fuzz[A-Za-z]*\).*/\1/p' $$file); do \
			echo "== $$name"; \
			go test $$(dirname $$file) -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 10x; \
		done; \
	done

# How large the tree is: lines, lengths of functions, exported names, package-level variables, what the cases expect.
measure:
	go -C tools/measure run . "$(CURDIR)"

ci:
	.ci/run
