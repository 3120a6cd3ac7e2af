package embedded

import (
	"context"

	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// service is what the services have in common: the state, the texts, and whom the history may name. A call that gets to
// one of their methods has been let in and its request is valid.
type service struct {
	store     *eventStore
	catalogue *catalogue
	people    map[string]User // by id
}

// change runs a decision on the caller's organization, in the caller's name.
func (s service) change(ctx context.Context, decide decision) (event, error) {
	c := callerOf(ctx)
	return s.store.change(ctx, c.org, c.user.ID, decide)
}

// changeDefault runs a decision on the instance, whatever organization the caller names.
func (s service) changeDefault(ctx context.Context, decide decision) (event, error) {
	return s.store.change(ctx, InstanceID, callerOf(ctx).user.ID, decide)
}

// localized is a text in the caller's language, with its key.
func (s service) localized(ctx context.Context, key textKey) *zitadelv1.LocalizedMessage {
	text := s.catalogue.text(key, callerOf(ctx).languages(ctx)...)
	return &zitadelv1.LocalizedMessage{Key: string(key), LocalizedMessage: text}
}
