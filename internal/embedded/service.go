package embedded

import (
	"context"
	"time"

	"zitadel-graphql/internal/embedded/domain"
	"zitadel-graphql/internal/embedded/eventstore"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// service has what the four services share. When a call reaches one of their methods, the interceptors have let the caller in
// and found the request valid.
type service struct {
	store     *eventstore.Store
	now       func() time.Time
	catalogue *catalogue
	users     map[string]User // by id, for the names of editors
}

// change has the store decide about the caller's organization, with the caller as the editor.
func (s service) change(ctx context.Context, decide domain.Decision) (domain.Event, error) {
	c := callerOf(ctx)
	return s.store.Change(ctx, c.org, c.user.ID, decide)
}

// changeDefault has the store decide about the instance, whichever organization the call names.
func (s service) changeDefault(ctx context.Context, decide domain.Decision) (domain.Event, error) {
	return s.store.Change(ctx, InstanceID, callerOf(ctx).user.ID, decide)
}

// localized gives the text of a key in the caller's language, together with the key.
func (s service) localized(ctx context.Context, key domain.TextKey) *zitadelv1.LocalizedMessage {
	text := s.catalogue.text(key, callerOf(ctx).languages(ctx)...)
	return &zitadelv1.LocalizedMessage{Key: string(key), LocalizedMessage: text}
}
