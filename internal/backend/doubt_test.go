package backend

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"zitadel-graphql/internal/wire"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// refusal is what the server said, with ZITADEL's id.
func refusal(t *testing.T, method string, code codes.Code, id string) *wire.CallError {
	t.Helper()
	st, err := status.New(code, "text").WithDetails(&zitadelv1.ErrorDetail{Id: id})
	if err != nil {
		t.Fatal(err)
	}
	return &wire.CallError{Method: method, Status: st, Sent: true, Answered: true}
}

// scripted is a connection that answers one after the other, the last one again and again, and says when it was asked.
func scripted(answers ...error) (called, *[]time.Duration) {
	began, at := time.Now(), &[]time.Duration{}
	return func(context.Context, string) error {
		answer := answers[min(len(*at), len(answers)-1)]
		*at = append(*at, time.Since(began))
		return answer
	}, at
}

func retrying(conn called) retry {
	return retry{conn, 3, newBudget(retryEarned, retryBurst), newBudget(doubtEarned, retryBurst), func() float64 { return 1 }}
}

// A ZITADEL that loses its database says untruths of reads: each is asked once more, and what it says then is believed.
// A write is never asked twice, nor is any other refusal doubted.
func TestDoubt(t *testing.T) {
	organization := func(method string) error { return refusal(t, method, codes.PermissionDenied, "AUTH-Bs7Ds") }
	token := func(method string) error { return refusal(t, method, codes.Unauthenticated, "AUTH-7fs1e") }
	inside, gone := failed(readMethod, codes.Internal, true, true), failed(readMethod, codes.Unavailable, true, false)
	inferred := refusal(t, readMethod, codes.Unauthenticated, "AUTH-7fs1e")
	inferred.Answered = false
	once, twice := []time.Duration{0}, []time.Duration{0, doubtPause}
	for name, c := range map[string]struct {
		method  string
		answers []error
		want    error
		at      []time.Duration
	}{
		"an untruth about the organization": {readMethod, []error{organization(readMethod), nil}, nil, twice},
		"an untruth about the token":        {readMethod, []error{token(readMethod), nil}, nil, twice},
		"a bad token":                       {readMethod, []error{token(readMethod)}, token(readMethod), twice},
		"no such organization":              {readMethod, []error{organization(readMethod)}, organization(readMethod), twice},
		"two untruths":                      {readMethod, []error{organization(readMethod), token(readMethod), nil}, token(readMethod), twice},
		"a failure after the untruth":       {readMethod, []error{token(readMethod), inside}, inside, twice},
		"no connection after the untruth":   {readMethod, []error{token(readMethod), gone, nil}, nil, append(slices.Clone(twice), 2*doubtPause)},
		"an untruth after no connection":    {readMethod, []error{gone, token(readMethod), nil}, nil, append(slices.Clone(twice), 2*doubtPause)},
		"a write for the organization":      {writeMethod, []error{organization(writeMethod), nil}, organization(writeMethod), once},
		"a write with the token":            {writeMethod, []error{token(writeMethod), nil}, token(writeMethod), once},
		"another id": {readMethod, []error{refusal(t, readMethod, codes.Unauthenticated, "AUTH-toLo1"), nil},
			refusal(t, readMethod, codes.Unauthenticated, "AUTH-toLo1"), once},
		"another code":              {readMethod, []error{refusal(t, readMethod, codes.NotFound, "AUTH-7fs1e"), nil}, refusal(t, readMethod, codes.NotFound, "AUTH-7fs1e"), once},
		"not the server's own word": {readMethod, []error{inferred, nil}, inferred, once},
	} {
		synctest.Test(t, func(t *testing.T) {
			conn, at := scripted(c.answers...)
			err := ask(t.Context(), retrying(conn), c.method)
			if !slices.Equal(*at, c.at) || status.Code(err) != status.Code(c.want) || idOf(err) != idOf(c.want) {
				t.Errorf("%s: asked at %v, want %v; got %v", name, *at, c.at, err)
			}
		})
	}
}

func idOf(err error) string {
	failed, ok := errors.AsType[*wire.CallError](err)
	if !ok {
		return ""
	}
	return failed.Detail().GetId()
}

