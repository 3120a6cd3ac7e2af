package graph

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"google.golang.org/grpc/codes"

	"zitadel-graphql/graph/model"
	"zitadel-graphql/graph/problem"
	idpv1 "zitadel-graphql/internal/wire/zitadel/idp/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

const maxIdentityProviderID = 200 // characters, as ZITADEL has it

// identityProvider is a link to an identity provider, as it is written.
func identityProvider(id string, owner model.IdentityProviderOwner) (*managementv1.AddCustomLoginPolicyRequest_IDP, error) {
	if err := checkIdentityProviderID(id); err != nil {
		return nil, err
	}
	if owner == model.IdentityProviderOwnerIDPOwnerTypeUnspecified {
		return nil, identityProviderInvalid("The identity provider's owner is unspecified. Say whether the instance or the organization owns it.")
	}
	return &managementv1.AddCustomLoginPolicyRequest_IDP{IdpId: id, OwnerType: idpv1.IDPOwnerType(idpv1.IDPOwnerType_value[string(owner)])}, nil
}

func checkIdentityProviderID(id string) error {
	switch {
	case strings.TrimSpace(id) == "":
		return identityProviderInvalid("The identity provider's id is empty. Give the id as ZITADEL shows it.")
	case utf8.RuneCountInString(id) > maxIdentityProviderID:
		return identityProviderInvalid("The identity provider's id is longer than 200 characters. Give the id as ZITADEL shows it.")
	case id == "." || id == ".." || strings.ContainsFunc(id, notInAnID):
		return identityProviderInvalid("The identity provider's id has characters that no id has. Give the id as ZITADEL shows it.")
	}
	return nil
}

// notInAnID says that a character isn't taken on any wire: over REST the id stands in a path, and ZITADEL's own gateway
// doesn't pass on what has these, escaped or not, and fails at what isn't ASCII. What a proxy tidies up could even become another call: with the id ".."
// the removal of a provider would be the removal of the whole policy. ZITADEL's ids are digits.
func notInAnID(r rune) bool {
	return strings.ContainsRune(`/\%;?#`, r) || r > unicode.MaxASCII || !unicode.IsPrint(r)
}

func identityProviderInvalid(message string) error {
	return &problem.Problem{Code: problem.CodeBadUserInput, Reason: problem.ReasonIdentityProviderInvalid, Message: message}
}

// linksOf are an inherited policy's links as they are copied: the instance's, since it can link no others.
func linksOf(policy *policyv1.LoginPolicy) []*managementv1.AddCustomLoginPolicyRequest_IDP {
	var links []*managementv1.AddCustomLoginPolicyRequest_IDP
	for _, link := range policy.GetIdps() {
		links = append(links, &managementv1.AddCustomLoginPolicyRequest_IDP{
			IdpId: link.GetIdpId(), OwnerType: idpv1.IDPOwnerType_IDP_OWNER_TYPE_SYSTEM})
	}
	return links
}

// linkIDs are the providers' ids, of links as they are read or as they are written.
func linkIDs[Link interface{ GetIdpId() string }](links []Link) []string {
	var ids []string
	for _, link := range links {
		ids = append(ids, link.GetIdpId())
	}
	return ids
}

// linking says whether a policy links the provider.
func linking(id string) func(*policyv1.LoginPolicy) bool {
	return func(policy *policyv1.LoginPolicy) bool { return slices.Contains(linkIDs(policy.GetIdps()), id) }
}

// linkAddition is the change that links one more identity provider.
func (r *Resolver) linkAddition(link *managementv1.AddCustomLoginPolicyRequest_IDP) change {
	shows := linking(link.GetIdpId())
	return change{
		names:  []string{identityProviders},
		ofLink: true,
		refuse: inherited,
		idle: func(policy *policyv1.LoginPolicy) error {
			if !shows(policy) {
				return nil
			}
			return &problem.Problem{Code: problem.CodeAlreadyExists, Reason: problem.ReasonIdentityProviderAlreadyLinked,
				Message: "The inherited login policy already links this identity provider. Nothing has to be changed."}
		},
		write: func(ctx context.Context, t target) (*zitadelv1.ObjectDetails, error) {
			reply, err := r.Management.AddIDPToLoginPolicy(ctx,
				&managementv1.AddIDPToLoginPolicyRequest{IdpId: link.GetIdpId(), OwnerType: link.GetOwnerType()})
			return reply.GetDetails(), t.unlessLinkSkipped(ctx, err, problem.Condition{Code: codes.AlreadyExists, ID: "Org-2B0ps"}, shows)
		},
		apply: func(request *managementv1.AddCustomLoginPolicyRequest) { request.Idps = append(request.Idps, link) },
		shows: shows,
	}
}

