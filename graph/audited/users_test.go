package audited

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
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
}

// Invoke implements grpc.ClientConnInterface.
func (a *auth) Invoke(ctx context.Context, _ string, _, reply any, _ ...grpc.CallOption) error {
	a.asked.Add(1)
	if a.failure != nil {
		return a.failure()
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
	known := newUsers(backend, func() time.Time { return now })
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
		known := newUsers(backend, time.Now)
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

// Ensures that a request which ends doesn't take along the answer, which the next one can use.
func TestUsersOutliveTheRequest(t *testing.T) {
	t.Parallel()
	entered, release := make(chan struct{}), make(chan struct{})
	backend := &auth{failure: func() error { close(entered); <-release; return nil }}
	known := newUsers(backend, time.Now)
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
	known := newUsers(backend, time.Now)
	if _, err := authv1.NewAuthServiceClient(known.connection()).GetMyUser(withToken(t, "1"), &authv1.GetMyUserRequest{}); err != nil {
		t.Fatal(err)
	}
	if id, by := known.find(withToken(t, "1")).who(); id != "1" || by != audit.ByToken || backend.asked.Load() != 1 {
		t.Errorf("got %s by %s, asked %d times", id, by, backend.asked.Load())
	}
}
