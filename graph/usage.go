package graph

import (
	"context"

	"zitadel-graphql/graph/model"
	"zitadel-graphql/graph/subscription"
	"zitadel-graphql/internal/people"
)

// secondFactorUsage counts who has which second factor in the organization that orgID, or else the request, names.
func (r *Resolver) secondFactorUsage(ctx context.Context, orgID *string) (*model.SecondFactorUsage, error) {
	needs := selected(ctx).usageNeeds()
	ctx, id, err := r.callerAndPeople(ctx, orgID)
	if err != nil {
		return nil, err
	}
	usage, err := r.people.Usage(ctx, id, needs, nil)
	if err != nil {
		return nil, err
	}
	return usageFromPeople(id, usage), nil
}

// streamSecondFactorUsage is secondFactorUsage as a subscription.
func (r *Resolver) streamSecondFactorUsage(ctx context.Context, orgID *string) (<-chan *model.SecondFactorUsageProgress, error) {
	var needs people.Needs
	for _, usage := range selected(ctx).at("usage") {
		needs = union(needs, usage.usageNeeds())
	}
	ctx, id, err := r.callerAndPeople(ctx, orgID)
	if err != nil {
		return nil, err
	}
	return subscription.Run(ctx, func(ctx context.Context, progress func(*model.SecondFactorUsageProgress)) (*model.SecondFactorUsageProgress, error) {
		usage, err := r.people.Usage(ctx, id, needs, func(now people.Progress) { progress(usageProgress(now)) })
		if err != nil {
			return nil, err
		}
		last := usageProgress(people.Progress{LookedAt: usage.Look.LookedAt, Total: usage.Look.Total, Found: usage.Look.LookedAt - usage.WithNone})
		last.Usage = usageFromPeople(id, usage)
		return last, nil
	}), nil
}

func usageProgress(now people.Progress) *model.SecondFactorUsageProgress {
	return &model.SecondFactorUsageProgress{LookedAt: now.LookedAt, Total: now.Total, Found: now.Found}
}

// usageNeeds returns what has to be found out about each person for a SecondFactorUsage, of which the field is one.
func (s selection) usageNeeds() people.Needs {
	return people.Needs{LoginMethods: s.has("withPasswordAlone"), Proof: s.has("proven")}
}

// usageFromPeople converts the figures of the organization with this id.
func usageFromPeople(organization string, usage people.Usage) *model.SecondFactorUsage {
	return &model.SecondFactorUsage{
		ID:   usageID + organization,
		Look: lookFromPeople(usage.Look),
		Factors: convertAll(usage.Counts, func(count people.Count) model.SecondFactorCount {
			return model.SecondFactorCount{Type: secondFactorFromWire(count.Type), Users: count.People, OnlyFactorOf: count.Only}
		}),
		WithNone:          usage.WithNone,
		WithPasskey:       usage.WithPasskey,
		WithPasswordAlone: usage.WithPasswordAlone,
		Proven:            usage.Look.Proven,
	}
}
