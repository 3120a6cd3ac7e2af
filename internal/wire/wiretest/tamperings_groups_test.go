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
		alterPolicies("links move the policy's sequence", func(p *policyv1.LoginPolicy) { p.Details.Sequence += uint64(len(p.GetIdps())) }),
		alterPolicies("a policy has no links", func(p *policyv1.LoginPolicy) { p.Idps = nil }),
		alterPolicies("a policy's links are reversed", func(p *policyv1.LoginPolicy) { slices.Reverse(p.GetIdps()) }),
		alterPolicies("own policies have a link of the instance's", func(p *policyv1.LoginPolicy) {
			if !p.GetIsDefault() {
				p.Idps = append(p.Idps, &idpv1.IDPLoginPolicyLink{IdpId: embedded.CompanyLoginID})
			}
		}),
		alterReplies("links have no name", func(r *managementv1.ListLoginPolicyIDPsResponse) {
			for _, l := range r.GetResult() {
				l.IdpName = ""
			}
		}),
		alterReplies("a list of links is reversed", func(r *managementv1.ListLoginPolicyIDPsResponse) { slices.Reverse(r.GetResult()) }),
		alterRequests("links are listed from the first", func(r *managementv1.ListLoginPolicyIDPsRequest) { r.Query = nil }),
		alterRequests("who owns a provider isn't looked at", func(r *managementv1.AddIDPToLoginPolicyRequest) {
			switch r.GetIdpId() {
			case embedded.CompanyLoginID:
				r.OwnerType = idpv1.IDPOwnerType_IDP_OWNER_TYPE_SYSTEM
			case embedded.AcmeDirectoryID:
				r.OwnerType = idpv1.IDPOwnerType_IDP_OWNER_TYPE_ORG
			}
		}),
		alterRequests("an owner that isn't defined is the instance", func(r *managementv1.AddIDPToLoginPolicyRequest) {
			r.OwnerType = min(max(r.GetOwnerType(), idpv1.IDPOwnerType_IDP_OWNER_TYPE_SYSTEM), idpv1.IDPOwnerType_IDP_OWNER_TYPE_ORG)
		}),
	}
}

func wrongHistories() []tampering {
	return []tampering{
		alterChanges("a change has no editor", func(c *changev1.Change) { c.EditorId = "" }),
		alterChanges("all changes have one editor", func(c *changev1.Change) { c.EditorId = "somebody" }),
		alterChanges("a change belongs to nobody", func(c *changev1.Change) { c.ResourceOwnerId = "" }),
		alterChanges("a change has another date", func(c *changev1.Change) { c.ChangeDate.Seconds++ }),
		alterChanges("a change's key has no prefix", func(c *changev1.Change) {
			c.EventType.Key = strings.TrimPrefix(c.GetEventType().GetKey(), "EventTypes.")
		}),
		alterChanges("a change's text is the same in every language", func(c *changev1.Change) { c.EventType.LocalizedMessage = "changed" }),
		alterChanges("a change says more than it may", func(c *changev1.Change) { c.EditorAvatarUrl = c.GetChangeDate().String() }),
		alterChanges("removals are told as additions", func(c *changev1.Change) {
			c.EventType.Key = strings.ReplaceAll(c.GetEventType().GetKey(), ".removed", ".added")
		}),
		alterEvents("events say nothing", func(e *eventv1.Event) { e.Payload = nil }),
		alterEvents("events are numbered differently", func(e *eventv1.Event) { e.Sequence++ }),
		alterEvents("an event has no editor", func(e *eventv1.Event) { e.Editor = nil }),
		alterEvents("an event is of another aggregate", func(e *eventv1.Event) { e.Aggregate.Id = embedded.InstanceID }),
		alterEvents("the instance's events have an organization's types", func(e *eventv1.Event) {
			e.Type.Type = strings.Replace(e.GetType().GetType(), "instance.", "org.", 1)
		}),
	}
}

