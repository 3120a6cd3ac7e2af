package resolver_test

import (
	"cmp"
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"zitadel-graphql/internal/backend/backendtest"
	"zitadel-graphql/internal/racetest"
)

// notOver are the cases that can't have the same answer over gRPC-Web and REST, and why. Everything else must.
func notOver() map[string]string {
	return map[string]string{
		"http/host":    "the rule is the embedded backend's, which answers to any name behind a gateway",
		"backend/html": "a server that speaks HTTP/1.1 only can't be spoken to in gRPC, and can in gRPC-Web and REST",
	}
}

// notInJSON are the scripted backend's orders that no gateway can hand on as JSON, and why. A step with one is left out
// over REST.
func notInJSON() map[string]string {
	return map[string]string{
		"undecodable": "what can't be read as protobuf is the gateway's failure, which it reports as one",
		"large":       "a reply in JSON has another size",
		"future":      "the gateway leaves out what its contract doesn't have",
	}
}

// TestCasesOverEveryWire ensures that the answers over gRPC-Web and REST are the same as over native gRPC, byte for byte. The
// gateway that turns both into native gRPC, in front of the scripted backend or of the embedded one in another process, isn't
// our code.
//
// Every case that may call the backend runs over gRPC-Web, and its exchanges are recorded. Over REST only the cases run that
// are needed to have each of these exchanges. With -v each prints one that no case before it has.
//
// Over gRPC-Web the program executes without plans, so that each case's answers are the same with them, as TestCases has them, and without.
func TestCasesOverEveryWire(t *testing.T) { //nolint:tparallel // runTogether runs more of them at once
	t.Parallel()
	racetest.Skip(t, "TestCases has the program execute the same, and the wires' own code runs in the tests of internal/backend and of wiretest, over each")
	if *update { // the wants are those of native gRPC
		return
	}
	recorded := newTraffic()
	t.Run("grpc-web", func(t *testing.T) {
		runTogether(t, casesForWires(t), func(t *testing.T, path string) {
			t.Helper()
			runOver(t, "grpc-web", path, recorded)
			if t.Failed() {
				recorded.forget(caseName(path))
			}
		})
	})
	needed := recorded.needed()
	t.Run("rest", func(t *testing.T) {
		paths := slices.DeleteFunc(casesForWires(t), func(path string) bool {
			return recorded.has(caseName(path)) && needed[caseName(path)] == ""
		})
		runTogether(t, paths, func(t *testing.T, path string) {
			t.Helper()
			t.Log(cmp.Or(needed[caseName(path)], "nothing is known of its traffic"))
			runOver(t, "rest", path, newTraffic())
		})
	})
}

// casesForWires returns the paths of the cases that could have other answers over gRPC-Web or REST, and mustn't.
func casesForWires(t *testing.T) []string {
	t.Helper()
	left := len(notOver())
	paths := slices.DeleteFunc(caseFiles(t), func(path string) bool {
		excepted := notOver()[caseName(path)] != ""
		if excepted {
			left--
		}
		return excepted || !callsBackend(readCase(t, path))
	})
	if left != 0 {
		t.Errorf("notOver has %d cases that aren't there", left)
	}
	return paths
}

// callsBackend returns whether a case may call the backend. It doesn't if each of its replies is one of GraphQL without
// data, whose document wasn't executed by GraphQL's rules, or with data about the schema only.
func callsBackend(file *caseFile) bool {
	return slices.ContainsFunc(file.steps, func(step caseStep) bool {
		full, err := spellOut(step["want"])
		_, body, _ := strings.Cut(full, "\n\n")
		value, errJSON := parseJSON(body)
		reply, isObject := value.(object)
		if step["direct"] != "" || err != nil || errJSON != nil || !isObject {
			return true // a probe or a page, of which nothing is known
		}
		fields, _ := reply.get("data").(object)
		return reply.index("data") >= 0 && (fields == nil || slices.ContainsFunc(fields, needsBackend))
	})
}

// needsBackend returns whether a field of the data can come from the backend: it doesn't ask for the schema or a type's name.
func needsBackend(field member) bool {
	return !strings.HasPrefix(field.name, "__") && field.value != "Query" && field.value != "Mutation"
}

func runOver(t *testing.T, wire, path string, recorded *traffic) {
	t.Helper()
	runCase(t, path, caseRun{
		start: func(section string) *program {
			return startOver(t, wire, section, func(native http.Handler) http.Handler {
				return recorded.record(caseName(path), wireSettings(section), native)
			})
		},
		skip: func(request string) bool { return wire == "rest" && ordersOneOf(request, notInJSON()) },
	})
}

// wireSettings returns a program's arguments if some of them change how it calls the backend: how long it waits, how much it
// reads, or what it does after a failure.
func wireSettings(section string) string {
	if strings.Contains(section, "--backend-") || strings.Contains(section, "--request-timeout") {
		return section
	}
	return ""
}

// ordersOneOf returns whether the token of a request has one of these orders for the scripted backend.
func ordersOneOf(request string, orders map[string]string) bool {
	for _, word := range regexp.MustCompile(`[=.~](\w+)`).FindAllStringSubmatch(request, -1) {
		if orders[word[1]] != "" {
			return true
		}
	}
	return false
}

// startOver starts the program with a gateway between it and the backend that the section names. observe wraps what gets the
// gateway's native gRPC. A backend that isn't a gRPC server is called without a gateway.
func startOver(t *testing.T, wire, section string, observe func(native http.Handler) http.Handler) *program {
	t.Helper()
	plans := []string{"--plans", map[string]string{"grpc-web": "off", "rest": "on"}[wire]}
	if rest, isScripted := strings.CutPrefix(section, "backend: scripted\n"); isScripted {
		return startWithGateway(t, wire, startScripted(t).address, observe, append(plans, strings.Fields(rest)...)...)
	}
	args := arguments(t, section)
	if hasFlag(args, "--backend") {
		return start(t, slices.Concat(args, plans, []string{"--transport", wire})...)
	}
	ofBackend, ofProgram := divide(args)
	ofProgram = append(ofProgram, plans...)
	address := start(t, append(ofBackend, "--embedded-listen", "127.0.0.1:0")...).embeddedAddress
	if !hasFlag(ofProgram, "--introspection") {
		ofProgram = append(ofProgram, "--introspection", "on") // as with the embedded backend
	}
	p := startWithGateway(t, wire, address, observe, ofProgram...)
	p.embeddedAddress = address
	return p
}

// divide separates the embedded backend's arguments from the program's, and drops --embedded-listen.
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

// startThrough starts the program with a gateway between it and the backend at this address.
func startThrough(t *testing.T, wire, address string, args ...string) *program {
	t.Helper()
	return startWithGateway(t, wire, address, func(native http.Handler) http.Handler { return native }, args...)
}

func startWithGateway(t *testing.T, wire, address string, observe func(native http.Handler) http.Handler, args ...string) *program {
	t.Helper()
	if strings.HasPrefix(address, scriptedHost) {
		args = withDefaults(args, "--confirm-writes", "off") // as start does
	}
	gateway := httptest.NewServer(backendtest.Transcoder(t, observe(backendtest.NativeProxy(t, dialerTo(address)))))
	t.Cleanup(gateway.Close)
	return start(t, slices.Concat(args, []string{"--backend", gateway.URL, "--transport", wire})...)
}

// gatewayTo turns gRPC-Web and REST into native gRPC for the server at this address.
func gatewayTo(t *testing.T, address string) *httptest.Server {
	t.Helper()
	return backendtest.Gateway(t, dialerTo(address))
}

func dialerTo(address string) backendtest.Dialer {
	return func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, address)
	}
}
