package graph

import (
	"context"
	"slices"

	"google.golang.org/protobuf/types/known/structpb"

	"zitadel-graphql/graph/model"
	"zitadel-graphql/internal/organization"
	"zitadel-graphql/internal/people"
	"zitadel-graphql/internal/policy/eventlog"
	"zitadel-graphql/internal/policy/history"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// changeTypes maps the topics of a login policy's events to the schema's types of changes.
func changeTypes() map[eventlog.Topic]model.LoginPolicyChangeType {
	return map[eventlog.Topic]model.LoginPolicyChangeType{
		eventlog.Added:               model.LoginPolicyChangeTypePolicyAdded,
		eventlog.Changed:             model.LoginPolicyChangeTypePolicyChanged,
		eventlog.Removed:             model.LoginPolicyChangeTypePolicyRemoved,
		eventlog.SecondFactorAdded:   model.LoginPolicyChangeTypeSecondFactorAdded,
		eventlog.SecondFactorRemoved: model.LoginPolicyChangeTypeSecondFactorRemoved,
		eventlog.MultiFactorAdded:    model.LoginPolicyChangeTypeMultiFactorAdded,
		eventlog.MultiFactorRemoved:  model.LoginPolicyChangeTypeMultiFactorRemoved,
		eventlog.LinkAdded:           model.LoginPolicyChangeTypeIdentityProviderAdded,
		eventlog.LinkRemoved:         model.LoginPolicyChangeTypeIdentityProviderRemoved,
		eventlog.LinkCascadeRemoved:  model.LoginPolicyChangeTypeIdentityProviderRemoved,
	}
}

// changeType returns the schema's type for an event. It is nil for an event that a newer ZITADEL has invented.
func changeType(topic eventlog.Topic) *model.LoginPolicyChangeType {
	if kind, ok := changeTypes()[topic]; ok {
		return &kind
	}
	return nil
}

// isOneOf reports whether a change is of one of the types.
func isOneOf(change *model.LoginPolicyChange, types ...model.LoginPolicyChangeType) bool {
	return change.Type != nil && slices.Contains(types, *change.Type)
}

// loginPolicyChanges reads a page of the changes to an organization's login policy, newest first.
func (r *Resolver) loginPolicyChanges(ctx context.Context, orgID *string, first int, after *string) (*model.LoginPolicyChangeConnection, error) {
	if err := checkFirst(first); err != nil {
		return nil, err
	}
	from, err := readHistoryCursor(after)
	if err != nil {
		return nil, err
	}
	caller, id, err := callerAndOrganization(ctx, orgID)
	if err != nil {
		return nil, err
	}
	page, warnings, err := r.histories.OfOrganization(caller, id, first, from)
	if err != nil {
		return nil, err
	}
	warn(ctx, warnings...)
	cursor := func(position history.Position) string { return writeTextCursor(sequenceCursor, position.String()) }
	c := r.changeConnection(page, cursor, after != nil, r.newProviderList(id))
	r.readEditors(ctx, organization.With(caller, id), c, id)
	return c, nil
}

// readEditors has what there is of the editors of a page beyond their names read once for all of them, where the operation selects
// it. ctx is that of the field, and asking one for calls about the organization with this id, whose people they may be.
func (r *Resolver) readEditors(ctx, asking context.Context, page *model.LoginPolicyChangeConnection, id string) {
	editors := slices.Concat(selected(ctx).at("nodes", "editor"), selected(ctx).at("edges", "node", "editor"))
	wanted := people.ByID{Organization: id, Needs: userNeeds(editors)}
	for _, change := range page.Nodes {
		wanted.IDs = append(wanted.IDs, change.Editor.ID)
	}
	read := r.newPersonRead(asking, wanted)
	for i := range page.Nodes {
		page.Nodes[i].Editor.Person = read
		page.Edges[i].Node.Editor.Person = read
	}
}

// readHistoryCursor returns the position of a cursor in an organization's history, and the beginning where there is none.
func readHistoryCursor(cursor *string) (history.Position, error) {
	if cursor == nil {
		return history.Position{}, nil
	}
	text, ok := cutCursor(sequenceCursor, *cursor)
	if !ok {
		return history.Position{}, cursorInvalid()
	}
	return history.ParsePosition(text)
}

// defaultLoginPolicyChanges reads a page of the changes to the instance's login policy, newest first.
func (r *Resolver) defaultLoginPolicyChanges(ctx context.Context, first int, after *string) (*model.LoginPolicyChangeConnection, error) {
	if err := checkFirst(first); err != nil {
		return nil, err
	}
	below, err := readCursor(instanceSequenceCursor, after)
	if err != nil {
		return nil, err
	}
	caller, err := callerContext(ctx)
	if err != nil {
		return nil, err
	}
	page, err := r.histories.OfInstance(caller, first, below)
	if err != nil {
		return nil, err
	}
	cursor := func(position history.Position) string {
		return writeCursor(instanceSequenceCursor, position.Instance())
	}
	c := r.changeConnection(page, cursor, after != nil, r.newProviderList(""))
	r.readEditors(ctx, organization.With(caller, ""), c, "")
	return c, nil
}

// changeConnection converts a page of a history. What it doesn't tell of identity providers is looked up in providers.
func (r *Resolver) changeConnection(page history.Page, cursor func(history.Position) string, hasPrevious bool, providers *providerList) *model.LoginPolicyChangeConnection {
	end := cursor(page.End)
	c := &model.LoginPolicyChangeConnection{
		Edges: []model.LoginPolicyChangeEdge{}, Nodes: []model.LoginPolicyChange{}, InheritedChangesKnown: page.InheritedKnown,
		PageInfo: model.PageInfo{HasNextPage: page.More, HasPreviousPage: hasPrevious, EndCursor: &end},
	}
	for _, change := range page.Changes {
		node := r.changeFromHistory(change, providers)
		c.Nodes = append(c.Nodes, node)
		c.Edges = append(c.Edges, model.LoginPolicyChangeEdge{Cursor: cursor(change.After), Node: node})
	}
	if len(c.Edges) > 0 {
		c.PageInfo.StartCursor = &c.Edges[0].Cursor
	}
	return c
}

func (r *Resolver) changeFromHistory(change history.Change, providers *providerList) model.LoginPolicyChange {
	return model.LoginPolicyChange{
		ID:            changeIDOf(change.Owner, change.Sequence),
		ResourceOwner: change.Owner,
		Sequence:      change.Sequence,
		ChangeDate:    change.Date,
		Type:          changeType(change.Topic),
		Message:       change.Message,
		Editor: model.User{ID: change.Editor.ID, DisplayName: change.Editor.DisplayName,
			PreferredLoginName: change.Editor.PreferredLoginName},
		Event:     changeEvent{r.histories, change},
		Providers: providers.lookup,
	}
}

// changeEvent is the event behind a change, whose payload is read when it is asked for.
type changeEvent struct {
	histories *history.Reader
	change    history.Change
}

var _ model.ChangeEvent = changeEvent{}

// Payload implements model.ChangeEvent.
func (e changeEvent) Payload(ctx context.Context) (*structpb.Struct, error) {
	ctx, err := callerContext(ctx)
	if err != nil {
		return nil, err
	}
	return e.histories.Payload(ctx, e.change)
}

// payloadValue returns the value that the event behind a change has under a key of its payload: a number for a factor, and an
// id for an identity provider. It is nil where the event has none, and where the caller may not read the instance's events.
func payloadValue(ctx context.Context, change *model.LoginPolicyChange, key string) (any, error) {
	payload, err := change.Event.Payload(ctx)
	return payload.AsMap()[key], err
}

// changedSecondFactor returns the factor that a change added or removed, which an event's payload has as the wire's number. It
// is nil for other changes, and for a caller who may not read events; so are the two functions below.
func changedSecondFactor(ctx context.Context, change *model.LoginPolicyChange) (*model.SecondFactorType, error) {
	if !isOneOf(change, model.LoginPolicyChangeTypeSecondFactorAdded, model.LoginPolicyChangeTypeSecondFactorRemoved) {
		return nil, nil
	}
	number, err := payloadValue(ctx, change, "mfaType")
	n, ok := number.(float64)
	if err != nil || !ok {
		return nil, err
	}
	factor := secondFactorFromWire(policyv1.SecondFactorType(int32(n)))
	return &factor, nil
}

func changedMultiFactor(ctx context.Context, change *model.LoginPolicyChange) (*model.MultiFactorType, error) {
	if !isOneOf(change, model.LoginPolicyChangeTypeMultiFactorAdded, model.LoginPolicyChangeTypeMultiFactorRemoved) {
		return nil, nil
	}
	number, err := payloadValue(ctx, change, "mfaType")
	n, ok := number.(float64)
	if err != nil || !ok {
		return nil, err
	}
	factor := multiFactorFromWire(policyv1.MultiFactorType(int32(n)))
	return &factor, nil
}

func changedIdentityProvider(ctx context.Context, change *model.LoginPolicyChange) (*model.IdentityProvider, error) {
	if !isOneOf(change, model.LoginPolicyChangeTypeIdentityProviderAdded, model.LoginPolicyChangeTypeIdentityProviderRemoved) {
		return nil, nil
	}
	id, err := payloadValue(ctx, change, "idpConfigId")
	text, ok := id.(string)
	if err != nil || !ok {
		return nil, err
	}
	return &model.IdentityProvider{ID: text, LookUp: change.Providers(text)}, nil
}
