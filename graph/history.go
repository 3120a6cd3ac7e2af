package graph

import (
	"context"
	"maps"
	"slices"
	"strings"

	"zitadel-graphql/graph/model"
	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/organization"
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	changev1 "zitadel-graphql/internal/wire/zitadel/change/v1"
	eventv1 "zitadel-graphql/internal/wire/zitadel/event/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

const (
	// The backend can't filter an organization's events, so they are searched in steps. A page costs at most
	// changeSteps calls, and ends early after those.
	changeStep  = 100
	changeSteps = 10

	changeKeyPrefix = "EventTypes."
)

// changeTypes are the events of an organization's login policy.
func changeTypes() map[string]model.LoginPolicyChangeType {
	return map[string]model.LoginPolicyChangeType{
		"org.policy.login.added":                       model.LoginPolicyChangeTypePolicyAdded,
		"org.policy.login.changed":                     model.LoginPolicyChangeTypePolicyChanged,
		"org.policy.login.removed":                     model.LoginPolicyChangeTypePolicyRemoved,
		"org.policy.login.secondfactor.added":          model.LoginPolicyChangeTypeSecondFactorAdded,
		"org.policy.login.secondfactor.removed":        model.LoginPolicyChangeTypeSecondFactorRemoved,
		"org.policy.login.multifactor.added":           model.LoginPolicyChangeTypeMultiFactorAdded,
		"org.policy.login.multifactor.removed":         model.LoginPolicyChangeTypeMultiFactorRemoved,
		"org.policy.login.idpprovider.added":           model.LoginPolicyChangeTypeIdentityProviderAdded,
		"org.policy.login.idpprovider.removed":         model.LoginPolicyChangeTypeIdentityProviderRemoved,
		"org.policy.login.idpprovider.cascade.removed": model.LoginPolicyChangeTypeIdentityProviderRemoved,
	}
}

// changeType returns false for an event that isn't about the login policy.
func changeType(key string) (model.LoginPolicyChangeType, bool) {
	event := strings.TrimPrefix(key, changeKeyPrefix)
	if known, ok := changeTypes()[event]; ok {
		return known, true
	}
	return model.LoginPolicyChangeTypeUnspecified, strings.HasPrefix(event, "org.policy.login.")
}

// changes reads a page of the changes to a login policy, newest first.
func (r *Resolver) changes(ctx context.Context, orgID *string, first int, after *string) (*model.LoginPolicyChangeConnection, error) {
	if err := checkFirst(first); err != nil {
		return nil, err
	}
	from, err := readCursor(sequenceCursor, after)
	if err != nil {
		return nil, err
	}
	ctx, id, err := outgoingTo(ctx, orgID)
	if err != nil {
		return nil, err
	}
	found, err := r.searchChanges(ctx, id, first, from)
	if err != nil {
		return nil, err
	}
	return found.connection(first, from > 0), nil
}

// search is what was found among an organization's events.
type search struct {
	changes []*changev1.Change
	// last is the sequence that the search came to, and ended that there is nothing before it.
	last  uint64
	ended bool
}

// searchChanges looks for one change more than are wanted. ctx and id are outgoingTo's.
func (r *Resolver) searchChanges(ctx context.Context, id string, wanted int, from uint64) (search, error) {
	found := search{last: from}
	for range changeSteps {
		reply, err := r.management.ListOrgChanges(ctx, &managementv1.ListOrgChangesRequest{
			Query: &changev1.ChangeQuery{Sequence: found.last, Limit: changeStep}})
		if err != nil {
			return found, err
		}
		if err := r.confirmOwner(ctx, id, reply.GetResult()); err != nil {
			return found, err
		}
		for _, change := range reply.GetResult() {
			found.last = change.GetSequence()
			if _, ok := changeType(change.GetEventType().GetKey()); ok {
				found.changes = append(found.changes, change)
			}
		}
		found.ended = len(reply.GetResult()) < changeStep
		if found.ended || len(found.changes) > wanted {
			break
		}
	}
	return found, nil
}

// confirmOwner makes sure that an answer has the organization's events. They name their owner, whatever they are about; where
// there are none, nothing does.
func (r *Resolver) confirmOwner(ctx context.Context, id string, changes []*changev1.Change) error {
	if len(changes) == 0 {
		return r.confirmAnswer(ctx, id)
	}
	return organization.CheckOwner(id, changes)
}

// connection renders the first of what was found.
func (s search) connection(first int, hasPrevious bool) *model.LoginPolicyChangeConnection {
	shown := s.changes[:min(first, len(s.changes))]
	c := &model.LoginPolicyChangeConnection{
		Edges: []model.LoginPolicyChangeEdge{}, Nodes: []model.LoginPolicyChange{},
		PageInfo: model.PageInfo{HasNextPage: len(s.changes) > first || !s.ended, HasPreviousPage: hasPrevious},
	}
	end := s.last
	if len(s.changes) > first {
		end = shown[first-1].GetSequence()
	}
	if end > 0 {
		cursor := writeCursor(sequenceCursor, end)
		c.PageInfo.EndCursor = &cursor
	}
	if len(shown) == 0 {
		return c
	}
	start := writeCursor(sequenceCursor, shown[0].GetSequence())
	c.PageInfo.StartCursor = &start
	page := &model.ChangePage{OrgID: shown[0].GetResourceOwnerId(), Top: shown[0].GetSequence(), Length: len(shown)}
	for _, change := range shown {
		node := loginPolicyChange(change, page)
		c.Nodes = append(c.Nodes, node)
		c.Edges = append(c.Edges, model.LoginPolicyChangeEdge{Cursor: writeCursor(sequenceCursor, node.Sequence), Node: node})
	}
	return c
}

func loginPolicyChange(change *changev1.Change, page *model.ChangePage) model.LoginPolicyChange {
	kind, _ := changeType(change.GetEventType().GetKey())
	return model.LoginPolicyChange{
		Sequence:   change.GetSequence(),
		ChangeDate: change.GetChangeDate().AsTime(),
		Type:       kind,
		Message:    change.GetEventType().GetLocalizedMessage(),
		Editor: model.Editor{ID: change.GetEditorId(), DisplayName: change.GetEditorDisplayName(),
			PreferredLoginName: change.GetEditorPreferredLoginName()},
		Page: page,
	}
}

// payload returns what the event behind a change was about: a number for a factor, an id for an identity provider, and
// nil where the caller may not read the instance's events. All changes of a page share one call.
func (r *Resolver) payload(ctx context.Context, change *model.LoginPolicyChange, key string) (any, error) {
	ctx, err := outgoing(ctx)
	if err != nil {
		return nil, err
	}
	reply, err := r.admin.ListEvents(ctx, &adminv1.ListEventsRequest{
		AggregateId: change.Page.OrgID,
		EventTypes:  slices.Sorted(maps.Keys(changeTypes())), // the same for all: the call is shared
		Sequence:    change.Page.Top + 1,
		Limit:       uint32(change.Page.Length), //nolint:gosec // at most maxPage
	})
	if problem.NotPermitted(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return eventPayload(reply.GetEvents(), change.Sequence, key), nil
}

func eventPayload(events []*eventv1.Event, sequence uint64, key string) any {
	for _, event := range events {
		if event.GetSequence() == sequence {
			return event.GetPayload().AsMap()[key]
		}
	}
	return nil
}

// The payloads of events have the wire's numbers.

func (r *Resolver) changedSecondFactor(ctx context.Context, change *model.LoginPolicyChange) (*model.SecondFactorType, error) {
	if change.Type != model.LoginPolicyChangeTypeSecondFactorAdded && change.Type != model.LoginPolicyChangeTypeSecondFactorRemoved {
		return nil, nil
	}
	number, err := r.payload(ctx, change, "mfaType")
	n, ok := number.(float64)
	if err != nil || !ok {
		return nil, err
	}
	factor := secondFactorType(policyv1.SecondFactorType(int32(n)))
	return &factor, nil
}

func (r *Resolver) changedMultiFactor(ctx context.Context, change *model.LoginPolicyChange) (*model.MultiFactorType, error) {
	if change.Type != model.LoginPolicyChangeTypeMultiFactorAdded && change.Type != model.LoginPolicyChangeTypeMultiFactorRemoved {
		return nil, nil
	}
	number, err := r.payload(ctx, change, "mfaType")
	n, ok := number.(float64)
	if err != nil || !ok {
		return nil, err
	}
	factor := multiFactorType(policyv1.MultiFactorType(int32(n)))
	return &factor, nil
}

func (r *Resolver) changedIdentityProvider(ctx context.Context, change *model.LoginPolicyChange) (*string, error) {
	if change.Type != model.LoginPolicyChangeTypeIdentityProviderAdded && change.Type != model.LoginPolicyChangeTypeIdentityProviderRemoved {
		return nil, nil
	}
	id, err := r.payload(ctx, change, "idpConfigId")
	text, ok := id.(string)
	if err != nil || !ok {
		return nil, err
	}
	return &text, nil
}
