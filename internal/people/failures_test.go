package people_test

import (
	"context"
	"log/slog"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/backend"
	"zitadel-graphql/internal/people"
)

// crowd fills a world with many people of Acme, and a few of another organization. Every third has codes by SMS.
func crowd(w *world, many int) *world {
	for i := range many {
		r := w.setUp(w.add(acme), people.Password)
		if i%3 == 0 {
			w.setUp(r, people.OTPSMS)
		}
		if i%100 == 0 {
			w.setUp(w.add(other), people.Password|people.OTPSMS)
		}
	}
	return w
}

// on returns a hook that acts at the n-th call of a method.
func on(method string, n int, act func() error) func(string, int) error {
	return func(called string, count int) error {
		if called == method && count == n {
			return act()
		}
		return nil
	}
}

// from is on for that call and all later ones.
func from(method string, n int, err error) func(string, int) error {
	return func(called string, count int) error {
		if called == method && count >= n {
			return err
		}
		return nil
	}
}

// Prevents that figures look whole which aren't: whatever fails in the middle of a look, it says why it ended, what it has is right
// as far as it goes, and the rest is found from there on.
func TestFailuresInTheMiddle(t *testing.T) {
	unavailable := status.Error(codes.Unavailable, "gone")
	expired := refused(codes.Unauthenticated, "AUTH-7fs1e")
	for name, c := range map[string]struct {
		world  func() *world
		config func(*people.Config)
		want   people.Incomplete
	}{
		"backend gone, one by one": {func() *world {
			w := crowd(newWorld().withoutEvents(), 700)
			w.before = from(listTypes, 300, unavailable)
			return w
		}, nil, people.BackendFailed},
		"backend gone, list": {func() *world {
			w := crowd(newWorld(), 1200)
			w.before = from(listUsers, 2, unavailable)
			return w
		}, nil, people.BackendFailed},
		"backend gone, events since": {func() *world {
			w := crowd(newWorld(), 1200)
			w.before = from(listEvents, 5, unavailable)
			return w
		}, nil, people.BackendFailed},
		"token expired": {func() *world {
			w := crowd(newWorld().withoutEvents(), 700)
			w.before = from(listTypes, 300, expired)
			return w
		}, nil, people.TokenRejected},
		"stronger login required": {func() *world {
			w := crowd(newWorld().withoutEvents(), 700)
			w.before = from(listTypes, 300, refused(codes.PermissionDenied, "AUTHZ-Kl3p0"))
			return w
		}, nil, people.TokenRejected},
		"permission lost, without a word": {func() *world {
			w := crowd(newWorld(), 1200)
			w.before = on(listUsers, 2, func() error { w.permissions = map[string][]string{"": {"events.read"}}; return nil })
			return w
		}, nil, people.PermissionLost},
		"permission lost, refused": {func() *world {
			w := crowd(newWorld().withoutEvents(), 700)
			w.before = from(listTypes, 300, refused(codes.NotFound, "AUTHZ-cdgFk"))
			return w
		}, nil, people.PermissionLost},
		"permission lost and given back": {func() *world {
			w := crowd(newWorld(), 1200)
			had := w.permissions
			w.before = func(method string, n int) error {
				if w.permissions = had; method == listUsers && n == 2 {
					w.permissions = map[string][]string{"": {"events.read"}, other: {"user.read"}}
				}
				return nil
			}
			return w
		}, nil, people.Whole}, // the list begins anew where it was
		"call limit": {func() *world { return crowd(newWorld().withoutEvents(), 700) },
			func(c *people.Config) { c.LookCalls = 300 }, people.CallLimit},
		"somebody removed who was looked at": {func() *world {
			w := crowd(newWorld(), 1200)
			w.before = on(listUsers, 2, func() error { w.remove(w.people()[10]); return nil })
			return w
		}, nil, people.PeopleChanged},
		"somebody removed between list and question": {func() *world {
			w := crowd(newWorld().withoutEvents(), 700)
			w.before = on(listTypes, 300, func() error { w.remove(w.people()[400]); return nil })
			return w
		}, nil, people.PeopleChanged},
		"somebody removed, and another one comes": {func() *world {
			w := crowd(newWorld().withoutEvents(), 700)
			w.before = on(listTypes, 650, func() error { w.remove(w.people()[5]); w.add(acme); return nil })
			return w
		}, nil, people.PeopleChanged},
		"many removed who were looked at": {func() *world {
			w := crowd(newWorld(), 1200)
			w.before = on(listUsers, 2, func() error {
				for range 40 {
					w.remove(w.people()[10])
				}
				return nil
			})
			return w
		}, nil, people.PeopleChanged},
		"somebody who appears late": {func() *world {
			w := crowd(newWorld(), 1200)
			w.people()[5].isHidden = true
			w.before = on(listUsers, 3, func() error { w.residents[6].isHidden, w.residents[5].isHidden = false, false; return nil })
			return w
		}, nil, people.PeopleChanged},
	} {
		t.Run(name, func(t *testing.T) {
			w := c.world()
			config := people.DefaultConfig()
			if c.config != nil {
				c.config(&config)
			}
			client := w.client(t, config)
			s := visit(asCaller(t), client, people.Needs{})
			if s.err != nil || s.look.Incomplete != c.want || s.look.LookedAt != len(s.people) {
				t.Fatalf("%+v, %v", s.look, s.err)
			}
			w.change(func(w *world) { w.before, w.permissions = nil, newWorld().permissions })
			w.expectRest(t, client, s)
		})
	}
}

