package embedded

import (
	"context"
	"time"

	"zitadel-graphql/internal/embedded/domain"
	"zitadel-graphql/internal/embedded/eventstore"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// service has what the services share. When a call reaches one of their methods, the interceptors have let the caller in
// and found the request valid.
type service struct {
	store     *eventstore.Store
	now       func() time.Time
	catalogue *catalogue
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

// speaker says texts in one language, that of a call.
type speaker struct {
	catalogue *catalogue
	language  int
}

// speaker chooses the language once for a whole answer.
func (s service) speaker(ctx context.Context) speaker {
	return speaker{s.catalogue, s.catalogue.language(callerOf(ctx).languages(ctx)...)}
}

// localized gives the text of a key together with the key.
func (s speaker) localized(key domain.TextKey) *zitadelv1.LocalizedMessage {
	return &zitadelv1.LocalizedMessage{Key: string(key), LocalizedMessage: s.catalogue.textIn(key, s.language)}
}
