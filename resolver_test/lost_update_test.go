package resolver_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"zitadel-graphql/internal/embedded"
)

var (
	lostPatches = flag.Int("lost-patches", 700, "how many patches have to be acknowledged in each part of TestNoLostUpdates")
	lostSkip    = flag.Int("lost-skip", 20, "the backend of TestNoLostUpdates never shows one in so many changes")
	lostSeed    = flag.Uint64("lost-seed", 0, "repeats the patches, though not their timing, of the TestNoLostUpdates that logged this seed; 0 chooses one")
)

const (
	updateClients         = 32
	updateLag             = 5 * time.Millisecond
	patchesPerPolicy      = 50 // patches, after which a client takes its policy away and creates another
	patchesPerFactorWrite = 2  // patches of one client, beside which the other client writes a factor
	patchesPerRace        = 25 // patches of one client, after which two creations at once hold up everybody
	ownerOfAllToken       = "owner-of-all"
)

// TestNoLostUpdates prevents that an acknowledged change is undone by the next one, because that was built on a read
// which lacks the change. The backend never shows some changes, is late, and lets writes race. 32 clients patch
// settings, each alone on its organization, while a second client there adds and removes a factor, which hides what
// isn't shown. Every other client heeds the warning that its change isn't in force, and sends it again; the others go
// on.
//
// What a caller may read decides what can be promised: allowed says which lost updates each kind of caller may have.
// docs/reliability.md shows the figures.
func TestNoLostUpdates(t *testing.T) {
	t.Parallel()
	seed := seedOf(t, "lost-seed", *lostSeed)
	for _, part := range []struct {
		name, token string
		args        []string
		allowed     func(lostUpdate) bool
	}{
		{"with events.read", embedded.InstanceOwnerToken, nil, func(lostUpdate) bool { return false }},
		{"without events.read", ownerOfAllToken, nil, func(u lostUpdate) bool { return u.warned && u.hidden }},
		{"without events.read, unconfirmed", ownerOfAllToken, []string{"--confirm-writes", "off"}, func(u lostUpdate) bool { return u.hidden }},
	} {
		t.Run(part.name, func(t *testing.T) {
			t.Parallel()
			s := startUpdateLoad(t, seed, part.token, part.args...)
			s.run()
			s.report(part.allowed)
		})
	}
}

// updateLoad is one backend, one program in front of it, and the clients.
type updateLoad struct {
	t       *testing.T
	program *program
	address string // the backend's
	token   string
	seed    uint64

	acknowledged atomic.Int64
	factors      atomic.Int64
	stopped      chan struct{}
	stop         func()

	mu       sync.Mutex
	tallies  map[string]int
	patchers []*patcher
}

// startUpdateLoad starts the backend, with a user who owns every organization and may not read events, and the program.
func startUpdateLoad(t *testing.T, seed uint64, token string, args ...string) *updateLoad {
	t.Helper()
	owner := embedded.User{ID: "300000000000000099", Token: ownerOfAllToken, HomeOrg: embedded.HomeOrgID}
	for i := range updateClients + 1 {
		owner.Memberships = append(owner.Memberships, embedded.Membership{Resource: embedded.OrganizationID(i), Roles: []string{embedded.RoleOrgOwner}})
	}
	backend, err := embedded.Open(embedded.Config{Skip: *lostSkip, Lag: updateLag, Races: true, Organizations: updateClients + 1,
		Users: []embedded.User{owner}}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { backend.Close() }) //nolint:errcheck // in memory
	address, err := backend.Listen(t.Context(), "127.0.0.1:0", func(err error) { t.Error(err) })
	if err != nil {
		t.Fatal(err)
	}
	s := &updateLoad{t: t, address: address.String(), token: token, seed: seed, stopped: make(chan struct{}), tallies: map[string]int{}}
	s.stop = sync.OnceFunc(func() { close(s.stopped) })
	s.program = start(t, append([]string{"--backend", "http://" + s.address}, args...)...)
	return s
}

// run has all clients work until enough patches are acknowledged.
func (s *updateLoad) run() {
	var clients sync.WaitGroup
	for i := range updateClients {
		p := &patcher{load: s, org: embedded.OrganizationID(i), heedsWarnings: i%2 == 0, random: rand.New(rand.NewPCG(s.seed, uint64(i))), turns: make(chan struct{}, 1)}
		s.patchers = append(s.patchers, p)
		clients.Go(p.run)
		clients.Go(func() { s.toggle(p.org, p.turns) })
	}
	clients.Wait()
}

