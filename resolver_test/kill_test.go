package resolver_test

import (
	"errors"
	"flag"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	"zitadel-graphql/internal/racetest"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

const (
	killRounds     = 40
	killRoundsRace = 8 // what a change costs grows with the log, and with the detector fivefold
	// The program is killed after a random number of moments between these two. When a client sends a change is a
	// moment, and when the change is acknowledged is another.
	leastMoments, mostMoments = 10, 200
	// A moment is right behind a commit. To kill the program anywhere before the next commit, the test makes up to this
	// many reads first: each takes a fraction of the time of a commit, and waits for none.
	mostReads = 30
)

var killSeed = flag.Uint64("kill-seed", 0, "repeats the kill moments of the TestKill that logged this seed; 0 chooses one")

// errNoAnswer is for a change without an answer: it may have taken place or not.
var errNoAnswer = errors.New("no answer")

// TestKill prevents that the embedded backend loses data. The program is killed in the middle of writes, over and over:
// every change that was acknowledged is there after the restart, no change is there in half, and no sequence is used
// twice.
func TestKill(t *testing.T) {
	t.Parallel()
	seed := seedOf(t, "kill-seed", *killSeed)
	rounds := racetest.Size(killRounds, killRoundsRace)
	w := newCrashTest(t, rand.New(rand.NewPCG(seed, 0)))
	for range rounds {
		w.crash()
		w.restart()
		w.check()
		if t.Failed() {
			return
		}
	}
	w.program.stop()
	t.Logf("%d kills, %d changes acknowledged, %d cut off, of which %d had taken place",
		rounds, w.acknowledged.Load(), w.cutOff.Load(), w.tookPlace)
	if w.cutOff.Load() == 0 {
		t.Error("no change was cut off: the kills came while nothing was written")
	}
}

// crashTest is one data file, the program that has it open, and the clients that make changes.
type crashTest struct {
	t          *testing.T
	random     *rand.Rand
	file       string
	program    *program
	conn       *grpc.ClientConn
	management managementv1.ManagementServiceClient

	factors   map[policyv1.SecondFactorType]*crashClient // of Acme, over GraphQL
	policy    *crashClient                               // of Acme Labs, over gRPC
	additions int                                        // of that policy so far; each contains its own number

	acknowledged, cutOff atomic.Int64
	tookPlace            int // of the changes that were cut off
}

func newCrashTest(t *testing.T, random *rand.Rand) *crashTest {
	t.Helper()
	w := &crashTest{
		t: t, random: random, file: filepath.Join(t.TempDir(), "events"), factors: map[policyv1.SecondFactorType]*crashClient{},
	}
	w.restart()
	// The first write returns the sequence, which can't be read.
	before := w.read(acme).GetSecondFactors()
	sequence, err := w.writeFactor(secondFactors()[0], !slices.Contains(before, secondFactors()[0]))
	if err != nil {
		t.Fatal(err)
	}
	now, shared := w.read(acme).GetSecondFactors(), newLedger(sequence)
	for _, factor := range secondFactors() {
		w.factors[factor] = &crashClient{
			name: factor.String(), ledger: shared, present: slices.Contains(now, factor),
			events: func(bool) uint64 { return 1 },
			write:  func(present bool) (uint64, error) { return w.writeFactor(factor, present) },
		}
	}
	if sequence, err = w.writePolicy(true); err != nil {
		t.Fatal(err)
	}
	w.policy = &crashClient{name: "policy", ledger: newLedger(sequence), present: true, events: policyEvents, write: w.writePolicy}
	return w
}

// restart starts a new program with the same file.
func (w *crashTest) restart() {
	w.t.Helper()
	w.program = start(w.t, "--embedded-data", w.file, "--embedded-listen", "127.0.0.1:0")
	w.conn = dial(w.t, w.program.embeddedAddress)
	w.management = managementv1.NewManagementServiceClient(w.conn)
}

// crash has all clients make changes, one after the other, and kills the program in the middle of them. From the moment
// that decides about the kill, some clients send nothing more: of most of their changes it is known then whether they
// took place.
func (w *crashTest) crash() {
	var left atomic.Int64
	left.Store(int64(leastMoments + w.random.IntN(mostMoments-leastMoments)))
	fatal := make(chan struct{})
	strike := sync.OnceFunc(func() { close(fatal) })
	moment := func() {
		if left.Add(-1) <= 0 {
			strike()
		}
	}
	var killed atomic.Bool
	var clients sync.WaitGroup
	for _, c := range w.clients() {
		rests := w.random.IntN(2) == 0
		clients.Go(func() {
			defer strike() // also for a client that fails
			err := w.changeUntil(c, moment, func() bool { return rests && isClosed(fatal) })
			if err != nil && (!errors.Is(err, errNoAnswer) || !killed.Load()) {
				w.t.Errorf("%s: %v", c.name, err)
			}
		})
	}
	delay := w.random.IntN(mostReads)
	<-fatal
	for range delay {
		w.read(acme)
	}
	killed.Store(true)
	w.program.kill()
	clients.Wait()
	w.conn.Close()
}

func (w *crashTest) clients() []*crashClient {
	clients := []*crashClient{w.policy}
	for _, factor := range secondFactors() {
		clients = append(clients, w.factors[factor])
	}
	return clients
}

// changeUntil makes changes until enough says so or one fails, and counts them. It calls moment before and after each.
func (w *crashTest) changeUntil(c *crashClient, moment func(), enough func() bool) error {
	for !enough() {
		moment()
		err := c.change()
		if errors.Is(err, errNoAnswer) {
			w.cutOff.Add(1)
		}
		if err != nil {
			return err
		}
		w.acknowledged.Add(1)
		moment()
	}
	return nil
}

// check compares what is stored after a restart with what the clients were told.
func (w *crashTest) check() {
	w.t.Helper()
	home := w.read(acme)
	for factor, c := range w.factors {
		w.checkPresence(c, slices.Contains(home.GetSecondFactors(), factor))
	}
	if listed := slices.Sorted(slices.Values(home.GetSecondFactors())); len(slices.Compact(listed)) != len(listed) {
		w.t.Errorf("a factor is there twice: %v", home.GetSecondFactors())
	}
	w.checkSequence(home, w.factors[policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP].ledger)

	own := w.read(acmeLabs)
	w.checkPresence(w.policy, !own.GetIsDefault())
	if own.GetIsDefault() { // half a policy could hide behind the inherited one; a whole one on top of it would show it
		if err := w.policy.change(); err != nil {
			w.t.Fatalf("give the organization its own policy: %v", err)
		}
		own = w.read(acmeLabs)
	}
	w.checkSequence(own, w.policy.ledger)
	own.Details = nil
	if want := fullPolicy(w.additions); !proto.Equal(own, want) {
		w.t.Errorf("the policy isn't the last one, or not whole:\n%v\nwant\n%v", own, want)
	}
}

// checkPresence fails the test if a change isn't as it was acknowledged. A change without an answer is taken as it is
// found.
func (w *crashTest) checkPresence(c *crashClient, present bool) {
	w.t.Helper()
	if !c.unknown && present != c.present {
		w.t.Errorf("%s: present is %t, acknowledged was %t", c.name, present, c.present)
	}
	if c.unknown && present != c.present {
		c.ledger.last += c.events(present)
		c.present = present
		w.tookPlace++
	}
	c.unknown = false
}

// checkSequence compares an organization's sequence with the number of its events: one that was lost or stored twice
// shows here, whatever it was about.
func (w *crashTest) checkSequence(policy *policyv1.LoginPolicy, l *ledger) {
	w.t.Helper()
	got := policy.GetDetails().GetSequence()
	if got != l.last {
		w.t.Errorf("sequence of %s: %d, want %d", policy.GetDetails().GetResourceOwner(), got, l.last)
	}
	if got < l.highest {
		w.t.Errorf("sequence of %s: %d, and %d was acknowledged", policy.GetDetails().GetResourceOwner(), got, l.highest)
	}
}
