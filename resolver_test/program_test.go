// Package resolver_test drives the built program over HTTP, as its users do: a case is a file below cases/, and what
// needs a backend that fails or records is a test here. It knows the program's flags, its log lines and its wire, and
// nothing of its packages but the wire contract.
//
// program_test.go starts the program and case_test.go runs the files; scripted_test.go and case_backends_test.go are what the
// program can be pointed at instead of the embedded backend, and relay_test.go stands between the two. kill_test.go and
// bench_test.go use the same harness. faults_chain_test.go puts more between the two, for what faults_table_test.go lists
// to go wrong: its backend is the embedded one in this process, since its log has to be counted.
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

// program is a running zitadel-graphql. Its methods may be called concurrently.
type program struct {
	// url is http://host:port, without a path.
	url string
	// graphqlAddress is the host:port that url has.
	graphqlAddress string
	// embeddedAddress is where the embedded backend is served too; empty without --embedded-listen.
	embeddedAddress string
	// client keeps connections open and follows no redirects.
	client *http.Client

	t       testing.TB
	process *exec.Cmd
	output  *processOutput
	ended   chan struct{} // closed when the process has ended and all its output is there
}

// start runs the program on a free port, with the embedded backend unless args say otherwise, and returns once it
// serves. The test's end kills it. --listen and --log-format may be among args, the log's level not above info. Without the
// two time-outs among them it has time: a test that isn't about them mustn't meet them because the machine is busy. No call
// may have longer than its request.
func start(t testing.TB, args ...string) *program {
	t.Helper()
	call := "60s"
	if i := slices.Index(args, "--request-timeout"); i >= 0 {
		call = args[i+1]
	}
	if slices.ContainsFunc(args, func(arg string) bool { return strings.Contains(arg, scriptedHost) }) {
		args = withDefaults(args, "--confirm-writes", "off")
	}
	p := launch(t, withDefaults(args, "--backend-timeout", call, "--request-timeout", "90s")...)
	serving := p.awaitLine("serving GraphQL")
	p.url = strings.TrimSuffix(serving["url"], "/graphql")
	p.graphqlAddress = strings.TrimPrefix(p.url, "http://")
	if hasFlag(args, "--embedded-listen") {
		p.embeddedAddress = p.awaitLine("serving the embedded backend")["address"]
	}
	return p
}

// launch runs the program without waiting for anything.
func launch(t testing.TB, args ...string) *program {
	t.Helper()
	return launchWithEnv(t, nil, args...)
}

// launchWithEnv adds variables, NAME=VALUE each, to the program's environment.
func launchWithEnv(t testing.TB, variables []string, args ...string) *program {
	t.Helper()
	return launchWithOutput(t, func(output io.Writer) io.Writer { return output }, variables, args...)
}

// launchWithOutput sends what the program prints through a writer, which passes on what belongs into the program's output.
func launchWithOutput(t testing.TB, through func(io.Writer) io.Writer, variables []string, args ...string) *program {
	t.Helper()
	if err := readSources(); err != nil {
		t.Fatalf("read the sources: %v", err)
	}
	p := &program{t: t, output: newProcessOutput(), ended: make(chan struct{}), client: newClient()}
	p.process = exec.Command(binary, withDefaults(args, "--listen", "127.0.0.1:0", "--log-format", "json")...)
	p.process.Env = append(cleanEnvironment(), variables...)
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

// withDefaults puts the defaults before args, flag and value in turn, but for the flags that are among args.
func withDefaults(args []string, defaults ...string) []string {
	var all []string
	for pair := range slices.Chunk(defaults, 2) {
		if !hasFlag(args, pair[0]) {
			all = append(all, pair...)
		}
	}
	return append(all, args...)
}

func hasFlag(args []string, name string) bool {
	for _, arg := range args {
		if arg == name || strings.HasPrefix(arg, name+"=") {
			return true
		}
	}
	return false
}

// cleanEnvironment keeps settings of whoever runs the tests out of them.
func cleanEnvironment() []string {
	var kept []string
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "ZITADEL_GRAPHQL_") {
			kept = append(kept, variable)
		}
	}
	return kept
}

// finish is the end of every program: it is gone, and it had no data race.
func (p *program) finish() {
	p.kill()
	p.client.CloseIdleConnections()
	if strings.Contains(p.log(), "DATA RACE") {
		p.t.Errorf("the program has a data race:\n%s", p.log())
	}
	if p.t.Failed() {
		p.t.Logf("the program's output:\n%s", p.log())
	}
}

// kill ends the program with SIGKILL and waits until it is gone. A program that is gone already stays so.
func (p *program) kill() {
	p.process.Process.Kill() //nolint:errcheck // it fails for a process that has ended
	<-p.ended
}

// signal sends the program one.
func (p *program) signal(signal os.Signal) {
	p.t.Helper()
	if err := p.process.Process.Signal(signal); err != nil {
		p.t.Fatal(err)
	}
}

// stop asks the program to end with SIGTERM, and fails the test unless it does so with exit code 0.
func (p *program) stop() {
	p.t.Helper()
	p.signal(syscall.SIGTERM)
	if code := p.wait(); code != 0 {
		p.t.Fatalf("the program ended with exit code %d, want 0", code)
	}
}

// wait returns the exit code of a program that ends by itself.
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

// log is everything that the program has printed so far, standard output and standard error together.
func (p *program) log() string { return p.output.text() }

// awaitLine waits for the first line of the JSON log with this msg, and returns its text fields.
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

// findLine leaves an unfinished last line for later.
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

// allWires is every one, as --transport has it.
func allWires() []string {
	return []string{"grpc", "grpc-web", "rest"}
}

// startOverWire starts the program in front of the backend at address, over any wire.
func startOverWire(t *testing.T, wire, address string, args ...string) *program {
	t.Helper()
	if wire == "grpc" {
		return start(t, append(args, "--backend", "http://"+address)...)
	}
	return startThrough(t, wire, address, args...)
}