func wrongQueries() []tampering {
	return []tampering{
		alterRequests("a history's cursor is ignored", func(r *managementv1.ListOrgChangesRequest) { r.Query.Sequence = 0 }),
		alterRequests("a history's cursor is inclusive", func(r *managementv1.ListOrgChangesRequest) {
			switch q := r.GetQuery(); {
			case q.GetSequence() == 0:
			case q.GetAsc():
				q.Sequence--
			default:
				q.Sequence++
			}
		}),
		alterRequests("a history has one direction", func(r *managementv1.ListOrgChangesRequest) { r.Query.Asc = false }),
		alterRequests("a history's limit is ignored", func(r *managementv1.ListOrgChangesRequest) { r.Query.Limit = 0 }),
		alterRequests("a history without a limit has a hundred changes", func(r *managementv1.ListOrgChangesRequest) {
			if r.GetQuery().GetLimit() == 0 {
				r.Query.Limit = 100
			}
		}),
		alterRequests("the events' cursor is ignored", func(r *adminv1.ListEventsRequest) { r.Sequence = 0 }),
		alterRequests("events have one direction", func(r *adminv1.ListEventsRequest) { r.Asc = false }),
		alterRequests("events aren't filtered by type", func(r *adminv1.ListEventsRequest) { r.EventTypes = nil }),
		alterRequests("of an events' types the first counts", func(r *adminv1.ListEventsRequest) {
			r.EventTypes = r.GetEventTypes()[:min(1, len(r.GetEventTypes()))]
		}),
		alterRequests("events aren't filtered by aggregate", func(r *adminv1.ListEventsRequest) { r.AggregateId = "" }),
		alterRequests("events aren't filtered by aggregate type", func(r *adminv1.ListEventsRequest) { r.AggregateTypes = nil }),
		alterRequests("events aren't filtered by owner", func(r *adminv1.ListEventsRequest) { r.ResourceOwner = "" }),
		alterRequests("events aren't filtered by editor", func(r *adminv1.ListEventsRequest) { r.EditorUserId = "" }),
	}
}

func wrongInstance() []tampering {
	return []tampering{
		repeatFirst("what an organization inherits is never read anew", func(r *managementv1.GetLoginPolicyResponse) bool { return r.GetIsDefault() }),
		repeatFirst("the default policy is never read anew", func(*managementv1.GetDefaultLoginPolicyResponse) bool { return true }),
		repeatFirst("the instance's policy is never read anew", func(*adminv1.GetLoginPolicyResponse) bool { return true }),
		repeatFirst("the instance's factors are never read anew", func(*adminv1.ListLoginPolicySecondFactorsResponse) bool { return true }),
		repeatFirst("the restrictions are never read anew", func(*adminv1.GetRestrictionsResponse) bool { return true }),
		alterReplies("the instance's policy isn't marked as the default", func(r *adminv1.GetLoginPolicyResponse) {
			if r.GetPolicy() != nil {
				r.Policy.IsDefault = false
			}
		}),
		alterReplies("a removal at the instance is the organization's", func(r *adminv1.RemoveSecondFactorFromLoginPolicyResponse) {
			if r.GetDetails() != nil {
				r.Details.ResourceOwner = embedded.HomeOrgID
			}
		}),
		alterRequests("a restriction that isn't given is reset", func(r *adminv1.SetRestrictionsRequest) {
			if r.DisallowPublicOrgRegistration == nil {
				r.DisallowPublicOrgRegistration = new(false)
			}
		}),
		alterRequests("the instance's redirect URI isn't kept", func(r *adminv1.UpdateLoginPolicyRequest) { r.DefaultRedirectUri = "" }),
		alterRequests("the instance adds OTP whatever is asked for", func(r *adminv1.AddSecondFactorToLoginPolicyRequest) {
			r.Type = policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP
		}),
		{name: "admin looks at no organization", alterRequest: func(x *exchange) {
			if strings.HasPrefix(string(x.request.ProtoReflect().Descriptor().FullName()), "zitadel.admin.") {
				x.sent.Delete("x-zitadel-orgid")
			}
		}},
	}
}

