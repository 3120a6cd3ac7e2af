package wiretest

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

type admin = adminv1.AdminServiceClient

// administer makes a call of AdminService: about the instance, sent by its owner.
func administer[Req, Res proto.Message](name string, method func(admin, context.Context, Req, ...grpc.CallOption) (Res, error), request Req) call {
	c := newCall("admin "+name, adminv1.NewAdminServiceClient, method, fixed(request))
	c.role, c.level = InstanceOwner, ofInstance
	return c
}

func getInstancePolicy() call {
	return administer("GetLoginPolicy", admin.GetLoginPolicy, &adminv1.GetLoginPolicyRequest{})
}

func updateInstancePolicy(settings *settings) call {
	request := &adminv1.UpdateLoginPolicyRequest{}
	assign(request.ProtoReflect(), settings.ProtoReflect())
	return administer(fmt.Sprintf("UpdateLoginPolicy{%v}", request), admin.UpdateLoginPolicy, request)
}

func listInstanceSecond() call {
	return administer("ListLoginPolicySecondFactors", admin.ListLoginPolicySecondFactors, &adminv1.ListLoginPolicySecondFactorsRequest{})
}

func addInstanceSecond(f policyv1.SecondFactorType) call {
	return administer(fmt.Sprintf("AddSecondFactor(%v)", f), admin.AddSecondFactorToLoginPolicy, &adminv1.AddSecondFactorToLoginPolicyRequest{Type: f})
}

func removeInstanceSecond(f policyv1.SecondFactorType) call {
	return administer(fmt.Sprintf("RemoveSecondFactor(%v)", f), admin.RemoveSecondFactorFromLoginPolicy, &adminv1.RemoveSecondFactorFromLoginPolicyRequest{Type: f})
}

func listInstanceMulti() call {
	return administer("ListLoginPolicyMultiFactors", admin.ListLoginPolicyMultiFactors, &adminv1.ListLoginPolicyMultiFactorsRequest{})
}

func addInstanceMulti(f policyv1.MultiFactorType) call {
	return administer(fmt.Sprintf("AddMultiFactor(%v)", f), admin.AddMultiFactorToLoginPolicy, &adminv1.AddMultiFactorToLoginPolicyRequest{Type: f})
}

func removeInstanceMulti(f policyv1.MultiFactorType) call {
	return administer(fmt.Sprintf("RemoveMultiFactor(%v)", f), admin.RemoveMultiFactorFromLoginPolicy, &adminv1.RemoveMultiFactorFromLoginPolicyRequest{Type: f})
}

func listInstanceLinks(query *zitadelv1.ListQuery) call {
	return administer(fmt.Sprintf("ListLoginPolicyIDPs{%v}", query), admin.ListLoginPolicyIDPs, &adminv1.ListLoginPolicyIDPsRequest{Query: query})
}

func linkInstance(id string) call {
	return administer(fmt.Sprintf("AddIDPToLoginPolicy(%.60s)", id), admin.AddIDPToLoginPolicy, &adminv1.AddIDPToLoginPolicyRequest{IdpId: id})
}

func unlinkInstance(id string) call {
	return administer(fmt.Sprintf("RemoveIDPFromLoginPolicy(%.60s)", id), admin.RemoveIDPFromLoginPolicy, &adminv1.RemoveIDPFromLoginPolicyRequest{IdpId: id})
}

func listInstanceProviders(query *zitadelv1.ListQuery) call {
	return administer(fmt.Sprintf("ListProviders{%v}", query), admin.ListProviders, &adminv1.ListProvidersRequest{Query: query})
}

func getRestrictions() call {
	return administer("GetRestrictions", admin.GetRestrictions, &adminv1.GetRestrictionsRequest{})
}

func setRestrictions(request *adminv1.SetRestrictionsRequest) call {
	return administer(fmt.Sprintf("SetRestrictions{%v}", request), admin.SetRestrictions, request)
}

// listEvents asks for events with this filter.
func listEvents(filter *adminv1.ListEventsRequest) call {
	return administer(fmt.Sprintf("ListEvents{%v}", filter), admin.ListEvents, filter).about(filter)
}

// eventsFrom asks for the events of a filter on one side of a cursor.
func eventsFrom(from cursor, filter *adminv1.ListEventsRequest) call {
	c := newCall(fmt.Sprintf("admin ListEvents{%v, %v}", from, filter), adminv1.NewAdminServiceClient, admin.ListEvents,
		func(s *suite) *adminv1.ListEventsRequest {
			request := proto.CloneOf(filter)
			request.Sequence, request.Limit, request.Asc = from.sequence(s, ofOrg), from.limit, from.asc
			return request
		})
	c.role = InstanceOwner
	return c.about(filter)
}

// about is the level whose events a filter asks for.
func (c call) about(filter *adminv1.ListEventsRequest) call {
	c.level = ofOrg
	if filter.GetAggregateId() == "{instance}" {
		c.level = ofInstance
	}
	return c
}

// instanceReaders are the methods of AdminService that only read.
func instanceReaders() []call {
	return []call{
		getInstancePolicy(), listInstanceSecond(), listInstanceMulti(), listInstanceLinks(nil), listInstanceProviders(nil),
		getRestrictions(), listEvents(&adminv1.ListEventsRequest{AggregateId: "{org}", Limit: 1}),
	}
}

// instanceWriters are the others, with requests that would write nothing if they got through: where a check is broken on
// a server that isn't to be written, the instance stays as it is. The id in a path isn't empty: REST would be another path.
func instanceWriters() []call {
	return []call{
		addInstanceSecond(0), removeInstanceSecond(0), addInstanceMulti(0), removeInstanceMulti(0),
		linkInstance(""), unlinkInstance(strings.Repeat("x", 201)), updateInstancePolicy(&settings{PasswordlessType: 99}),
		setRestrictions(&adminv1.SetRestrictionsRequest{}),
	}
}

// adminCalls are all methods of AdminService.
func adminCalls() []call { return append(instanceReaders(), instanceWriters()...) }

// allCalls are all methods of the contract that need a token.
func allCalls() []call {
	return slices.Concat(managementCalls(), []call{listPermissions(), listOrgs(nil), myUser(), myFactors(), myPasskeys(), myMemberships()}, adminCalls())
}
