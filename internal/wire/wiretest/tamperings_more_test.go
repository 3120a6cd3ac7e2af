package wiretest_test

import (
	"slices"
	"strings"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"zitadel-graphql/internal/embedded"
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	authv1 "zitadel-graphql/internal/wire/zitadel/auth/v1"
	changev1 "zitadel-graphql/internal/wire/zitadel/change/v1"
	eventv1 "zitadel-graphql/internal/wire/zitadel/event/v1"
	idpv1 "zitadel-graphql/internal/wire/zitadel/idp/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	orgv1 "zitadel-graphql/internal/wire/zitadel/org/v1"
	orgv2 "zitadel-graphql/internal/wire/zitadel/org/v2"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	userv1 "zitadel-graphql/internal/wire/zitadel/user/v1"
)

func wrongLinks() []tampering {
	return []tampering{
		reading("links move the policy's sequence", func(p *policyv1.LoginPolicy) { p.Details.Sequence += uint64(len(p.GetIdps())) }),
		reading("a policy has no links", func(p *policyv1.LoginPolicy) { p.Idps = nil }),
		reading("a policy's links are reversed", func(p *policyv1.LoginPolicy) { slices.Reverse(p.GetIdps()) }),
		reading("own policies have a link of the instance's", func(p *policyv1.LoginPolicy) {
			if !p.GetIsDefault() {
				p.Idps = append(p.Idps, &idpv1.IDPLoginPolicyLink{IdpId: embedded.CompanyLoginID})
			}
		}),
		answering("links have no name", func(r *managementv1.ListLoginPolicyIDPsResponse) {
			for _, l := range r.GetResult() {
				l.IdpName = ""
			}
		}),
		answering("a list of links is reversed", func(r *managementv1.ListLoginPolicyIDPsResponse) { slices.Reverse(r.GetResult()) }),
		asking("links are listed from the first", func(r *managementv1.ListLoginPolicyIDPsRequest) { r.Query = nil }),
		asking("who owns a provider isn't looked at", func(r *managementv1.AddIDPToLoginPolicyRequest) {
			switch r.GetIdpId() {
			case embedded.CompanyLoginID:
				r.OwnerType = idpv1.IDPOwnerType_IDP_OWNER_TYPE_SYSTEM
			case embedded.AcmeDirectoryID:
				r.OwnerType = idpv1.IDPOwnerType_IDP_OWNER_TYPE_ORG
			}
		}),
		asking("an owner that isn't defined is the instance", func(r *managementv1.AddIDPToLoginPolicyRequest) {
			r.OwnerType = min(max(r.GetOwnerType(), idpv1.IDPOwnerType_IDP_OWNER_TYPE_SYSTEM), idpv1.IDPOwnerType_IDP_OWNER_TYPE_ORG)
		}),
	}
}

func wrongHistories() []tampering {
	return []tampering{
		changing("a change has no editor", func(c *changev1.Change) { c.EditorId = "" }),
		changing("all changes have one editor", func(c *changev1.Change) { c.EditorId = "somebody" }),
		changing("a change belongs to nobody", func(c *changev1.Change) { c.ResourceOwnerId = "" }),
		changing("a change has another date", func(c *changev1.Change) { c.ChangeDate.Seconds++ }),
		changing("a change's key has no prefix", func(c *changev1.Change) {
			c.EventType.Key = strings.TrimPrefix(c.GetEventType().GetKey(), "EventTypes.")
		}),
		changing("a change's text is the same in every language", func(c *changev1.Change) { c.EventType.LocalizedMessage = "changed" }),
		changing("a change says more than it may", func(c *changev1.Change) { c.EditorAvatarUrl = c.GetChangeDate().String() }),
		changing("removals are told as additions", func(c *changev1.Change) {
			c.EventType.Key = strings.ReplaceAll(c.GetEventType().GetKey(), ".removed", ".added")
		}),
		telling("events say nothing", func(e *eventv1.Event) { e.Payload = nil }),
		telling("events are numbered differently", func(e *eventv1.Event) { e.Sequence++ }),
		telling("an event has no editor", func(e *eventv1.Event) { e.Editor = nil }),
		telling("an event is of another aggregate", func(e *eventv1.Event) { e.Aggregate.Id = embedded.InstanceID }),
		telling("the instance's events have an organization's types", func(e *eventv1.Event) {
			e.Type.Type = strings.Replace(e.GetType().GetType(), "instance.", "org.", 1)
		}),
	}
}

