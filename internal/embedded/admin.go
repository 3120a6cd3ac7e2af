package embedded

import (
	"context"

	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	eventv1 "zitadel-graphql/internal/wire/zitadel/event/v1"
)

// admin is the AdminService: the instance's own settings, and everybody's history. Its reads may lag, except ListEvents.
type admin struct {
	adminv1.UnimplementedAdminServiceServer
	service
}

var _ adminv1.AdminServiceServer = (*admin)(nil)

func (a *admin) GetLoginPolicy(context.Context, *adminv1.GetLoginPolicyRequest) (*adminv1.GetLoginPolicyResponse, error) {
	return &adminv1.GetLoginPolicyResponse{Policy: loginPolicy(a.store.effectiveLate(InstanceID))}, nil
}

func (a *admin) UpdateLoginPolicy(ctx context.Context, req *adminv1.UpdateLoginPolicyRequest) (*adminv1.UpdateLoginPolicyResponse, error) {
	last, err := a.changeDefault(ctx, func(s situation) ([]change, error) {
		return updateDefaultPolicy(s.policy, settingsOf(req))
	})
	if err != nil {
		return nil, err
	}
	return &adminv1.UpdateLoginPolicyResponse{Details: changeDetails(last)}, nil
}

func (a *admin) ListLoginPolicySecondFactors(context.Context, *adminv1.ListLoginPolicySecondFactorsRequest) (*adminv1.ListLoginPolicySecondFactorsResponse, error) {
	p := a.store.effectiveLate(InstanceID)
	return &adminv1.ListLoginPolicySecondFactorsResponse{Details: listDetails(len(p.second), p.asOf), Result: p.second}, nil
}

func (a *admin) AddSecondFactorToLoginPolicy(ctx context.Context, req *adminv1.AddSecondFactorToLoginPolicyRequest) (*adminv1.AddSecondFactorToLoginPolicyResponse, error) {
	last, err := a.changeDefault(ctx, func(s situation) ([]change, error) {
		return addDefaultSecondFactor(s.policy, req.GetType())
	})
	if err != nil {
		return nil, err
	}
	return &adminv1.AddSecondFactorToLoginPolicyResponse{Details: addDetails(last)}, nil
}

func (a *admin) RemoveSecondFactorFromLoginPolicy(ctx context.Context, req *adminv1.RemoveSecondFactorFromLoginPolicyRequest) (*adminv1.RemoveSecondFactorFromLoginPolicyResponse, error) {
	last, err := a.changeDefault(ctx, func(s situation) ([]change, error) {
		return removeDefaultSecondFactor(s.policy, req.GetType())
	})
	if err != nil {
		return nil, err
	}
	return &adminv1.RemoveSecondFactorFromLoginPolicyResponse{Details: changeDetails(last)}, nil
}

func (a *admin) ListLoginPolicyMultiFactors(context.Context, *adminv1.ListLoginPolicyMultiFactorsRequest) (*adminv1.ListLoginPolicyMultiFactorsResponse, error) {
	p := a.store.effectiveLate(InstanceID)
	return &adminv1.ListLoginPolicyMultiFactorsResponse{Details: listDetails(len(p.multi), p.asOf), Result: p.multi}, nil
}

func (a *admin) AddMultiFactorToLoginPolicy(ctx context.Context, req *adminv1.AddMultiFactorToLoginPolicyRequest) (*adminv1.AddMultiFactorToLoginPolicyResponse, error) {
	last, err := a.changeDefault(ctx, func(s situation) ([]change, error) {
		return addDefaultMultiFactor(s.policy, req.GetType())
	})
	if err != nil {
		return nil, err
	}
	return &adminv1.AddMultiFactorToLoginPolicyResponse{Details: addDetails(last)}, nil
}