// Every write of the contract is asked once, and every read twice.
func TestDoubtByMethod(t *testing.T) {
	methods := managementv1.File_zitadel_management_v1_management_proto.Services().Get(0).Methods()
	for i := range methods.Len() {
		name := "/" + string(methods.Get(i).Parent().FullName()) + "/" + string(methods.Get(i).Name())
		synctest.Test(t, func(t *testing.T) {
			conn, at := scripted(refusal(t, name, codes.Unauthenticated, "AUTH-7fs1e"))
			_ = ask(t.Context(), retrying(conn), name)
			if want := map[bool]int{true: 2, false: 1}[wire.ReadOnly(name)]; len(*at) != want {
				t.Errorf("%s was asked %d times, want %d", name, len(*at), want)
			}
		})
	}
}

// A doubt that there is no time for is no reason to wait, and one that runs out of time doesn't hide the refusal.
func TestDoubtInTime(t *testing.T) {
	for timeout, want := range map[time.Duration]int{doubtPause: 1, 2 * doubtPause: 2} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), timeout)
			defer cancel()
			conn, at := scripted(refusal(t, readMethod, codes.Unauthenticated, "AUTH-7fs1e"), failed(readMethod, codes.DeadlineExceeded, false, false))
			err := ask(ctx, retrying(conn), readMethod)
			if len(*at) != want || idOf(err) != "AUTH-7fs1e" || ctx.Err() != nil {
				t.Errorf("within %v: asked at %v; got %v", timeout, *at, err)
			}
		})
	}
}

// However many bad tokens are sent: they cost a quarter more calls, and none of the retries.
func TestDoubtsHaveABudget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		conn, at := scripted(refusal(t, readMethod, codes.Unauthenticated, "AUTH-7fs1e"))
		r := retrying(conn)
		for range 1000 {
			_ = ask(t.Context(), r, readMethod)
		}
		if n := len(*at); n < 1250 || n > 1250+retryBurst {
			t.Errorf("1000 bad tokens made %d calls", n)
		}
		for range retryBurst {
			if !r.budget.spend() {
				t.Fatal("they took the retries")
			}
		}
	})
}

// A read that a proxy put off is asked when the proxy said, once; a write never, nor what nobody said when to ask.
func TestThrottled(t *testing.T) {
	off := func(method string, after time.Duration) *wire.CallError {
		failed := failed(method, codes.Unavailable, true, false)
		failed.Throttled, failed.RetryAfter = true, after
		return failed
	}
	for name, c := range map[string]struct {
		method  string
		after   time.Duration
		timeout time.Duration
		at      []time.Duration
	}{
		"a read":                           {readMethod, 2 * time.Second, 10 * time.Second, []time.Duration{0, 2 * time.Second}},
		"a read that has no time":          {readMethod, 10 * time.Second, 10 * time.Second, []time.Duration{0}},
		"a read, and nobody says how long": {readMethod, 0, 10 * time.Second, []time.Duration{0}},
		"a write":                          {writeMethod, time.Second, 10 * time.Second, []time.Duration{0}},
	} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), c.timeout)
			defer cancel()
			conn, at := scripted(off(c.method, c.after))
			if err := ask(ctx, retrying(conn), c.method); !slices.Equal(*at, c.at) || status.Code(err) != codes.Unavailable || ctx.Err() != nil {
				t.Errorf("%s: asked at %v, want %v; got %v", name, *at, c.at, err)
			}
		})
	}
}

// The header is a number of seconds, or a date; anything else says nothing.
func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 11, 27, 15, 0, 0, 0, time.UTC)
	for value, want := range map[string]time.Duration{
		"": 0, "0": 0, "7": 7 * time.Second, "-7": 0, "7s": 0, "1.5": 0, "99999999999999999999": 0,
		"Fri, 27 Nov 2026 15:00:30 GMT": 30 * time.Second, "Fri, 27 Nov 2026 14:00:30 GMT": 0, "soon": 0,
	} {
		if got := retryAfter(value, now); got != want {
			t.Errorf("%q is %v, want %v", value, got, want)
		}
	}
}
