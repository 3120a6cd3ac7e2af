package graph_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"zitadel-graphql/internal/wire"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	orgv2 "zitadel-graphql/internal/wire/zitadel/org/v2"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

const (
	query    = "{ loginPolicy { isDefault } }"
	mutation = "mutation { removeSecondFactor(type: SECOND_FACTOR_TYPE_OTP) { sequence } }"
)

// Prevents that a panic in a resolver shows what it is: its text and stack are for the log. A mutation's outcome is unknown then.
func TestPanicIsMasked(t *testing.T) {
	got := ask(t, t.Context(), stub(func(context.Context, string) error { panic("boom " + token) }), mutation)
	if e := extensions(t, got); e["code"] != "INTERNAL_SERVER_ERROR" || e["outcome"] != "UNKNOWN" || e["retryable"] != false || e["requestId"] != "the-id" {
		t.Errorf("extensions: %v", e)
	}
	if strings.Contains(got.body, "boom") || !strings.Contains(got.log, "boom") || !strings.Contains(got.log, "errors_test.go") {
		t.Errorf("body: %s\nlog: %s", got.body, got.log)
	}
	if !strings.Contains(got.log, "level=ERROR") || !strings.Contains(got.log, "requestId=the-id") {
		t.Errorf("log: %s", got.log)
	}
}

// Prevents that a client reads what the backend says about its own failures, which names hosts and queries: it is for the log, at
// the level of its urgency.
func TestBackendFailuresAreMasked(t *testing.T) {
	for _, c := range []struct {
		code  codes.Code
		want  string
		level string
	}{
		{codes.Internal, "INTERNAL_SERVER_ERROR", "ERROR"},
		{codes.Unknown, "INTERNAL_SERVER_ERROR", "ERROR"},
		{codes.DataLoss, "INTERNAL_SERVER_ERROR", "ERROR"},
		{codes.Unavailable, "SERVICE_UNAVAILABLE", "WARN"},
		{codes.DeadlineExceeded, "GATEWAY_TIMEOUT", "WARN"},
		{codes.Canceled, "CANCELLED", "DEBUG"},
		{codes.NotFound, "BAD_GATEWAY", "ERROR"},
		{codes.Unimplemented, "NOT_IMPLEMENTED", "DEBUG"},
	} {
		for _, answered := range []bool{true, false} {
			got := ask(t, t.Context(), failing(answered, true, c.code, "db.internal:5432 said no", nil), query)
			if strings.Contains(got.body, "db.internal") || !strings.Contains(got.log, "db.internal") {
				t.Errorf("%s: body %s\nlog %s", c.code, got.body, got.log)
			}
			if answered && (extensions(t, got)["code"] != c.want || !strings.Contains(got.log, "level="+c.level)) {
				t.Errorf("%s: %v\nlog: %s", c.code, extensions(t, got), got.log)
			}
		}
	}
	detail := &zitadelv1.ErrorDetail{Id: "QUERY-1", Message: "db.internal said no"}
	got := ask(t, t.Context(), failing(true, true, codes.Internal, "db.internal said no (QUERY-1)", detail), query)
	if e := extensions(t, got); e["zitadelId"] != "QUERY-1" || e["details"] != nil || strings.Contains(got.body, "db.internal") {
		t.Errorf("got %s", got.body)
	}
}

// Ensures that a refusal keeps the backend's own text, localized for the caller, without the id at its end.
func TestRefusalKeepsItsText(t *testing.T) {
	detail := &zitadelv1.ErrorDetail{Id: "Any-1", Message: "geht nicht (wirklich)"}
	got := ask(t, t.Context(), failing(true, true, codes.FailedPrecondition, "geht nicht (wirklich) (Any-1)", detail), query)
	e := extensions(t, got)
	if got.Errors[0].Message != "geht nicht (wirklich)" || e["zitadelId"] != "Any-1" || e["code"] != "FAILED_PRECONDITION" || e["details"] == nil {
		t.Errorf("got %s", got.body)
	}
	if got.Errors[0].Locations[0].Column != 3 || got.Errors[0].Path[0] != "loginPolicy" {
		t.Errorf("the error is at %v, %v", got.Errors[0].Locations, got.Errors[0].Path)
	}
}

// Prevents that the caller's token gets into a response or the log because the backend repeats it in an error.
func TestTokenIsRedacted(t *testing.T) {
	detail := &zitadelv1.ErrorDetail{Id: "Any-1", Message: "bad token " + token}
	for _, code := range []codes.Code{codes.PermissionDenied, codes.Internal, codes.FailedPrecondition} {
		got := ask(t, t.Context(), failing(true, true, code, "bad token "+token+" (Any-1)", detail), query)
		if strings.Contains(got.body, token) || strings.Contains(got.log, token) {
			t.Errorf("%s: body %s\nlog %s", code, got.body, got.log)
		}
	}
}

