package model

import (
	"context"

	idpv1 "zitadel-graphql/internal/wire/zitadel/idp/v1"
)

// ProviderLookup returns what the list of providers that an organization can link has of one identity provider. It is nil where
// the list doesn't have it, and where the caller may not see the list. It may be called concurrently: all lookups of an answer
// share one list, which is asked for as soon as the first of them is called. ctx is that of a field.
type ProviderLookup func(ctx context.Context) (*idpv1.Provider, error)

// ProviderLookups returns the lookup of the identity provider with an id.
type ProviderLookups func(id string) ProviderLookup
