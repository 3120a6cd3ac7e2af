package people_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"google.golang.org/grpc/codes"

	"zitadel-graphql/internal/people"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// oneByOne makes the order of the people that of their ids.
func oneByOne(config *people.Config) { config.Concurrency = 1 }

// outcomes are those of the results, as ID OUTCOME CODE REASON.
func outcomes(t *testing.T, results []people.RemovalResult) []string {
	t.Helper()
	var texts []string
	for _, result := range results {
		texts = append(texts, strings.TrimSpace(fmt.Sprintf("%s %s %s", result.Person.ID, result.Outcome, meaning(t, result.Err))))
		if (result.Outcome == people.Removed) != (result.Details != nil) {
			t.Errorf("%s %s with the details %v", result.Person.ID, result.Outcome, result.Details)
		}
	}
	return texts
}

// Ensures that each person has a result, in the order of the ids, and that nobody is touched but those who have the factor and whom
// the caller may remove it from.
func TestRemoveFromMany(t *testing.T) {
	t.Parallel()
	b := newRemovalBackend()
	b.has["20"] = []string{removeTOTP}
	client, _ := b.client(nil)
	results, err := client.RemoveFromMany(withToken(t), "200", []string{"20", "1", "30", "12", "99", "10"}, people.Removal{Type: totp})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"20 REMOVED", "1 FAILED FAILED_PRECONDITION OWN_FACTOR", "30 FAILED NOT_FOUND USER_NOT_FOUND",
		"12 NOT_THERE NOT_FOUND USER_FACTOR_NOT_FOUND", "99 FAILED NOT_FOUND USER_NOT_FOUND", "10 REMOVED"}
	if got := outcomes(t, results); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	slices.Sort(b.removed)
	if !slices.Equal(b.removed, []string{"10 " + removeTOTP, "20 " + removeTOTP}) {
		t.Errorf("removed %q", b.removed)
	}
}

// Ensures that what the caller did wrong is refused for all together, before the backend is asked anything.
func TestRemoveFromManyRefuses(t *testing.T) {
	t.Parallel()
	hundred := make([]string, 100)
	for i := range hundred {
		hundred[i] = strconv.Itoa(1000 + i)
	}
	for _, c := range []struct {
		ids     []string
		removal people.Removal
		want    string
	}{
		{nil, people.Removal{Type: totp}, "BAD_USER_INPUT USER_INVALID"},
		{append(slices.Clone(hundred), "1"), people.Removal{Type: totp}, "BAD_USER_INPUT USER_INVALID"},
		{[]string{"10", "11", "10"}, people.Removal{Type: totp}, "BAD_USER_INPUT USER_INVALID"},
		{[]string{"10", "a b"}, people.Removal{Type: totp}, "BAD_USER_INPUT USER_INVALID"},
		{[]string{"10"}, people.Removal{Type: u2f, SecurityKeyID: "a"}, "BAD_USER_INPUT SECURITY_KEY_INVALID"},
		{[]string{"10"}, people.Removal{}, "BAD_USER_INPUT SECOND_FACTOR_UNSPECIFIED"},
	} {
		b := newRemovalBackend()
		client, _ := b.client(nil)
		if results, err := client.RemoveFromMany(withToken(t), "200", c.ids, c.removal); meaning(t, err) != c.want || results != nil || len(b.calls) > 0 {
			t.Errorf("%q: got %v, %v after %v", c.ids, results, err, b.calls)
		}
	}
	b := newRemovalBackend()
	client, _ := b.client(nil)
	if results, err := client.RemoveFromMany(withToken(t), "200", hundred, people.Removal{Type: totp}); err != nil || len(results) != 100 {
		t.Errorf("a hundred: got %d results, %v", len(results), err)
	}
}

// Ensures that no more calls are made than one removal may make, and that those for whom none were left are told so.
func TestRemovalCallLimit(t *testing.T) {
	t.Parallel()
	for limit, want := range map[int][]string{
		4: nil, // not even for what comes before the first write
		8: {"10 REMOVED", "20 NOT_TRIED LIMIT_EXCEEDED TOO_MANY_BACKEND_CALLS"},
		9: {"10 REMOVED", "20 REMOVED"},
	} {
		b := newRemovalBackend()
		b.has["20"] = []string{removeTOTP}
		client, _ := b.client(func(config *people.Config) { config.Concurrency, config.RemovalCalls = 1, limit })
		results, err := client.RemoveFromMany(withToken(t), "200", []string{"10", "20"}, people.Removal{Type: totp})
		if got := outcomes(t, results); !slices.Equal(got, want) || (err != nil) != (want == nil) || len(b.calls) > limit {
			t.Errorf("%d calls: got %q, %v after %d", limit, got, err, len(b.calls))
		}
	}
}

