package resolver_test

import (
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	toxiproxy "github.com/Shopify/toxiproxy/v2"
)

var (
	soakTime = flag.Duration("soak", 4*time.Second, "how long TestSoak takes; `make soak` gives it longer")
	soakSeed = flag.Uint64("soak-seed", 0, "repeats the faults of the TestSoak that logged this seed; 0 chooses one")
)

const (
	soakTick     = 50 * time.Millisecond
	soakUpdaters = 3 // few, since the backend keeps every write in memory
	soakSamples  = 24
	soakFaults   = 60 // at most one every soakPause
	soakPause    = 300 * time.Millisecond
)

// TestSoak prevents that the program needs more and more memory, goroutines or open files. For as long as -soak says,
// 64 clients use it over the three wires, while the way to the backend breaks in one way after the other and the
// backend is killed now and then. At the end every write is in the backend as often as was answered.
func TestSoak(t *testing.T) {
	t.Parallel()
	seed := seedOf(t, "soak-seed", *soakSeed)
	s := newSoak(t, rand.New(rand.NewPCG(seed, 0)))
	s.load = startLoad(t, soakTick, soakUpdaters, s.programs...)
	s.run()
	mended := s.load.snapshot()
	s.load.await("everybody is served in the end", func(now []tally) bool { return everyProgram(now, mended, servedMore(10)) })
	s.load.stop()
	s.load.checkHistory(s.backend.address)
	s.report()
	s.checkFlat()
	for i, p := range s.programs {
		checkNoLeaks(t, s.calm[i], p, loadClients/len(s.programs)+4) // each client can have left a connection to the backend
	}
}

// soak is three programs in front of one backend, one program for each wire, with a proxy of its own between the two.
type soak struct {
	t        *testing.T
	random   *rand.Rand
	backend  *restartableBackend
	proxies  []*toxiproxy.Proxy
	programs []*program
	calm     []*program // the same, without a load
	monitors []*usageMonitor
	load     *load

	began    time.Time
	times    []time.Duration // by sample, as the next two
	requests []int
	samples  [][]resourceUsage // and by program
	faults   map[string]int
}

func newSoak(t *testing.T, random *rand.Rand) *soak {
	t.Helper()
	s := &soak{t: t, random: random, backend: startRestartableBackend(t), faults: map[string]int{}}
	for _, wire := range allWires() {
		upstream := s.backend.address
		if wire != "grpc" {
			upstream = strings.TrimPrefix(gatewayTo(t, upstream).URL, "http://")
		}
		proxy := startToxiproxy(t, upstream)
		s.proxies = append(s.proxies, proxy)
		s.programs = append(s.programs, s.start(proxy.Listen, wire))
		s.calm = append(s.calm, start(t, "--backend", "http://"+proxy.Listen, "--transport", wire, "--backend-timeout", "1s"))
		mustPost(t, s.calm[len(s.calm)-1], as(instanceOwnerToken), operation(readPolicy, nil))
	}
	return s
}

// start runs a program whose use of resources is traced. It logs errors only, since a million requests make a long log.
func (s *soak) start(backend, wire string) *program {
	s.t.Helper()
	m, address := &usageMonitor{}, freeAddress(s.t)
	p := launchWithOutput(s.t, func(rest io.Writer) io.Writer {
		m.rest = rest
		return m
	}, append(s.collectOften(), fmt.Sprint(traceSetting, max(s.pause()/2, 100*time.Millisecond).Milliseconds())),
		"--listen", address, "--log-level", "error", "--backend", "http://"+backend, "--transport", wire, "--backend-timeout", "1s")
	p.url, p.graphqlAddress = "http://"+address, address
	eventually(s.t, "the program serves", func() bool {
		got, err := p.post(as(instanceOwnerToken), operation(readPolicy, nil))
		return err == nil && isData(got)
	})
	s.monitors = append(s.monitors, m)
	return p
}

// collectOften returns what has a program collect garbage soon enough for a short soak. By itself it lets the heap fill for longer
// than that at first, so that its memory would grow until the end.
func (s *soak) collectOften() []string {
	if *soakTime >= time.Minute {
		return nil
	}
	return []string{"GOGC=50"}
}

// pause is the time between two faults.
func (s *soak) pause() time.Duration { return max(*soakTime/soakFaults, soakPause) }

// run breaks something at each step and repairs it at the next, until the time is over.
func (s *soak) run() {
	s.t.Helper()
	s.began = time.Now()
	over, step := time.After(*soakTime), time.NewTicker(min(s.pause(), 5*time.Second))
	defer step.Stop()
	done, sampled := make(chan struct{}), make(chan struct{})
	go s.sampleUntil(done, sampled)
	defer func() {
		close(done)
		<-sampled
	}()
	mend := func() {}
	defer func() { mend() }()
	for {
		select {
		case <-over:
			return
		case <-step.C:
			mend()
			mend = s.breakSomething()
		}
	}
}

