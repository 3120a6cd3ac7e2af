package embedded

import (
	"context"

	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
)

// management is the ManagementService: what an organization does with its own settings.
type management struct {
	managementv1.UnimplementedManagementServiceServer
	service
}

var _ managementv1.ManagementServiceServer = (*management)(nil)

func (m *management) Healthz(context.Context, *managementv1.HealthzRequest) (*managementv1.HealthzResponse, error) {
	return &managementv1.HealthzResponse{}, nil
}

func (m *management) GetLoginPolicy(ctx context.Context, _ *managementv1.GetLoginPolicyRequest) (*managementv1.GetLoginPolicyResponse, error) {
	p := m.store.effective(callerOf(ctx).org)
	return &managementv1.GetLoginPolicyResponse{Policy: loginPolicy(p), IsDefault: p.isDefault}, nil
}

func (m *management) GetDefaultLoginPolicy(context.Context, *managementv1.GetDefaultLoginPolicyRequest) (*managementv1.GetDefaultLoginPolicyResponse, error) {
	return &managementv1.GetDefaultLoginPolicyResponse{Policy: loginPolicy(m.store.effectiveLate(InstanceID))}, nil
}

func (m *management) AddCustomLoginPolicy(ctx context.Context, req *managementv1.AddCustomLoginPolicyRequest) (*managementv1.AddCustomLoginPolicyResponse, error) {
	last, err := m.change(ctx, func(s situation) ([]change, error) { return addCustomPolicy(s, customPolicyOf(req)) })
	if err != nil {
		return nil, err
	}
	return &managementv1.AddCustomLoginPolicyResponse{Details: addDetails(last)}, nil
}

func (m *management) UpdateCustomLoginPolicy(ctx context.Context, req *managementv1.UpdateCustomLoginPolicyRequest) (*managementv1.UpdateCustomLoginPolicyResponse, error) {
	last, err := m.change(ctx, func(s situation) ([]change, error) { return updateCustomPolicy(s.policy, settingsOf(req)) })
	if err != nil {
		return nil, err
	}
	return &managementv1.UpdateCustomLoginPolicyResponse{Details: changeDetails(last)}, nil
}

func (m *management) ResetLoginPolicyToDefault(ctx context.Context, _ *managementv1.ResetLoginPolicyToDefaultRequest) (*managementv1.ResetLoginPolicyToDefaultResponse, error) {
	last, err := m.change(ctx, func(s situation) ([]change, error) { return resetPolicy(s.policy) })
	if err != nil {
		return nil, err
	}
	return &managementv1.ResetLoginPolicyToDefaultResponse{Details: changeDetails(last)}, nil
}

func (m *management) ListLoginPolicySecondFactors(ctx context.Context, _ *managementv1.ListLoginPolicySecondFactorsRequest) (*managementv1.ListLoginPolicySecondFactorsResponse, error) {
	p := m.store.effectiveLate(callerOf(ctx).org)
	return &managementv1.ListLoginPolicySecondFactorsResponse{Details: listDetails(len(p.second), p.asOf), Result: p.second}, nil
}

func (m *management) AddSecondFactorToLoginPolicy(ctx context.Context, req *managementv1.AddSecondFactorToLoginPolicyRequest) (*managementv1.AddSecondFactorToLoginPolicyResponse, error) {
	last, err := m.change(ctx, func(s situation) ([]change, error) { return addSecondFactor(s.policy, req.GetType()) })
	if err != nil {
		return nil, err
	}
	return &managementv1.AddSecondFactorToLoginPolicyResponse{Details: addDetails(last)}, nil
}

func (m *management) RemoveSecondFactorFromLoginPolicy(ctx context.Context, req *managementv1.RemoveSecondFactorFromLoginPolicyRequest) (*managementv1.RemoveSecondFactorFromLoginPolicyResponse, error) {
	last, err := m.change(ctx, func(s situation) ([]change, error) { return removeSecondFactor(s.policy, req.GetType()) })
	if err != nil {
		return nil, err
	}
	return &managementv1.RemoveSecondFactorFromLoginPolicyResponse{Details: changeDetails(last)}, nil
}

