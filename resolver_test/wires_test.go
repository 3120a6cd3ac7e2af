package resolver_test

import (
	"context"
	"net"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"zitadel-graphql/internal/backend/backendtest"
)

// notOver are the cases that can't have the same answer over a wire, by wire and case, and why. Everything else must.
var notOver = map[string]map[string]string{
	"grpc-web": {
		"http/host":    "the rule is the embedded backend's, which answers to any name behind a gateway",
		"backend/html": "a server that speaks HTTP/1.1 only can't be spoken to in gRPC, and can in gRPC-Web",
	},
	"rest": {
		"http/host":    "as over gRPC-Web",
		"backend/html": "as over gRPC-Web",
	},
}

// notInJSON are the scripted backend's orders that no gateway can hand on as JSON, and why. A step with one is left out over REST.
var notInJSON = map[string]string{
	"undecodable": "what can't be read as protobuf is the gateway's failure, which it reports as one",
	"large":       "a reply in JSON has another size",
	"future":      "the gateway leaves out what its contract doesn't have",
}

// TestCasesOverEveryWire ensures that the answers are the same, byte for byte, over gRPC-Web and over REST. What turns
// these into native gRPC, in front of the embedded backend of another process or of the scripted one, isn't our code.
func TestCasesOverEveryWire(t *testing.T) {
	t.Parallel()
	if *update { // the wants are those of native gRPC
		return
	}
	for wire, excused := range notOver {
		left := len(excused)
		for _, path := range caseFiles(t) {
			name := caseName(path)
			if excused[name] != "" {
				left--
				continue
			}
			t.Run(wire+"/"+name, func(t *testing.T) {
				t.Parallel()
				runCase(t, path, caseRun{
					start: func(section string) *program { return startOver(t, wire, section) },
					skip:  func(request string) bool { return wire == "rest" && ordersOneOf(request, notInJSON) },
				})
			})
		}
		if left != 0 {
			t.Errorf("%s: %d excuses are for cases that aren't there", wire, left)
		}
	}
}

// ordersOneOf says that the token of a request tells the scripted backend to do one of these.
func ordersOneOf(request string, orders map[string]string) bool {
	for _, word := range regexp.MustCompile(`[=.~](\w+)`).FindAllStringSubmatch(request, -1) {
		if orders[word[1]] != "" {
			return true
		}
	}
	return false
}

// startOver starts the program with a gateway between it and the backend that the section names; one that isn't a gRPC
// server is asked as it is.
func startOver(t *testing.T, wire, section string) *program {
	t.Helper()
	if rest, isScripted := strings.CutPrefix(section, "backend: scripted\n"); isScripted {
		return startThrough(t, wire, startScripted(t).address, strings.Fields(rest)...)
	}
	args := arguments(t, section)
	if hasFlag(args, "--backend") {
		return start(t, append(args, "--transport", wire)...)
	}
	ofBackend, ofProgram := divide(args)
	address := start(t, append(ofBackend, "--embedded-listen", "127.0.0.1:0")...).embeddedAddress
	if !hasFlag(ofProgram, "--introspection") {
		ofProgram = append(ofProgram, "--introspection", "on") // as with the embedded backend
	}
	p := startThrough(t, wire, address, ofProgram...)
	p.embeddedAddress = address
	return p
}

// divide tells the embedded backend's arguments from the program's, without where the backend listens.
func divide(args []string) (ofBackend, ofProgram []string) {
	for len(args) > 0 {
		argument, hasValue := args[:1], len(args) > 1 && !strings.HasPrefix(args[1], "--")
		if hasValue {
			argument = args[:2]
		}
		args = args[len(argument):]
		switch {
		case argument[0] == "--embedded-listen":
		case strings.HasPrefix(argument[0], "--embedded-"):
			ofBackend = append(ofBackend, argument...)
		default:
			ofProgram = append(ofProgram, argument...)
		}
	}
	return ofBackend, ofProgram
}

func startThrough(t *testing.T, wire, address string, args ...string) *program {
	t.Helper()
	if strings.HasPrefix(address, scriptedHost) {
		args = withDefaults(args, "--confirm-writes", "off") // as start does
	}
	return start(t, slices.Concat(args, []string{"--backend", gatewayTo(t, address).URL, "--transport", wire})...)
}

// gatewayTo turns gRPC-Web and REST into native gRPC for the server at this address.
func gatewayTo(t *testing.T, address string) *httptest.Server {
	t.Helper()
	return backendtest.Gateway(t, func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, address)
	})
}