// over reports whether enough patches are acknowledged, or the test has failed.
func (s *updateLoad) over() bool {
	select {
	case <-s.stopped:
		return true
	default:
		return s.t.Failed()
	}
}

// tally counts something for the report.
func (s *updateLoad) tally(what string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tallies[what]++
}

// updateAnswer is the answer to a mutation. reason is empty for a success.
type updateAnswer struct {
	sequence uint64
	warned   bool // that what is written isn't in force
	reason   string
}

// ask sends a mutation whose field has the alias "a". An error whose reason isn't in mayFail fails the test.
func (s *updateLoad) ask(document string, variables map[string]any, mayFail ...string) updateAnswer {
	got, err := s.program.post(as(s.token), operation(document, variables))
	if err != nil {
		s.t.Error(err)
		return updateAnswer{}
	}
	var body struct {
		Data struct {
			A struct {
				Sequence uint64 `json:"sequence,string"`
				Warnings []struct{ Code string }
			}
		}
		Errors []struct{ Extensions outcome }
	}
	if err := json.Unmarshal([]byte(got.body), &body); err != nil || got.status != http.StatusOK {
		s.t.Errorf("%s: got %d %s: %v", document, got.status, got.body, err)
		return updateAnswer{}
	}
	a := updateAnswer{sequence: body.Data.A.Sequence}
	for _, w := range body.Data.A.Warnings {
		a.warned = a.warned || w.Code == "WRITTEN_NOT_IN_FORCE"
		s.tally("warning " + w.Code)
	}
	for _, failed := range body.Errors {
		a.reason = failed.Extensions.Reason
		s.tally("refused " + a.reason)
		if !slices.Contains(mayFail, a.reason) {
			s.t.Errorf("%s %v: got %s", document, variables, got.body)
		}
	}
	return a
}

// toggle is the second client of an organization. At each turn it adds a factor or removes it, and insists where that
// isn't in force.
func (s *updateLoad) toggle(org string, turns <-chan struct{}) {
	added, insist := false, false
	for range turns {
		field := map[bool]string{true: "removeSecondFactor", false: "addSecondFactor"}[added]
		a := s.ask(`mutation($org: ID!, $force: Boolean!) { a: `+field+`(orgId: $org, type: SECOND_FACTOR_TYPE_OTP_SMS, putInForce: $force) { sequence warnings { code } } }`,
			map[string]any{"org": org, "force": insist},
			"POLICY_READ_BEHIND", "WRITTEN_NOT_IN_FORCE", "SECOND_FACTOR_ALREADY_CONFIGURED", "SECOND_FACTOR_NOT_CONFIGURED", "SECOND_FACTOR_INHERITED", "LOGIN_POLICY_INHERITED")
		switch a.reason {
		case "":
			added, insist = !added, false
			s.factors.Add(1)
		case "SECOND_FACTOR_ALREADY_CONFIGURED":
			added = true
		case "SECOND_FACTOR_NOT_CONFIGURED", "SECOND_FACTOR_INHERITED", "LOGIN_POLICY_INHERITED":
			added = false
		case "WRITTEN_NOT_IN_FORCE":
			insist = true
		}
	}
}

// patcher is the client that alone patches the settings of its organization.
type patcher struct {
	load          *updateLoad
	org           string
	heedsWarnings bool
	random        *rand.Rand
	turns         chan struct{} // of the other client

	sent         int
	acknowledged []acknowledged
	wanted       map[string]any // by field, of this generation
	notInForce   map[string]any // what was said not to be in force, or couldn't be seen
}

// acknowledged is a patch that was answered by a sequence; with fields nil it is the creation of a policy.
type acknowledged struct {
	sequence uint64
	fields   map[string]any
	warned   bool
}

// run patches until the load is over, gives the second client its turns, and now and then begins with a new policy.
func (p *patcher) run() {
	defer close(p.turns)
	for !p.load.over() {
		if p.sent%patchesPerPolicy == 0 {
			p.recreatePolicy()
		}
		p.sent++
		if p.sent%patchesPerFactorWrite == 0 {
			select {
			case p.turns <- struct{}{}:
			default: // it is busy
			}
		}
		p.patch(p.choosePatch(), false)
		if p.org == embedded.OrganizationID(0) && p.sent%patchesPerRace == 0 {
			p.load.createTwice()
		}
	}
}

