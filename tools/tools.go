//go:build tools

// Package tools pins what is needed to build and check the project, but not to run it.
package tools

// The google/api .proto files come from this module's third_party/googleapis.
import _ "github.com/grpc-ecosystem/grpc-gateway/runtime"
