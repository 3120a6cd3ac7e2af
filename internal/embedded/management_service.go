package embedded

import (
	"context"

	"zitadel-graphql/internal/embedded/domain"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
)

// managementService implements the ManagementService: what an organization does with its own settings.
type managementService struct {
	managementv1.UnimplementedManagementServiceServer
	service
}

var _ managementv1.ManagementServiceServer = (*managementService)(nil)

func (m *managementService) Healthz(context.Context, *managementv1.HealthzRequest) (*managementv1.HealthzResponse, error) {
	return &managementv1.HealthzResponse{}, nil
}

func (m *managementService) GetLoginPolicy(ctx context.Context, _ *managementv1.GetLoginPolicyRequest) (*managementv1.GetLoginPolicyResponse, error) {
	p := m.store.PolicyInForce(callerOf(ctx).org)
	return &managementv1.GetLoginPolicyResponse{Policy: policyMessage(p), IsDefault: p.IsDefault}, nil
}

func (m *managementService) GetDefaultLoginPolicy(context.Context, *managementv1.GetDefaultLoginPolicyRequest) (*managementv1.GetDefaultLoginPolicyResponse, error) {
	return &managementv1.GetDefaultLoginPolicyResponse{Policy: policyMessage(m.store.LatePolicyInForce(InstanceID))}, nil
}

func (m *managementService) AddCustomLoginPolicy(ctx context.Context, req *managementv1.AddCustomLoginPolicyRequest) (*managementv1.AddCustomLoginPolicyResponse, error) {
	last, err := m.change(ctx, domain.AddCustomPolicy(customPolicyOf(req)))
	if err != nil {
		return nil, err
	}
	return &managementv1.AddCustomLoginPolicyResponse{Details: additionDetails(last)}, nil
}

func (m *managementService) UpdateCustomLoginPolicy(ctx context.Context, req *managementv1.UpdateCustomLoginPolicyRequest) (*managementv1.UpdateCustomLoginPolicyResponse, error) {
	last, err := m.change(ctx, domain.UpdateCustomPolicy(settingsOf(req)))
	if err != nil {
		return nil, err
	}
	return &managementv1.UpdateCustomLoginPolicyResponse{Details: changeDetails(last)}, nil
}

func (m *managementService) ResetLoginPolicyToDefault(ctx context.Context, _ *managementv1.ResetLoginPolicyToDefaultRequest) (*managementv1.ResetLoginPolicyToDefaultResponse, error) {
	last, err := m.change(ctx, domain.ResetPolicy())
	if err != nil {
		return nil, err
	}
	return &managementv1.ResetLoginPolicyToDefaultResponse{Details: changeDetails(last)}, nil
}

func (m *managementService) ListLoginPolicySecondFactors(ctx context.Context, _ *managementv1.ListLoginPolicySecondFactorsRequest) (*managementv1.ListLoginPolicySecondFactorsResponse, error) {
	p := m.store.LatePolicyInForce(callerOf(ctx).org)
	return &managementv1.ListLoginPolicySecondFactorsResponse{Details: listDetails(len(p.SecondFactors), p.AsOf), Result: p.SecondFactors}, nil
}

func (m *managementService) AddSecondFactorToLoginPolicy(ctx context.Context, req *managementv1.AddSecondFactorToLoginPolicyRequest) (*managementv1.AddSecondFactorToLoginPolicyResponse, error) {
	last, err := m.change(ctx, domain.AddSecondFactor(req.GetType()))
	if err != nil {
		return nil, err
	}
	return &managementv1.AddSecondFactorToLoginPolicyResponse{Details: additionDetails(last)}, nil
}

func (m *managementService) RemoveSecondFactorFromLoginPolicy(ctx context.Context, req *managementv1.RemoveSecondFactorFromLoginPolicyRequest) (*managementv1.RemoveSecondFactorFromLoginPolicyResponse, error) {
	last, err := m.change(ctx, domain.RemoveSecondFactor(req.GetType()))
	if err != nil {
		return nil, err
	}
	return &managementv1.RemoveSecondFactorFromLoginPolicyResponse{Details: changeDetails(last)}, nil
}