func (a *admin) RemoveMultiFactorFromLoginPolicy(ctx context.Context, req *adminv1.RemoveMultiFactorFromLoginPolicyRequest) (*adminv1.RemoveMultiFactorFromLoginPolicyResponse, error) {
	last, err := a.changeDefault(ctx, func(s situation) ([]change, error) {
		return removeDefaultMultiFactor(s.policy, req.GetType())
	})
	if err != nil {
		return nil, err
	}
	return &adminv1.RemoveMultiFactorFromLoginPolicyResponse{Details: changeDetails(last)}, nil
}

func (a *admin) ListLoginPolicyIDPs(_ context.Context, req *adminv1.ListLoginPolicyIDPsRequest) (*adminv1.ListLoginPolicyIDPsResponse, error) {
	p := a.store.effectiveLate(InstanceID)
	links := page(p.links, req.GetQuery().GetOffset(), req.GetQuery().GetLimit())
	return &adminv1.ListLoginPolicyIDPsResponse{Details: pageDetails(len(links), len(p.links), p.asOf), Result: wireLinks(links)}, nil
}

func (a *admin) AddIDPToLoginPolicy(ctx context.Context, req *adminv1.AddIDPToLoginPolicyRequest) (*adminv1.AddIDPToLoginPolicyResponse, error) {
	last, err := a.changeDefault(ctx, func(s situation) ([]change, error) { return addDefaultLink(s, req.GetIdpId()) })
	if err != nil {
		return nil, err
	}
	return &adminv1.AddIDPToLoginPolicyResponse{Details: addDetails(last)}, nil
}

func (a *admin) RemoveIDPFromLoginPolicy(ctx context.Context, req *adminv1.RemoveIDPFromLoginPolicyRequest) (*adminv1.RemoveIDPFromLoginPolicyResponse, error) {
	last, err := a.changeDefault(ctx, func(s situation) ([]change, error) {
		return removeDefaultLink(s.policy, req.GetIdpId())
	})
	if err != nil {
		return nil, err
	}
	return &adminv1.RemoveIDPFromLoginPolicyResponse{Details: changeDetails(last)}, nil
}

func (a *admin) ListProviders(_ context.Context, req *adminv1.ListProvidersRequest) (*adminv1.ListProvidersResponse, error) {
	list, details := a.providers(InstanceID, req.GetQuery())
	return &adminv1.ListProvidersResponse{Details: details, Result: list}, nil
}

func (a *admin) GetRestrictions(context.Context, *adminv1.GetRestrictionsRequest) (*adminv1.GetRestrictionsResponse, error) {
	var r restrictions
	a.store.readLate(func(v *view) { r = v.aggregates[restrictionsID].restrictions })
	return &adminv1.GetRestrictionsResponse{
		Details: r.details(), DisallowPublicOrgRegistration: r.noOrgRegistration, AllowedLanguages: r.languages,
	}, nil
}

func (a *admin) SetRestrictions(ctx context.Context, req *adminv1.SetRestrictionsRequest) (*adminv1.SetRestrictionsResponse, error) {
	var before restrictions
	last, err := a.store.change(ctx, restrictionsID, callerOf(ctx).user.ID, func(s situation) ([]change, error) {
		before = s.restrictions
		return setRestrictions(before, restrictionsOf(req))
	})
	if err != nil {
		return nil, err
	}
	if last.Sequence > 0 {
		return &adminv1.SetRestrictionsResponse{Details: changeDetails(last)}, nil
	}
	unchanged := before.details()
	unchanged.CreationDate = nil // as in the answer to any change
	return &adminv1.SetRestrictionsResponse{Details: unchanged}, nil
}

func (a *admin) ListEvents(ctx context.Context, req *adminv1.ListEventsRequest) (*adminv1.ListEventsResponse, error) {
	var events []*eventv1.Event
	for _, e := range a.events(eventsQuery(req)) {
		wire, err := a.wireEvent(ctx, e)
		if err != nil {
			return nil, err
		}
		events = append(events, wire)
	}
	return &adminv1.ListEventsResponse{Events: events}, nil
}
