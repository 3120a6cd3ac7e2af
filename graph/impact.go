package graph

import (
	"context"

	"zitadel-graphql/graph/model"
	"zitadel-graphql/graph/subscription"
	"zitadel-graphql/internal/people"
	"zitadel-graphql/internal/policy"
)

// impactQuestion is what a preview of a change is asked for: the policy, the change, and what of its consequences.
type impactQuestion struct {
	proposal policy.Proposal
	// orgID is the field's argument. It is nil for the instance's policy.
	orgID    *string
	instance bool
	wanted   impactSelection
}

// organizationQuestion reads the arguments of loginPolicyImpact. answers are the selected fields that are its LoginPolicyImpact.
func organizationQuestion(change model.LoginPolicyProposal, orgID *string, figures []model.ImpactGuard, answers []selection) (impactQuestion, error) {
	proposal, err := readProposal(change)
	return impactQuestion{proposal: proposal, orgID: orgID, wanted: selectImpact(figures, answers)}, err
}

// instanceQuestion is organizationQuestion for defaultLoginPolicyImpact.
func instanceQuestion(change model.DefaultLoginPolicyProposal, figures []model.ImpactGuard, answers []selection) (impactQuestion, error) {
	proposal, err := readProposal(ofDefault(change))
	return impactQuestion{proposal: proposal, instance: true, wanted: selectImpact(figures, answers)}, err
}

// caller is callerAndOrganization for the question. The id is empty for the instance's policy, which no organization decides on.
func (q impactQuestion) caller(ctx context.Context) (context.Context, string, error) {
	if q.instance {
		ctx, err := callerContext(ctx)
		return ctx, "", err
	}
	return callerAndOrganization(ctx, q.orgID)
}

// answerImpact previews a change as a query does.
func (r *Resolver) answerImpact(ctx context.Context, q impactQuestion, err error) (*model.LoginPolicyImpact, error) {
	if err != nil {
		return nil, err
	}
	ctx, id, err := q.caller(ctx)
	if err != nil {
		return nil, err
	}
	found, _, err := r.policyImpact(ctx, id, q, nil)
	return found, err
}

// streamImpact previews a change as a subscription does: the people are looked at before the last event, and not for it.
func (r *Resolver) streamImpact(ctx context.Context, q impactQuestion, err error) (<-chan *model.LoginPolicyImpactProgress, error) {
	if err != nil {
		return nil, err
	}
	ctx, id, err := q.caller(ctx)
	if err != nil {
		return nil, err
	}
	return subscription.Run(ctx, func(ctx context.Context, progress func(*model.LoginPolicyImpactProgress)) (*model.LoginPolicyImpactProgress, error) {
		var last people.Progress
		found, look, err := r.policyImpact(ctx, id, q, func(now people.Progress) {
			last = now
			progress(impactProgress(now))
		})
		if err != nil {
			return nil, err
		}
		if q.wanted.needsLook() {
			looked, _ := look.find() // its error is that of the fields which need it
			last.LookedAt, last.Total = looked.Look.LookedAt, looked.Look.Total
		}
		event := impactProgress(last)
		event.Impact = found
		return event, nil
	}), nil
}

func impactProgress(now people.Progress) *model.LoginPolicyImpactProgress {
	return &model.LoginPolicyImpactProgress{LookedAt: now.LookedAt, Total: now.Total, Found: now.Found}
}

// policyImpact asks for the policy before and after a change. The people are looked at as soon as the first field of the answer
// needs them, or the look that is returned too is asked.
func (r *Resolver) policyImpact(ctx context.Context, id string, q impactQuestion, progress func(people.Progress)) (*model.LoginPolicyImpact, impactLook, error) {
	preview, err := r.preview(ctx, id, q)
	if err != nil {
		return nil, impactLook{}, err
	}
	warn(ctx, preview.Warnings...)
	login := model.InstanceLoginNotKnown
	if q.wanted.login {
		if login, err = r.instanceLogin(ctx); err != nil {
			return nil, impactLook{}, err
		}
	}
	look := r.newImpactLook(ctx, id, q, preview, progress)
	providers := r.newProviderList(id)
	return &model.LoginPolicyImpact{
		Before:  previewFromWire(preview.Before, providers),
		After:   previewFromWire(preview.After, providers),
		Changes: settingChanges(preview),
		Login:   login,
		Look:    look,
	}, look, nil
}

// preview asks for the policy before and after the proposed change.
func (r *Resolver) preview(ctx context.Context, id string, q impactQuestion) (policy.Preview, error) {
	if q.instance {
		return r.policies.PreviewDefault(ctx, q.proposal)
	}
	return r.policies.Preview(ctx, id, q.proposal)
}
