package resolver_test

import (
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"zitadel-graphql/internal/embedded"
	authv1 "zitadel-graphql/internal/wire/zitadel/auth/v1"
	userv2 "zitadel-graphql/internal/wire/zitadel/user/v2"
)

// lookFault is what happens to the calls about people in the middle of a look.
type lookFault struct {
	// incomplete is what the answer calls it, a value of IncompleteLook.
	incomplete string
	// args are the program's.
	args []string
	// refuse returns the error of a call, and alter changes a reply of the backend; nil does neither.
	refuse func(*relayed) error
	alter  func(request, reply proto.Message)
}

// lookFaults returns one for each value of IncompleteLook.
func lookFaults() []lookFault {
	refuse := func(err error) func(*relayed) error { return func(*relayed) error { return err } }
	return []lookFault{
		{incomplete: "BACKEND_FAILED", refuse: refuse(withDetail(codes.Unavailable, textFor(codes.Unavailable), ""))},
		{incomplete: "TOKEN_REJECTED", refuse: refuse(withDetail(codes.Unauthenticated, textFor(codes.Unauthenticated), "AUTH-7fs1e"))},
		{incomplete: "PERMISSION_LOST", refuse: refuseTypes, alter: hideEverybody},
		{incomplete: "PEOPLE_CHANGED", alter: hideOne},
		{incomplete: "CALL_LIMIT", args: []string{"--max-look-calls", "100", "--max-stream-calls", "100"}},
		{incomplete: "DEADLINE", args: []string{"--request-timeout", stretched(3 * time.Second), "--stream-timeout", stretched(3 * time.Second)}, refuse: func(call *relayed) error {
			<-call.ctx.Done()
			return status.FromContextError(call.ctx.Err()).Err()
		}},
	}
}

// refuseTypes answers the question what somebody has as ZITADEL answers whoever has no role any more.
func refuseTypes(call *relayed) error {
	if call.method != "ListAuthenticationMethodTypes" {
		return nil
	}
	return withDetail(codes.NotFound, textFor(codes.NotFound), "AUTHZ-cdgFk")
}

// hideEverybody leaves what ZITADEL answers whoever has no role any more: an empty list, and no failure.
func hideEverybody(_, reply proto.Message) {
	switch reply := reply.(type) {
	case *userv2.ListUsersResponse:
		reply.Result, reply.Details.TotalResult = nil, 0
	case *authv1.ListMyZitadelPermissionsResponse:
		reply.Result = slices.DeleteFunc(reply.GetResult(), func(permission string) bool { return permission == "user.read" })
	default:
	}
}

// hideOne leaves what ZITADEL answers when somebody was deleted whom a look at Acme comes to late.
func hideOne(request, reply proto.Message) {
	switch reply := reply.(type) {
	case *userv2.ListUsersResponse:
		reply.Result = slices.DeleteFunc(reply.GetResult(), func(user *userv2.User) bool { return user.GetUserId() == removedPerson() })
		reply.Details.TotalResult = max(reply.GetDetails().GetTotalResult(), 1) - 1
	case *userv2.ListAuthenticationMethodTypesResponse:
		if request.(*userv2.ListAuthenticationMethodTypesRequest).GetUserId() == removedPerson() {
			reply.AuthMethodTypes = nil
		}
	default:
	}
}

// removedPerson is somebody of Acme whom a look comes to late.
func removedPerson() string { return embedded.MoreUserID(200) }

// lookFailure is a program in front of a relay at which the look of one request fails in the middle.
type lookFailure struct {
	*testing.T

	fault   lookFault
	backend *program
	relay   *relay
	program *program

	// armed has the fault begin in the middle of the next look: when people have been asked about, or the list was read once.
	armed         atomic.Bool
	asked, listed atomic.Int64
}

// beforeFault is how many people are asked about before a fault begins.
const beforeFault = 60

// startLookFailure starts them in front of an embedded backend with some hundred people.
func startLookFailure(t *testing.T, fault lookFault) *lookFailure {
	t.Helper()
	f := &lookFailure{T: t, fault: fault, backend: start(t, "--embedded-listen", "127.0.0.1:0", "--embedded-users", "300", "--embedded-login", "each")}
	f.relay = startRelay(t, f.backend.embeddedAddress)
	f.relay.before = f.count
	f.relay.refuses = func(call *relayed) error {
		if !f.hasBegun() || fault.refuse == nil || !slices.Contains(callsOfLooks(), call.method) {
			return nil
		}
		return fault.refuse(call)
	}
	f.relay.alters = func(_ *relayed, request, reply proto.Message) {
		if f.hasBegun() && fault.alter != nil {
			fault.alter(request, reply)
		}
	}
	f.program = start(t, slices.Concat(fault.args, []string{"--backend", f.relay.url})...)
	return f
}

// callsOfLooks are the calls that are about people.
func callsOfLooks() []string {
	return []string{"ListUsers", "ListAuthenticationMethodTypes", "ListAuthenticationFactors"}
}

func (f *lookFailure) count(call *relayed) {
	switch call.method {
	case "ListAuthenticationMethodTypes":
		f.asked.Add(1)
	case "ListUsers":
		f.listed.Add(1)
	}
}

func (f *lookFailure) hasBegun() bool {
	return f.armed.Load() && (f.asked.Load() > beforeFault || f.listed.Load() > 1)
}

// arm has the fault begin in the middle of the next look.
func (f *lookFailure) arm() {
	f.asked.Store(0)
	f.listed.Store(0)
	f.relay.forget()
	f.armed.Store(true)
}

// lift ends the fault.
func (f *lookFailure) lift() { f.armed.Store(false) }

// writes returns the calls that write, since arm.
func (f *lookFailure) writes() []string {
	return slices.DeleteFunc(f.relay.methods(), func(call string) bool { return strings.HasPrefix(call, "Get") || strings.HasPrefix(call, "List") })
}
