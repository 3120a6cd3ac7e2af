package people_test

import (
	"bytes"
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"zitadel-graphql/internal/people"
	"zitadel-graphql/internal/wire"
	authv1 "zitadel-graphql/internal/wire/zitadel/auth/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	objectv2 "zitadel-graphql/internal/wire/zitadel/object/v2"
	orgv1 "zitadel-graphql/internal/wire/zitadel/org/v1"
	userv1 "zitadel-graphql/internal/wire/zitadel/user/v1"
	userv2 "zitadel-graphql/internal/wire/zitadel/user/v2"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

const (
	removeTOTP  = userv2.UserService_RemoveTOTP_FullMethodName
	removeU2F   = userv2.UserService_RemoveU2F_FullMethodName
	removeSMS   = userv2.UserService_RemoveOTPSMS_FullMethodName
	removeEmail = userv2.UserService_RemoveOTPEmail_FullMethodName
	removeCodes = userv2.UserService_RemoveRecoveryCodes_FullMethodName
)

// removalBackend is a ZITADEL with people of two organizations, 200 and 300, whose second factors can be removed. The caller is
// 1 of the organization 200. It keeps what it was asked.
type removalBackend struct {
	// has is what each person has: methods that remove it, and for security keys that and the key's id.
	has map[string][]string
	// late is what the lists show of each person in place of has, until a moment.
	late      map[string][]string
	lateUntil time.Time
	// unready is an entry of has that counts for nothing yet.
	unready string
	// home is the organization of who isn't of 200.
	home map[string]string
	// permissions are the caller's in 200 and 300.
	permissions []string
	// before is asked before a call does anything, and after when it has. What they return is how the call ends.
	before, after func(removalCall) error

	mu      sync.Mutex
	calls   []removalCall
	removed []string // in the order of removal: person, method and key
}

// removalCall is the n-th call of its method, from 1.
type removalCall struct {
	method, user, key, organization string
	n                               int
}

// newRemovalBackend has everything that a person can have at 10, security keys and a passkey at 11, nothing at 12, an e-mail at 30
// of another organization, and an authenticator app at the caller.
func newRemovalBackend() *removalBackend {
	return &removalBackend{
		has: map[string][]string{"10": {removeTOTP, removeSMS, removeEmail, removeCodes, removeU2F + " a"},
			"11": {removeU2F + " a", removeU2F + " b", "passkey p"}, "12": {}, "30": {removeEmail}, "1": {removeTOTP}},
		home:        map[string]string{"30": "300"},
		permissions: []string{"user.read", "user.write", "user.credential.write"},
	}
}

var _ grpc.ClientConnInterface = (*removalBackend)(nil)

// Invoke implements grpc.ClientConnInterface.
func (b *removalBackend) Invoke(ctx context.Context, method string, request, reply any, _ ...grpc.CallOption) error {
	if ctx.Err() != nil {
		return &wire.CallError{Method: method, Status: status.FromContextError(ctx.Err())}
	}
	made := b.keep(ctx, method, request)
	if b.before != nil {
		if err := b.before(made); err != nil {
			return err
		}
	}
	message, err := b.answer(made, request)
	if err == nil && b.after != nil {
		err = b.after(made)
	}
	if err != nil {
		return err
	}
	proto.Merge(reply.(proto.Message), message)
	return nil
}

// NewStream implements grpc.ClientConnInterface.
func (*removalBackend) NewStream(context.Context, *grpc.StreamDesc, string, ...grpc.CallOption) (grpc.ClientStream, error) {
	return nil, status.Error(codes.Unimplemented, "there are no streams")
}

func (b *removalBackend) keep(ctx context.Context, method string, request any) removalCall {
	b.mu.Lock()
	defer b.mu.Unlock()
	md, _ := metadata.FromOutgoingContext(ctx)
	made := removalCall{method: method, n: 1, organization: strings.Join(md.Get("x-zitadel-orgid"), ",")}
	if of, ok := request.(interface{ GetUserId() string }); ok {
		made.user = of.GetUserId()
	}
	if of, ok := request.(*userv2.RemoveU2FRequest); ok {
		made.key = " " + of.GetU2FId()
	}
	for _, call := range b.calls {
		if call.method == method {
			made.n++
		}
	}
	b.calls = append(b.calls, made)
	return made
}

func (b *removalBackend) answer(made removalCall, request any) (proto.Message, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch made.method {
	case authv1.AuthService_GetMyUser_FullMethodName:
		return &authv1.GetMyUserResponse{User: &userv1.User{Id: "1", Details: &zitadelv1.ObjectDetails{ResourceOwner: "200"}}}, nil
	case managementv1.ManagementService_GetMyOrg_FullMethodName:
		return &managementv1.GetMyOrgResponse{Org: &orgv1.Org{Id: made.organization}}, nil
	case authv1.AuthService_ListMyZitadelPermissions_FullMethodName:
		return &authv1.ListMyZitadelPermissionsResponse{Result: b.permissions}, nil
	case listUsers:
		return b.users(request.(*userv2.ListUsersRequest)), nil
	case listFactors:
		return b.factors(request.(*userv2.ListAuthenticationFactorsRequest)), nil
	case listTypes:
		return b.methods(made.user), nil
	}
	return b.remove(made)
}

// users ignores the organization, as no ZITADEL should.
func (b *removalBackend) users(request *userv2.ListUsersRequest) *userv2.ListUsersResponse {
	reply := &userv2.ListUsersResponse{}
	for _, query := range request.GetQueries() {
		for _, id := range query.GetInUserIdsQuery().GetUserIds() {
			if _, ok := b.has[id]; ok {
				reply.Result = append(reply.Result, &userv2.User{UserId: id, Details: b.details(id, time.Now().Add(-time.Hour)),
					PreferredLoginName: "name-" + id, Type: &userv2.User_Human{Human: &userv2.HumanUser{}}})
			}
		}
	}
	return reply
}

func (b *removalBackend) details(user string, changed time.Time) *objectv2.Details {
	organization := "200"
	if home := b.home[user]; home != "" {
		organization = home
	}
	return &objectv2.Details{Sequence: uint64(40 + len(b.removed)), ResourceOwner: organization, ChangeDate: timestamppb.New(changed)}
}

func (b *removalBackend) factors(request *userv2.ListAuthenticationFactorsRequest) *userv2.ListAuthenticationFactorsResponse {
	reply := &userv2.ListAuthenticationFactorsResponse{}
	const ready = userv2.AuthFactorState_AUTH_FACTOR_STATE_READY
	for _, has := range b.listed(request.GetUserId()) {
		method, key, _ := strings.Cut(has, " ")
		switch method {
		case b.unready:
			if slices.Contains(request.GetStates(), userv2.AuthFactorState_AUTH_FACTOR_STATE_NOT_READY) {
				reply.Result = append(reply.Result, &userv2.AuthFactor{State: userv2.AuthFactorState_AUTH_FACTOR_STATE_NOT_READY, Type: &userv2.AuthFactor_Otp{}})
			}
		case removeTOTP:
			reply.Result = append(reply.Result, &userv2.AuthFactor{State: ready, Type: &userv2.AuthFactor_Otp{}})
		case removeSMS:
			reply.Result = append(reply.Result, &userv2.AuthFactor{State: ready, Type: &userv2.AuthFactor_OtpSms{}})
		case removeEmail:
			reply.Result = append(reply.Result, &userv2.AuthFactor{State: ready, Type: &userv2.AuthFactor_OtpEmail{}})
		case removeU2F:
			reply.Result = append(reply.Result, &userv2.AuthFactor{State: ready, Type: &userv2.AuthFactor_U2F{U2F: &userv2.AuthFactorU2F{Id: key, Name: "Name of " + key}}})
		}
	}
	return reply
}

func (b *removalBackend) methods(user string) *userv2.ListAuthenticationMethodTypesResponse {
	reply := &userv2.ListAuthenticationMethodTypesResponse{}
	for _, has := range b.listed(user) {
		method, _, _ := strings.Cut(has, " ")
		if kind, ok := typesByRemoval()[method]; ok && method != b.unready {
			reply.AuthMethodTypes = append(reply.AuthMethodTypes, kind)
		}
	}
	return reply
}

func typesByRemoval() map[string]userv2.AuthenticationMethodType {
	return map[string]userv2.AuthenticationMethodType{
		removeTOTP:  userv2.AuthenticationMethodType_AUTHENTICATION_METHOD_TYPE_TOTP,
		removeU2F:   userv2.AuthenticationMethodType_AUTHENTICATION_METHOD_TYPE_U2F,
		removeSMS:   userv2.AuthenticationMethodType_AUTHENTICATION_METHOD_TYPE_OTP_SMS,
		removeEmail: userv2.AuthenticationMethodType_AUTHENTICATION_METHOD_TYPE_OTP_EMAIL,
		removeCodes: userv2.AuthenticationMethodType_AUTHENTICATION_METHOD_TYPE_RECOVERY_CODE,
		"passkey":   userv2.AuthenticationMethodType_AUTHENTICATION_METHOD_TYPE_PASSKEY,
	}
}

// listed is what the lists show of a person.
func (b *removalBackend) listed(user string) []string {
	if time.Now().Before(b.lateUntil) {
		return b.late[user]
	}
	return b.has[user]
}

// remove removes as ZITADEL does: the answer for recovery codes is about the person's change before.
func (b *removalBackend) remove(made removalCall) (proto.Message, error) {
	has, changed := made.method+made.key, time.Now().Add(time.Minute)
	at := slices.Index(b.has[made.user], has)
	if made.method == removeCodes {
		changed = time.Now().Add(-time.Minute)
	} else if at < 0 {
		return nil, refusedAs(made.method, codes.NotFound, map[string]string{removeTOTP: "COMMAND-Hd9sd", removeU2F: "COMMAND-DAfb2",
			removeSMS: "COMMAND-Sr3h3", removeEmail: "COMMAND-b312D"}[made.method])
	}
	if at >= 0 {
		b.has[made.user] = slices.Delete(slices.Clone(b.has[made.user]), at, at+1)
		b.removed = append(b.removed, made.user+" "+has)
	}
	return removalReply(made.method, b.details(made.user, changed)), nil
}

func removalReply(method string, details *objectv2.Details) proto.Message {
	switch method {
	case removeTOTP:
		return &userv2.RemoveTOTPResponse{Details: details}
	case removeU2F:
		return &userv2.RemoveU2FResponse{Details: details}
	case removeSMS:
		return &userv2.RemoveOTPSMSResponse{Details: details}
	case removeEmail:
		return &userv2.RemoveOTPEmailResponse{Details: details}
	default:
		return &userv2.RemoveRecoveryCodesResponse{Details: details}
	}
}

// writes returns the calls that write, in the order of the calls.
func (b *removalBackend) writes() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var writes []string
	for _, call := range b.calls {
		if !wire.ReadOnly(call.method) {
			writes = append(writes, call.user+" "+call.method+call.key)
		}
	}
	return writes
}

// client returns a client of the backend, and what it logs.
func (b *removalBackend) client(change func(*people.Config)) (*people.Client, *lockedBuffer) {
	config := people.DefaultConfig()
	if change != nil {
		change(&config)
	}
	log := &lockedBuffer{}
	return people.NewClient(b, config, slog.New(slog.NewTextHandler(log, nil))), log
}

// lockedBuffer is a buffer that several goroutines may write to.
type lockedBuffer struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buffer.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buffer.String()
}

const removersToken = "s3cret-token-of-the-remover"

// withToken returns a context of a test's with the caller's token.
func withToken(t *testing.T) context.Context {
	t.Helper()
	return authorizedAs(t, removersToken)
}