// linkRemoval is the change that removes the link to an identity provider.
func (r *Resolver) linkRemoval(id string) change {
	links := linking(id)
	idle := func(policy *policyv1.LoginPolicy) error {
		if links(policy) {
			return nil
		}
		return &problem.Problem{Code: problem.CodeNotFound, Reason: problem.ReasonIdentityProviderNotLinked,
			Message: "The inherited login policy doesn't link this identity provider, so there is nothing to remove."}
	}
	return change{
		names:  []string{identityProviders},
		ofLink: true,
		refuse: func(policy *policyv1.LoginPolicy) error {
			if err := idle(policy); err != nil {
				return err
			}
			return &problem.Problem{Code: problem.CodeFailedPrecondition, Reason: problem.ReasonIdentityProviderInherited,
				Message: "The link to this identity provider is inherited from the instance. " +
					"Send whenInherited: CUSTOMIZE to give the organization its own policy without it."}
		},
		idle: idle,
		write: func(ctx context.Context, t target) (*zitadelv1.ObjectDetails, error) {
			reply, err := r.Management.RemoveIDPFromLoginPolicy(ctx, &managementv1.RemoveIDPFromLoginPolicyRequest{IdpId: id})
			return reply.GetDetails(), t.unlessLinkSkipped(ctx, err, problem.Condition{Code: codes.NotFound, ID: "Org-39fjs"}, not(links))
		},
		apply: func(request *managementv1.AddCustomLoginPolicyRequest) {
			request.Idps = slices.DeleteFunc(request.GetIdps(), func(link *managementv1.AddCustomLoginPolicyRequest_IDP) bool { return link.GetIdpId() == id })
		},
		shows: not(links),
	}
}

// unlessLinkSkipped is the refusal of a change of a link, told for what it is where ZITADEL has made the change before and
// doesn't show it. There is nothing to write that would put it in force: to add a link that is still listed was seen to
// break ZITADEL's projection.
func (t *target) unlessLinkSkipped(ctx context.Context, refused error, done problem.Condition, shows func(*policyv1.LoginPolicy) bool) error {
	if t.shown == nil || shows(t.shown) || !problem.RefusedAs(refused, done) {
		return refused
	}
	now, err := t.waitFor(ctx, shows)
	if err != nil {
		return err
	}
	if shows(now) || now.GetIsDefault() != t.shown.GetIsDefault() { // somebody else has just changed it
		return refused
	}
	return &problem.Problem{Code: problem.CodeConflict, Reason: problem.ReasonWrittenNotInForce, Cause: refused,
		Message: "The link to the identity provider is changed already, but ZITADEL skipped the change, and the policy as it was is in " +
			"force. Nothing was written. " + linkRemedy}
}

// linkRemedy helps with a change of a link that ZITADEL skipped.
const linkRemedy = "For an organization it helps to reset its policy and to create it again."

// availableProviders lists what an organization's policy could link.
func (r *Resolver) availableProviders(ctx context.Context, orgID *string, p page) (*model.IdentityProviderConnection, error) {
	ctx, organization, err := outgoing(ctx, orgID)
	if err != nil {
		return nil, err
	}
	r.askBeside(ctx, organization) // the instance's providers are everybody's, and there may be no others
	reply, err := r.Management.ListProviders(ctx, &managementv1.ListProvidersRequest{
		Query: &zitadelv1.ListQuery{Offset: p.offset, Limit: p.oneMore()}}) // asc means nothing here: there is no column to sort by
	if err != nil {
		return nil, err
	}
	total, err := r.totalProviders(ctx, reply, p)
	if err != nil {
		return nil, err
	}
	if err := r.confirmRead(ctx, organization); err != nil {
		return nil, err
	}
	nodes := convertAll(reply.GetResult(), identityProviderOf)
	shown, info := p.cut(len(nodes))
	connection := &model.IdentityProviderConnection{
		Edges: []model.IdentityProviderEdge{}, Nodes: nodes[:shown], PageInfo: info, TotalCount: count(total)}
	for i, node := range connection.Nodes {
		connection.Edges = append(connection.Edges, model.IdentityProviderEdge{Cursor: p.cursor(i), Node: node})
	}
	return connection, nil
}

// totalProviders asks once more where the page lies beyond the end: the backend gives no total there.
func (r *Resolver) totalProviders(ctx context.Context, reply *managementv1.ListProvidersResponse, p page) (uint64, error) {
	if len(reply.GetResult()) > 0 || p.offset == 0 {
		return reply.GetDetails().GetTotalResult(), nil
	}
	first, err := r.Management.ListProviders(ctx, &managementv1.ListProvidersRequest{Query: &zitadelv1.ListQuery{Limit: 1}})
	return first.GetDetails().GetTotalResult(), err
}

// linkPage cuts a page out of a policy's links, which came with it.
func linkPage(all []model.LoginPolicyIdentityProvider, p page) *model.LoginPolicyIdentityProviderConnection {
	rest := all[min(p.offset, uint64(len(all))):]
	shown, info := p.cut(len(rest))
	connection := &model.LoginPolicyIdentityProviderConnection{
		Edges: []model.LoginPolicyIdentityProviderEdge{}, Nodes: rest[:shown], PageInfo: info, TotalCount: len(all)}
	for i, node := range connection.Nodes {
		connection.Edges = append(connection.Edges, model.LoginPolicyIdentityProviderEdge{Cursor: p.cursor(i), Node: node})
	}
	return connection
}
