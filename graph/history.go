package graph

import (
	"context"
	"maps"
	"slices"
	"strings"

	"zitadel-graphql/graph/model"
	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/organization"
	"zitadel-graphql/internal/people"
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	changev1 "zitadel-graphql/internal/wire/zitadel/change/v1"
	eventv1 "zitadel-graphql/internal/wire/zitadel/event/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

const (
	// The backend can't filter an organization's events, so the changes of its login policy are searched among all of them. A
	// page costs at most maxChangeCalls, and ends early after those.
	changesPerCall = 100
	maxChangeCalls = 10

	changeKeyPrefix = "EventTypes."
)

// changeTypes maps the types of events of an organization's login policy to the schema's.
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

// changeType returns the schema's type for an event's key. It is the unspecified one for an event that a newer ZITADEL has
// invented, and the second result is false for an event that isn't about the login policy.
func changeType(key string) (model.LoginPolicyChangeType, bool) {
	event := strings.TrimPrefix(key, changeKeyPrefix)
	if kind, ok := changeTypes()[event]; ok {
		return kind, true
	}
	return model.LoginPolicyChangeTypeUnspecified, strings.HasPrefix(event, "org.policy.login.")
}

// loginPolicyChanges reads a page of the changes to a login policy, newest first.
func (r *Resolver) loginPolicyChanges(ctx context.Context, orgID *string, first int, after *string) (*model.LoginPolicyChangeConnection, error) {
	if err := checkFirst(first); err != nil {
		return nil, err
	}
	from, err := readCursor(sequenceCursor, after)
	if err != nil {
		return nil, err
	}
	ctx, id, err := organizationContext(ctx, orgID)
	if err != nil {
		return nil, err
	}
	editors := slices.Concat(selected(ctx).at("nodes", "editor"), selected(ctx).at("edges", "node", "editor"))
	found, err := r.searchChanges(ctx, id, first, from)
	if err != nil {
		return nil, err
	}
	c := found.connection(first, from > 0)
	r.readEditors(ctx, c, id, editors)
	return c, nil
}

// readEditors has what there is of the editors of a page beyond their names read once for all of them, where the operation selects
// it. ctx is a context of organizationContext, and id the organization that it names.
func (r *Resolver) readEditors(ctx context.Context, page *model.LoginPolicyChangeConnection, id string, editors []selection) {
	wanted := people.ByID{Organization: id, Needs: userNeeds(editors)}
	for _, change := range page.Nodes {
		wanted.IDs = append(wanted.IDs, change.Editor.ID)
	}
	read := r.newPersonRead(ctx, wanted)
	for i := range page.Nodes {
		page.Nodes[i].Editor.Person = read
		page.Edges[i].Node.Editor.Person = read
	}
}

// changeSearch has the changes that were found so far among an organization's events.
type changeSearch struct {
	changes []*changev1.Change
	// last is the sequence of the last event that was looked at. ended is true where there is none before it.
	last  uint64
	ended bool
}

// searchChanges looks for one change more than are wanted, which shows whether there is a next page. ctx is a context of
// organizationContext, and id the organization that it names.
func (r *Resolver) searchChanges(ctx context.Context, id string, wanted int, from uint64) (changeSearch, error) {
	found := changeSearch{last: from}
	for range maxChangeCalls {
		reply, err := r.management.ListOrgChanges(ctx, &managementv1.ListOrgChangesRequest{
			Query: &changev1.ChangeQuery{Sequence: found.last, Limit: changesPerCall}})
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
		found.ended = len(reply.GetResult()) < changesPerCall
		if found.ended || len(found.changes) > wanted {
			break
		}
	}
	return found, nil
}

// confirmOwner fails where an answer has the events of another organization. Every event names its owner; where there is none
// the backend is asked whom it answers for.
func (r *Resolver) confirmOwner(ctx context.Context, id string, changes []*changev1.Change) error {
	if len(changes) == 0 {
		return r.confirmOrganization(ctx, id)
	}
	return organization.CheckOwner(id, changes)
}

// connection returns the first of what was found. Where the search had to end early its end cursor is the event that was looked
// at last, from which the next page goes on.
func (s changeSearch) connection(first int, hasPrevious bool) *model.LoginPolicyChangeConnection {
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
	page := &model.ChangePage{OrgID: shown[0].GetResourceOwnerId(), HighestSequence: shown[0].GetSequence(), Length: len(shown)}
	for _, change := range shown {
		node := changeFromWire(change, page)
		c.Nodes = append(c.Nodes, node)
		c.Edges = append(c.Edges, model.LoginPolicyChangeEdge{Cursor: writeCursor(sequenceCursor, node.Sequence), Node: node})
	}
	return c
}

func changeFromWire(change *changev1.Change, page *model.ChangePage) model.LoginPolicyChange {
	kind, _ := changeType(change.GetEventType().GetKey())
	return model.LoginPolicyChange{
		ID:         changeIDOf(change.GetResourceOwnerId(), change.GetSequence()),
		Sequence:   change.GetSequence(),
		ChangeDate: change.GetChangeDate().AsTime(),
		Type:       kind,
		Message:    change.GetEventType().GetLocalizedMessage(),
		Editor: model.User{ID: change.GetEditorId(), DisplayName: change.GetEditorDisplayName(),
			PreferredLoginName: change.GetEditorPreferredLoginName()},
		Page: page,
	}
}

// payloadValue returns the value that the event behind a change has under a key of its payload: a number for a factor, and an
// id for an identity provider. It is nil where the caller may not read the instance's events. All changes of a page share one
// call.
func (r *Resolver) payloadValue(ctx context.Context, change *model.LoginPolicyChange, key string) (any, error) {
	ctx, err := callerContext(ctx)
	if err != nil {
		return nil, err
	}
	reply, err := r.admin.ListEvents(ctx, &adminv1.ListEventsRequest{
		AggregateId: change.Page.OrgID,
		EventTypes:  slices.Sorted(maps.Keys(changeTypes())), // also those that the page doesn't have, so that all of its changes share the call
		Sequence:    change.Page.HighestSequence + 1,
		Limit:       uint32(change.Page.Length), //nolint:gosec // at most maxPage
	})
	if problem.NotPermitted(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return payloadValueOf(reply.GetEvents(), change.Sequence, key), nil
}

func payloadValueOf(events []*eventv1.Event, sequence uint64, key string) any {
	for _, event := range events {
		if event.GetSequence() == sequence {
			return event.GetPayload().AsMap()[key]
		}
	}
	return nil
}

// changedSecondFactor returns the factor that a change added or removed, which an event's payload has as the wire's number. It
// is nil for other changes, and for a caller who may not read events; so are the two functions below.
func (r *Resolver) changedSecondFactor(ctx context.Context, change *model.LoginPolicyChange) (*model.SecondFactorType, error) {
	if change.Type != model.LoginPolicyChangeTypeSecondFactorAdded && change.Type != model.LoginPolicyChangeTypeSecondFactorRemoved {
		return nil, nil
	}
	number, err := r.payloadValue(ctx, change, "mfaType")
	n, ok := number.(float64)
	if err != nil || !ok {
		return nil, err
	}
	factor := secondFactorFromWire(policyv1.SecondFactorType(int32(n)))
	return &factor, nil
}

func (r *Resolver) changedMultiFactor(ctx context.Context, change *model.LoginPolicyChange) (*model.MultiFactorType, error) {
	if change.Type != model.LoginPolicyChangeTypeMultiFactorAdded && change.Type != model.LoginPolicyChangeTypeMultiFactorRemoved {
		return nil, nil
	}
	number, err := r.payloadValue(ctx, change, "mfaType")
	n, ok := number.(float64)
	if err != nil || !ok {
		return nil, err
	}
	factor := multiFactorFromWire(policyv1.MultiFactorType(int32(n)))
	return &factor, nil
}

func (r *Resolver) changedIdentityProvider(ctx context.Context, change *model.LoginPolicyChange) (*string, error) {
	if change.Type != model.LoginPolicyChangeTypeIdentityProviderAdded && change.Type != model.LoginPolicyChangeTypeIdentityProviderRemoved {
		return nil, nil
	}
	id, err := r.payloadValue(ctx, change, "idpConfigId")
	text, ok := id.(string)
	if err != nil || !ok {
		return nil, err
	}
	return &text, nil
}
