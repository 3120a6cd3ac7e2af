package embedded

import (
	"context"

	"zitadel-graphql/internal/embedded/domain"
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	eventv1 "zitadel-graphql/internal/wire/zitadel/event/v1"
)

// adminService implements the AdminService: the instance's own settings, and everybody's history. Its reads may be late, except
// ListEvents.
type adminService struct {
	adminv1.UnimplementedAdminServiceServer
	service
}

var _ adminv1.AdminServiceServer = (*adminService)(nil)

func (a *adminService) GetLoginPolicy(context.Context, *adminv1.GetLoginPolicyRequest) (*adminv1.GetLoginPolicyResponse, error) {
	return &adminv1.GetLoginPolicyResponse{Policy: policyMessage(a.store.LatePolicyInForce(InstanceID))}, nil
}

func (a *adminService) UpdateLoginPolicy(ctx context.Context, req *adminv1.UpdateLoginPolicyRequest) (*adminv1.UpdateLoginPolicyResponse, error) {
	last, err := a.changeDefault(ctx, domain.UpdateDefaultPolicy(settingsOf(req)))
	if err != nil {
		return nil, err
	}
	return &adminv1.UpdateLoginPolicyResponse{Details: changeDetails(last)}, nil
}

func (a *adminService) ListLoginPolicySecondFactors(context.Context, *adminv1.ListLoginPolicySecondFactorsRequest) (*adminv1.ListLoginPolicySecondFactorsResponse, error) {
	p := a.store.LatePolicyInForce(InstanceID)
	return &adminv1.ListLoginPolicySecondFactorsResponse{Details: listDetails(len(p.SecondFactors), p.AsOf), Result: p.SecondFactors}, nil
}

func (a *adminService) AddSecondFactorToLoginPolicy(ctx context.Context, req *adminv1.AddSecondFactorToLoginPolicyRequest) (*adminv1.AddSecondFactorToLoginPolicyResponse, error) {
	last, err := a.changeDefault(ctx, domain.AddDefaultSecondFactor(req.GetType()))
	if err != nil {
		return nil, err
	}
	return &adminv1.AddSecondFactorToLoginPolicyResponse{Details: additionDetails(last)}, nil
}

func (a *adminService) RemoveSecondFactorFromLoginPolicy(ctx context.Context, req *adminv1.RemoveSecondFactorFromLoginPolicyRequest) (*adminv1.RemoveSecondFactorFromLoginPolicyResponse, error) {
	last, err := a.changeDefault(ctx, domain.RemoveDefaultSecondFactor(req.GetType()))
	if err != nil {
		return nil, err
	}
	return &adminv1.RemoveSecondFactorFromLoginPolicyResponse{Details: changeDetails(last)}, nil
}

func (a *adminService) ListLoginPolicyMultiFactors(context.Context, *adminv1.ListLoginPolicyMultiFactorsRequest) (*adminv1.ListLoginPolicyMultiFactorsResponse, error) {
	p := a.store.LatePolicyInForce(InstanceID)
	return &adminv1.ListLoginPolicyMultiFactorsResponse{Details: listDetails(len(p.MultiFactors), p.AsOf), Result: p.MultiFactors}, nil
}

func (a *adminService) AddMultiFactorToLoginPolicy(ctx context.Context, req *adminv1.AddMultiFactorToLoginPolicyRequest) (*adminv1.AddMultiFactorToLoginPolicyResponse, error) {
	last, err := a.changeDefault(ctx, domain.AddDefaultMultiFactor(req.GetType()))
	if err != nil {
		return nil, err
	}
	return &adminv1.AddMultiFactorToLoginPolicyResponse{Details: additionDetails(last)}, nil
}

