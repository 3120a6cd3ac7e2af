package resolver_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// program is a process of zitadel-graphql that a test has started. Its methods may be called concurrently; those that
// can fail end the test.
type program struct {
	// url is http://host:port, without a path.
	url string
	// graphqlAddress is the host:port of url.
	graphqlAddress string
	// embeddedAddress is the host:port of the embedded backend's own socket. It is empty without --embedded-listen.
	embeddedAddress string
	// client keeps its connections open, follows no redirections, and gives up after patience.
	client *http.Client

	t       testing.TB
	process *exec.Cmd
	output  *processOutput
	tokens  *secrets       // that client has sent
	metrics string         // at the end; empty without --metrics-listen
	spans   *processOutput // in protobuf; nil where they aren't received
	ended   chan struct{}  // closed when the process has ended and all its output is there
}

// start runs the program on a free port and returns once it serves; the end of the test kills it. Without --backend
// among args it has the embedded backend. --log-level must not be above info, since start waits for lines of the log.
//
// Where args don't set them, the two time-outs are far longer than the program's own defaults: on a busy machine a test
// that isn't about time-outs must not run into one. The program refuses a --backend-timeout over its --request-timeout,
// so the first follows the second. In front of a scripted backend the program doesn't confirm its writes unless args
// say so: what such a backend shows isn't changed by a write.
func start(t testing.TB, args ...string) *program {
	t.Helper()
	return startWithEnv(t, nil, args...)
}

// startWithEnv is start with further environment variables, NAME=VALUE each.
func startWithEnv(t testing.TB, variables []string, args ...string) *program {
	t.Helper()
	call := "60s"
	if i := slices.Index(args, "--request-timeout"); i >= 0 {
		call = args[i+1]
	}
	if slices.ContainsFunc(args, func(arg string) bool { return strings.Contains(arg, scriptedHost) }) {
		args = withDefaults(args, "--confirm-writes", "off")
	}
	p := launchWithEnv(t, variables, withDefaults(args, "--backend-timeout", call, "--request-timeout", "90s")...)
	p.awaitServing()
	if hasFlag(args, "--embedded-listen") {
		p.embeddedAddress = p.awaitLine("serving the embedded backend")["address"]
	}
	return p
}

// launch runs the program and returns at once.
func launch(t testing.TB, args ...string) *program {
	t.Helper()
	return launchWithEnv(t, nil, args...)
}

// launchWithEnv is launch with further environment variables, NAME=VALUE each.
func launchWithEnv(t testing.TB, variables []string, args ...string) *program {
	t.Helper()
	return launchWithOutput(t, func(output io.Writer) io.Writer { return output }, variables, args...)
}

// launchWithOutput is launchWithEnv for a program whose output isn't all log: what it prints goes to the writer that
// through makes, and what that writes to its argument becomes the program's log.
func launchWithOutput(t testing.TB, through func(io.Writer) io.Writer, variables []string, args ...string) *program {
	t.Helper()
	if err := readSources(); err != nil {
		t.Fatalf("read the sources: %v", err)
	}
	command := exec.Command(binary, withDefaults(args, "--listen", "127.0.0.1:0", "--log-format", "json", "--drain-delay", "0s")...)
	command.Env = append(cleanEnvironment(), variables...)
	return run(t, command, through)
}

// run is launchWithOutput for a command of which the output isn't set yet.
func run(t testing.TB, command *exec.Cmd, through func(io.Writer) io.Writer) *program {
	t.Helper()
	p := &program{t: t, process: command, output: newProcessOutput(), ended: make(chan struct{}), tokens: &secrets{}}
	p.client = newClient()
	p.client.Transport = tokenRecorder{p.client.Transport.(*http.Transport), p.tokens} //nolint:forcetypeassert // newClient's
	printed := through(p.output)
	p.process.Stdout, p.process.Stderr = printed, printed
	if err := p.process.Start(); err != nil {
		t.Fatalf("start the program: %v", err)
	}
	go func() {
		defer close(p.ended)
		p.process.Wait() //nolint:errcheck // the exit code is asked for where it matters
	}()
	t.Cleanup(p.finish)
	return p
}

// withDefaults returns args with those defaults before them whose flags aren't among args. defaults are flags and
// values in turn.
func withDefaults(args []string, defaults ...string) []string {
	var all []string
	for pair := range slices.Chunk(defaults, 2) {
		if !hasFlag(args, pair[0]) {
			all = append(all, pair...)
		}
	}
	return append(all, args...)
}

// hasFlag reports whether args have the flag, as "--name value" or as "--name=value".
func hasFlag(args []string, name string) bool {
	return slices.ContainsFunc(args, func(arg string) bool { return arg == name || strings.HasPrefix(arg, name+"=") })
}