// expectRest goes on from where a look was broken off, and demands that all who are there now were found, once each.
func (w *world) expectRest(t *testing.T, client *people.Client, s seen) {
	t.Helper()
	for range 5 {
		if s.look.Next == nil {
			break
		}
		rest := visitIn(asCaller(t), client, people.Scope{Organization: acme}, s.look.Next, people.Needs{})
		if rest.err != nil {
			t.Fatal(rest.err)
		}
		s.people, s.look = append(s.people, rest.people...), rest.look
	}
	found := map[string]int{}
	for _, person := range s.people {
		if found[person.ID]++; found[person.ID] > 1 || person.Organization != acme {
			t.Errorf("%s of %s was looked at %d times", person.ID, person.Organization, found[person.ID])
		}
	}
	missed := 0
	for _, r := range w.people() {
		if found[r.id] == 0 {
			missed++
		}
	}
	if !s.look.Complete() || missed > 1 { // 1: who appeared behind the look, of whom it was said that somebody did
		t.Errorf("%d were missed: %+v", missed, s.look)
	}
}

// Prevents that an answer is made of nothing: where nobody could be looked at, the failure itself is the answer.
func TestFailuresAtOnce(t *testing.T) {
	w := crowd(newWorld().withoutEvents(), 3)
	w.before = from(listUsers, 1, status.Error(codes.Unavailable, "gone"))
	s := visit(asCaller(t), w.client(t, people.DefaultConfig()), people.Needs{})
	if status.Code(s.err) != codes.Unavailable {
		t.Errorf("%+v, %v", s.look, s.err)
	}
	w.change(func(w *world) { w.before = nil })
	s = visit(people.ForRequest(asCaller(t), 1, people.StreamCallsSetting), w.client(t, people.DefaultConfig()), people.Needs{})
	if !problem.HasReason(s.err, problem.ReasonTooManyBackendCalls) || !strings.Contains(s.err.Error(), "at most 1 backend calls (--max-stream-calls)") {
		t.Errorf("%+v, %v", s.look, s.err)
	}
	ctx, cancel := context.WithTimeout(asCaller(t), -time.Second)
	defer cancel()
	if s = visit(ctx, w.client(t, people.DefaultConfig()), people.Needs{}); !problem.HasReason(s.err, problem.ReasonRequestTimeout) {
		t.Errorf("%+v, %v", s.look, s.err)
	}
}

// Prevents that a backend which repeats the caller's token in the text of a failure has it written to the log.
func TestNoTokenInTheLog(t *testing.T) {
	for name, c := range map[string]struct {
		world  *world
		method string
		n      int
	}{
		"broken off":     {crowd(newWorld().withoutEvents(), 60), listTypes, 30}, // until when the first has been looked at
		"without events": {crowd(newWorld(), 20), listEvents, 1},
	} {
		var written lockedBuffer
		log := slog.New(slog.NewTextHandler(&written, &slog.HandlerOptions{Level: slog.LevelDebug}))
		client := c.world.clientThatLogs(t, people.DefaultConfig(), log)
		c.world.before = from(c.method, c.n, status.Error(codes.Internal, "no Bearer "+removersToken+" here"))
		visit(withToken(t), client, people.Needs{})
		if text := written.String(); !strings.Contains(text, "[token] here") || strings.Contains(text, removersToken) {
			t.Errorf("%s: logged %q", name, text)
		}
	}
}

// Ensures that a look ends so long before its deadline that the answer still goes out, and goes on from there: a tenth of its time
// and at most a second, and not much earlier than that takes.
func TestDeadline(t *testing.T) {
	for limit, answerTime := range map[time.Duration]time.Duration{
		time.Second: 100 * time.Millisecond, 10 * time.Second: time.Second, 30 * time.Second: time.Second,
	} {
		synctest.Test(t, func(t *testing.T) {
			w := crowd(newWorld().withoutEvents(), 600)
			w.wait = limit / 50 // of the test's own clock: eight calls at once need half as long again as there is
			client := w.client(t, people.DefaultConfig())
			ctx, cancel := context.WithTimeout(asCaller(t), limit)
			defer cancel()
			began := time.Now()
			s := visit(ctx, client, people.Needs{})
			early := limit - answerTime - backend.AnswerMargin - time.Since(began) // the connection keeps its margin, too
			if s.err != nil || s.look.Incomplete != people.Deadline || early < 0 || early > 50*time.Millisecond+w.wait {
				t.Fatalf("%v: %+v, %v; %v too early", limit, s.look, s.err, early)
			}
			w.change(func(w *world) { w.wait = 0 })
			w.expectRest(t, client, s)
		})
	}
}

// Ensures that a look whose client has gone ends at once, and leaves nothing behind.
func TestCancelled(t *testing.T) {
	for name, start := range map[string]func() *world{
		"one by one": func() *world { return newWorld().withoutEvents() },
		"by events":  newWorld,
	} {
		synctest.Test(t, func(t *testing.T) {
			w := crowd(start(), 2000)
			w.wait = 30 * time.Millisecond
			client := w.client(t, people.DefaultConfig())
			ctx, cancel := context.WithCancel(asCaller(t))
			const cancelled = 500 * time.Millisecond
			time.AfterFunc(cancelled, cancel)
			began := time.Now()
			s := visit(ctx, client, people.Needs{LoginMethods: true})
			if took := time.Since(began); !problem.HasReason(s.err, problem.ReasonClientCancelled) || took != cancelled || len(s.people) == 0 {
				t.Errorf("%s: %+v of %d people, %v after %v", name, s.look, len(s.people), s.err, took)
			}
			stacks := make([]byte, 1<<20)
			if text := string(stacks[:runtime.Stack(stacks, true)]); strings.Contains(text, "internal/people.(*asking)") {
				t.Errorf("%s: something goes on:\n%s", name, text)
			}
		})
	}
}