func (m *managementService) ListLoginPolicyMultiFactors(ctx context.Context, _ *managementv1.ListLoginPolicyMultiFactorsRequest) (*managementv1.ListLoginPolicyMultiFactorsResponse, error) {
	p := m.store.LatePolicyInForce(callerOf(ctx).org)
	return &managementv1.ListLoginPolicyMultiFactorsResponse{Details: listDetails(len(p.MultiFactors), p.AsOf), Result: p.MultiFactors}, nil
}

func (m *managementService) AddMultiFactorToLoginPolicy(ctx context.Context, req *managementv1.AddMultiFactorToLoginPolicyRequest) (*managementv1.AddMultiFactorToLoginPolicyResponse, error) {
	last, err := m.change(ctx, domain.AddMultiFactor(req.GetType()))
	if err != nil {
		return nil, err
	}
	return &managementv1.AddMultiFactorToLoginPolicyResponse{Details: additionDetails(last)}, nil
}

func (m *managementService) RemoveMultiFactorFromLoginPolicy(ctx context.Context, req *managementv1.RemoveMultiFactorFromLoginPolicyRequest) (*managementv1.RemoveMultiFactorFromLoginPolicyResponse, error) {
	last, err := m.change(ctx, domain.RemoveMultiFactor(req.GetType()))
	if err != nil {
		return nil, err
	}
	return &managementv1.RemoveMultiFactorFromLoginPolicyResponse{Details: changeDetails(last)}, nil
}

func (m *managementService) ListLoginPolicyIDPs(ctx context.Context, req *managementv1.ListLoginPolicyIDPsRequest) (*managementv1.ListLoginPolicyIDPsResponse, error) {
	p := m.store.LatePolicyInForce(callerOf(ctx).org)
	links := page(p.Links, req.GetQuery().GetOffset(), req.GetQuery().GetLimit())
	return &managementv1.ListLoginPolicyIDPsResponse{Details: pageDetails(len(links), len(p.Links), p.AsOf), Result: linkMessages(links)}, nil
}

func (m *managementService) AddIDPToLoginPolicy(ctx context.Context, req *managementv1.AddIDPToLoginPolicyRequest) (*managementv1.AddIDPToLoginPolicyResponse, error) {
	link := domain.ProviderLink{ID: req.GetIdpId(), Owner: req.GetOwnerType()}
	last, err := m.change(ctx, domain.AddProviderLink(link))
	if err != nil {
		return nil, err
	}
	return &managementv1.AddIDPToLoginPolicyResponse{Details: additionDetails(last)}, nil
}

func (m *managementService) RemoveIDPFromLoginPolicy(ctx context.Context, req *managementv1.RemoveIDPFromLoginPolicyRequest) (*managementv1.RemoveIDPFromLoginPolicyResponse, error) {
	last, err := m.change(ctx, domain.RemoveProviderLink(req.GetIdpId()))
	if err != nil {
		return nil, err
	}
	return &managementv1.RemoveIDPFromLoginPolicyResponse{Details: changeDetails(last)}, nil
}

func (m *managementService) ListProviders(ctx context.Context, req *managementv1.ListProvidersRequest) (*managementv1.ListProvidersResponse, error) {
	list, details := m.providers(callerOf(ctx).org, req.GetQuery(), matchesAll(req.GetQueries()))
	return &managementv1.ListProvidersResponse{Details: details, Result: list}, nil
}

func (m *managementService) GetMyOrg(ctx context.Context, _ *managementv1.GetMyOrgRequest) (*managementv1.GetMyOrgResponse, error) {
	return &managementv1.GetMyOrgResponse{Org: orgMessageV1(m.store.Aggregate(callerOf(ctx).org))}, nil
}

func (m *managementService) ListOrgChanges(ctx context.Context, req *managementv1.ListOrgChangesRequest) (*managementv1.ListOrgChangesResponse, error) {
	resp, in := &managementv1.ListOrgChangesResponse{}, m.speaker(ctx)
	for _, e := range changesQuery(callerOf(ctx).org, req.GetQuery()).selectFromOne(m.store.EventsOf(callerOf(ctx).org)) {
		resp.Result = append(resp.Result, m.changeMessage(in, e))
	}
	return resp, nil
}
