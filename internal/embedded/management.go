package embedded

import (
	"context"

	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
)

// management is the ManagementService: what an organization does with its own settings. A call that gets here has been
// let in and its request is valid.
type management struct {
	managementv1.UnimplementedManagementServiceServer

	store *eventStore
}

var _ managementv1.ManagementServiceServer = (*management)(nil)

// change runs a decision on the caller's organization, in the caller's name.
func (m *management) change(ctx context.Context, decide func(policy) ([]change, error)) (event, error) {
	c := callerOf(ctx)
	return m.store.change(ctx, c.org, c.user.ID, decide)
}

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
	last, err := m.change(ctx, func(p policy) ([]change, error) { return addCustomPolicy(p, customPolicyOf(req)) })
	if err != nil {
		return nil, err
	}
	return &managementv1.AddCustomLoginPolicyResponse{Details: addDetails(last)}, nil
}

func (m *management) UpdateCustomLoginPolicy(ctx context.Context, req *managementv1.UpdateCustomLoginPolicyRequest) (*managementv1.UpdateCustomLoginPolicyResponse, error) {
	last, err := m.change(ctx, func(p policy) ([]change, error) { return updateCustomPolicy(p, settingsOf(req)) })
	if err != nil {
		return nil, err
	}
	return &managementv1.UpdateCustomLoginPolicyResponse{Details: changeDetails(last)}, nil
}

func (m *management) ResetLoginPolicyToDefault(ctx context.Context, _ *managementv1.ResetLoginPolicyToDefaultRequest) (*managementv1.ResetLoginPolicyToDefaultResponse, error) {
	last, err := m.change(ctx, resetPolicy)
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
	last, err := m.change(ctx, func(p policy) ([]change, error) { return addSecondFactor(p, req.GetType()) })
	if err != nil {
		return nil, err
	}
	return &managementv1.AddSecondFactorToLoginPolicyResponse{Details: addDetails(last)}, nil
}

func (m *management) RemoveSecondFactorFromLoginPolicy(ctx context.Context, req *managementv1.RemoveSecondFactorFromLoginPolicyRequest) (*managementv1.RemoveSecondFactorFromLoginPolicyResponse, error) {
	last, err := m.change(ctx, func(p policy) ([]change, error) { return removeSecondFactor(p, req.GetType()) })
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
	last, err := m.change(ctx, func(p policy) ([]change, error) { return addMultiFactor(p, req.GetType()) })
	if err != nil {
		return nil, err
	}
	return &managementv1.AddMultiFactorToLoginPolicyResponse{Details: addDetails(last)}, nil
}

func (m *management) RemoveMultiFactorFromLoginPolicy(ctx context.Context, req *managementv1.RemoveMultiFactorFromLoginPolicyRequest) (*managementv1.RemoveMultiFactorFromLoginPolicyResponse, error) {
	last, err := m.change(ctx, func(p policy) ([]change, error) { return removeMultiFactor(p, req.GetType()) })
	if err != nil {
		return nil, err
	}
	return &managementv1.RemoveMultiFactorFromLoginPolicyResponse{Details: changeDetails(last)}, nil
}
