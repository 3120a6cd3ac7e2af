//go:build tools

// Package tools keeps what tools/buf/go.mod requires beside buf itself.
package tools

// The google/api .proto files come from this module's third_party/googleapis.
import _ "github.com/grpc-ecosystem/grpc-gateway/runtime"