func (a *adminService) RemoveMultiFactorFromLoginPolicy(ctx context.Context, req *adminv1.RemoveMultiFactorFromLoginPolicyRequest) (*adminv1.RemoveMultiFactorFromLoginPolicyResponse, error) {
	last, err := a.changeDefault(ctx, domain.RemoveDefaultMultiFactor(req.GetType()))
	if err != nil {
		return nil, err
	}
	return &adminv1.RemoveMultiFactorFromLoginPolicyResponse{Details: changeDetails(last)}, nil
}

func (a *adminService) ListLoginPolicyIDPs(_ context.Context, req *adminv1.ListLoginPolicyIDPsRequest) (*adminv1.ListLoginPolicyIDPsResponse, error) {
	p := a.store.LatePolicyInForce(InstanceID)
	links := page(p.Links, req.GetQuery().GetOffset(), req.GetQuery().GetLimit())
	return &adminv1.ListLoginPolicyIDPsResponse{Details: pageDetails(len(links), len(p.Links), p.AsOf), Result: linkMessages(links)}, nil
}

func (a *adminService) AddIDPToLoginPolicy(ctx context.Context, req *adminv1.AddIDPToLoginPolicyRequest) (*adminv1.AddIDPToLoginPolicyResponse, error) {
	last, err := a.changeDefault(ctx, domain.AddDefaultProviderLink(req.GetIdpId()))
	if err != nil {
		return nil, err
	}
	return &adminv1.AddIDPToLoginPolicyResponse{Details: additionDetails(last)}, nil
}

func (a *adminService) RemoveIDPFromLoginPolicy(ctx context.Context, req *adminv1.RemoveIDPFromLoginPolicyRequest) (*adminv1.RemoveIDPFromLoginPolicyResponse, error) {
	last, err := a.changeDefault(ctx, domain.RemoveDefaultProviderLink(req.GetIdpId()))
	if err != nil {
		return nil, err
	}
	return &adminv1.RemoveIDPFromLoginPolicyResponse{Details: changeDetails(last)}, nil
}

func (a *adminService) ListProviders(_ context.Context, req *adminv1.ListProvidersRequest) (*adminv1.ListProvidersResponse, error) {
	list, details := a.providers(InstanceID, req.GetQuery(), anyProvider)
	return &adminv1.ListProvidersResponse{Details: details, Result: list}, nil
}

func (a *adminService) GetRestrictions(context.Context, *adminv1.GetRestrictionsRequest) (*adminv1.GetRestrictionsResponse, error) {
	r := a.store.LateRestrictions()
	return &adminv1.GetRestrictionsResponse{
		Details: restrictionsDetails(r), DisallowPublicOrgRegistration: r.DisallowPublicOrgRegistration, AllowedLanguages: r.AllowedLanguages,
	}, nil
}

func (a *adminService) SetRestrictions(ctx context.Context, req *adminv1.SetRestrictionsRequest) (*adminv1.SetRestrictionsResponse, error) {
	var before domain.Restrictions
	last, err := a.store.Change(ctx, domain.RestrictionsID, callerOf(ctx).user.ID, func(s domain.State) ([]domain.PendingEvent, error) {
		before = s.Restrictions
		return domain.SetRestrictions(restrictionsOf(req))(s)
	})
	if err != nil {
		return nil, err
	}
	if last.Sequence > 0 {
		return &adminv1.SetRestrictionsResponse{Details: changeDetails(last)}, nil
	}
	unchanged := restrictionsDetails(before)
	unchanged.CreationDate = nil // as in changeDetails
	return &adminv1.SetRestrictionsResponse{Details: unchanged}, nil
}

func (a *adminService) ListEvents(ctx context.Context, req *adminv1.ListEventsRequest) (*adminv1.ListEventsResponse, error) {
	var events []*eventv1.Event
	messages := a.eventMessages(ctx)
	for _, e := range a.events(eventsQuery(req)) {
		wire, err := messages.message(e)
		if err != nil {
			return nil, err
		}
		events = append(events, wire)
	}
	return &adminv1.ListEventsResponse{Events: events}, nil
}
