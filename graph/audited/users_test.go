package audited

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"

	"zitadel-graphql/internal/audit"
	authv1 "zitadel-graphql/internal/wire/zitadel/auth/v1"
	userv1 "zitadel-graphql/internal/wire/zitadel/user/v1"
)

// auth is a ZITADEL that knows whose tokens these are: each is the id of its user. It counts the calls.
type auth struct {
	grpc.ClientConnInterface

	asked   atomic.Int64
	failure func() error
	// hangs has each call take as long as it may.
	hangs bool
}

// Invoke implements grpc.ClientConnInterface.
func (a *auth) Invoke(ctx context.Context, _ string, _, reply any, _ ...grpc.CallOption) error {
	a.asked.Add(1)
	if a.hangs {
		<-ctx.Done()
		return ctx.Err()
	}
	if a.failure != nil {
		if err := a.failure(); err != nil {
			return err
		}
	}
	md, _ := metadata.FromOutgoingContext(ctx)
	reply.(*authv1.GetMyUserResponse).User = &userv1.User{Id: md.Get("authorization")[0]}
	return nil
}

func withToken(t *testing.T, token string) context.Context {
	t.Helper()
	return metadata.AppendToOutgoingContext(t.Context(), "authorization", token)
}

// Ensures that ZITADEL is asked once for each token, however many ask at once, and again after five minutes.
func TestUsersAreAskedOnce(t *testing.T) {
	t.Parallel()
	backend, now := &auth{}, time.Now()
	known := newUsers(nil, backend, func() time.Time { return now })
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if id, by := known.find(withToken(t, "1")).await(t.Context()).who(); id != "1" || by != audit.ByToken {
				t.Errorf("got %s by %s", id, by)
			}
		})
	}
	all.Wait()
	if id, _ := known.find(withToken(t, "2")).await(t.Context()).who(); id != "2" || backend.asked.Load() != 2 {
		t.Errorf("got %s, asked %d times", id, backend.asked.Load())
	}
	now = now.Add(5 * time.Minute)
	known.find(withToken(t, "1")).await(t.Context())
	if backend.asked.Load() != 3 {
		t.Errorf("asked %d times", backend.asked.Load())
	}
}

// Ensures that nobody is named whom ZITADEL hasn't named, and that a failure or a panic neither ends the program nor is asked for again
// with each mutation.
func TestUsersUnknown(t *testing.T) {
	t.Parallel()
	for name, failure := range map[string]func() error{"a failure": func() error { return errors.New("boom") }, "a panic": func() error { panic("boom") }} {
		backend := &auth{failure: failure}
		known := newUsers(nil, backend, time.Now)
		for range 2 {
			if id, by := known.find(withToken(t, "1")).await(t.Context()).who(); id != audit.Unknown || by != audit.Unknown {
				t.Errorf("%s: got %s by %s", name, id, by)
			}
		}
		if backend.asked.Load() != 1 {
			t.Errorf("%s: asked %d times", name, backend.asked.Load())
		}
	}
	if id, by := (*caller)(nil).who(); id != audit.Unknown || by != audit.Unknown {
		t.Errorf("nobody looked, and yet it is %s by %s", id, by)
	}
}

// Ensures that a failure is forgotten after seconds, however many mutations there are, and what ZITADEL said stays known then.
func TestUsersAreAskedAgainAfterAFailure(t *testing.T) {
	t.Parallel()
	failure, now := errors.New("throttled"), time.Now()
	backend := &auth{failure: func() error { return failure }}
	known := newUsers(nil, backend, func() time.Time { return now })
	for _, step := range []struct {
		after time.Duration
		fails error
		asked int64
		who   string
	}{
		{0, failure, 1, audit.Unknown}, {askAgainTime - 1, nil, 1, audit.Unknown}, {1, failure, 2, audit.Unknown}, {askAgainTime, nil, 3, "1"},
		{askAgainTime, failure, 3, "1"},
	} {
		now, failure = now.Add(step.after), step.fails
		if id, _ := known.find(withToken(t, "1")).await(t.Context()).who(); id != step.who || backend.asked.Load() != step.asked {
			t.Errorf("after %v: got %s, asked %d times", step.after, id, backend.asked.Load())
		}
	}
}

// Prevents that a ZITADEL which doesn't say who a caller is holds mutations up: one waits for it, shortly, and the next don't. It is asked
// no longer than for a second, and not again before some have passed.
func TestUsersWaitShortlyAndOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		backend := &auth{hangs: true}
		known := newUsers(nil, backend, time.Now)
		begun := time.Now()
		var asking *caller
		for range 20 {
			asking = known.find(withToken(t, "1"))
			asking.await(t.Context())
		}
		if waited := time.Since(begun); waited != awaitTime || backend.asked.Load() != 1 {
			t.Errorf("waited %v, asked %d times", waited, backend.asked.Load())
		}
		if <-asking.done; time.Since(begun) != askTime {
			t.Errorf("asked for %v", time.Since(begun))
		}
		time.Sleep(askAgainTime - askTime)
		known.find(withToken(t, "1")).await(t.Context())
		if waited := time.Since(begun); waited != askAgainTime+awaitTime || backend.asked.Load() != 2 {
			t.Errorf("after %v, asked %d times", waited, backend.asked.Load())
		}
		<-known.lookUp(withToken(t, "1")).done
	})
}

// Ensures that a request which ends doesn't take along the answer, which the next one can use.
func TestUsersOutliveTheRequest(t *testing.T) {
	t.Parallel()
	entered, release := make(chan struct{}), make(chan struct{})
	backend := &auth{failure: func() error { close(entered); <-release; return nil }}
	known := newUsers(nil, backend, time.Now)
	ctx, cancel := context.WithCancel(withToken(t, "1"))
	asking := known.find(ctx)
	<-entered
	cancel()
	if id, _ := asking.await(ctx).who(); id != audit.Unknown {
		t.Errorf("got %s before the answer", id)
	}
	close(release)
	<-asking.done
	if known.lookUp(withToken(t, "1")) != asking {
		t.Error("it is forgotten")
	}
}

// Ensures that who others have asked for isn't asked for again.
func TestUsersLearn(t *testing.T) {
	t.Parallel()
	backend := &auth{}
	known := newUsers(backend, nil, time.Now)
	if _, err := authv1.NewAuthServiceClient(known.connection()).GetMyUser(withToken(t, "1"), &authv1.GetMyUserRequest{}); err != nil {
		t.Fatal(err)
	}
	if id, by := known.find(withToken(t, "1")).who(); id != "1" || by != audit.ByToken || backend.asked.Load() != 1 {
		t.Errorf("got %s by %s, asked %d times", id, by, backend.asked.Load())
	}
}
