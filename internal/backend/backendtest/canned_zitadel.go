package backendtest

import (
	"sync"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/timestamppb"

	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	authv1 "zitadel-graphql/internal/wire/zitadel/auth/v1"
	changev1 "zitadel-graphql/internal/wire/zitadel/change/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	orgv1 "zitadel-graphql/internal/wire/zitadel/org/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	userv1 "zitadel-graphql/internal/wire/zitadel/user/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// The sequences of the events of the canned policy.
const (
	cannedCreation = 5  // of the policy
	cannedNewest   = 12 // event before the removal
	cannedRemoval  = 13
)

// CannedZITADEL returns the answers, for ServeCanned, of a ZITADEL in which any organization has a login policy of its own, with two
// second factors. OTP can be removed again and again: after each removal one read of the policy with the same token shows it without,
// as whoever confirms the change wants to see it. U2F can't be: that is a NOT_FOUND. The caller owns the organization and so may
// read its changes, and not its events.
func CannedZITADEL(t testing.TB) func(CannedCall) *CannedAnswer {
	t.Helper()
	z := &cannedZITADEL{t: t, answers: map[cannedKey]*CannedAnswer{}, removed: map[string]bool{}}
	return z.answer
}

type cannedZITADEL struct {
	t       testing.TB
	mu      sync.Mutex // guards the maps
	answers map[cannedKey]*CannedAnswer
	removed map[string]bool // by token: whether the next read has to show the removal
}

// cannedKey is what an answer depends on.
type cannedKey struct {
	method, organization string
	special              bool // a policy without OTP, or a refused removal
}

func (z *cannedZITADEL) answer(call CannedCall) *CannedAnswer {
	z.mu.Lock()
	defer z.mu.Unlock()
	key := cannedKey{method: call.Method, organization: call.Organization}
	switch call.Method {
	case managementv1.ManagementService_GetLoginPolicy_FullMethodName:
		key.special = z.removed[call.Authorization]
		z.removed[call.Authorization] = false
	case managementv1.ManagementService_RemoveSecondFactorFromLoginPolicy_FullMethodName:
		key.special = removes(call.Request, policyv1.SecondFactorType_SECOND_FACTOR_TYPE_U2F)
		z.removed[call.Authorization] = !key.special
	}
	answer, ok := z.answers[key]
	if !ok {
		answer = z.encode(key)
		z.answers[key] = answer
	}
	return answer
}

// removes reports whether a request to remove a factor names this one. The factor is the message's only field, with the number 1.
func removes(request []byte, factor policyv1.SecondFactorType) bool {
	return len(request) == 2 && int32(request[1]) == int32(factor)
}

// encode makes the answer to a call that comes for the first time.
func (z *cannedZITADEL) encode(key cannedKey) *CannedAnswer {
	message, refusal := cannedMessage(key)
	var answer *CannedAnswer
	var err error
	if refusal != nil {
		answer, err = NewCannedRefusal(refusal)
	} else {
		answer, err = NewCannedAnswer(message)
	}
	if err != nil {
		z.t.Errorf("answer %s: %v", key.method, err)
	}
	return answer
}

// cannedMessage returns the answer to a call, or its refusal.
func cannedMessage(key cannedKey) (proto.Message, *status.Status) {
	switch key.method {
	case managementv1.ManagementService_GetLoginPolicy_FullMethodName:
		return &managementv1.GetLoginPolicyResponse{Policy: cannedPolicy(key.organization, key.special)}, nil
	case managementv1.ManagementService_ListOrgChanges_FullMethodName:
		return &managementv1.ListOrgChangesResponse{Result: cannedChanges(key.organization)}, nil
	case managementv1.ManagementService_RemoveSecondFactorFromLoginPolicy_FullMethodName:
		if key.special {
			return nil, cannedRefusal(codes.NotFound, "second factor not found on login policy", "Org-5UhM2t")
		}
		return &managementv1.RemoveSecondFactorFromLoginPolicyResponse{Details: cannedDetails(key.organization, cannedRemoval)}, nil
	case managementv1.ManagementService_GetMyOrg_FullMethodName:
		return &managementv1.GetMyOrgResponse{Org: &orgv1.Org{Id: key.organization, Name: "Acme", State: orgv1.OrgState_ORG_STATE_ACTIVE,
			PrimaryDomain: "acme.localhost", Details: cannedDetails(key.organization, cannedCreation)}}, nil
	case authv1.AuthService_ListMyZitadelPermissions_FullMethodName:
		return &authv1.ListMyZitadelPermissionsResponse{Result: []string{"org.read", "org.write", "org.member.read", "policy.read", "policy.write",
			"policy.delete", "user.read", "user.write", "project.read", "project.write"}}, nil
	case authv1.AuthService_GetMyUser_FullMethodName:
		return &authv1.GetMyUserResponse{User: &userv1.User{Id: "700000000000000001", Details: cannedDetails("200000000000000001", cannedCreation),
			Type: &userv1.User_Machine{Machine: &userv1.Machine{}}}}, nil
	case managementv1.ManagementService_Healthz_FullMethodName:
		return &managementv1.HealthzResponse{}, nil
	case adminv1.AdminService_ListEvents_FullMethodName:
		return nil, cannedRefusal(codes.PermissionDenied, "no matching permissions found", "AUTH-5mWD2")
	}
	return nil, status.Newf(codes.Unimplemented, "there is no canned answer to %s", key.method)
}

func cannedRefusal(code codes.Code, message, id string) *status.Status {
	refusal, err := status.New(code, message+" ("+id+")").WithDetails(&zitadelv1.ErrorDetail{Id: id, Message: message})
	if err != nil {
		return status.New(codes.Internal, err.Error())
	}
	return refusal
}

func cannedPolicy(organization string, withoutOTP bool) *policyv1.LoginPolicy {
	policy := &policyv1.LoginPolicy{
		Details:               cannedDetails(organization, cannedNewest),
		AllowUsernamePassword: true, AllowRegister: true, AllowExternalIdp: true, ForceMfa: true, AllowDomainDiscovery: true,
		PasswordlessType:      policyv1.PasswordlessType_PASSWORDLESS_TYPE_ALLOWED,
		PasswordCheckLifetime: cannedHours(240), ExternalLoginCheckLifetime: cannedHours(240), MfaInitSkipLifetime: cannedHours(720),
		SecondFactorCheckLifetime: cannedHours(18), MultiFactorCheckLifetime: cannedHours(12),
		SecondFactors: []policyv1.SecondFactorType{policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP, policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP_EMAIL},
		MultiFactors:  []policyv1.MultiFactorType{policyv1.MultiFactorType_MULTI_FACTOR_TYPE_U2F_WITH_VERIFICATION},
	}
	if withoutOTP {
		policy.SecondFactors, policy.Details = policy.GetSecondFactors()[1:], cannedDetails(organization, cannedRemoval)
	}
	return policy
}

func cannedHours(n int) *durationpb.Duration { return durationpb.New(time.Duration(n) * time.Hour) }

// cannedChanges is the whole log of an organization up to its newest event, newest first.
func cannedChanges(organization string) []*changev1.Change {
	var changes []*changev1.Change
	for sequence := uint64(cannedNewest); sequence > 0; sequence-- {
		kind := "EventTypes.org.policy.login.changed"
		switch {
		case sequence == cannedCreation:
			kind = "EventTypes.org.policy.login.added"
		case sequence < cannedCreation:
			kind = "EventTypes.org.domain.added"
		}
		changes = append(changes, &changev1.Change{
			Sequence: sequence, ChangeDate: cannedDate(sequence), EventType: &zitadelv1.LocalizedMessage{Key: kind, LocalizedMessage: "Login policy changed"},
			EditorId: "700000000000000001", EditorDisplayName: "Ada", ResourceOwnerId: organization, EditorPreferredLoginName: "ada@acme.localhost",
		})
	}
	return changes
}

func cannedDetails(organization string, sequence uint64) *zitadelv1.ObjectDetails {
	return &zitadelv1.ObjectDetails{Sequence: sequence, CreationDate: cannedDate(cannedCreation), ChangeDate: cannedDate(sequence), ResourceOwner: organization}
}

func cannedDate(sequence uint64) *timestamppb.Timestamp {
	return timestamppb.New(time.Date(2024, 2, 3, 4, 5, int(sequence), 789e6, time.UTC)) //nolint:gosec // it is small
}
