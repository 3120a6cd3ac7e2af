package resolver_test

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"zitadel-graphql/internal/backend/backendtest"
)

// aboutTheBackend are the folders below cases/ whose answers come from the backend. Those of "backend" that need
// another server than the puppet are about one wire: what a page or garbage is depends on the protocol around it.
var aboutTheBackend = []string{"backend", "caller", "inherited", "operations", "organization"}

// TestCasesOverEveryWire ensures that the answers are the same, byte for byte, over gRPC-Web and over REST. What turns
// these into native gRPC, in front of the embedded backend of another process or of the puppet, isn't our code.
func TestCasesOverEveryWire(t *testing.T) {
	t.Parallel()
	if *update { // the wants are those of native gRPC
		return
	}
	for _, wire := range []string{"grpc-web", "rest"} {
		for _, path := range caseFiles(t) {
			folder, name := filepath.Base(filepath.Dir(path)), strings.TrimSuffix(filepath.Base(path), ".txtar")
			if !slices.Contains(aboutTheBackend, folder) || nativeOnly(t, path) || otherwise(wire, folder+"/"+name) != "" {
				continue
			}
			t.Run(wire+"/"+folder+"/"+name, func(t *testing.T) {
				t.Parallel()
				runCase(t, path, func(section string) *program { return startOver(t, wire, section) })
			})
		}
	}
}

// nativeOnly says that a case is about a server that isn't a gRPC server, or breaks off as one.
func nativeOnly(t *testing.T, path string) bool {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	_, backend, named := strings.Cut(string(text), "\nbackend: ")
	return named && !strings.HasPrefix(backend, "puppet")
}

// otherwise says why a case can't have the same answer through a gateway.
func otherwise(wire, name string) string {
	switch {
	case slices.Contains([]string{"backend/cut", "backend/read_fails_before_write", "backend/every_write", "inherited/phantom_repair_fails"}, name):
		return "the connection that breaks is the gateway's, which reports it as a status"
	case wire == "rest" && (name == "backend/unusable_replies" || strings.HasPrefix(name, "backend/reply_")):
		return "a reply in JSON has another size, and lacks the protobuf that can't be read"
	}
	return ""
}

// startOver starts the program with a gateway between it and the backend that the section names.
func startOver(t *testing.T, wire, section string) *program {
	t.Helper()
	if rest, isPuppet := strings.CutPrefix(section, "backend: puppet"); isPuppet {
		return startThrough(t, wire, startPuppet(t).address, strings.Fields(rest)...)
	}
	args := strings.Fields(section)
	if i := slices.Index(args, "--embedded-listen"); i >= 0 {
		args = slices.Delete(args, i, i+2)
	}
	address := start(t, "--embedded-listen", "127.0.0.1:0").embeddedAddress
	p := startThrough(t, wire, address, append(args, "--introspection", "on")...) // as with the embedded backend
	p.embeddedAddress = address
	return p
}

func startThrough(t *testing.T, wire, address string, args ...string) *program {
	t.Helper()
	gateway := backendtest.Gateway(t, func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, address)
	})
	return start(t, append(args, "--backend", gateway.URL, "--transport", wire)...)
}
