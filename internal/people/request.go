package people

import "context"

// ForRequest returns a context whose looks may make this many calls, all of them together, in place of Config.LookCalls for each, and
// of them Config.Concurrency at once, all of them together too; and within which the instance's login is asked for once. A
// subscription gives its looks more calls, and a query with several looks, as under aliases, has them share. Who reaches the limit is
// told the setting that it comes from.
func ForRequest(ctx context.Context, calls int, setting string) context.Context {
	r := &requestContext{Context: ctx, limit: callLimit{most: calls, setting: setting}}
	r.limit.left.Store(int64(calls))
	return r
}

// requestContext is the context of a request, in which its looks find what they share.
type requestContext struct {
	context.Context

	limit callLimit
	login instanceLogin
}

type (
	callLimitKey     struct{}
	instanceLoginKey struct{}
)

// Value implements context.Context.
func (r *requestContext) Value(key any) any {
	switch key.(type) {
	case callLimitKey:
		return &r.limit
	case instanceLoginKey:
		return &r.login
	default:
		return r.Context.Value(key)
	}
}
