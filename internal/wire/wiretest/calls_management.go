package wiretest

import (
	"context"
	"fmt"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	changev1 "zitadel-graphql/internal/wire/zitadel/change/v1"
	idpv1 "zitadel-graphql/internal/wire/zitadel/idp/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

type client = managementv1.ManagementServiceClient

// manage makes a call of ManagementService: about the organization, sent by the target's default role.
func manage[Req, Res proto.Message](name string, method func(client, context.Context, Req, ...grpc.CallOption) (Res, error), request Req) call {
	return newCall(name, managementv1.NewManagementServiceClient, method, fixed(request))
}

func healthz() call {
	return manage("Healthz", client.Healthz, &managementv1.HealthzRequest{})
}

func getPolicy() call {
	return manage("GetLoginPolicy", client.GetLoginPolicy, &managementv1.GetLoginPolicyRequest{})
}

func getDefault() call {
	return manage("GetDefaultLoginPolicy", client.GetDefaultLoginPolicy, &managementv1.GetDefaultLoginPolicyRequest{})
}

// addPolicy creates the organization's own policy with these factors and every setting false, empty or zero.
func addPolicy(seconds []policyv1.SecondFactorType, multis ...policyv1.MultiFactorType) call {
	return addPolicyLike(&managementv1.AddCustomLoginPolicyRequest{SecondFactors: seconds, MultiFactors: multis})
}

func addPolicyLike(request *managementv1.AddCustomLoginPolicyRequest) call {
	return manage(fmt.Sprintf("AddCustomLoginPolicy{%v}", request), client.AddCustomLoginPolicy, request)
}

func updatePolicy(settings *managementv1.UpdateCustomLoginPolicyRequest) call {
	return manage(fmt.Sprintf("UpdateCustomLoginPolicy{%v}", settings), client.UpdateCustomLoginPolicy, settings)
}

func resetPolicy() call {
	return manage("ResetLoginPolicyToDefault", client.ResetLoginPolicyToDefault, &managementv1.ResetLoginPolicyToDefaultRequest{})
}

func listSecond() call {
	return manage("ListLoginPolicySecondFactors", client.ListLoginPolicySecondFactors, &managementv1.ListLoginPolicySecondFactorsRequest{})
}

func addSecond(f policyv1.SecondFactorType) call {
	return manage(fmt.Sprintf("AddSecondFactor(%v)", f), client.AddSecondFactorToLoginPolicy, &managementv1.AddSecondFactorToLoginPolicyRequest{Type: f})
}

func removeSecond(f policyv1.SecondFactorType) call {
	return manage(fmt.Sprintf("RemoveSecondFactor(%v)", f), client.RemoveSecondFactorFromLoginPolicy, &managementv1.RemoveSecondFactorFromLoginPolicyRequest{Type: f})
}

func listMulti() call {
	return manage("ListLoginPolicyMultiFactors", client.ListLoginPolicyMultiFactors, &managementv1.ListLoginPolicyMultiFactorsRequest{})
}

func addMulti(f policyv1.MultiFactorType) call {
	return manage(fmt.Sprintf("AddMultiFactor(%v)", f), client.AddMultiFactorToLoginPolicy, &managementv1.AddMultiFactorToLoginPolicyRequest{Type: f})
}

func removeMulti(f policyv1.MultiFactorType) call {
	return manage(fmt.Sprintf("RemoveMultiFactor(%v)", f), client.RemoveMultiFactorFromLoginPolicy, &managementv1.RemoveMultiFactorFromLoginPolicyRequest{Type: f})
}

// listLinks lists the providers of the policy in force; a nil query asks for all.
func listLinks(query *zitadelv1.ListQuery) call {
	return manage(fmt.Sprintf("ListLoginPolicyIDPs{%v}", query), client.ListLoginPolicyIDPs, &managementv1.ListLoginPolicyIDPsRequest{Query: query})
}

func link(id string, owner idpv1.IDPOwnerType) call {
	request := &managementv1.AddIDPToLoginPolicyRequest{IdpId: id, OwnerType: owner}
	return manage(fmt.Sprintf("AddIDPToLoginPolicy(%.60s, %v)", id, owner), client.AddIDPToLoginPolicy, request)
}

func unlink(id string) call {
	request := &managementv1.RemoveIDPFromLoginPolicyRequest{IdpId: id}
	return manage(fmt.Sprintf("RemoveIDPFromLoginPolicy(%.60s)", id), client.RemoveIDPFromLoginPolicy, request)
}

func listProviders(query *zitadelv1.ListQuery) call {
	return manage(fmt.Sprintf("ListProviders{%v}", query), client.ListProviders, &managementv1.ListProvidersRequest{Query: query})
}

// findProvider looks for the one provider with this id.
func findProvider(id string) call {
	request := &managementv1.ListProvidersRequest{Queries: []*managementv1.ProviderQuery{
		{Query: &managementv1.ProviderQuery_IdpIdQuery{IdpIdQuery: &idpv1.IDPIDQuery{Id: id}}}}}
	return manage(fmt.Sprintf("ListProviders(%.60s)", id), client.ListProviders, request)
}

func getOrg() call {
	return manage("GetMyOrg", client.GetMyOrg, &managementv1.GetMyOrgRequest{})
}

// latestChanges asks for the organization's n latest changes.
func latestChanges(n uint32) call {
	return manage(fmt.Sprintf("ListOrgChanges{the latest %d}", n), client.ListOrgChanges, &managementv1.ListOrgChangesRequest{
		Query: &changev1.ChangeQuery{Limit: n},
	})
}

// changesFrom asks for the organization's changes on one side of a cursor.
func changesFrom(from cursor) call {
	return newCall(fmt.Sprintf("ListOrgChanges{%v}", from), managementv1.NewManagementServiceClient, client.ListOrgChanges,
		func(s *suite) *managementv1.ListOrgChangesRequest {
			return &managementv1.ListOrgChangesRequest{
				Query: &changev1.ChangeQuery{Sequence: from.sequence(s, ofOrg), Limit: from.limit, Asc: from.asc},
			}
		})
}

// readCalls are the methods of ManagementService that a reader may call: they ask for policy.read or org.read.
func readCalls() []call {
	return []call{getPolicy(), getDefault(), listSecond(), listMulti(), listLinks(nil), getOrg(), latestChanges(1)}
}

// writeCalls are the methods that ask for policy.write or policy.delete, each with a request that is valid.
func writeCalls() []call {
	return []call{
		removeSecond(otp), addSecond(sms), removeMulti(passkey), addMulti(passkey),
		link("some-provider", ownedByInstance), unlink("some-provider"),
		addPolicy(nil), updatePolicy(&managementv1.UpdateCustomLoginPolicyRequest{ForceMfa: true}), resetPolicy(),
	}
}

// managementCalls are all methods of ManagementService that need a membership, the reads first: where a check is broken a case
// ends before it writes.
func managementCalls() []call {
	return append(append(readCalls(), listProviders(nil)), writeCalls()...)
}
