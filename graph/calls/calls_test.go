package calls_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/vektah/gqlparser/v2/ast"
	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"

	"zitadel-graphql/graph/calls"
	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/deadlines"
	"zitadel-graphql/internal/organization"
	"zitadel-graphql/internal/wire"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

const (
	read  = managementv1.ManagementService_GetLoginPolicy_FullMethodName
	write = managementv1.ManagementService_RemoveSecondFactorFromLoginPolicy_FullMethodName
)

// backend counts its calls, and how many of them were under way at once. Each lasts until hold is closed.
type backend struct {
	hold   chan struct{}
	err    error
	panics bool
	policy *policyv1.LoginPolicy // in each reply to a read

	mu                      sync.Mutex
	calls, underWay, atMost int
}

func (b *backend) Invoke(_ context.Context, _ string, _, reply any, _ ...grpc.CallOption) error {
	err := b.call()
	if read, ok := reply.(*managementv1.GetLoginPolicyResponse); ok {
		read.Policy = b.policy
	}
	return err
}

func (b *backend) call() error {
	b.mu.Lock()
	b.calls++
	b.underWay++
	b.atMost = max(b.atMost, b.underWay)
	b.mu.Unlock()
	if b.hold != nil {
		<-b.hold
	}
	b.mu.Lock()
	b.underWay--
	b.mu.Unlock()
	if b.panics {
		panic("boom")
	}
	return b.err
}

func (*backend) NewStream(context.Context, *grpc.StreamDesc, string, ...grpc.CallOption) (grpc.ClientStream, error) {
	return nil, errors.New("there are no streams")
}

func about(ctx context.Context, organizationID string) context.Context {
	return organization.With(ctx, organizationID)
}

func getPolicy(ctx context.Context, b *backend) error {
	return calls.Connection{ClientConnInterface: b}.Invoke(ctx, read, &managementv1.GetLoginPolicyRequest{}, &managementv1.GetLoginPolicyResponse{})
}

func removeFactor(ctx context.Context, b *backend) error {
	return calls.Connection{ClientConnInterface: b}.Invoke(ctx, write,
		&managementv1.RemoveSecondFactorFromLoginPolicyRequest{}, &managementv1.RemoveSecondFactorFromLoginPolicyResponse{})
}

// One request must not take the backend away from all others: so many calls at once, and so many in all, and the call that
// isn't made promises that nothing was written.
func TestLimits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := &backend{hold: make(chan struct{})}
		ctx := calls.Limits{AtOnce: 2, Total: 5}.ForRequest(t.Context(), ast.Mutation)
		ended := make(chan error, 5)
		for range 5 {
			go func() { ended <- removeFactor(ctx, b) }()
		}
		synctest.Wait()
		if b.calls != 2 {
			t.Errorf("%d calls are under way at once, not 2", b.calls)
		}
		close(b.hold)
		for range 5 {
			if err := <-ended; err != nil {
				t.Error(err)
			}
		}
		if err := removeFactor(ctx, b); !problem.HasReason(err, problem.ReasonTooManyBackendCalls) || problem.LeavesWriteOpen(err) {
			t.Errorf("one call more ends with %v", err)
		}
		if b.calls != 5 || b.atMost != 2 {
			t.Errorf("%d calls were made, %d at once", b.calls, b.atMost)
		}
	})
}

// A request that ends while one of its calls waits for its turn has sent nothing.
func TestRequestEndsWhileACallWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := &backend{hold: make(chan struct{})}
		ended, cancel := context.WithCancel(t.Context())
		ctx := calls.Limits{AtOnce: 1, Total: 9}.ForRequest(ended, ast.Mutation)
		go removeFactor(ctx, b) //nolint:errcheck // it only takes the turn
		synctest.Wait()
		cancel()
		call, ok := errors.AsType[*wire.CallError](removeFactor(ctx, b))
		if !ok || call.MayHaveWritten() || b.calls != 1 {
			t.Errorf("got %v after %d calls", call, b.calls)
		}
		close(b.hold)
	})
}

// The fields of a query that ask the same share one call, its failure and its panic included. Another organization is another
// question, a mutation has to see its own writes, and a subscription what has changed since its last event.
func TestSharing(t *testing.T) {
	t.Parallel()
	limits := calls.Limits{AtOnce: 8, Total: 100}
	failure := errors.New("it failed")
	for name, c := range map[string]struct {
		operation     ast.Operation
		organizations []string
		want          int
	}{
		"a query":             {ast.Query, []string{"1", "1", "1"}, 1},
		"other organizations": {ast.Query, []string{"1", "2", "1", "2"}, 2},
		"a mutation":          {ast.Mutation, []string{"1", "1"}, 2},
		"a subscription":      {ast.Subscription, []string{"1", "1"}, 2},
	} {
		b := &backend{err: failure}
		ctx := limits.ForRequest(t.Context(), c.operation)
		var all sync.WaitGroup
		for _, id := range c.organizations {
			all.Go(func() {
				if err := getPolicy(about(ctx, id), b); !errors.Is(err, failure) {
					t.Errorf("%s: a field got %v", name, err)
				}
			})
		}
		all.Wait()
		if b.calls != c.want {
			t.Errorf("%s: %d calls, want %d", name, b.calls, c.want)
		}
	}
	b := &backend{}
	for range 3 { // no write is ever shared
		if err := removeFactor(limits.ForRequest(t.Context(), ast.Query), b); err != nil {
			t.Error(err)
		}
	}
	if b.calls != 3 {
		t.Errorf("three writes made %d calls", b.calls)
	}
}

