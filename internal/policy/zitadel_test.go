package policy_test

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/structpb"

	"zitadel-graphql/internal/policy"
	"zitadel-graphql/internal/wire"
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	authv1 "zitadel-graphql/internal/wire/zitadel/auth/v1"
	changev1 "zitadel-graphql/internal/wire/zitadel/change/v1"
	eventv1 "zitadel-graphql/internal/wire/zitadel/event/v1"
	idpv1 "zitadel-graphql/internal/wire/zitadel/idp/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	orgv1 "zitadel-graphql/internal/wire/zitadel/org/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	userv1 "zitadel-graphql/internal/wire/zitadel/user/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

const (
	readPolicy    = managementv1.ManagementService_GetLoginPolicy_FullMethodName
	readDefault   = managementv1.ManagementService_GetDefaultLoginPolicy_FullMethodName
	readOrg       = managementv1.ManagementService_GetMyOrg_FullMethodName
	readUser      = authv1.AuthService_GetMyUser_FullMethodName
	readFactors   = authv1.AuthService_ListMyAuthFactors_FullMethodName
	readPasskeys  = authv1.AuthService_ListMyPasswordless_FullMethodName
	listChanges   = managementv1.ManagementService_ListOrgChanges_FullMethodName
	listEvents    = adminv1.AdminService_ListEvents_FullMethodName
	addFactor     = managementv1.ManagementService_AddSecondFactorToLoginPolicy_FullMethodName
	removeFactor  = managementv1.ManagementService_RemoveSecondFactorFromLoginPolicy_FullMethodName
	updatePolicy  = managementv1.ManagementService_UpdateCustomLoginPolicy_FullMethodName
	createPolicy  = managementv1.ManagementService_AddCustomLoginPolicy_FullMethodName
	listProviders = managementv1.ManagementService_ListProviders_FullMethodName
	resetPolicy   = managementv1.ManagementService_ResetLoginPolicyToDefault_FullMethodName
)

// zitadel is a scripted ZITADEL with the instance 100, the organization 200, and one caller, for whom the client asks. Where a
// field is a list, the n-th call gets its n-th element, and the last stays. It keeps what it was asked.
type zitadel struct {
	// shown are the login policies that are in force for the organization, and inherited is the instance's where it is read
	// by itself.
	shown     []*policyv1.LoginPolicy
	inherited *policyv1.LoginPolicy
	// events and changes are the pages of ListEvents and ListOrgChanges. Without any, and for a nil page, the caller may not
	// read them.
	events  []*adminv1.ListEventsResponse
	changes []*managementv1.ListOrgChangesResponse
	// caller is a machine unless it is set. factors and passkeys are what the caller has set up.
	caller   *userv1.User
	factors  []*userv1.AuthFactor
	passkeys []*userv1.WebAuthNToken
	// writtenBy are the details in the answer to a write. Without them it is the eighth event of whose policy is written.
	writtenBy *zitadelv1.ObjectDetails
	// answer is asked before all of the above. Where it returns nothing, they count, and a write succeeds.
	answer func(call) (proto.Message, error)
	// settings are those of the client that asks.
	config policy.Config

	mu    sync.Mutex
	calls []call
}

// call is one that was made: the n-th of its method, from 1.
type call struct {
	method  string
	n       int
	request proto.Message
}

// text is the request, in one line.
func (c call) text() string { return prototext.MarshalOptions{}.Format(c.request) }

// name is the method's, without its service.
func (c call) name() string { return c.method[strings.LastIndex(c.method, "/")+1:] }

var _ grpc.ClientConnInterface = (*zitadel)(nil)

// Invoke implements grpc.ClientConnInterface.
func (z *zitadel) Invoke(ctx context.Context, method string, request, reply any, _ ...grpc.CallOption) error {
	if ctx.Err() != nil {
		return &wire.CallError{Method: method, Status: status.FromContextError(ctx.Err())}
	}
	z.mu.Lock()
	defer z.mu.Unlock()
	made := call{method: method, n: z.countLocked(method) + 1, request: proto.Clone(request.(proto.Message))}
	z.calls = append(z.calls, made)
	if z.answer != nil {
		if message, err := z.answer(made); message != nil || err != nil {
			merge(reply, message)
			return err
		}
	}
	message, err := z.read(made)
	if message == nil && err == nil {
		message = z.written(made, reply.(proto.Message))
	}
	merge(reply, message)
	return err
}

