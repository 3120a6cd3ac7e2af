#!/usr/bin/env bash
# Runs golangci-lint, in the version that go.mod beside this script pins, with the arguments given, in the folder that it is
# called from.
#
# It is built once for each version of it and of Go, since that takes minutes, and kept in the user's cache folder. What is
# there of older versions can be deleted at any time.
set -euo pipefail
module=$(dirname "$(realpath "$0")")

version=$(go -C "$module" list -m -f '{{.Version}}' github.com/golangci/golangci-lint/v2)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/zitadel-graphql
linter=$cache/golangci-lint-$version-$(go env GOVERSION)

if [ ! -x "$linter" ]; then
  echo "building golangci-lint $version, once" >&2
  mkdir -p "$cache"
  # Under another name until it is whole, so that a build that is broken off, or another one at the same time, does no harm.
  go -C "$module" build -o "$linter.$$" github.com/golangci/golangci-lint/v2/cmd/golangci-lint
  mv "$linter.$$" "$linter"
fi
exec "$linter" "$@"
