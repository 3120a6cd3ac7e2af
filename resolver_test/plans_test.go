package resolver_test

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"regexp"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/99designs/gqlgen/graphql"
	"golang.org/x/sync/errgroup"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/test/bufconn"

	"zitadel-graphql/graph/generated"
	"zitadel-graphql/graph/plan"
	"zitadel-graphql/graph/plan/plantest"
	"zitadel-graphql/internal/backend"
	"zitadel-graphql/internal/config"
	"zitadel-graphql/internal/embedded"
	"zitadel-graphql/internal/racetest"
)

const (
	// leastPlanned is how many operations of the cases are executed by a plan, and leastWanted how many requests get in this process, too,
	// what their case wants. Write more down here where there are more.
	leastPlanned = 1449
	leastWanted  = 1880
)

// raced are the cases of which calls aren't compared, and why. Those of all others are.
func raced() map[string]string {
	return map[string]string{
		"people/pages": "a page that is full cancels the calls about further people: about how many, and whom, depends on which are faster",
	}
}

// TestPlansInCases ensures that an operation with a plan leaves behind what it does without, byte for byte: each case runs in front of two
// programs in this process, one of which has gqlgen's generated code execute everything, and of each request all is compared that package
// plantest records. And that no plan gets lost: as many operations have one as did.
func TestPlansInCases(t *testing.T) {
	t.Parallel()
	if *update {
		return
	}
	var byPlan, byGqlgen, wanted atomic.Int64
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, path := range caseFiles(t) {
		if i%racetest.Size(1, 10) != 0 { // TestCases has all of them pass a program with the race detector
			continue
		}
		group.Go(func() error {
			t.Run(caseName(path), func(t *testing.T) {
				with := comparePlans(t, readCase(t, path))
				checkOrganizations(t, with)
				byPlan.Add(int64(with.byPlan))
				byGqlgen.Add(int64(with.byGqlgen))
				wanted.Add(int64(with.wanted))
			})
			return nil
		})
	}
	group.Wait() //nolint:errcheck // the tests have failed where they failed
	t.Logf("%d operations have a plan and %d have none, and %d requests get what their cases want", byPlan.Load(), byGqlgen.Load(), wanted.Load())
	if strings.Contains(flag.Lookup("test.run").Value.String(), "/") || racetest.Enabled { // not all cases
		return
	}
	if byPlan.Load() < leastPlanned || wanted.Load() < leastWanted {
		t.Errorf("%d operations have a plan, and %d did; %d requests get what their cases want, and %d did",
			byPlan.Load(), leastPlanned, wanted.Load(), leastWanted)
	}
}

// inProcess is what a case left behind in front of a program in this process.
type inProcess struct {
	exchanges                []*plantest.Exchange
	byPlan, byGqlgen, wanted int
}

// comparePlans runs a case both ways. The responses and the audit trail of a request are always the same. How many calls it makes, and in
// which moment it notices something, may depend on which of two goroutines is faster: there a plan has to do once what gqlgen's generated
// code does in some run.
func comparePlans(t *testing.T, file *caseFile) (with inProcess) {
	t.Helper()
	const runs = 30
	var without []inProcess
	same, last := map[int]bool{}, ""
	for len(without) == 0 || len(same) < len(with.exchanges) {
		if len(without) == runs {
			t.Error(last)
			break
		}
		without = append(without, runInProcess(t, file, nil))
		with = runInProcess(t, file, withPlans)
		for i, exchange := range with.exchanges {
			if ofAnswers := plantest.Differences(without[len(without)-1].exchanges[i].WithoutCalls(), exchange.WithoutCalls()); len(ofAnswers) > 0 {
				t.Fatalf("request %d: %s", i+1, strings.Join(ofAnswers, "\n"))
			}
			if found := leastDifferences(without, i, exchange); len(found) == 0 || raced()[caseName(file.path)] != "" {
				same[i] = true
			} else if !same[i] {
				last = fmt.Sprintf("request %d: %s", i+1, strings.Join(found, "\n"))
			}
		}
	}
	return with
}

// leastDifferences are those of a request with plans from one of the runs without, or none where a run left behind the same.
func leastDifferences(without []inProcess, request int, exchange *plantest.Exchange) (least []string) {
	for run, each := range without {
		found := plantest.Differences(each.exchanges[request], exchange)
		if run == 0 || len(found) < len(least) {
			least = found
		}
	}
	return least
}

// ofNoOrganization are calls about the instance: who may read it needn't be a member of the organization that a request is about.
var ofNoOrganization = regexp.MustCompile(`/zitadel\.(admin\.v1|feature\.v2|org\.v2)\.`)

// checkOrganizations prevents that a call names an organization which isn't about one.
func checkOrganizations(t *testing.T, done inProcess) {
	t.Helper()
	for _, exchange := range done.exchanges {
		for _, call := range exchange.Calls {
			if ofNoOrganization.MatchString(call) && strings.Contains(call, "x-zitadel-orgid: ") {
				t.Errorf("an organization is named in a call about none: %s", call)
			}
		}
	}
}

func withPlans(byGqlgen graphql.ExecutableSchema, resolvers generated.ResolverRoot) graphql.ExecutableSchema {
	return plan.New(byGqlgen, resolvers)
}