// NewStream implements grpc.ClientConnInterface.
func (*zitadel) NewStream(context.Context, *grpc.StreamDesc, string, ...grpc.CallOption) (grpc.ClientStream, error) {
	return nil, status.Error(codes.Unimplemented, "there are no streams")
}

func merge(reply any, message proto.Message) {
	if message != nil {
		proto.Merge(reply.(proto.Message), message)
	}
}

// read answers a call by the fields of zitadel, and returns nothing for a write.
func (z *zitadel) read(made call) (proto.Message, error) {
	switch made.method {
	case readPolicy:
		return &managementv1.GetLoginPolicyResponse{Policy: nth(z.shown, made.n)}, nil
	case readDefault:
		return &managementv1.GetDefaultLoginPolicyResponse{Policy: cmp.Or(z.inherited, policyAt(7, inherits))}, nil
	case readOrg:
		return &managementv1.GetMyOrgResponse{Org: &orgv1.Org{Id: "200"}}, nil
	case listProviders: // has whatever it is asked for
		id := made.request.(*managementv1.ListProvidersRequest).GetQueries()[0].GetIdpIdQuery().GetId()
		return &managementv1.ListProvidersResponse{Result: []*idpv1.Provider{{Id: id, Owner: idpv1.IDPOwnerType_IDP_OWNER_TYPE_SYSTEM}}}, nil
	case readUser:
		return &authv1.GetMyUserResponse{User: cmp.Or(z.caller, &userv1.User{Type: &userv1.User_Machine{Machine: &userv1.Machine{}}})}, nil
	case readFactors:
		return &authv1.ListMyAuthFactorsResponse{Result: z.factors}, nil
	case readPasskeys:
		return &authv1.ListMyPasswordlessResponse{Result: z.passkeys}, nil
	case listEvents:
		if page := nth(z.events, made.n); page != nil {
			return page, nil
		}
		return nil, refused(made.method, codes.PermissionDenied, "AUTH-5mWD2")
	case listChanges:
		if page := nth(z.changes, made.n); page != nil {
			return page, nil
		}
		return nil, refused(made.method, codes.PermissionDenied, "AUTH-5mWD2")
	}
	return nil, nil
}

// written is the reply to a write that was made.
func (z *zitadel) written(made call, reply proto.Message) proto.Message {
	owner := "200"
	if strings.HasPrefix(made.method, "/"+adminv1.AdminService_ServiceDesc.ServiceName+"/") {
		owner = "100"
	}
	details := cmp.Or(z.writtenBy, &zitadelv1.ObjectDetails{ResourceOwner: owner, Sequence: 8})
	message := reply.ProtoReflect().New()
	message.Set(message.Descriptor().Fields().ByName("details"), protoreflect.ValueOfMessage(details.ProtoReflect()))
	return message.Interface()
}

func (z *zitadel) countLocked(method string) int {
	count := 0
	for _, made := range z.calls {
		if made.method == method {
			count++
		}
	}
	return count
}

// count returns how often a method was called.
func (z *zitadel) count(method string) int {
	z.mu.Lock()
	defer z.mu.Unlock()
	return z.countLocked(method)
}

// writes returns the names of the writes, in their order.
func (z *zitadel) writes() []string {
	var names []string
	for _, made := range z.calls {
		if !wire.ReadOnly(made.method) {
			names = append(names, made.name())
		}
	}
	return names
}

// updates returns the requests that replaced the settings of the organization's policy.
func (z *zitadel) updates() []*managementv1.UpdateCustomLoginPolicyRequest {
	var all []*managementv1.UpdateCustomLoginPolicyRequest
	for _, made := range z.calls {
		if update, ok := made.request.(*managementv1.UpdateCustomLoginPolicyRequest); ok {
			all = append(all, update)
		}
	}
	return all
}

// order returns the names of the calls, in their order, without those that ask for the log and for the caller.
func (z *zitadel) order() []string {
	var names []string
	for _, made := range z.calls {
		if !slices.Contains([]string{listEvents, listChanges, readUser}, made.method) {
			names = append(names, made.name())
		}
	}
	return names
}

