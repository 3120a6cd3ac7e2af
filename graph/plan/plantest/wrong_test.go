package plantest_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"zitadel-graphql/graph/generated"
	"zitadel-graphql/graph/plan/plantest"
	"zitadel-graphql/internal/backend"
	"zitadel-graphql/internal/config"
	"zitadel-graphql/internal/embedded"
)

// The documents are about the organization that inherits its policy. Its owner may not read events, of which both a change and a read warn.
const (
	query = `{ loginPolicy { isDefault allowRegister secondFactors } none: loginPolicy(orgId: "404") { isDefault } restrictions { allowedLanguages } }`
	// mutation has a field that succeeds with a warning, and one that fails.
	mutation = `mutation { done: updateLoginPolicy(patch: {allowRegister: false}, whenInherited: CUSTOMIZE) { sequence creationDate } failed: removeSecondFactor(type: SECOND_FACTOR_TYPE_RECOVERY_CODES) { sequence } }`
)

// wrong is a schema that differs from gqlgen's in one thing.
type wrong struct {
	graphql.ExecutableSchema

	exec mistake
}

// mistake executes an operation in another way than right does.
type mistake func(ctx context.Context, right func(context.Context) *graphql.Response) *graphql.Response

// Exec implements graphql.ExecutableSchema.
func (w wrong) Exec(context.Context) graphql.ResponseHandler {
	done := false
	return func(ctx context.Context) *graphql.Response {
		if done {
			return nil
		}
		done = true
		return w.exec(ctx, func(ctx context.Context) *graphql.Response { return w.ExecutableSchema.Exec(ctx)(ctx) })
	}
}

// asWritten changes the data that was written.
func asWritten(from, to string) mistake {
	return func(ctx context.Context, right func(context.Context) *graphql.Response) *graphql.Response {
		response := right(ctx)
		response.Data = bytes.Replace(response.Data, []byte(from), []byte(to), 1)
		return response
	}
}

// within executes in another context.
func within(other func(context.Context) context.Context) mistake {
	return func(ctx context.Context, right func(context.Context) *graphql.Response) *graphql.Response {
		return right(other(ctx))
	}
}

// errorsAre changes the errors that were reported.
func errorsAre(change func(*gqlerror.Error)) mistake {
	return func(ctx context.Context, right func(context.Context) *graphql.Response) *graphql.Response {
		apart := graphql.WithFreshResponseContext(ctx)
		response := right(apart)
		response.Errors = graphql.GetErrors(apart)
		for _, err := range response.Errors {
			change(err)
		}
		return response
	}
}

// aroundFields executes with another interceptor of root fields.
func aroundFields(intercept func(before graphql.RootFieldMiddleware) graphql.RootFieldMiddleware) func(context.Context) context.Context {
	return func(ctx context.Context) context.Context {
		operation := *graphql.GetOperationContext(ctx)
		operation.RootResolverMiddleware = intercept(operation.RootResolverMiddleware)
		return graphql.WithOperationContext(ctx, &operation)
	}
}

// withoutValues is a context that lacks the values whose keys are of a type with this name.
type withoutValues struct {
	context.Context //nolint:containedctx // it is one

	key string
}

// Value implements context.Context.
func (c withoutValues) Value(key any) any {
	if strings.HasSuffix(fmt.Sprintf("%T", key), "."+c.key) {
		return nil
	}
	return c.Context.Value(key)
}

func lacking(key string) func(context.Context) context.Context {
	return func(ctx context.Context) context.Context { return withoutValues{ctx, key} }
}

