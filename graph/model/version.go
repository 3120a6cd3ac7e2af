package model

import "context"

// VersionFunc returns the version that a change led to, as the schema writes it, or an empty text where that isn't known. It may ask
// the backend: ctx is one for calls on behalf of the caller.
type VersionFunc func(ctx context.Context) (string, error)
