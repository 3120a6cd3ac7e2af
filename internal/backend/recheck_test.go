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

// refusal is the server's own, with ZITADEL's id.
func refusal(t *testing.T, method string, code codes.Code, id string) *wire.CallError {
	t.Helper()
	st, err := status.New(code, "text").WithDetails(&zitadelv1.ErrorDetail{Id: id})
	if err != nil {
		t.Fatal(err)
	}
	return &wire.CallError{Method: method, Status: st, Sent: true, Answered: true}
}

// Nobody is logged out because ZITADEL lost its database: a read that gets one of the two refusals that may be untrue is made
// once more, and what that says is believed. A write is never made twice, nor anything after another refusal.
func TestRecheck(t *testing.T) {
	organization := func(method string) error { return refusal(t, method, codes.PermissionDenied, "AUTH-Bs7Ds") }
	token := func(method string) error { return refusal(t, method, codes.Unauthenticated, "AUTH-7fs1e") }
	inside, gone := callError(readMethod, codes.Internal, true, true), callError(readMethod, codes.Unavailable, true, false)
	inferred := refusal(t, readMethod, codes.Unauthenticated, "AUTH-7fs1e")
	inferred.Answered = false
	once, twice := []time.Duration{0}, []time.Duration{0, recheckDelay}
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
		"no connection after the untruth":   {readMethod, []error{token(readMethod), gone, nil}, nil, append(slices.Clone(twice), 2*recheckDelay)},
		"an untruth after no connection":    {readMethod, []error{gone, token(readMethod), nil}, nil, append(slices.Clone(twice), 2*recheckDelay)},
		"a write for the organization":      {writeMethod, []error{organization(writeMethod), nil}, organization(writeMethod), once},
		"a write with the token":            {writeMethod, []error{token(writeMethod), nil}, token(writeMethod), once},
		"another id": {readMethod, []error{refusal(t, readMethod, codes.Unauthenticated, "AUTH-toLo1"), nil},
			refusal(t, readMethod, codes.Unauthenticated, "AUTH-toLo1"), once},
		"another code":              {readMethod, []error{refusal(t, readMethod, codes.NotFound, "AUTH-7fs1e"), nil}, refusal(t, readMethod, codes.NotFound, "AUTH-7fs1e"), once},
		"not the server's own word": {readMethod, []error{inferred, nil}, inferred, once},
	} {
		synctest.Test(t, func(t *testing.T) {
			conn, at := answering(c.answers...)
			err := invoke(t.Context(), retrying(conn), c.method)
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

// Every write of the contract is made once, and every read twice.
func TestRecheckByMethod(t *testing.T) {
	methods := managementv1.File_zitadel_management_v1_management_proto.Services().Get(0).Methods()
	for i := range methods.Len() {
		name := "/" + string(methods.Get(i).Parent().FullName()) + "/" + string(methods.Get(i).Name())
		synctest.Test(t, func(t *testing.T) {
			conn, at := answering(refusal(t, name, codes.Unauthenticated, "AUTH-7fs1e"))
			_ = invoke(t.Context(), retrying(conn), name)
			if want := map[bool]int{true: 2, false: 1}[wire.ReadOnly(name)]; len(*at) != want {
				t.Errorf("%s was asked %d times, want %d", name, len(*at), want)
			}
		})
	}
}

// A recheck that there is no time for isn't waited for, and one that runs out of time doesn't hide the refusal.
func TestRecheckInTime(t *testing.T) {
	for timeout, want := range map[time.Duration]int{recheckDelay: 1, 2 * recheckDelay: 2} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), timeout)
			defer cancel()
			conn, at := answering(refusal(t, readMethod, codes.Unauthenticated, "AUTH-7fs1e"), callError(readMethod, codes.DeadlineExceeded, false, false))
			err := invoke(ctx, retrying(conn), readMethod)
			if len(*at) != want || idOf(err) != "AUTH-7fs1e" || ctx.Err() != nil {
				t.Errorf("within %v: asked at %v; got %v", timeout, *at, err)
			}
		})
	}
}

// However many bad tokens are sent, they cost a quarter more calls, and none of the retries.
func TestRechecksHaveABudget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		conn, at := answering(refusal(t, readMethod, codes.Unauthenticated, "AUTH-7fs1e"))
		r := retrying(conn)
		for range 1000 {
			_ = invoke(t.Context(), r, readMethod)
		}
		if n := len(*at); n < 1250 || n > 1250+retryBurst {
			t.Errorf("1000 bad tokens made %d calls", n)
		}
		for range retryBurst {
			if !r.retries.spend() {
				t.Fatal("they took the retries")
			}
		}
	})
}