// Ensures that what a plan could do wrong is found, each in the part of what a request leaves behind where it shows. A comparison that finds
// nothing proves nothing unless it would.
func TestWrongPlansAreFound(t *testing.T) {
	for name, test := range map[string]struct {
		exec mistake
		part string
	}{
		"nothing":                {within(func(ctx context.Context) context.Context { return ctx }), ""},
		"a field is skipped":     {asWritten(`"isDefault":true,`, ``), "body"},
		"two keys are swapped":   {asWritten(`"isDefault":true,"allowRegister":true`, `"allowRegister":true,"isDefault":true`), "body"},
		"two lists are swapped":  {asWritten(`"SECOND_FACTOR_TYPE_OTP","SECOND_FACTOR_TYPE_U2F"`, `"SECOND_FACTOR_TYPE_U2F","SECOND_FACTOR_TYPE_OTP"`), "body"},
		"a number for a text":    {asWritten(`"sequence":"9"`, `"sequence":9`), "body"},
		"a time is cut":          {asWritten(`00000Z"`, `Z"`), "body"},
		"null doesn't spread":    {asWritten(`"none":null`, `"none":{"isDefault":null}`), "body"},
		"null spreads too far":   {asWritten(`{"loginPolicy"`, `null,{"loginPolicy"`), "body"},
		"nothing with errors":    {errorsAre(func(*gqlerror.Error) {}), ""},
		"an error has no path":   {errorsAre(func(err *gqlerror.Error) { err.Path = nil }), "body"},
		"an error has no place":  {errorsAre(func(err *gqlerror.Error) { err.Locations = nil }), "body"},
		"an error is lost":       {within(graphql.WithFreshResponseContext), "body"},
		"a warning is lost":      {within(lacking("requestKey")), "body"},
		"no interceptors":        {within(aroundFields(func(graphql.RootFieldMiddleware) graphql.RootFieldMiddleware { return passOn })), "audit trail"},
		"interceptors run twice": {within(aroundFields(twice)), "audit trail"},
		"everything runs twice": {func(ctx context.Context, right func(context.Context) *graphql.Response) *graphql.Response {
			right(graphql.WithFreshResponseContext(ctx))
			return right(ctx)
		}, "calls"},
		"no deadline":           {within(context.WithoutCancel), "calls"},
		"calls in no operation": {within(lacking("withinKey")), "calls"},
		"slower": {func(ctx context.Context, right func(context.Context) *graphql.Response) *graphql.Response {
			time.Sleep(time.Millisecond)
			return right(ctx)
		}, "observers"},
		"a panic": {func(context.Context, func(context.Context) *graphql.Response) *graphql.Response { panic("a mistake") }, "body"},
	} {
		t.Run(name, func(t *testing.T) {
			var parts []string
			for _, document := range []string{query, mutation} {
				right := ask(t, document, nil)
				mistaken := ask(t, document, func(byGqlgen graphql.ExecutableSchema, _ generated.ResolverRoot) graphql.ExecutableSchema {
					return wrong{byGqlgen, test.exec}
				})
				for _, difference := range plantest.Differences(right, mistaken) {
					part, _, _ := strings.Cut(difference, "\n")
					parts = append(parts, part)
				}
			}
			if test.part == "" && len(parts) > 0 || test.part != "" && !slices.Contains(parts, test.part) {
				t.Errorf("it shows in %q, want %q", parts, test.part)
			}
		})
	}
}

func passOn(ctx context.Context, next graphql.RootResolver) graphql.Marshaler { return next(ctx) }

// twice calls the interceptors of a field two times, and its resolver once.
func twice(before graphql.RootFieldMiddleware) graphql.RootFieldMiddleware {
	return func(ctx context.Context, next graphql.RootResolver) graphql.Marshaler {
		return before(ctx, func(ctx context.Context) graphql.Marshaler { return before(ctx, next) })
	}
}

// ask sends a document to a new program in front of a new embedded backend.
func ask(t *testing.T, document string, schema plantest.Schema) (exchange *plantest.Exchange) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		cfg, err := config.Load([]string{"--backend-retries", "0"}, nil)
		if err != nil {
			t.Fatal(err)
		}
		zitadel, err := embedded.Open(cfg.EmbeddedServer, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		defer zitadel.Close() //nolint:errcheck // it is in memory
		cfg.Backend.URL = "http://localhost"
		p, err := plantest.New(context.Background(), cfg, func(log *slog.Logger, observers ...backend.Observer) (backend.Conn, error) {
			return backend.Dial(cfg.Backend, zitadel.Dial, log, observers...)
		}, schema)
		if err != nil {
			t.Fatal(err)
		}
		defer p.Close() //nolint:errcheck // what it left behind is there already
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://localhost/graphql", strings.NewReader(fmt.Sprintf(`{"query": %q}`, document)))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Authorization", "Bearer "+ownerWithoutEvents)
		if exchange, err = p.Ask(request); err != nil {
			t.Fatal(err)
		}
	})
	return exchange
}

// ownerWithoutEvents is the token of an organization's owner.
const ownerWithoutEvents = "dev-person"