func wrongQueries() []tampering {
	return []tampering{
		asking("a history's cursor is ignored", func(r *managementv1.ListOrgChangesRequest) { r.Query.Sequence = 0 }),
		asking("a history's cursor is inclusive", func(r *managementv1.ListOrgChangesRequest) {
			switch q := r.GetQuery(); {
			case q.GetSequence() == 0:
			case q.GetAsc():
				q.Sequence--
			default:
				q.Sequence++
			}
		}),
		asking("a history has one direction", func(r *managementv1.ListOrgChangesRequest) { r.Query.Asc = false }),
		asking("a history's limit is ignored", func(r *managementv1.ListOrgChangesRequest) { r.Query.Limit = 0 }),
		asking("a history without a limit has a hundred changes", func(r *managementv1.ListOrgChangesRequest) {
			if r.GetQuery().GetLimit() == 0 {
				r.Query.Limit = 100
			}
		}),
		asking("the events' cursor is ignored", func(r *adminv1.ListEventsRequest) { r.Sequence = 0 }),
		asking("events have one direction", func(r *adminv1.ListEventsRequest) { r.Asc = false }),
		asking("events aren't filtered by type", func(r *adminv1.ListEventsRequest) { r.EventTypes = nil }),
		asking("of an events' types the first counts", func(r *adminv1.ListEventsRequest) {
			r.EventTypes = r.GetEventTypes()[:min(1, len(r.GetEventTypes()))]
		}),
		asking("events aren't filtered by aggregate", func(r *adminv1.ListEventsRequest) { r.AggregateId = "" }),
		asking("events aren't filtered by aggregate type", func(r *adminv1.ListEventsRequest) { r.AggregateTypes = nil }),
		asking("events aren't filtered by owner", func(r *adminv1.ListEventsRequest) { r.ResourceOwner = "" }),
		asking("events aren't filtered by editor", func(r *adminv1.ListEventsRequest) { r.EditorUserId = "" }),
	}
}

func wrongInstance() []tampering {
	return []tampering{
		stale("what an organization inherits is never read anew", func(r *managementv1.GetLoginPolicyResponse) bool { return r.GetIsDefault() }),
		stale("the default policy is never read anew", func(*managementv1.GetDefaultLoginPolicyResponse) bool { return true }),
		stale("the instance's policy is never read anew", func(*adminv1.GetLoginPolicyResponse) bool { return true }),
		stale("the instance's factors are never read anew", func(*adminv1.ListLoginPolicySecondFactorsResponse) bool { return true }),
		stale("the restrictions are never read anew", func(*adminv1.GetRestrictionsResponse) bool { return true }),
		answering("the instance's policy isn't marked as the default", func(r *adminv1.GetLoginPolicyResponse) {
			if r.GetPolicy() != nil {
				r.Policy.IsDefault = false
			}
		}),
		answering("a removal at the instance is the organization's", func(r *adminv1.RemoveSecondFactorFromLoginPolicyResponse) {
			if r.GetDetails() != nil {
				r.Details.ResourceOwner = embedded.HomeOrgID
			}
		}),
		asking("a restriction that isn't given is reset", func(r *adminv1.SetRestrictionsRequest) {
			if r.DisallowPublicOrgRegistration == nil {
				r.DisallowPublicOrgRegistration = new(false)
			}
		}),
		asking("the instance's redirect URI isn't kept", func(r *adminv1.UpdateLoginPolicyRequest) { r.DefaultRedirectUri = "" }),
		asking("the instance adds OTP whatever is asked for", func(r *adminv1.AddSecondFactorToLoginPolicyRequest) {
			r.Type = policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP
		}),
		{name: "admin looks at no organization", ask: func(x *exchange) {
			if strings.HasPrefix(string(x.request.ProtoReflect().Descriptor().FullName()), "zitadel.admin.") {
				x.sent.Delete("x-zitadel-orgid")
			}
		}},
	}
}

