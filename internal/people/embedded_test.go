package people_test

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"runtime"
	"runtime/metrics"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/grpc/metadata"

	"zitadel-graphql/internal/backend"
	"zitadel-graphql/internal/embedded"
	"zitadel-graphql/internal/people"
)

// clientOf returns a client of a backend at this URL.
func clientOf(t testing.TB, url string, dialer backend.Dialer, config people.Config) *people.Client {
	t.Helper()
	conn, err := backend.Dial(backend.Config{URL: url, Transport: backend.GRPC, Connections: 1, CallTimeout: 30 * time.Second,
		MaxReplyBytes: 4 << 20}, dialer, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return people.NewClient(conn, config, slog.New(slog.DiscardHandler))
}

// with is a context on behalf of the development user with this token.
func with(t testing.TB, token string) context.Context {
	t.Helper()
	return metadata.NewOutgoingContext(t.Context(), metadata.Pairs("authorization", "Bearer "+token))
}

// Ensures that both ways of looking agree about the people of the development ZITADEL, and that its log proves it.
func TestEmbedded(t *testing.T) {
	server, err := embedded.Open(embedded.Config{MoreUsers: 700}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	client := clientOf(t, "http://localhost", server.Dial, people.DefaultConfig())
	scope := people.Scope{Organization: embedded.HomeOrgID}
	everything := people.Needs{LoginMethods: true, Factors: true, Proof: true}
	byEvents := visitIn(with(t, embedded.InstanceOwnerToken), client, scope, nil, everything)
	oneByOne := visitIn(with(t, "dev-org-owner"), client, scope, nil, everything)
	if byEvents.err != nil || !byEvents.look.Complete() || !byEvents.look.Proven || byEvents.look.Source != people.Events || byEvents.look.LookedAt < 700 {
		t.Errorf("%+v, %v", byEvents.look, byEvents.err)
	}
	if oneByOne.err != nil || !oneByOne.look.Complete() || oneByOne.look.Source != people.PersonByPerson {
		t.Errorf("%+v, %v", oneByOne.look, oneByOne.err)
	}
	for _, both := range [][]people.Person{byEvents.people, oneByOne.people} {
		for i := range both {
			both[i].Source, both[i].SourcesDisagree = 0, nil
		}
	}
	if diff := cmp.Diff(byEvents.people, oneByOne.people); diff != "" {
		t.Errorf("the two ways differ: (-events +one by one)\n%s", diff)
	}
}

const serveVariable = "PEOPLE_TEST_SERVES"

// TestServe is the development ZITADEL in a process of its own, for BenchmarkLook.
func TestServe(t *testing.T) {
	many, err := strconv.Atoi(os.Getenv(serveVariable))
	if err != nil {
		t.Skip("only started by BenchmarkLook")
	}
	server, err := embedded.Open(embedded.Config{MoreUsers: many}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	address, err := server.Listen(t.Context(), "127.0.0.1:0", func(err error) { t.Error(err) })
	if err != nil {
		t.Fatal(err)
	}
	fmt.Printf("\nserves %s\n", address) //nolint:forbidigo // the benchmark reads it
	bufio.NewReader(os.Stdin).ReadByte() //nolint:errcheck // it ends with the benchmark
}

// serve starts TestServe, and returns its URL.
func serve(b *testing.B, many int) string {
	b.Helper()
	command := exec.CommandContext(b.Context(), os.Args[0], "-test.run=^TestServe$")
	command.Env = append(os.Environ(), serveVariable+"="+strconv.Itoa(many))
	stdin, errIn := command.StdinPipe()
	stdout, errOut := command.StdoutPipe()
	if errIn != nil || errOut != nil || command.Start() != nil {
		b.Fatal("the server can't be started")
	}
	b.Cleanup(func() { _ = stdin.Close(); _ = command.Wait() })
	for lines := bufio.NewScanner(stdout); lines.Scan(); {
		var address string
		if n, _ := fmt.Sscanf(lines.Text(), "serves %s", &address); n == 1 {
			return "http://" + address
		}
	}
	b.Fatal("the server doesn't serve")
	return ""
}

// BenchmarkLook looks at everybody of a ZITADEL in another process, and reports how many people a second, and the most memory in
// use meanwhile.
func BenchmarkLook(b *testing.B) {
	for _, many := range []int{1000, 10_000, 100_000} {
		url := serve(b, many)
		for _, way := range []struct {
			name, token string
			concurrency int
		}{{"events", embedded.InstanceOwnerToken, 8}, {"one", "dev-org-owner", 1}, {"two", "dev-org-owner", 2}, {"four", "dev-org-owner", 4}, {"eight", "dev-org-owner", 8}} {
			b.Run(fmt.Sprintf("%s/%d", way.name, many), func(b *testing.B) {
				client := clientOf(b, url, nil, people.Config{Concurrency: way.concurrency, LookCalls: 1_000_000})
				lookAtAll(b, client, way.token)
			})
		}
	}
}

func lookAtAll(b *testing.B, client *people.Client, token string) {
	b.Helper()
	looked := 0
	peak := watchMemory(b)
	for b.Loop() {
		usage, err := client.Usage(with(b, token), embedded.HomeOrgID, people.Needs{}, nil)
		if err != nil || !usage.Look.Complete() {
			b.Fatalf("%+v, %v", usage.Look, err)
		}
		looked += usage.Look.LookedAt
	}
	b.ReportMetric(float64(looked)/b.Elapsed().Seconds(), "people/s")
	b.ReportMetric(peak(), "MiB")
}

// watchMemory looks every few milliseconds how much memory is still used after a collection, and returns what tells the most
// that it saw.
func watchMemory(b *testing.B) (peak func() float64) {
	b.Helper()
	ctx, stop := context.WithCancel(b.Context())
	most := make(chan float64)
	go func() {
		var seen uint64
		tick := time.NewTicker(50 * time.Millisecond)
		defer tick.Stop()
		for ctx.Err() == nil {
			runtime.GC()
			live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
			metrics.Read(live)
			seen = max(seen, live[0].Value.Uint64())
			select {
			case <-tick.C:
			case <-ctx.Done():
			}
		}
		most <- float64(seen) / (1 << 20)
	}()
	return func() float64 { stop(); return <-most }
}