func wrongUsers() []tampering {
	return []tampering{
		alterReplies("everybody is a person", func(r *authv1.GetMyUserResponse) {
			r.User.Type = &userv1.User_Human{Human: &userv1.Human{}}
		}),
		alterReplies("everybody is a machine", func(r *authv1.GetMyUserResponse) {
			r.User.Type = &userv1.User_Machine{Machine: &userv1.Machine{}}
		}),
		alterReplies("nobody has a login name", func(r *authv1.GetMyUserResponse) { r.User.PreferredLoginName = "" }),
		alterReplies("no person has a name", func(r *authv1.GetMyUserResponse) {
			if human := r.GetUser().GetHuman(); human != nil {
				human.Profile = nil
			}
		}),
		alterReplies("no machine has a name", func(r *authv1.GetMyUserResponse) {
			if machine := r.GetUser().GetMachine(); machine != nil {
				machine.Name = ""
			}
		}),
		alterReplies("everybody is at home elsewhere", func(r *authv1.GetMyUserResponse) { r.User.Details.ResourceOwner = embedded.InheritingOrgID }),
		alterReplies("nobody has a factor", func(r *authv1.ListMyAuthFactorsResponse) { r.Result = nil }),
		alterReplies("everybody has a factor", func(r *authv1.ListMyAuthFactorsResponse) { r.Result = append(r.Result, &userv1.AuthFactor{}) }),
		alterReplies("no factor is ready", func(r *authv1.ListMyAuthFactorsResponse) {
			for _, factor := range r.GetResult() {
				factor.State = userv1.AuthFactorState_AUTH_FACTOR_STATE_NOT_READY
			}
		}),
		alterReplies("everybody has a passkey", func(r *authv1.ListMyPasswordlessResponse) {
			r.Result = append(r.Result, &userv1.WebAuthNToken{})
		}),
		alterReplies("nobody is a member", func(r *authv1.ListMyMembershipsResponse) { r.Result = nil }),
		alterReplies("nobody has a role", func(r *authv1.ListMyMembershipsResponse) {
			for _, membership := range r.GetResult() {
				membership.Roles = nil
			}
		}),
		alterRequests("an organization's id isn't looked at", func(r *orgv2.ListOrganizationsRequest) { r.Queries = nil }),
		{name: "no token is too weak", alterReply: func(x *exchange) {
			if status.Code(x.err) == codes.PermissionDenied {
				x.err, x.reply = nil, &managementv1.GetLoginPolicyResponse{}
			}
		}},
	}
}

func wrongDirectories() []tampering {
	return []tampering{
		alterReplies("nobody may do anything", func(r *authv1.ListMyZitadelPermissionsResponse) { r.Result = nil }),
		alterReplies("everybody may write", func(r *authv1.ListMyZitadelPermissionsResponse) { r.Result = append(r.Result, "policy.write") }),
		alterReplies("an organization isn't as of its latest event", func(r *managementv1.GetMyOrgResponse) { r.Org.Details.Sequence-- }),
		alterReplies("an organization is inactive", func(r *managementv1.GetMyOrgResponse) { r.Org.State = orgv1.OrgState_ORG_STATE_INACTIVE }),
		alterReplies("an organization has no name", func(r *managementv1.GetMyOrgResponse) { r.Org.Name = "" }),
		alterReplies("the total of organizations counts what is shown", func(r *orgv2.ListOrganizationsResponse) {
			r.Details.TotalResult = uint64(len(r.GetResult()))
		}),
		alterReplies("one organization is shown twice", func(r *orgv2.ListOrganizationsResponse) {
			if len(r.GetResult()) > 0 {
				r.Result = append(r.Result, r.GetResult()[0])
			}
		}),
		alterRequests("organizations have one order", func(r *orgv2.ListOrganizationsRequest) {
			if r.GetQuery() != nil {
				r.Query.Asc = false
			}
		}),
		alterRequests("organizations aren't paged", func(r *orgv2.ListOrganizationsRequest) { r.Query = nil }),
		alterRequests("every page of organizations is the first", func(r *orgv2.ListOrganizationsRequest) {
			if r.GetQuery() != nil {
				r.Query.Offset = 0
			}
		}),
		alterReplies("an organization's own providers aren't offered", func(r *managementv1.ListProvidersResponse) {
			r.Result = slices.DeleteFunc(r.GetResult(), func(p *idpv1.Provider) bool { return p.GetId() == embedded.AcmeDirectoryID })
		}),
		alterRequests("a provider isn't looked for by its id", func(r *managementv1.ListProvidersRequest) { r.Queries = nil }),
		alterReplies("all providers are the instance's", func(r *managementv1.ListProvidersResponse) {
			for _, p := range r.GetResult() {
				p.Owner = idpv1.IDPOwnerType_IDP_OWNER_TYPE_SYSTEM
			}
		}),
		alterReplies("the instance is offered an organization's provider", func(r *adminv1.ListProvidersResponse) {
			r.Result = append(r.Result, &idpv1.Provider{Id: embedded.AcmeDirectoryID})
		}),
	}
}
