// Package mcp lets agents read, and where the operator wants it change, login settings over the Model Context Protocol
// (https://modelcontextprotocol.io). A tool is a trusted document: the operator wrote it, an agent only gives its variables.
//
// The package owns which documents are tools, and what a document has to have before it may write (guards.go); the JSON Schema
// of a tool's arguments, made of the GraphQL types of its variables; how a GraphQL response becomes a tool's result, with the
// texts marked that other people wrote; and the description of /mcp as a protected resource (RFC 9728), by which a client
// finds out where to get a token. The protocol itself is the official SDK's, over streamable HTTP without sessions: each
// request is answered by one JSON response, and nothing is kept between two of them.
//
// What a tool does, its limits and its errors are those of GraphQL over HTTP: graph/endpoint executes its document. It
// depends on that, on graph/problem for its refusals, on internal/loopback, and on gqlparser to read documents. Hosts, origins,
// rates, sizes and times are bounded in internal/web before a request comes here, and internal/trusted reads the manifest.
package mcp