// Ensures that a person's security keys are removed all or, where too few calls are left, none, so that the calls are left for
// somebody with one; and that a lost answer isn't looked for beyond the limit.
func TestRemovalCallLimitWithinAPerson(t *testing.T) {
	t.Parallel()
	b := newRemovalBackend()
	b.has["11"] = append(b.has["11"], removeU2F+" c", removeU2F+" d")
	client, _ := b.client(func(config *people.Config) { config.Concurrency, config.RemovalCalls = 1, 9 })
	results, err := client.RemoveFromMany(withToken(t), "200", []string{"11", "10"}, people.Removal{Type: u2f})
	want := []string{"11 NOT_TRIED LIMIT_EXCEEDED TOO_MANY_BACKEND_CALLS", "10 REMOVED"}
	if got := outcomes(t, results); err != nil || !slices.Equal(got, want) || len(b.writes()) != 1 {
		t.Errorf("got %q, %v, wrote %q", got, err, b.writes())
	}
	b = newRemovalBackend()
	b.after = onCall(removeTOTP, loses)
	client, _ = b.client(func(config *people.Config) { config.RemovalCalls = 8 })
	if _, err := client.Remove(withToken(t), "200", "10", people.Removal{Type: totp}); meaning(t, err) != "SERVICE_UNAVAILABLE BACKEND_UNREACHABLE UNKNOWN" {
		t.Errorf("without a call left for the look: got %v", err)
	}
}

// Ensures that once the token is rejected or a permission is lost, nobody else is tried, and that those say why.
func TestRemovalStops(t *testing.T) {
	t.Parallel()
	for want, end := range map[string]error{
		"UNAUTHENTICATED TOKEN_REJECTED": refusedAs(removeTOTP, codes.Unauthenticated, "AUTH-7fs1e"),
		"FORBIDDEN PERMISSION_MISSING":   refusedAs(removeTOTP, codes.PermissionDenied, "AUTH-AWfge"),
		"FORBIDDEN NOT_A_MEMBER":         refusedAs(listFactors, codes.NotFound, "AUTHZ-cdgFk"),
	} {
		b := newRemovalBackend()
		b.before = func(call removalCall) error {
			if call.n == 2 && (call.method == listFactors && strings.HasSuffix(want, "MEMBER") || call.method == removeTOTP && !strings.HasSuffix(want, "MEMBER")) {
				return end
			}
			return nil
		}
		for _, id := range []string{"20", "21", "22"} {
			b.has[id] = []string{removeTOTP}
		}
		client, _ := b.client(oneByOne)
		results, err := client.RemoveFromMany(withToken(t), "200", []string{"10", "20", "21", "22"}, people.Removal{Type: totp})
		all := []string{"10 REMOVED", "20 FAILED " + want, "21 NOT_TRIED " + want, "22 NOT_TRIED " + want}
		if got := outcomes(t, results); err != nil || !slices.Equal(got, all) {
			t.Errorf("got  %q, %v\nwant %q", got, err, all)
		}
	}
}

// Ensures that nobody is begun with whose removal can't be answered in time any more.
func TestRemovalDeadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newRemovalBackend()
		b.before = onCall(removeTOTP, func(removalCall) error {
			time.Sleep(time.Second) // of the test's own clock
			return nil
		})
		ids := []string{"20", "21", "22", "23"}
		for _, id := range ids {
			b.has[id] = []string{removeTOTP}
		}
		ctx, cancel := context.WithTimeout(withToken(t), 2100*time.Millisecond)
		defer cancel()
		client, _ := b.client(oneByOne)
		results, err := client.RemoveFromMany(ctx, "200", ids, people.Removal{Type: totp})
		want := []string{"20 REMOVED", "21 REMOVED", "22 NOT_TRIED GATEWAY_TIMEOUT REQUEST_TIMEOUT", "23 NOT_TRIED GATEWAY_TIMEOUT REQUEST_TIMEOUT"}
		if got := outcomes(t, results); err != nil || !slices.Equal(got, want) || len(b.writes()) != 2 {
			t.Errorf("got  %q, %v\nwant %q", got, err, want)
		}
	})
}

// Ensures that somebody whose factors couldn't be read in time counts as not tried: nothing was written.
func TestRemovalDeadlineWhileReading(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newRemovalBackend()
		b.before = onCall(listFactors, func(call removalCall) error {
			time.Sleep(time.Second) // of the test's own clock
			return late(call.method)
		})
		ctx, cancel := context.WithTimeout(withToken(t), 1100*time.Millisecond)
		defer cancel()
		client, _ := b.client(oneByOne)
		results, err := client.RemoveFromMany(ctx, "200", []string{"10", "12"}, people.Removal{Type: totp})
		want := []string{"10 NOT_TRIED GATEWAY_TIMEOUT REQUEST_TIMEOUT", "12 NOT_TRIED GATEWAY_TIMEOUT REQUEST_TIMEOUT"}
		if got := outcomes(t, results); err != nil || !slices.Equal(got, want) || len(b.writes()) > 0 {
			t.Errorf("got  %q, %v\nwant %q", got, err, want)
		}
	})
}

