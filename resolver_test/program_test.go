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
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/rs/zerolog"
)

// patience is how long anything here may take before it counts as a hang. It only ends what would never end by itself, so
// it is longer than anything takes on a machine that is busy with other tests.
const patience = 2 * time.Minute

// binary is the program under test.
var binary string

func TestMain(m *testing.M) {
	code, err := buildAndRun(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func buildAndRun(m *testing.M) (code int, err error) {
	zerolog.SetGlobalLevel(zerolog.Disabled) // toxiproxy's bandwidth tells of each write through the global logger
	folder, err := os.MkdirTemp("", "zitadel-graphql-")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	binary = filepath.Join(folder, "zitadel-graphql")
	build := exec.Command("go", "build", "-o", binary, fmt.Sprintf("-race=%t", raceEnabled), ".")
	build.Dir = ".."
	if out, err := build.CombinedOutput(); err != nil {
		return 0, fmt.Errorf("build the program: %w\n%s", err, out)
	}
	return m.Run(), nil
}

// readSources prevents that go test takes a result from its cache after the program has changed. Go knows that a test
// depends on the packages that it imports and on the files that it looks at, and this package imports hardly any of the
// program's.
var readSources = sync.OnceValue(func() error {
	return walkRepository(func(string, fs.DirEntry) error { return nil })
})

// walkRepository calls visit for each file of the repository, but for those of hidden folders and of npm packages.
func walkRepository(visit func(path string, entry fs.DirEntry) error) error {
	return filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case !entry.IsDir():
			return visit(path, entry)
		case path != ".." && strings.HasPrefix(entry.Name(), "."), entry.Name() == "node_modules":
			return filepath.SkipDir
		}
		return nil
	})
}

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

func newClient() *http.Client {
	return &http.Client{
		Timeout:       patience,
		Transport:     &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 64},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
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

// reply is a whole HTTP response.
type reply struct {
	status int
	header http.Header
	body   string
}

// post sends body to /graphql as JSON with further headers. It may be called from any goroutine; the error is that of
// the transport. See as and operation for its arguments.
func (p *program) post(headers http.Header, body string) (reply, error) {
	request, err := http.NewRequest(http.MethodPost, p.url+"/graphql", strings.NewReader(body))
	if err != nil {
		return reply{}, err
	}
	request.Header.Set("Content-Type", "application/json")
	for name, values := range headers {
		request.Header[http.CanonicalHeaderKey(name)] = values
	}
	return p.do(request)
}

// get asks for a path of the program's.
func (p *program) get(t *testing.T, path string) reply {
	t.Helper()
	request, err := http.NewRequest(http.MethodGet, p.url+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	got, err := p.do(request)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// do sends any request, and fails the test where the reply leaks what nobody outside should see.
func (p *program) do(request *http.Request) (reply, error) {
	response, err := p.client.Do(request)
	if err != nil {
		return reply{}, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return reply{}, err
	}
	for _, leak := range internalsIn(string(body)) {
		p.t.Errorf("the reply has %q in it:\n%s", leak, body)
	}
	return reply{status: response.StatusCode, header: response.Header, body: string(body)}, nil
}

// as is the header of a caller with this token.
func as(token string) http.Header { return http.Header{"Authorization": {"Bearer " + token}} }

// operation is the body of a request. variables may be nil.
func operation(document string, variables map[string]any) string {
	body, err := json.Marshal(map[string]any{"query": document, "variables": variables})
	if err != nil {
		panic(err) // variables of a test that JSON doesn't have
	}
	return string(body)
}
