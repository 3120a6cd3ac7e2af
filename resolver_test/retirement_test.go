package resolver_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"google.golang.org/grpc/codes"

	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
)

const (
	smsFactor = "SECOND_FACTOR_TYPE_OTP_SMS"
	// retirementUsers are the people of Acme beside the few dozen. Some eighth of them has SMS.
	retirementUsers = 2800
	leastRetirement = 300
)

// retirement takes SMS away from everybody in Acme by script, as an administrator would: in hundreds, beginning anew with the list
// until nobody is left.
type retirement struct {
	t       *testing.T
	backend *program
	relay   *relay
	program *program
	token   string
	// outcomes counts the results of all removals so far.
	outcomes map[string]int
}

// startRetirement starts an embedded backend with so many people more, a relay in front of it, and no program yet.
func startRetirement(t *testing.T, token string, users int) *retirement {
	t.Helper()
	r := &retirement{t: t, token: token, outcomes: map[string]int{}}
	r.backend = start(t, "--embedded-listen", "127.0.0.1:0", "--embedded-users", strconv.Itoa(users))
	r.relay = startRelay(t, r.backend.embeddedAddress)
	return r
}

// startProgram starts the program under test, for the first time or after it was killed.
func (r *retirement) startProgram() {
	r.t.Helper()
	r.program = start(r.t, "--backend", r.relay.url, "--max-look-calls", "20000")
}

// ask sends a document and decodes its data.
func (r *retirement) ask(document string, data any) {
	r.t.Helper()
	got := mustPost(r.t, r.program, as(r.token), operation(document, nil))
	if !isData(got) {
		r.t.Fatalf("%s\ngot %.1000s", document, got.body)
	}
	if err := json.Unmarshal([]byte(got.body), &struct{ Data any }{data}); err != nil {
		r.t.Fatal(err)
	}
}

// userPage is a page of people who have SMS.
type userPage struct {
	UserFactors struct {
		Nodes    []struct{ ID string }
		PageInfo struct {
			HasNextPage bool
			EndCursor   *string
		}
		Look struct {
			Complete   bool
			Incomplete *string
		}
	}
}

// list returns up to a hundred people who have SMS, and the cursor to go on from, nil at the end. A page may end early, and then has
// nobody and a cursor.
func (r *retirement) list(after *string) (ids []string, next *string) {
	r.t.Helper()
	argument := ""
	if after != nil {
		argument = fmt.Sprintf(", after: %q", *after)
	}
	var page userPage
	r.ask(`{ userFactors(has: [`+smsFactor+`], first: 100`+argument+`) { nodes { id } pageInfo { hasNextPage endCursor } look { complete incomplete } } }`, &page)
	for _, node := range page.UserFactors.Nodes {
		ids = append(ids, node.ID)
	}
	if page.UserFactors.PageInfo.HasNextPage {
		return ids, page.UserFactors.PageInfo.EndCursor
	}
	if !page.UserFactors.Look.Complete {
		r.t.Fatalf("the last page isn't complete: %+v", page)
	}
	return ids, nil
}

// listAll returns everybody who has SMS, page by page.
func (r *retirement) listAll() []string {
	r.t.Helper()
	all, next := r.list(nil)
	for next != nil {
		var more []string
		more, next = r.list(next)
		all = append(all, more...)
	}
	return all
}

// nextHundred returns the first people who have SMS, or nobody if none are left.
func (r *retirement) nextHundred() []string {
	r.t.Helper()
	ids, next := r.list(nil)
	for len(ids) == 0 && next != nil {
		ids, next = r.list(next)
	}
	return ids
}

// removalFrom is the mutation that takes SMS from these people.
func removalFrom(ids []string) string {
	return fmt.Sprintf(`mutation { removeSecondFactorFromUsers(type: %s, userIds: [%s]) { results { user { id } result code reason } } }`,
		smsFactor, `"`+strings.Join(ids, `", "`)+`"`)
}

// removeAll works through the list until it is empty, and returns how many times it began anew.
func (r *retirement) removeAll() (rounds int) {
	r.t.Helper()
	for ids := r.nextHundred(); len(ids) > 0; ids = r.nextHundred() {
		if rounds++; rounds > 20 {
			r.t.Fatalf("after %d rounds there are still %d people, by %v", rounds, len(ids), r.outcomes)
		}
		for _, result := range removalResults(r.t, mustPost(r.t, r.program, as(r.token), operation(removalFrom(ids), nil))) {
			r.outcomes[result.Result]++
		}
	}
	return rounds
}

// usage is what secondFactorUsage tells of SMS.
type usage struct {
	people           int
	complete, proven bool
}

func (r *retirement) usage(token string) usage {
	r.t.Helper()
	asked := *r
	asked.token = token
	var data struct {
		SecondFactorUsage struct {
			Proven  bool
			Look    struct{ Complete bool }
			Factors []struct {
				Type  string
				Users int
			}
		}
	}
	asked.ask(`{ secondFactorUsage { proven look { complete } factors { type users } } }`, &data)
	of := data.SecondFactorUsage
	for _, factor := range of.Factors {
		if factor.Type == smsFactor {
			return usage{factor.Users, of.Look.Complete, of.Proven}
		}
	}
	r.t.Fatalf("the usage lacks %s: %+v", smsFactor, data)
	return usage{}
}

