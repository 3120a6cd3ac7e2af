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

// TestCasesOverEveryWire ensures that the answers are the same, byte for byte, over gRPC-Web and over REST. What turns
// these into native gRPC, in front of the embedded backend of another process or of the scripted backend, isn't our code.
//
// Over gRPC-Web every case is run that may call the backend, and its traffic is recorded. Over REST only those are run
// that are needed to have all of that traffic; with -v each says what it has that others lack.
func TestCasesOverEveryWire(t *testing.T) { //nolint:tparallel // runTogether runs more of them at once
	t.Parallel()
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

// casesForWires are the paths of the cases that could have other answers over gRPC-Web or REST, and mustn't.
func casesForWires(t *testing.T) []string {
	t.Helper()
	left := len(notOver())
	paths := slices.DeleteFunc(caseFiles(t), func(path string) bool {
		excused := notOver()[caseName(path)] != ""
		if excused {
			left--
		}
		return excused || !callsBackend(readCase(t, path))
	})
	if left != 0 {
		t.Errorf("%d excuses are for cases that aren't there", left)
	}
	return paths
}

// callsBackend says that a reply of a case may need the backend. One without data doesn't, by GraphQL's rules: its document
// wasn't executed. Nor does one whose data is about the schema.
func callsBackend(file *caseFile) bool {
	return slices.ContainsFunc(file.steps, func(step caseStep) bool {
		full, err := spellOut(step["want"])
		_, body, _ := strings.Cut(full, "\n\n")
		value, err2 := parseJSON(body)
		reply, isObject := value.(object)
		data, hasFields := reply.get("data").(object)
		isGraphQL := err == nil && err2 == nil && isObject && step["direct"] == ""
		return !isGraphQL || reply.index("data") >= 0 && (!hasFields || slices.ContainsFunc(data, isOfZITADEL))
	})
}

// isOfZITADEL says that a field of the data isn't introspection's, which has a name for that, or the name of a type.
func isOfZITADEL(field member) bool {
	return !strings.HasPrefix(field.name, "__") && field.value != "Query" && field.value != "Mutation"
}

func runOver(t *testing.T, wire, path string, seen *traffic) {
	t.Helper()
	runCase(t, path, caseRun{
		start: func(section string) *program {
			return startOver(t, wire, section, func(native http.Handler) http.Handler {
				return seen.record(caseName(path), wireSettings(section), native)
			})
		},
		skip: func(request string) bool { return wire == "rest" && ordersOneOf(request, notInJSON()) },
	})
}

// wireSettings are a program's arguments where some may change what its wire makes of an exchange: how long it waits, how
// much it reads, or what it does after a failure.
func wireSettings(section string) string {
	if strings.Contains(section, "--backend-") || strings.Contains(section, "--request-timeout") {
		return section
	}
	return ""
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

// startOver starts the program with a gateway between it and the backend that the section names, and behind that what sees
// the native gRPC. A backend that isn't a gRPC server is asked as it is.
func startOver(t *testing.T, wire, section string, see func(native http.Handler) http.Handler) *program {
	t.Helper()
	if rest, isScripted := strings.CutPrefix(section, "backend: scripted\n"); isScripted {
		return startBehind(t, wire, startScripted(t).address, see, strings.Fields(rest)...)
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
	p := startBehind(t, wire, address, see, ofProgram...)
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

// startThrough starts the program with a gateway between it and the backend at this address.
func startThrough(t *testing.T, wire, address string, args ...string) *program {
	t.Helper()
	return startBehind(t, wire, address, func(native http.Handler) http.Handler { return native }, args...)
}

func startBehind(t *testing.T, wire, address string, see func(native http.Handler) http.Handler, args ...string) *program {
	t.Helper()
	if strings.HasPrefix(address, scriptedHost) {
		args = withDefaults(args, "--confirm-writes", "off") // as start does
	}
	gateway := httptest.NewServer(backendtest.Transcoder(t, see(backendtest.NativeProxy(t, dialerTo(address)))))
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
