package graph_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"zitadel-graphql/internal/wire"
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	authv1 "zitadel-graphql/internal/wire/zitadel/auth/v1"
	changev1 "zitadel-graphql/internal/wire/zitadel/change/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	orgv1 "zitadel-graphql/internal/wire/zitadel/org/v1"
	orgv2 "zitadel-graphql/internal/wire/zitadel/org/v2"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

const (
	readPolicy   = managementv1.ManagementService_GetLoginPolicy_FullMethodName
	readUser     = authv1.AuthService_GetMyUser_FullMethodName
	readOrg      = managementv1.ManagementService_GetMyOrg_FullMethodName
	addFactor    = managementv1.ManagementService_AddSecondFactorToLoginPolicy_FullMethodName
	removeFactor = managementv1.ManagementService_RemoveSecondFactorFromLoginPolicy_FullMethodName
	updatePolicy = managementv1.ManagementService_UpdateCustomLoginPolicy_FullMethodName
	createPolicy = managementv1.ManagementService_AddCustomLoginPolicy_FullMethodName
	resetPolicy  = managementv1.ManagementService_ResetLoginPolicyToDefault_FullMethodName
	listChanges  = managementv1.ManagementService_ListOrgChanges_FullMethodName
	listEvents   = adminv1.AdminService_ListEvents_FullMethodName
	listOrgs     = orgv2.OrganizationService_ListOrganizations_FullMethodName
)

// script is a backend that answers the n-th call of a method, from 1, with a message or an error. What asks for the event
// log isn't part of it: the caller may read the changes and not the events, and there was none but the organization's
// creation.
type script struct {
	answer func(method string, n int) (proto.Message, error)
	// all has answer asked for the event log too.
	all bool

	mu    sync.Mutex
	calls map[string]int
	order []string
}

func (s *script) Invoke(ctx context.Context, method string, _, reply any, _ ...grpc.CallOption) error {
	if user, ok := reply.(*authv1.GetMyUserResponse); ok { // so that no test has to answer who asks
		user.User = machine()
		return ctx.Err()
	}
	message, err := s.take(method)
	if err != nil {
		return err
	}
	if message != nil {
		proto.Merge(reply.(proto.Message), message)
	}
	return ctx.Err()
}