// sampleUntil takes samples until done is closed, and then closes sampled.
func (s *soak) sampleUntil(done <-chan struct{}, sampled chan<- struct{}) {
	defer close(sampled)
	ticker := time.NewTicker(*soakTime / soakSamples)
	defer ticker.Stop()
	for {
		select {
		case <-done:
			return
		case <-ticker.C:
			s.sample()
		}
	}
}

// soakToxics returns what the proxies do to bytes: type, direction and attributes of a toxic.
func soakToxics() [][3]string {
	return [][3]string{
		{"latency", "downstream", `{"latency": 80, "jitter": 60}`},
		{"bandwidth", "downstream", `{"rate": 50}`},
		{"slicer", "downstream", `{"average_size": 20, "size_variation": 10, "delay": 2000}`},
		{"timeout", "upstream", `{"timeout": 0}`},
		{"timeout", "downstream", `{"timeout": 200}`},
		{"limit_data", "downstream", `{"bytes": 3000}`},
		{"reset_peer", "downstream", `{"timeout": 20}`},
	}
}

// breakSomething begins a random fault, and returns the function that ends it.
func (s *soak) breakSomething() (mend func()) {
	s.t.Helper()
	which := s.random.IntN(len(s.proxies))
	proxy := s.proxies[which]
	switch choice := s.random.IntN(len(soakToxics()) + 3); {
	case choice < len(soakToxics()):
		toxic := soakToxics()[choice]
		s.faults[toxic[0]]++
		addToxic(s.t, proxy, toxic[0], toxic[1], toxic[2])
		return func() { s.proxies[which] = withoutToxics(s.t, proxy) }
	case choice == len(soakToxics()):
		s.faults["connection refused"]++
		proxy.Stop()
		return func() { startAgain(s.t, proxy) }
	case choice == len(soakToxics())+1:
		s.faults["backend killed"]++
		s.backend.process.kill()
		return s.backend.start
	default:
		s.faults["nothing"]++
		return func() {}
	}
}

// sample notes what each program uses now.
func (s *soak) sample() {
	s.t.Helper()
	requests := 0
	for _, t := range s.load.snapshot() {
		requests += t.served + t.failed
	}
	var now []resourceUsage
	for i, p := range s.programs {
		now = append(now, s.monitors[i].usage(s.t, p))
	}
	s.times = append(s.times, time.Since(s.began))
	s.requests, s.samples = append(s.requests, requests), append(s.samples, now)
}

// report logs the table that docs/reliability.md has.
func (s *soak) report() {
	s.t.Helper()
	var table strings.Builder
	table.WriteString("\n| after | requests |")
	for _, wire := range allWires() {
		fmt.Fprintf(&table, " %s: MiB | heap | goroutines | files | threads |", wire)
	}
	table.WriteString("\n|---|---|" + strings.Repeat("---|", 5*len(allWires())) + "\n")
	for i, sample := range s.samples {
		fmt.Fprintf(&table, "| %s | %d |", s.times[i].Round(time.Second/10), s.requests[i])
		for _, v := range sample {
			fmt.Fprintf(&table, " %s |", v)
		}
		table.WriteString("\n")
	}
	s.t.Logf("%v, faults: %v\n%s", time.Since(s.began).Round(time.Second), s.faults, table.String())
}

// checkFlat compares the second quarter of the samples, when every fault has occurred once, with the last quarter. What
// is under way differs from moment to moment, and memory grows in steps: a fifth more is allowed, and what a handful of
// connections need.
func (s *soak) checkFlat() {
	s.t.Helper()
	quarter := len(s.samples) / 4
	if quarter < 3 {
		s.t.Logf("there are only %d samples, which show nothing", len(s.samples))
		return
	}
	for i, wire := range allWires() {
		for _, m := range []struct {
			what  string
			of    func(resourceUsage) int64
			spare int64
		}{
			{"bytes of memory", func(v resourceUsage) int64 { return v.resident }, 24 << 20},
			{"bytes of heap", func(v resourceUsage) int64 { return v.heap }, 12 << 20},
			{"goroutines", func(v resourceUsage) int64 { return int64(v.goroutines) }, 100},
			{"open files", func(v resourceUsage) int64 { return int64(v.files) }, 50},
			{"threads", func(v resourceUsage) int64 { return int64(v.threads) }, 8},
		} {
			then, last := s.middle(i, quarter, 2*quarter, m.of), s.middle(i, len(s.samples)-quarter, len(s.samples), m.of)
			if last > then+then/5+m.spare {
				s.t.Errorf("%s: %d %s in the end, and %d before", wire, last, m.what, then)
			}
		}
	}
}

// middle returns the median of what a program used in these samples.
func (s *soak) middle(program, from, to int, of func(resourceUsage) int64) int64 {
	var values []int64
	for _, sample := range s.samples[from:to] {
		values = append(values, of(sample[program]))
	}
	slices.Sort(values)
	return values[len(values)/2]
}