// recreatePolicy takes the policy away and creates another.
func (p *patcher) recreatePolicy() {
	p.load.ask(`mutation($org: ID!) { a: resetLoginPolicy(orgId: $org) { sequence warnings { code } } }`, map[string]any{"org": p.org})
	a := p.load.ask(`mutation($org: ID!) { a: createLoginPolicy(orgId: $org, input: {}) { sequence warnings { code } } }`, map[string]any{"org": p.org})
	p.wanted, p.notInForce = map[string]any{}, map[string]any{}
	p.acknowledged = append(p.acknowledged, acknowledged{sequence: a.sequence})
}

// choosePatch gives one or two settings another value than they were last given.
func (p *patcher) choosePatch() map[string]any {
	fields := map[string]any{}
	for range 1 + p.random.IntN(2) {
		name := patchedSettings()[p.random.IntN(len(patchedSettings()))].name
		fields[name] = p.nextValue(name)
	}
	return fields
}

// nextValue returns a value for a setting that the client didn't give it last.
func (p *patcher) nextValue(name string) any {
	switch kindOfSetting(name) {
	case boolSetting:
		was, _ := p.wanted[name].(bool)
		return !was
	case uriSetting:
		return fmt.Sprintf("https://c%d.example.com/", p.sent)
	default:
		return fmt.Sprintf("PT%dH", p.sent%100+1)
	}
}

// patch sends the fields until they are acknowledged. A client is refused where ZITADEL doesn't show the newest change;
// it knows what that may be, its own last patch and what wasn't in force, so it sends all of that again and insists.
func (p *patcher) patch(fields map[string]any, insist bool) {
	a := p.load.ask(`mutation($org: ID!, $patch: LoginPolicyPatch!, $force: Boolean!) {
			a: updateLoginPolicy(orgId: $org, patch: $patch, putInForce: $force) { sequence warnings { code } }
		}`, map[string]any{"org": p.org, "patch": fields, "force": insist}, "POLICY_READ_BEHIND", "WRITTEN_NOT_IN_FORCE")
	if p.load.t.Failed() {
		return
	}
	if a.reason != "" && insist {
		p.load.t.Errorf("%s: refused although it asks to put the change in force: %s", p.org, a.reason)
		return
	}
	if a.reason != "" {
		p.patch(merged(p.notInForce, p.lastPatch(), fields), true)
		return
	}
	p.acknowledged = append(p.acknowledged, acknowledged{a.sequence, fields, a.warned})
	p.wanted = merged(p.wanted, fields)
	if p.load.acknowledged.Add(1) >= int64(*lostPatches) {
		p.load.stop()
	}
	switch {
	case !a.warned && insist:
		p.notInForce = map[string]any{}
	case a.warned && p.heedsWarnings && !p.load.over():
		p.notInForce = merged(p.notInForce, fields)
		p.patch(p.notInForce, true)
	case a.warned:
		p.notInForce = merged(p.notInForce, fields)
	}
}

func (p *patcher) lastPatch() map[string]any { return p.acknowledged[len(p.acknowledged)-1].fields }

// merged joins maps; of several values the last counts.
func merged(all ...map[string]any) map[string]any {
	sum := map[string]any{}
	for _, one := range all {
		maps.Copy(sum, one)
	}
	return sum
}

// createTwice creates two policies at the same time for an organization that no client has. That holds up all reads of
// the backend for a while.
func (s *updateLoad) createTwice() {
	org := map[string]any{"org": embedded.OrganizationID(updateClients)}
	s.ask(`mutation($org: ID!) { a: resetLoginPolicy(orgId: $org) { sequence warnings { code } } }`, org)
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() {
			s.ask(`mutation($org: ID!) { a: createLoginPolicy(orgId: $org, input: {}) { sequence warnings { code } } }`, org,
				"CONCURRENT_CUSTOMIZATION", "LOGIN_POLICY_ALREADY_EXISTS", "POLICY_READ_BEHIND")
		})
	}
	both.Wait()
}
