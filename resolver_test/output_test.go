package resolver_test

import (
	"bytes"
	"strings"
	"sync"
)

// processOutput collects what a process prints, and tells who waits for more of it. It is safe for concurrent use.
type processOutput struct {
	mu      sync.Mutex
	printed bytes.Buffer
	changed chan struct{} // closed by the next Write
}

func newProcessOutput() *processOutput { return &processOutput{changed: make(chan struct{})} }

// Write implements io.Writer.
func (t *processOutput) Write(text []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	close(t.changed)
	t.changed = make(chan struct{})
	return t.printed.Write(text)
}

func (t *processOutput) text() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.printed.String()
}

// changes returns a channel that is closed when there is more than text returned after this call. Take it first.
func (t *processOutput) changes() <-chan struct{} {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.changed
}

// internals never stands in a reply: what gRPC and Go write into their errors, addresses, and pages of other servers.
var internals = []string{
	"rpc error:", "desc =", "transport:", "dial tcp", "connection refused", "connection reset", "broken pipe", ": EOF", "unexpected EOF",
	"error reading server preface", "http2:", "grpc:", "proto:", "protobuf:", "x509:", "tls:", "cannot parse invalid wire-format",
	"goroutine ", "runtime error", "panic", ".go:", "zitadel-graphql/", "context deadline exceeded", "context canceled",
	"invalid character", "json:", "strconv.", "127.0.0.1:", "<html", "<!doctype", "Internal Server Error",
	"SECRET-TEXT",
}

// internalsIn lists the texts of internals that are in a body, unless the body is the GraphiQL page.
func internalsIn(body string) []string {
	var found []string
	for _, text := range internals {
		if strings.Contains(strings.ToLower(body), strings.ToLower(text)) && !strings.Contains(body, "<title>zitadel-graphql<") {
			found = append(found, text)
		}
	}
	return found
}