func (m *management) ListLoginPolicyMultiFactors(ctx context.Context, _ *managementv1.ListLoginPolicyMultiFactorsRequest) (*managementv1.ListLoginPolicyMultiFactorsResponse, error) {
	p := m.store.effectiveLate(callerOf(ctx).org)
	return &managementv1.ListLoginPolicyMultiFactorsResponse{Details: listDetails(len(p.multi), p.asOf), Result: p.multi}, nil
}

func (m *management) AddMultiFactorToLoginPolicy(ctx context.Context, req *managementv1.AddMultiFactorToLoginPolicyRequest) (*managementv1.AddMultiFactorToLoginPolicyResponse, error) {
	last, err := m.change(ctx, func(s situation) ([]change, error) { return addMultiFactor(s.policy, req.GetType()) })
	if err != nil {
		return nil, err
	}
	return &managementv1.AddMultiFactorToLoginPolicyResponse{Details: addDetails(last)}, nil
}

func (m *management) RemoveMultiFactorFromLoginPolicy(ctx context.Context, req *managementv1.RemoveMultiFactorFromLoginPolicyRequest) (*managementv1.RemoveMultiFactorFromLoginPolicyResponse, error) {
	last, err := m.change(ctx, func(s situation) ([]change, error) { return removeMultiFactor(s.policy, req.GetType()) })
	if err != nil {
		return nil, err
	}
	return &managementv1.RemoveMultiFactorFromLoginPolicyResponse{Details: changeDetails(last)}, nil
}

func (m *management) ListLoginPolicyIDPs(ctx context.Context, req *managementv1.ListLoginPolicyIDPsRequest) (*managementv1.ListLoginPolicyIDPsResponse, error) {
	p := m.store.effectiveLate(callerOf(ctx).org)
	links := page(p.links, req.GetQuery().GetOffset(), req.GetQuery().GetLimit())
	return &managementv1.ListLoginPolicyIDPsResponse{Details: pageDetails(len(links), len(p.links), p.asOf), Result: wireLinks(links)}, nil
}

func (m *management) AddIDPToLoginPolicy(ctx context.Context, req *managementv1.AddIDPToLoginPolicyRequest) (*managementv1.AddIDPToLoginPolicyResponse, error) {
	link := linkPayload{ID: req.GetIdpId(), Owner: req.GetOwnerType()}
	last, err := m.change(ctx, func(s situation) ([]change, error) { return addLink(s, link) })
	if err != nil {
		return nil, err
	}
	return &managementv1.AddIDPToLoginPolicyResponse{Details: addDetails(last)}, nil
}

func (m *management) RemoveIDPFromLoginPolicy(ctx context.Context, req *managementv1.RemoveIDPFromLoginPolicyRequest) (*managementv1.RemoveIDPFromLoginPolicyResponse, error) {
	last, err := m.change(ctx, func(s situation) ([]change, error) { return removeLink(s, req.GetIdpId()) })
	if err != nil {
		return nil, err
	}
	return &managementv1.RemoveIDPFromLoginPolicyResponse{Details: changeDetails(last)}, nil
}

func (m *management) ListProviders(ctx context.Context, req *managementv1.ListProvidersRequest) (*managementv1.ListProvidersResponse, error) {
	list, details := m.providers(callerOf(ctx).org, req.GetQuery())
	return &managementv1.ListProvidersResponse{Details: details, Result: list}, nil
}

func (m *management) GetMyOrg(ctx context.Context, _ *managementv1.GetMyOrgRequest) (*managementv1.GetMyOrgResponse, error) {
	return &managementv1.GetMyOrgResponse{Org: m.store.aggregate(callerOf(ctx).org).shown()}, nil
}

func (m *management) ListOrgChanges(ctx context.Context, req *managementv1.ListOrgChangesRequest) (*managementv1.ListOrgChangesResponse, error) {
	resp := &managementv1.ListOrgChangesResponse{}
	for _, e := range changesQuery(callerOf(ctx).org, req.GetQuery()).pick(m.store.historyOf(callerOf(ctx).org)) {
		resp.Result = append(resp.Result, m.wireChange(ctx, e))
	}
	return resp, nil
}
