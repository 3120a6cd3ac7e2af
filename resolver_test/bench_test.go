//go:build linux

package resolver_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
	"unsafe"
)

const (
	benchClients = 4
	// benchTurns is how often each client asks all that it has to ask, in an iteration at one contestant.
	benchTurns = 250
	benchToken = "dev-org-owner"
)

const (
	addMutation = `mutation Add($type: SecondFactorType!, $orgId: ID) {
  addSecondFactor(type: $type, orgId: $orgId) { sequence creationDate changeDate resourceOwner }
}`
	removeMutation = `mutation Remove($type: SecondFactorType!, $orgId: ID) {
  removeSecondFactor(type: $type, orgId: $orgId) { sequence creationDate changeDate resourceOwner }
}`
)

// addAndRemove changes one factor for each client, and takes the change back.
func addAndRemove(client int) []string {
	own := [benchClients]struct {
		factor  string
		present bool
	}{
		{"SECOND_FACTOR_TYPE_OTP", true},
		{"SECOND_FACTOR_TYPE_U2F", true},
		{"SECOND_FACTOR_TYPE_OTP_SMS", false},
		{"SECOND_FACTOR_TYPE_RECOVERY_CODES", false},
	}[client]
	bodies := []string{namedOperation("Add", addMutation, own.factor), namedOperation("Remove", removeMutation, own.factor)}
	if own.present {
		slices.Reverse(bodies)
	}
	return bodies
}

// namedOperation is the body of a request.
func namedOperation(name, document, factor string) string {
	variables := map[string]string{"orgId": "200000000000000001"}
	if factor != "" {
		variables["type"] = factor
	}
	return toJSON(map[string]any{"query": document, "operationName": name, "variables": variables})
}

// contestant is a process whose CPU time is measured.
type contestant struct {
	name string
	url  string
	pid  int
}

// benchLoad is what several clients ask at once, each over a connection of its own.
type benchLoad struct {
	// clients ask so many turns each: all that bodies has for them, one after the other.
	clients, turns int
	bodies         func(client int) []string
	// token is that of a client. Where it is nil all have benchToken.
	token func(client int) string
}

// requests is how many they are together.
func (l benchLoad) requests() int { return l.clients * l.turns * len(l.bodies(0)) }

func (l benchLoad) tokenOf(client int) string {
	if l.token == nil {
		return benchToken
	}
	return l.token(client)
}

// cost is that of a request in an iteration: the microseconds of CPU time, and the milliseconds in which half of the answers, and 99
// of 100, were there.
type cost struct{ cpu, p50, p99 float64 }

func cpuOf(c cost) float64 { return c.cpu }
func p50Of(c cost) float64 { return c.p50 }
func p99Of(c cost) float64 { return c.p99 }

// costsOf returns what a request costs each contestant, in each iteration.
func costsOf(b *testing.B, contestants []contestant, l benchLoad) map[string][]cost {
	b.Helper()
	client := newClient()
	client.Transport.(*http.Transport).MaxIdleConnsPerHost = l.clients
	defer client.CloseIdleConnections()
	for _, c := range contestants {
		drive(b, client, c, l) // fills caches and connections
		forgetPeakOf(b, c.pid)
	}
	costs := map[string][]cost{}
	order := slices.Clone(contestants)
	for b.Loop() {
		for name, one := range iterate(b, client, order, l) {
			costs[name] = append(costs[name], one)
		}
		slices.Reverse(order)
	}
	return costs
}

// iterate has each contestant answer all requests. The clocks are read when all are done, so that the garbage collection after the
// last answer counts.
func iterate(b *testing.B, client *http.Client, contestants []contestant, l benchLoad) map[string]cost {
	b.Helper()
	used := map[string]time.Duration{}
	for _, c := range contestants {
		used[c.name] = -cpuTime(b, c.pid)
	}
	costs := map[string]cost{}
	for _, c := range contestants {
		took := drive(b, client, c, l)
		costs[c.name] = cost{p50: quantile(took, 0.5), p99: quantile(took, 0.99)}
	}
	for _, c := range contestants {
		used[c.name] += cpuTime(b, c.pid)
		one := costs[c.name]
		one.cpu = float64(used[c.name].Nanoseconds()) / 1e3 / float64(l.requests())
		costs[c.name] = one
	}
	return costs
}

// medianOf returns the median of a figure over all iterations.
func medianOf(costs []cost, figure func(cost) float64) float64 { return quantileOf(costs, figure, 0.5) }

func quantileOf(costs []cost, figure func(cost) float64, q float64) float64 {
	var figures []float64
	for _, one := range costs {
		figures = append(figures, figure(one))
	}
	return quantile(figures, q)
}

// ratios returns a figure's ratio in each iteration.
func ratios(costs, base []cost, figure func(cost) float64) []float64 {
	var all []float64
	for i, one := range costs {
		all = append(all, figure(one)/figure(base[i]))
	}
	return all
}

// quantile returns the value below which a part q of the values is.
func quantile(values []float64, q float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[int(q*float64(len(sorted)-1)+0.5)]
}

// drive has all clients take their turns at the contestant, and returns how many milliseconds each answer took.
func drive(b *testing.B, client *http.Client, c contestant, l benchLoad) []float64 {
	b.Helper()
	took := make([][]float64, l.clients)
	var clients sync.WaitGroup
	for number := range l.clients {
		clients.Go(func() {
			bodies, token := l.bodies(number), l.tokenOf(number)
			for range l.turns {
				for _, body := range bodies {
					began := time.Now()
					if _, err := ask(client, c.url, token, body, withData); err != nil {
						b.Errorf("%s: %v", c.name, err)
						return
					}
					took[number] = append(took[number], float64(time.Since(began).Microseconds())/1e3)
				}
			}
		})
	}
	clients.Wait()
	if b.Failed() {
		b.FailNow()
	}
	return slices.Concat(took...)
}

// withData is what an answer has that isn't errors alone.
const withData = `"data":{`

// ask sends a request to the program at this URL, and returns the body of the answer, which has to have the wanted text.
func ask(client *http.Client, url, token, body, want string) (string, error) {
	request, err := http.NewRequest(http.MethodPost, url+"/graphql", strings.NewReader(body))
	if err != nil {
		return "", err
	}
	request.Header = as(token)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept-Language", "en")
	response, err := client.Do(request)
	if err != nil {
		return "", err
	}
	answer, err := io.ReadAll(response.Body)
	if err := errors.Join(err, response.Body.Close()); err != nil {
		return "", err
	}
	if response.StatusCode != http.StatusOK || !strings.Contains(string(answer), want) {
		return "", fmt.Errorf("got %d %.300s", response.StatusCode, answer)
	}
	return string(answer), nil
}

// cpuTime returns the CPU time of all threads of a process so far, in user and kernel mode. It is the scheduler's own
// count, in nanoseconds; /proc/PID/stat counts hundredths of a second.
func cpuTime(b *testing.B, pid int) time.Duration {
	b.Helper()
	const ofProcess = 2                           // CPUCLOCK_SCHED without the bit for a single thread
	clock := uintptr(^uint32(pid)<<3 | ofProcess) // as clock_getcpuclockid(3) makes it
	var used syscall.Timespec
	if _, _, errno := syscall.Syscall(syscall.SYS_CLOCK_GETTIME, clock, uintptr(unsafe.Pointer(&used)), 0); errno != 0 {
		b.Fatalf("read the CPU time of process %d: %v", pid, errno)
	}
	return time.Duration(used.Nano())
}