// Each field gets the whole reply in a message of its own, whether it asks first, while the call is under way or when it has ended.
func TestSharedReply(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := &backend{hold: make(chan struct{}), policy: &policyv1.LoginPolicy{IsDefault: true}}
		ctx := calls.Limits{AtOnce: 8, Total: 8}.ForRequest(t.Context(), ast.Query)
		replies := make([]*managementv1.GetLoginPolicyResponse, 3)
		ask := func(i int) {
			replies[i] = &managementv1.GetLoginPolicyResponse{}
			conn := calls.Connection{ClientConnInterface: b}
			if err := conn.Invoke(ctx, read, &managementv1.GetLoginPolicyRequest{}, replies[i]); err != nil {
				t.Error(err)
			}
		}
		for i := range 2 {
			go ask(i)
		}
		synctest.Wait()
		close(b.hold)
		synctest.Wait()
		ask(2)
		for i, reply := range replies {
			if !reply.GetPolicy().GetIsDefault() || i > 0 && reply.GetPolicy() == replies[0].GetPolicy() {
				t.Errorf("the field %d got %v", i, reply)
			}
		}
		if b.calls != 1 {
			t.Errorf("%d calls", b.calls)
		}
	})
}

// A field whose call panics mustn't leave the fields that wait for the same call waiting for ever.
func TestPanicOfASharedCall(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := &backend{hold: make(chan struct{}), panics: true}
		ctx := calls.Limits{AtOnce: 8, Total: 8}.ForRequest(t.Context(), ast.Query)
		panicked := make(chan any, 1)
		go func() {
			defer func() { panicked <- recover() }()
			_ = getPolicy(ctx, b)
		}()
		synctest.Wait()
		waited := make(chan error, 1)
		go func() { waited <- getPolicy(ctx, b) }()
		synctest.Wait()
		close(b.hold)
		if cause := <-panicked; cause != "boom" {
			t.Errorf("the first field's panic is %v", cause)
		}
		if err := <-waited; err == nil {
			t.Error("the field that waited got an answer")
		}
	})
}

// What belongs to no request, such as a probe, has no limits.
func TestCallsOutsideARequest(t *testing.T) {
	t.Parallel()
	b := &backend{}
	for range 3 {
		if err := getPolicy(t.Context(), b); err != nil {
			t.Error(err)
		}
	}
	if b.calls != 3 {
		t.Errorf("%d calls were made", b.calls)
	}
}

// echo answers a read with a policy that has the token and the organization of the call as its redirect URI. It gives calls their time
// as internal/backend does.
type echo struct{ backend }

func (*echo) Invoke(ctx context.Context, _ string, _, reply any, _ ...grpc.CallOption) error {
	ctx, release := deadlines.With(ctx, time.Now().Add(time.Minute), time.Minute)
	defer release()
	derived, cancel := context.WithCancel(ctx) // as gRPC derives one
	defer cancel()
	md, _ := metadata.FromOutgoingContext(derived)
	if read, ok := reply.(*managementv1.GetLoginPolicyResponse); ok {
		read.Policy = &policyv1.LoginPolicy{DefaultRedirectUri: said(md)}
	}
	return nil
}

func said(md metadata.MD) string {
	return fmt.Sprint(md["authorization"], md[organization.MetadataKey])
}

// The token and the organization of a call are those of its own field and caller, and so is the answer, whatever the calls of a request
// share and however many requests there are at once.
func TestCallsKeepTheirCallers(t *testing.T) {
	t.Parallel()
	conn := calls.Connection{ClientConnInterface: &echo{}}
	var all sync.WaitGroup
	for caller := range 20 {
		token := fmt.Sprint("Bearer ", caller)
		ctx, cancel := context.WithCancel(metadata.NewOutgoingContext(t.Context(), metadata.Pairs("authorization", token)))
		t.Cleanup(cancel)
		ctx = calls.Limits{AtOnce: 4, Total: 99}.ForRequest(ctx, ast.Query)
		for field := range 40 {
			id := []string{"", "1", "2"}[field%3]
			all.Go(func() {
				reply := &managementv1.GetLoginPolicyResponse{}
				if err := conn.Invoke(about(ctx, id), read, &managementv1.GetLoginPolicyRequest{}, reply); err != nil {
					t.Error(err)
				}
				want := metadata.Pairs("authorization", token)
				if id != "" {
					want.Set(organization.MetadataKey, id)
				}
				if got := reply.GetPolicy().GetDefaultRedirectUri(); got != said(want) {
					t.Errorf("the call of %s about %q was answered as one of %s", token, id, got)
				}
			})
		}
	}
	all.Wait()
}