func wrongUsers() []tampering {
	return []tampering{
		answering("everybody is a person", func(r *authv1.GetMyUserResponse) {
			r.User.Type = &userv1.User_Human{Human: &userv1.Human{}}
		}),
		answering("everybody is a machine", func(r *authv1.GetMyUserResponse) {
			r.User.Type = &userv1.User_Machine{Machine: &userv1.Machine{}}
		}),
		answering("everybody is at home elsewhere", func(r *authv1.GetMyUserResponse) { r.User.Details.ResourceOwner = embedded.InheritingOrgID }),
		answering("nobody has a factor", func(r *authv1.ListMyAuthFactorsResponse) { r.Result = nil }),
		answering("everybody has a factor", func(r *authv1.ListMyAuthFactorsResponse) { r.Result = append(r.Result, &userv1.AuthFactor{}) }),
		answering("no factor is ready", func(r *authv1.ListMyAuthFactorsResponse) {
			for _, factor := range r.GetResult() {
				factor.State = userv1.AuthFactorState_AUTH_FACTOR_STATE_NOT_READY
			}
		}),
		answering("everybody has a passkey", func(r *authv1.ListMyPasswordlessResponse) {
			r.Result = append(r.Result, &userv1.WebAuthNToken{})
		}),
		answering("nobody is a member", func(r *authv1.ListMyMembershipsResponse) { r.Result = nil }),
		answering("nobody has a role", func(r *authv1.ListMyMembershipsResponse) {
			for _, membership := range r.GetResult() {
				membership.Roles = nil
			}
		}),
		asking("an organization's id isn't looked at", func(r *orgv2.ListOrganizationsRequest) { r.Queries = nil }),
		{name: "no token is too weak", tell: func(x *exchange) {
			if status.Code(x.err) == codes.PermissionDenied {
				x.err, x.reply = nil, &managementv1.GetLoginPolicyResponse{}
			}
		}},
	}
}

func wrongDirectories() []tampering {
	return []tampering{
		answering("nobody may do anything", func(r *authv1.ListMyZitadelPermissionsResponse) { r.Result = nil }),
		answering("everybody may write", func(r *authv1.ListMyZitadelPermissionsResponse) { r.Result = append(r.Result, "policy.write") }),
		answering("an organization isn't as of its latest event", func(r *managementv1.GetMyOrgResponse) { r.Org.Details.Sequence-- }),
		answering("an organization is inactive", func(r *managementv1.GetMyOrgResponse) { r.Org.State = orgv1.OrgState_ORG_STATE_INACTIVE }),
		answering("an organization has no name", func(r *managementv1.GetMyOrgResponse) { r.Org.Name = "" }),
		answering("the total of organizations counts what is shown", func(r *orgv2.ListOrganizationsResponse) {
			r.Details.TotalResult = uint64(len(r.GetResult()))
		}),
		answering("one organization is shown twice", func(r *orgv2.ListOrganizationsResponse) {
			if len(r.GetResult()) > 0 {
				r.Result = append(r.Result, r.GetResult()[0])
			}
		}),
		asking("organizations have one order", func(r *orgv2.ListOrganizationsRequest) {
			if r.GetQuery() != nil {
				r.Query.Asc = false
			}
		}),
		asking("organizations aren't paged", func(r *orgv2.ListOrganizationsRequest) { r.Query = nil }),
		asking("every page of organizations is the first", func(r *orgv2.ListOrganizationsRequest) {
			if r.GetQuery() != nil {
				r.Query.Offset = 0
			}
		}),
		answering("an organization's own providers aren't offered", func(r *managementv1.ListProvidersResponse) {
			r.Result = slices.DeleteFunc(r.GetResult(), func(p *idpv1.Provider) bool { return p.GetId() == embedded.AcmeDirectoryID })
		}),
		answering("all providers are the instance's", func(r *managementv1.ListProvidersResponse) {
			for _, p := range r.GetResult() {
				p.Owner = idpv1.IDPOwnerType_IDP_OWNER_TYPE_SYSTEM
			}
		}),
		answering("the instance is offered an organization's provider", func(r *adminv1.ListProvidersResponse) {
			r.Result = append(r.Result, &idpv1.Provider{Id: embedded.AcmeDirectoryID})
		}),
	}
}