func (s *script) take(method string) (proto.Message, error) {
	switch {
	case s.all:
	case method == listEvents:
		return nil, refused(method, codes.PermissionDenied, "AUTH-5mWD2")
	case method == listChanges:
		return &managementv1.ListOrgChangesResponse{Result: []*changev1.Change{
			{Sequence: 1, ResourceOwnerId: "200", EventType: &zitadelv1.LocalizedMessage{Key: "EventTypes.org.added"}}}}, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.calls == nil {
		s.calls = map[string]int{}
	}
	s.calls[method]++
	s.order = append(s.order, method[strings.LastIndex(method, "/")+1:])
	return s.answer(method, s.calls[method])
}

func (*script) NewStream(context.Context, *grpc.StreamDesc, string, ...grpc.CallOption) (grpc.ClientStream, error) {
	return nil, status.Error(codes.Unimplemented, "there are no streams")
}

// own is a policy of the organization 200, and shared the instance's.
func own(factors ...policyv1.SecondFactorType) proto.Message {
	return &managementv1.GetLoginPolicyResponse{Policy: &policyv1.LoginPolicy{
		Details: &zitadelv1.ObjectDetails{ResourceOwner: "200", Sequence: 7}, SecondFactors: factors}}
}

func shared() proto.Message {
	return &managementv1.GetLoginPolicyResponse{IsDefault: true, Policy: &policyv1.LoginPolicy{
		Details: &zitadelv1.ObjectDetails{ResourceOwner: "100", Sequence: 7}, IsDefault: true}}
}

func refused(method string, code codes.Code, id string) error {
	st, err := status.New(code, "text ("+id+")").WithDetails(&zitadelv1.ErrorDetail{Id: id, Message: "text"})
	if err != nil {
		return err
	}
	return &wire.CallError{Method: method, Status: st, Sent: true, Answered: true}
}

func asked(t *testing.T, s *script, query string) answer {
	t.Helper()
	return ask(t, t.Context(), func(context.Context, string) error { return nil }, query, s)
}

const addition = `mutation { addSecondFactor(type: SECOND_FACTOR_TYPE_OTP) { sequence } }`

// Putting a phantom right must not end in "done" for something that nobody sees, nor in "it is there" for what isn't.
func TestRepairTellsTheTruth(t *testing.T) {
	added := &managementv1.AddSecondFactorToLoginPolicyResponse{Details: &zitadelv1.ObjectDetails{ResourceOwner: "200", Sequence: 9}}
	for name, c := range map[string]struct {
		again     func(method string, n int) (proto.Message, error) // from the second read on
		want      string
		wantOrder string
	}{
		"the policy is reset meanwhile": {
			func(method string, _ int) (proto.Message, error) {
				if method == readPolicy {
					return shared(), nil
				}
				return added, nil
			}, "FAILED_PRECONDITION LOGIN_POLICY_INHERITED NOT_EXECUTED", "GetLoginPolicy AddSecondFactorToLoginPolicy GetLoginPolicy",
		},
		"the second read fails": {
			func(method string, _ int) (proto.Message, error) {
				return nil, &wire.CallError{Method: method, Status: status.New(codes.Unavailable, "")}
			}, "SERVICE_UNAVAILABLE BACKEND_UNREACHABLE NOT_EXECUTED", "GetLoginPolicy AddSecondFactorToLoginPolicy GetLoginPolicy",
		},
		"somebody else has added it": {
			func(string, int) (proto.Message, error) { return own(1), nil },
			"ALREADY_EXISTS SECOND_FACTOR_ALREADY_CONFIGURED NOT_EXECUTED", "GetLoginPolicy AddSecondFactorToLoginPolicy GetLoginPolicy",
		},
		"the second half is refused": {
			func(method string, _ int) (proto.Message, error) {
				switch method {
				case readPolicy:
					return own(), nil
				case addFactor:
					return nil, refused(method, codes.PermissionDenied, "AUTH-5mWD2")
				}
				return &managementv1.RemoveSecondFactorFromLoginPolicyResponse{Details: added.GetDetails()}, nil
			}, "FORBIDDEN PERMISSION_MISSING UNKNOWN",
			"GetLoginPolicy AddSecondFactorToLoginPolicy GetLoginPolicy RemoveSecondFactorFromLoginPolicy AddSecondFactorToLoginPolicy",
		},
	} {
		s := &script{answer: func(method string, n int) (proto.Message, error) {
			switch {
			case method == readPolicy && n == 1:
				return own(), nil
			case method == addFactor && n == 1:
				return nil, refused(method, codes.AlreadyExists, "Org-2B0ps")
			}
			return c.again(method, n)
		}}
		e := extensions(t, asked(t, s, addition))
		if got := fmt.Sprint(e["code"], " ", e["reason"], " ", e["outcome"]); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
		if got := strings.Join(s.order, " "); got != c.wantOrder {
			t.Errorf("%s: the calls were %s", name, got)
		}
	}
}

// A proxy that takes the organization out makes ZITADEL answer for the home organization, whose inherited policy looks like
// anybody's: nothing may be written then, nor called done.
func TestInheritedPolicyOfAnotherOrganization(t *testing.T) {
	for _, mutation := range []string{
		`mutation { resetLoginPolicy(orgId: "200") { sequence } }`,
		`mutation { updateLoginPolicy(orgId: "200", patch: {forceMfa: false}, whenInherited: CUSTOMIZE) { sequence } }`,
		`mutation { updateLoginPolicy(orgId: "200", patch: {forceMfa: true}, whenInherited: CUSTOMIZE) { sequence } }`,
		`mutation { createLoginPolicy(orgId: "200", input: {}) { sequence } }`,
		`mutation { addSecondFactor(orgId: "200", type: SECOND_FACTOR_TYPE_OTP, whenInherited: CUSTOMIZE) { sequence } }`,
	} {
		s := &script{answer: func(method string, _ int) (proto.Message, error) {
			if method == readOrg {
				return &managementv1.GetMyOrgResponse{Org: &orgv1.Org{Id: "300"}}, nil
			}
			return shared(), nil
		}}
		e := extensions(t, asked(t, s, mutation))
		if e["reason"] != "ORGANIZATION_IGNORED" || e["outcome"] != "NOT_EXECUTED" || e["resourceOwner"] != "300" {
			t.Errorf("%s: %v", mutation, e)
		}
		if s.calls[createPolicy]+s.calls[resetPolicy]+s.calls[updatePolicy]+s.calls[addFactor] > 0 {
			t.Errorf("%s: the calls were %v", mutation, s.order)
		}
	}
}

// An update writes every setting back: one that this version doesn't know would become false.
func TestUnknownSettingIsNotZeroed(t *testing.T) {
	for _, policy := range []proto.Message{own(), shared()} {
		reply, ok := proto.Clone(policy).(*managementv1.GetLoginPolicyResponse)
		if !ok {
			t.Fatal("a clone is of another type")
		}
		reply.GetPolicy().ProtoReflect().SetUnknown(protoreflect.RawFields{0xc0, 0x02, 0x01}) // field 40, true
		s := &script{answer: func(string, int) (proto.Message, error) { return reply, nil }}
		e := extensions(t, asked(t, s, `mutation { updateLoginPolicy(patch: {forceMfa: true}, whenInherited: CUSTOMIZE) { sequence } }`))
		if e["reason"] != "UNKNOWN_FACTOR" || s.calls[updatePolicy]+s.calls[createPolicy] > 0 {
			t.Errorf("%v after %v", e, s.order)
		}
	}
}

// A mutation that never got its turn was not sent, and says so every time.
func TestNoTurnLeft(t *testing.T) {
	for range 20 {
		ctx, cancel := context.WithCancel(t.Context())
		s := &script{answer: func(method string, _ int) (proto.Message, error) {
			cancel()
			return nil, &wire.CallError{Method: method, Status: status.New(codes.Canceled, "")}
		}}
		got := ask(t, ctx, nil, `mutation { a: removeSecondFactor(type: SECOND_FACTOR_TYPE_OTP) { sequence }
			b: removeSecondFactor(type: SECOND_FACTOR_TYPE_U2F) { sequence } }`, s)
		for _, e := range got.Errors {
			if e.Extensions["outcome"] != "NOT_EXECUTED" {
				t.Fatalf("got %s", got.body)
			}
		}
	}
}

// What nests a page in every entry of a page is bounded by the calls that it takes, not only by its size.
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
			return shared(), nil
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
	got := ask(t, t.Context(), nil, "{ viewer { "+pages.String()+"} }", &lockedScript{script: s})
	if total := len(s.order); total > 320 {
		t.Errorf("%d calls were made", total)
	}
	if len(got.Errors) == 0 || got.Errors[0].Extensions["reason"] != "TOO_MANY_BACKEND_CALLS" {
		t.Errorf("got %.300s", got.body)
	}
}