// nth returns the n-th of a list, from 1, or the last; the zero value of an empty one.
func nth[T any](list []T, n int) (found T) {
	if len(list) == 0 {
		return found
	}
	return list[min(n, len(list))-1]
}

// refused is ZITADEL's refusal of a call, with an id of its own.
func refused(method string, code codes.Code, id string) error {
	st, err := status.New(code, "text ("+id+")").WithDetails(&zitadelv1.ErrorDetail{Id: id, Message: "text"})
	if err != nil {
		return err
	}
	return &wire.CallError{Method: method, Status: st, Sent: true, Answered: true}
}

// unreachable is the failure of a call that was never sent.
func unreachable(method string) error {
	return &wire.CallError{Method: method, Status: status.New(codes.Unavailable, "")}
}

// lost is the failure of a call that was sent, and whose answer didn't arrive.
func lost(method string) error {
	return &wire.CallError{Method: method, Status: status.New(codes.Unavailable, ""), Sent: true}
}

// policyAt is the organization's own policy after the event with this sequence.
func policyAt(sequence uint64, with ...func(*policyv1.LoginPolicy)) *policyv1.LoginPolicy {
	made := &policyv1.LoginPolicy{Details: &zitadelv1.ObjectDetails{ResourceOwner: "200", Sequence: sequence}}
	for _, set := range with {
		set(made)
	}
	return made
}

func inherits(p *policyv1.LoginPolicy)       { p.IsDefault, p.Details.ResourceOwner = true, "100" }
func hides(p *policyv1.LoginPolicy)          { p.HidePasswordReset = true }
func forces(p *policyv1.LoginPolicy)         { p.ForceMfa = true }
func forcesLocally(p *policyv1.LoginPolicy)  { p.ForceMfaLocalOnly = true }
func registers(p *policyv1.LoginPolicy)      { p.AllowRegister = true }
func allowsPasskeys(p *policyv1.LoginPolicy) { p.MultiFactors = []policyv1.MultiFactorType{passkey} }

func allows(factors ...policyv1.SecondFactorType) func(*policyv1.LoginPolicy) {
	return func(p *policyv1.LoginPolicy) { p.SecondFactors = factors }
}

// always is a list of one element, which every call gets.
func always[T any](one T) []T { return []T{one} }

// eventsOf writes a page of ListEvents, newest first: SEQUENCE:TOPIC and a payload each.
func eventsOf(t *testing.T, words ...string) *adminv1.ListEventsResponse {
	t.Helper()
	page := &adminv1.ListEventsResponse{}
	for i := 0; i < len(words); i += 2 {
		event := &eventv1.Event{Payload: &structpb.Struct{}}
		var topic string
		if _, err := fmt.Sscanf(words[i], "%d:%s", &event.Sequence, &topic); err != nil {
			t.Fatal(err)
		}
		event.Type = &eventv1.EventType{Type: "org.policy.login." + topic}
		if words[i+1] == "" {
			event.Payload = nil
		} else if err := event.GetPayload().UnmarshalJSON([]byte(words[i+1])); err != nil {
			t.Fatal(err)
		}
		page.Events = append(page.Events, event)
	}
	return page
}

// changesOf writes a page of ListOrgChanges, newest first: SEQUENCE:TOPIC each.
func changesOf(t *testing.T, words ...string) *managementv1.ListOrgChangesResponse {
	t.Helper()
	page := &managementv1.ListOrgChangesResponse{}
	for _, word := range words {
		change := &changev1.Change{ResourceOwnerId: "200"}
		var topic string
		if _, err := fmt.Sscanf(word, "%d:%s", &change.Sequence, &topic); err != nil {
			t.Fatal(err)
		}
		change.EventType = &zitadelv1.LocalizedMessage{Key: "EventTypes.org.policy.login." + topic}
		page.Result = append(page.Result, change)
	}
	return page
}

// onlyCreated is the log of an organization of which nothing has been changed since its creation.
func onlyCreated() []*managementv1.ListOrgChangesResponse {
	return always(&managementv1.ListOrgChangesResponse{Result: []*changev1.Change{
		{Sequence: 1, ResourceOwnerId: "200", EventType: &zitadelv1.LocalizedMessage{Key: "EventTypes.org.added"}}}})
}