// runInProcess takes the steps of a case. Most get what the case wants. Others don't, since no call is repeated here, no page is served, and
// the clock begins in another year.
func runInProcess(t *testing.T, file *caseFile, schema plantest.Schema) (done inProcess) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		p := startInProcess(t, file.program, schema)
		for _, step := range file.steps {
			_, before := p.Operations()
			if p.take(t, step, &done) == step["want"] {
				done.wanted++
			}
			if _, byGqlgen := p.Operations(); byGqlgen > before && schema != nil {
				t.Logf("without a plan: %s", step["query"])
			}
		}
		done.byPlan, done.byGqlgen = p.Operations()
	})
	return done
}

// programInProcess is a program in this process, in front of an embedded backend, or of another one where zitadel is nil.
type programInProcess struct {
	*plantest.Program

	zitadel *embedded.Server
}

func (p programInProcess) take(t *testing.T, step caseStep, done *inProcess) string {
	t.Helper()
	if direct := step["direct"]; direct != "" {
		conn, err := grpc.NewClient("passthrough:///localhost", grpc.WithTransportCredentials(insecure.NewCredentials()), grpc.WithContextDialer(p.zitadel.Dial))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		return callThrough(t, conn, direct)
	}
	request := newRequest(t, &program{url: "http://127.0.0.1:4000"}, step["request"], step["query"], step["variables"])
	exchange, err := p.Ask(request)
	if err != nil {
		t.Fatal(err)
	}
	done.exchanges = append(done.exchanges, exchange)
	return describe(reply{status: exchange.Status, header: exchange.Header, body: exchange.Body}, request.Header.Get("X-Request-Id"))
}

func startInProcess(t *testing.T, section string, schema plantest.Schema) programInProcess {
	t.Helper()
	dialer, args := backendInMemory(t, section)
	call := cmp.Or(flagValue(args, "--request-timeout"), "60s") // as startWithEnv has it
	args = withDefaults(args, "--drain-delay", "0s", "--backend-timeout", call, "--request-timeout", "90s")
	cfg, err := config.Load(append(args, "--backend-retries", "0"), nil) // after which the program waits at random
	if err != nil {
		t.Fatal(err)
	}
	var zitadel *embedded.Server
	if cfg.Embedded {
		if zitadel, err = embedded.Open(cfg.EmbeddedServer, slog.New(slog.DiscardHandler)); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { zitadel.Close() }) //nolint:errcheck // it is in memory
		cfg.Backend.URL, dialer = "http://localhost", zitadel.Dial
	}
	p, err := plantest.New(context.Background(), cfg, func(log *slog.Logger, observers ...backend.Observer) (backend.Conn, error) {
		return backend.Dial(cfg.Backend, dialer, log, observers...)
	}, schema)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	return programInProcess{p, zitadel}
}

// backendInMemory starts the backend that the section "program" names, if it is another than the embedded one, without a socket. It returns
// the program's arguments.
func backendInMemory(t *testing.T, section string) (dialer backend.Dialer, args []string) {
	t.Helper()
	const address = "http://" + scriptedHost + ":80"
	for line := range strings.Lines(section) {
		line = strings.TrimSpace(line)
		name, isBackend := strings.CutPrefix(line, "backend: ")
		switch {
		case line == "":
		case !isBackend:
			args = append(args, line)
		case name == "scripted":
			dialer, args = scriptedInMemory(t), append(args, "--backend", address)
		default:
			dialer, args = otherInMemory(t, name), append(args, "--backend", address)
		}
	}
	if strings.Contains(section, "backend: scripted") {
		args = withDefaults(args, "--confirm-writes", "off") // as startWithEnv has it
	}
	return dialer, args
}

func scriptedInMemory(t *testing.T) backend.Dialer {
	t.Helper()
	b := newScripted()
	memory := &numberedConnections{Listener: bufconn.Listen(pipeBytes)}
	b.conns = &connections{Listener: memory, byClient: map[string]net.Conn{}}
	b.server = b.newServer()
	go b.server.Serve(b.conns) //nolint:errcheck // Stop ends it
	t.Cleanup(b.server.Stop)
	return dialerInto(memory.Listener)
}

// otherInMemory is a backend that isn't ZITADEL.
func otherInMemory(t *testing.T, name string) backend.Dialer {
	t.Helper()
	memory := bufconn.Listen(pipeBytes)
	t.Cleanup(func() { memory.Close() }) //nolint:errcheck // it is in memory
	switch name {
	case "closed":
		return func(context.Context, string) (net.Conn, error) { return nil, errors.New("connection refused") }
	case "silent", "hangs up", "garbage":
		go greet(memory, greetings()[name])
	default:
		server := newPage(pages()[name])
		go server.Serve(memory)              //nolint:errcheck // Close ends it
		t.Cleanup(func() { server.Close() }) //nolint:errcheck // as above
	}
	return dialerInto(memory)
}

func dialerInto(memory *bufconn.Listener) backend.Dialer {
	return func(ctx context.Context, _ string) (net.Conn, error) { return memory.DialContext(ctx) }
}

const pipeBytes = 64 << 10

// numberedConnections gives each connection in memory an address of its own.
type numberedConnections struct {
	*bufconn.Listener

	accepted atomic.Int64
}

// Accept implements net.Listener.
func (l *numberedConnections) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	return numberedConn{conn, fmt.Sprint("client ", l.accepted.Add(1))}, err
}

type numberedConn struct {
	net.Conn

	client string
}

// RemoteAddr implements net.Conn.
func (c numberedConn) RemoteAddr() net.Addr { return &net.UnixAddr{Name: c.client, Net: "memory"} }