// lockedScript serves the fields of a query, which ask at the same time.
type lockedScript struct {
	*script

	mu sync.Mutex
}

func (l *lockedScript) Invoke(ctx context.Context, method string, request, reply any, options ...grpc.CallOption) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.script.Invoke(ctx, method, request, reply, options...)
}

// A small document that grows when it is expanded is refused at once: expanding it would take days, with nobody waiting.
func TestFragmentsThatDouble(t *testing.T) {
	for _, root := range []string{"Query", "LoginPolicy"} {
		for _, depth := range []int{12, 31, 64, 128} {
			var query strings.Builder
			query.WriteString(map[string]string{"Query": "{ ...F0 }", "LoginPolicy": "{ loginPolicy { ...F0 } }"}[root])
			for i := range depth {
				fmt.Fprintf(&query, " fragment F%d on %s { ...F%d ...F%d }", i, root, i+1, i+1)
			}
			fmt.Fprintf(&query, " fragment F%d on %s { __typename }", depth, root)
			start := time.Now()
			e := extensions(t, ask(t, t.Context(), failing(true, true, codes.OK, "", nil), query.String()))
			if e["code"] != "LIMIT_EXCEEDED" || time.Since(start) > time.Minute {
				t.Errorf("%d doublings on %s took %s: %v", depth, root, time.Since(start), e)
			}
		}
	}
}

// What would be deferred would never be sent, and a required field be null: the directive isn't offered.
func TestDeferIsRefused(t *testing.T) {
	s := &script{answer: func(string, int) (proto.Message, error) { return own(), nil }}
	e := extensions(t, asked(t, s, `{ loginPolicy { ... @defer { identityProviders { totalCount } } } }`))
	if e["code"] != "GRAPHQL_VALIDATION_FAILED" {
		t.Errorf("got %v", e)
	}
}