// Ensures that as many people are worked on at once as Config.Concurrency says, and no more.
func TestRemovalConcurrency(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newRemovalBackend()
		var mu sync.Mutex
		now, most := 0, 0
		count := func(by int) {
			mu.Lock()
			defer mu.Unlock()
			now += by
			most = max(most, now)
		}
		b.before = onCall(removeTOTP, func(removalCall) error {
			count(1)
			defer count(-1)
			time.Sleep(time.Second) // of the test's own clock
			return nil
		})
		var ids []string
		for i := range 20 {
			id := strconv.Itoa(100 + i)
			ids, b.has[id] = append(ids, id), []string{removeTOTP}
		}
		client, _ := b.client(func(config *people.Config) { config.Concurrency = 4 })
		begun := time.Now()
		if _, err := client.RemoveFromMany(withToken(t), "200", ids, people.Removal{Type: totp}); err != nil || most != 4 || time.Since(begun) != 5*time.Second {
			t.Errorf("%d at once, in %s: %v", most, time.Since(begun), err)
		}
	})
}

// Ensures that a panic while one person is worked on is that person's failure, and not the end of the program.
func TestRemovalPanics(t *testing.T) {
	t.Parallel()
	b := newRemovalBackend()
	b.before = onCall(removeTOTP, func(removalCall) error { panic("broken") })
	client, _ := b.client(nil)
	results, err := client.RemoveFromMany(withToken(t), "200", []string{"10", "12"}, people.Removal{Type: totp})
	if err != nil || results[0].Outcome != people.Unknown || results[0].Err == nil {
		t.Errorf("got %v, %v", results, err)
	}
}

// Ensures on random failures of any call that no outcome lies: what is removed is gone, what failed or wasn't tried is there, and no
// write is sent twice.
func TestRemovalOutcomesAreTrue(t *testing.T) {
	t.Parallel()
	seen := map[people.RemovalOutcome]int{}
	for seed := range uint64(400) {
		dice := rand.New(rand.NewPCG(seed, 11))
		b, kind := newRemovalBackend(), []string{removeSMS, removeU2F + " a", removeCodes}[seed%3]
		var ids []string
		for i := range 8 {
			id := strconv.Itoa(100 + i)
			ids, b.has[id] = append(ids, id), [][]string{nil, {kind}, {kind, removeTOTP}, {kind, removeU2F + " b"}}[dice.IntN(4)]
		}
		before := map[string][]string{}
		for id, has := range b.has {
			before[id] = slices.Clone(has)
		}
		b.before = randomly(rand.New(rand.NewPCG(seed, 1)), 12, unsent, lost, func(method string) error { return refusedAs(method, codes.Internal, "X") })
		b.after = randomly(rand.New(rand.NewPCG(seed, 2)), 12, lost)
		client, _ := b.client(func(config *people.Config) { config.RemovalCalls = 10 + dice.IntN(30) })
		results, _ := client.RemoveFromMany(withToken(t), "200", ids, people.Removal{Type: []policyv1.SecondFactorType{sms, u2f, recoveryCodes}[seed%3]})
		for _, result := range results {
			seen[result.Outcome]++
			checkOutcome(t, seed, result, kind, before[result.Person.ID], b.has[result.Person.ID])
		}
		if writes := b.writes(); len(slices.Compact(slices.Sorted(slices.Values(writes)))) != len(writes) {
			t.Errorf("seed %d: a write was sent twice: %q", seed, writes)
		}
	}
	for _, outcome := range []people.RemovalOutcome{people.Removed, people.NotThere, people.Failed, people.Unknown, people.NotTried} {
		if seen[outcome] < 20 {
			t.Errorf("%s was seen %d times", outcome, seen[outcome])
		}
	}
}

// checkOutcome compares an outcome with what the person had before and has now.
func checkOutcome(t *testing.T, seed uint64, result people.RemovalResult, kind string, before, now []string) {
	t.Helper()
	method, _, _ := strings.Cut(kind, " ")
	isOther := func(has string) bool { return !strings.HasPrefix(has, method) }
	hadAny, hasAny := !isAll(before, isOther), !isAll(now, isOther)
	same := slices.Equal(before, now)
	others := slices.Equal(slices.DeleteFunc(slices.Clone(before), func(has string) bool { return !isOther(has) }), slices.DeleteFunc(slices.Clone(now), func(has string) bool { return !isOther(has) }))
	isTrue := map[people.RemovalOutcome]bool{people.Removed: hadAny && !hasAny, people.NotThere: !hadAny, people.Failed: same, people.NotTried: same, people.Unknown: true}
	if !isTrue[result.Outcome] || !others {
		t.Errorf("seed %d: %s %s (%v), who had %q and has %q", seed, result.Person.ID, result.Outcome, result.Err, before, now)
	}
}

func isAll(list []string, is func(string) bool) bool {
	return !slices.ContainsFunc(list, func(element string) bool { return !is(element) })
}
