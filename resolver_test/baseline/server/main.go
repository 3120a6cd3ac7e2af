// Command server serves package baseline over HTTP, for benchmarks of resolver_test, which measure the CPU time of its process.
//
// It prints the address that it listens on as its first line, and serves until it is killed.
package main

import (
	"context"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"

	"zitadel-graphql/resolver_test/baseline"
)

func main() {
	address := flag.String("backend", "", "the backend's host and port, which serves gRPC without TLS")
	flag.Parse()
	if err := run(context.Background(), *address); err != nil {
		fmt.Fprintln(os.Stderr, "baseline:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, backend string) error {
	conn, err := baseline.Dial(backend)
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	fmt.Fprintln(os.Stdout, listener.Addr())
	return http.Serve(listener, baseline.New(conn)) //nolint:gosec // no time-outs: nobody but the benchmark connects
}
