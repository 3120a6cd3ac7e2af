#!/usr/bin/env bash
# Lints the .proto files of the wire contract and generates the Go code beside them.
#
# buf resolves imports inside one workspace only, and the google/api files come from a Go module (pinned in
# tools/buf/go.mod). So a workspace is put together in a temporary folder from both.
set -euo pipefail
cd "$(dirname "$0")"
here=$PWD
root=$(cd ../.. && pwd)

workspace=$(mktemp -d)
trap 'rm -rf "$workspace"' EXIT

go -C "$root/tools/buf" mod download github.com/grpc-ecosystem/grpc-gateway
googleapis=$(go -C "$root/tools/buf" list -m -f '{{.Dir}}' github.com/grpc-ecosystem/grpc-gateway)/third_party/googleapis
install -D -m 644 -t "$workspace/googleapis/google/api" "$googleapis"/google/api/{annotations,http}.proto
mkdir "$workspace/contract" "$workspace/bin"
cp -r zitadel "$workspace/contract/"
cp buf.yaml "$workspace/"

go -C "$root/tools/generate" build -o "$workspace/bin/" \
  google.golang.org/protobuf/cmd/protoc-gen-go google.golang.org/grpc/cmd/protoc-gen-go-grpc
go -C "$root/tools/buf" build -o "$workspace/bin/" github.com/bufbuild/buf/cmd/buf

cat > "$workspace/buf.gen.yaml" <<YAML
version: v2
inputs: [{directory: contract}]
plugins:
  - {local: bin/protoc-gen-go, out: "$here", opt: paths=source_relative}
  - {local: bin/protoc-gen-go-grpc, out: "$here", opt: paths=source_relative}
YAML
cd "$workspace"
bin/buf lint contract
bin/buf generate
