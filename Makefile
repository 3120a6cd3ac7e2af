.PHONY: run test fuzz generate graphiql build lint schema-lint federation bench soak ci

run:
	go run .

test:
	go test ./...

# GraphiQL's files, from pinned npm packages; needs npm.
graphiql:
	go generate ./internal/graphiql

# The wire contract and the GraphQL server; the result is checked in.
generate:
	go generate ./internal/wire ./graph

# What is released always has GraphiQL's files in it.
build: graphiql
	CGO_ENABLED=0 go build -trimpath -o zitadel-graphql .

lint:
	go -C tools build -o "$$(go env GOPATH)/bin/" github.com/golangci/golangci-lint/v2/cmd/golangci-lint
	"$$(go env GOPATH)/bin/golangci-lint" run

# The schema by the rules of @graphql-eslint; needs npm.
schema-lint:
	npm --prefix tools/schema-lint ci --ignore-scripts --no-audit --no-fund --loglevel=error
	npm --prefix tools/schema-lint run --silent lint

# What resolver_test composes and joins the federation subgraph with; needs npm.
federation:
	npm --prefix tools/federation ci --ignore-scripts --no-audit --no-fund --loglevel=error

bench:
	go test ./resolver_test -run '^$$' -bench . -benchtime 1x

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

ci:
	.ci/run
