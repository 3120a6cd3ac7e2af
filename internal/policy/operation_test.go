package policy_test

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"google.golang.org/grpc/metadata"
	"google.golang.org/protobuf/reflect/protoreflect"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/policy"
)

// operation is something that a client is asked to do.
type operation func(context.Context, *policy.Client) (policy.Result, error)

// requested is a change, or the error that its constructor returned.
type requested struct {
	change policy.Change
	err    error
}

// apply takes what a constructor of changes returns.
func apply(change policy.Change, err error) requested { return requested{change, err} }

// to makes the change to an organization's policy; without an id to the home organization's.
func (r requested) to(id string, o policy.Options) operation {
	return func(ctx context.Context, client *policy.Client) (policy.Result, error) {
		if r.err != nil {
			return policy.Result{}, r.err
		}
		return client.Change(ctx, id, r.change, o)
	}
}

// toInstance makes the change to the instance's policy.
func (r requested) toInstance(o policy.Options) operation {
	return func(ctx context.Context, client *policy.Client) (policy.Result, error) {
		if r.err != nil {
			return policy.Result{}, r.err
		}
		return client.ChangeDefault(ctx, r.change, o)
	}
}

// toOwn makes the change to the home organization's policy.
func (r requested) toOwn(o policy.Options) operation { return r.to("", o) }

// set is the patch of one setting.
func set(name string, value any) (policy.Patch, error) {
	patch := policy.Patch{name: protoreflect.ValueOf(value)}
	return patch, patch.Check()
}

// forceMFA is the change that most tests make.
func forceMFA(id string) operation { return apply(set("forceMfa", true)).to(id, policy.Options{}) }

func create(id string) operation {
	return func(ctx context.Context, client *policy.Client) (policy.Result, error) {
		return client.Create(ctx, id, policy.NewPolicy{}, policy.Options{})
	}
}

func reset(id string) operation {
	return func(ctx context.Context, client *policy.Client) (policy.Result, error) {
		return client.Reset(ctx, id, policy.Options{})
	}
}

// resetWith resets the home organization's policy.
func resetWith(o policy.Options) operation {
	return func(ctx context.Context, client *policy.Client) (policy.Result, error) {
		return client.Reset(ctx, "", o)
	}
}

// asCaller is a context on behalf of the one caller.
func asCaller(ctx context.Context) context.Context {
	return metadata.NewOutgoingContext(ctx, metadata.Pairs("authorization", "Bearer token"))
}

// do makes an operation with a client of its own, in a bubble where time passes at once.
func (z *zitadel) do(t *testing.T, limit time.Duration, o operation) (result policy.Result, err error) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(asCaller(t.Context()), limit)
		defer cancel()
		result, err = o(ctx, policy.NewClient(z, z.config))
	})
	return result, err
}

// outcome makes an operation and returns what its caller learns: "ok" and the codes of the warnings, or what failure returns.
func (z *zitadel) outcome(t *testing.T, o operation) string {
	t.Helper()
	return z.outcomeWithin(t, time.Minute, o)
}

// outcomeWithin is outcome with less time.
func (z *zitadel) outcomeWithin(t *testing.T, limit time.Duration, o operation) string {
	t.Helper()
	result, err := z.do(t, limit, o)
	if err != nil {
		return failure(err)
	}
	codes := map[string]bool{}
	for _, warning := range result.Warnings {
		codes[string(warning.Code)] = true
	}
	return strings.Join(append([]string{"ok"}, slices.Sorted(maps.Keys(codes))...), " ")
}

// failure returns the code, the reason if there is one, and whether something may have been written.
func failure(err error) string {
	found := classified(err)
	outcome := "NOT_EXECUTED"
	if found.MayHaveWritten {
		outcome = "UNKNOWN"
	}
	return strings.Join(strings.Fields(strings.Join([]string{string(found.Code), string(found.Reason), outcome}, " ")), " ")
}

func classified(err error) *problem.Problem {
	if found, ok := problem.NewClassifier().Classify(err); ok {
		return found
	}
	return problem.Internal(err)
}