// Ensures that a write is called not executed only where it certainly wasn't, and that only then it may be sent again.
func TestOutcome(t *testing.T) {
	unread := func(next stub) stub { // the backend doesn't know the read, and the write goes to next
		return func(ctx context.Context, method string) error {
			if method == managementv1.ManagementService_GetLoginPolicy_FullMethodName {
				return failing(true, true, codes.Unimplemented, "", nil)(ctx, method)
			}
			return next(ctx, method)
		}
	}
	for name, c := range map[string]struct {
		conn      stub
		outcome   string
		retryable bool
	}{
		"the read can't be sent":         {failing(false, false, codes.Unavailable, "", nil), "NOT_EXECUTED", true},
		"the read gets no answer":        {failing(false, true, codes.Unavailable, "", nil), "NOT_EXECUTED", true},
		"the write can't be sent":        {unread(failing(false, false, codes.Unavailable, "", nil)), "NOT_EXECUTED", true},
		"the write gets no answer":       {unread(failing(false, true, codes.Unavailable, "", nil)), "UNKNOWN", false},
		"the write runs out of time":     {unread(failing(false, true, codes.DeadlineExceeded, "", nil)), "UNKNOWN", false},
		"the write is cancelled":         {unread(failing(false, false, codes.Canceled, "", nil)), "NOT_EXECUTED", false},
		"the write is refused":           {unread(failing(true, true, codes.PermissionDenied, "", nil)), "NOT_EXECUTED", false},
		"the server fails in the write":  {unread(failing(true, true, codes.Internal, "", nil)), "UNKNOWN", false},
		"the server is down, as it says": {unread(failing(true, true, codes.Unavailable, "", nil)), "UNKNOWN", false},
		"a quota is used up": {unread(failing(true, true, codes.ResourceExhausted, "", &zitadelv1.ErrorDetail{Id: "QUOTA-vjAy8"})),
			"NOT_EXECUTED", true},
		"the instance is blocked": {unread(failing(true, true, codes.ResourceExhausted, "", &zitadelv1.ErrorDetail{Id: "LIMITS-molsj"})),
			"NOT_EXECUTED", false},
		"the write's reply is empty": {unread(func(context.Context, string) error { return nil }), "UNKNOWN", false},
	} {
		e := extensions(t, ask(t, t.Context(), c.conn, mutation))
		if e["outcome"] != c.outcome || e["retryable"] != c.retryable {
			t.Errorf("%s: outcome %v, retryable %v; want %s, %t", name, e["outcome"], e["retryable"], c.outcome, c.retryable)
		}
	}
	if e := extensions(t, ask(t, t.Context(), failing(false, true, codes.Unavailable, "", nil), query)); e["outcome"] != nil || e["retryable"] != true {
		t.Errorf("a query's failure has %v", e)
	}
}

// Ensures that a request without any time left is answered by an error of the contract, and not by null alone.
func TestNoTimeLeft(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	e := extensions(t, ask(t, ctx, failing(true, true, codes.OK, "", nil), mutation))
	if e["code"] != "CANCELLED" || e["reason"] != "CLIENT_CANCELLED" {
		t.Errorf("got %v", e)
	}
}

// Ensures that a mutation which had to wait for other calls until the request ended says every time that nothing was written.
func TestRequestEndsWhileCallsWait(t *testing.T) {
	for range 20 {
		ctx, cancel := context.WithCancel(t.Context())
		s := &script{answer: func(method string, _ int) (proto.Message, error) {
			cancel()
			return nil, &wire.CallError{Method: method, Status: status.New(codes.Canceled, "")}
		}}
		got := ask(t, ctx, s, `mutation { a: removeSecondFactor(type: SECOND_FACTOR_TYPE_OTP) { sequence }
			b: removeSecondFactor(type: SECOND_FACTOR_TYPE_U2F) { sequence } }`)
		for _, e := range got.Errors {
			if e.Extensions["outcome"] != "NOT_EXECUTED" {
				t.Fatalf("got %s", got.body)
			}
		}
	}
}

// Prevents that a small document makes very many calls, as one does that nests a page in every entry of a page.
func TestTotalBackendCalls(t *testing.T) {
	s := &script{answer: func(method string, n int) (proto.Message, error) {
		switch method {
		case listOrgs:
			reply := &orgv2.ListOrganizationsResponse{}
			for i := range 100 {
				reply.Result = append(reply.Result, &orgv2.Organization{Id: fmt.Sprint(n, ".", i)})
			}
			return reply, nil
		case readPolicy:
			return inherited(), nil
		case readOrg:
			return nil, refused(method, codes.Unimplemented, "")
		}
		return nil, nil
	}}
	var pages strings.Builder
	for i := range 3 { // each step has organizations of its own, so that no call is shared
		fmt.Fprintf(&pages, "a%d: organizations(first: 100, after: %q) { nodes { loginPolicy { isDefault } } } ", i,
			base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "organization:%d", i*1000)))
	}
	got := ask(t, t.Context(), s, "{ viewer { "+pages.String()+"} }")
	if total := len(s.order); total > 320 {
		t.Errorf("%d calls were made", total)
	}
	if len(got.Errors) == 0 || got.Errors[0].Extensions["reason"] != "TOO_MANY_BACKEND_CALLS" {
		t.Errorf("got %.300s", got.body)
	}
}