// removalsInLog returns how many times the backend's own event log has a removal of each person's, of whatever kind, with SMS apart
// from all else.
func (r *retirement) removalsInLog() (sms, others map[string]int) {
	r.t.Helper()
	sms, others = map[string]int{}, map[string]int{}
	ctx, cancel := instanceOwnerContext(r.t)
	defer cancel()
	client := adminv1.NewAdminServiceClient(dial(r.t, r.backend.embeddedAddress))
	for _, kind := range []string{
		"user.human.mfa.otp.sms.removed", "user.human.mfa.otp.removed", "user.human.mfa.otp.email.removed", "user.human.mfa.u2f.token.removed",
		"user.human.mfa.recoverycode.removed", "user.human.passwordless.token.removed", "user.human.phone.removed", "user.removed",
	} {
		reply, err := client.ListEvents(ctx, &adminv1.ListEventsRequest{AggregateTypes: []string{"user"}, EventTypes: []string{kind}, Limit: 1000})
		if err != nil {
			r.t.Fatal(err)
		}
		counted := others
		if kind == "user.human.mfa.otp.sms.removed" {
			counted = sms
		}
		for _, event := range reply.GetEvents() {
			counted[event.GetAggregate().GetId()]++
		}
	}
	return sms, others
}

// checkLog fails the test unless the log has exactly one removal of each of these people, and none of anybody else.
func (r *retirement) checkLog(people []string) {
	r.t.Helper()
	sms, others := r.removalsInLog()
	for _, id := range people {
		if sms[id] != 1 {
			r.t.Errorf("SMS was removed from %s %d times", id, sms[id])
		}
	}
	if strangers := slices.DeleteFunc(slices.Collect(maps.Keys(sms)), func(id string) bool { return slices.Contains(people, id) }); len(strangers)+len(others) > 0 {
		r.t.Errorf("something was removed from %v, and %v", strangers, others)
	}
}

// policyAllowsSMS reports whether SMS is on the policy of Acme.
func (r *retirement) policyAllowsSMS() bool {
	var data struct {
		LoginPolicy struct{ SecondFactors []string }
	}
	r.ask(`{ loginPolicy { secondFactors } }`, &data)
	return slices.Contains(data.LoginPolicy.SecondFactors, smsFactor)
}

// TestRetirement ensures that a factor can be retired by a script: taken off the policy and then from each person who has it, in
// hundreds, through a broken connection before a removal, one after it, and a backend that can't answer. The script only begins
// anew with the list. In the end nobody has the factor, which the events prove to whoever may read them, and the backend's log has
// one removal of each person.
func TestRetirement(t *testing.T) {
	t.Parallel()
	r := startRetirement(t, instanceOwnerToken, retirementUsers)
	var planted atomic.Int64
	at := func(number int, end func(*relayed)) func(*relayed) {
		return func(call *relayed) {
			if call.method == "RemoveOTPSMS" && call.number == number {
				planted.Add(1)
				end(call)
			}
		}
	}
	r.relay.before, r.relay.after = at(40, (*relayed).cut), at(150, (*relayed).cut)
	r.relay.refuses = func(call *relayed) error {
		if call.method == "RemoveOTPSMS" && call.number == 250 {
			planted.Add(1)
			return withDetail(codes.Unavailable, "not now", "")
		}
		return nil
	}
	r.startProgram()

	r.ask(`mutation { addSecondFactor(type: `+smsFactor+`) { sequence } }`, &struct{}{})
	people := r.listAll()
	if before := r.usage(r.token); before != (usage{len(people), true, true}) || len(people) < leastRetirement {
		t.Fatalf("%d people are listed, and the usage is %+v", len(people), before)
	}
	r.ask(`mutation { removeSecondFactor(type: `+smsFactor+`) { sequence } }`, &struct{}{})
	if still := len(r.listAll()); r.policyAllowsSMS() || still != len(people) {
		t.Errorf("off the policy: %t, and %d of %d people still have it", !r.policyAllowsSMS(), still, len(people))
	}
	rounds := r.removeAll()
	t.Logf("%d people, %d rounds: %v", len(people), rounds, r.outcomes)

	if r.outcomes["REMOVED"]+r.outcomes["UNKNOWN"] < len(people) || r.outcomes["UNKNOWN"] == 0 || planted.Load() != 3 {
		t.Errorf("the results were %v, after %d planted failures", r.outcomes, planted.Load())
	}
	if after := r.usage(r.token); after != (usage{0, true, true}) {
		t.Errorf("by the events: %+v, want it proven that nobody has it", after)
	}
	if after := r.usage("dev-org-owner"); after != (usage{0, true, false}) {
		t.Errorf("by the lists: %+v, want nobody to have it, and no proof", after)
	}
	r.checkLog(people)
}