// flagValue returns the last value that args give the flag, or nothing.
func flagValue(args []string, name string) (value string) {
	for i, arg := range args {
		if given, found := strings.CutPrefix(arg, name+"="); found {
			value = given
		} else if arg == name && i+1 < len(args) {
			value = args[i+1]
		}
	}
	return value
}

// cleanEnvironment returns the environment without the program's own settings, OpenTelemetry's and those of Go's garbage collector, which
// whoever runs the tests may have set.
func cleanEnvironment() []string {
	var kept []string
	for _, variable := range os.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		if !strings.HasPrefix(name, "ZITADEL_GRAPHQL_") && !strings.HasPrefix(name, "OTEL_") && name != "GOGC" && name != "GOMEMLIMIT" {
			kept = append(kept, variable)
		}
	}
	return kept
}

// finish ends the program with its test, and fails the test if the program had a data race or told a secret.
func (p *program) finish() {
	p.readMetrics()
	p.kill()
	p.checkSecrets()
	p.client.CloseIdleConnections()
	if strings.Contains(p.log(), "DATA RACE") {
		p.t.Errorf("the program has a data race:\n%s", p.log())
	}
	if p.t.Failed() {
		p.t.Logf("the program's output:\n%s", p.log())
	}
}

// kill ends the program with SIGKILL and waits until it has ended. It does nothing to a program that has ended before.
func (p *program) kill() {
	p.process.Process.Kill() //nolint:errcheck // it fails for a process that has ended
	<-p.ended
}

// signal sends the program a signal.
func (p *program) signal(signal os.Signal) {
	p.t.Helper()
	if err := p.process.Process.Signal(signal); err != nil {
		p.t.Fatal(err)
	}
}

// stop ends the program with SIGTERM, and fails the test unless the exit code is 0.
func (p *program) stop() {
	p.t.Helper()
	p.signal(syscall.SIGTERM)
	if code := p.wait(); code != 0 {
		p.t.Fatalf("the program ended with exit code %d, want 0", code)
	}
}

// wait waits until the program ends by itself, and returns its exit code.
func (p *program) wait() int {
	p.t.Helper()
	select {
	case <-p.ended:
		return p.process.ProcessState.ExitCode()
	case <-time.After(patience):
		p.t.Fatalf("the program didn't end")
		return -1
	}
}

// awaitServing waits until the program serves GraphQL, and sets where.
func (p *program) awaitServing() {
	p.t.Helper()
	p.url = strings.TrimSuffix(p.awaitLine("serving GraphQL")["url"], "/graphql")
	p.graphqlAddress = strings.TrimPrefix(p.url, "http://")
}

// log returns everything that the program has printed so far, on standard output and standard error together.
func (p *program) log() string { return p.output.text() }

// awaitLine waits for a line of the JSON log with this msg and returns its fields as text. Of several such lines it
// returns the first.
func (p *program) awaitLine(msg string) map[string]string {
	p.t.Helper()
	late := time.After(patience)
	for {
		changed := p.output.changes()
		if found := findLine(p.log(), msg); found != nil {
			return found
		}
		select {
		case <-changed:
		case <-p.ended:
			if found := findLine(p.log(), msg); found != nil {
				return found
			}
			p.t.Fatalf("the program ended without logging %q", msg)
		case <-late:
			p.t.Fatalf("the program didn't log %q", msg)
		}
	}
}

// awaitText waits until the program has printed a line with this text.
func (p *program) awaitText(text string) {
	p.t.Helper()
	late := time.After(patience)
	for {
		changed := p.output.changes()
		if _, after, found := strings.Cut(p.log(), text); found && strings.Contains(after, "\n") {
			return
		}
		select {
		case <-changed:
		case <-late:
			p.t.Fatalf("the program didn't print %q", text)
		}
	}
}

// findLine returns the fields of the first line with this msg, or nil. The last line isn't looked at until it is
// complete.
func findLine(log, msg string) map[string]string {
	lines := strings.Split(log, "\n")
	for _, line := range lines[:len(lines)-1] {
		var fields map[string]any
		if json.Unmarshal([]byte(line), &fields) != nil || fields["msg"] != msg {
			continue
		}
		found := map[string]string{}
		for name, value := range fields {
			found[name] = fmt.Sprint(value)
		}
		return found
	}
	return nil
}

// allWires returns the wires to a backend, as --transport names them.
func allWires() []string {
	return []string{"grpc", "grpc-web", "rest"}
}

// startOverWire starts the program in front of the gRPC server at address, over any wire: for gRPC-Web and REST with a
// gateway between the two.
func startOverWire(t *testing.T, wire, address string, args ...string) *program {
	t.Helper()
	if wire == "grpc" {
		return start(t, append(args, "--backend", "http://"+address)...)
	}
	return startThrough(t, wire, address, args...)
}
