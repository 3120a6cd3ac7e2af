package endpoint_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"zitadel-graphql/graph/endpoint"
	"zitadel-graphql/graph/problem"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// writable is a backend whose every write succeeds, and counts.
type writable struct{ writes int }

func (w *writable) answer(_ context.Context, _ string, reply any) error {
	details := &zitadelv1.ObjectDetails{ResourceOwner: "200", Sequence: 7}
	switch reply := reply.(type) {
	case *managementv1.GetLoginPolicyResponse:
		reply.Policy = &policyv1.LoginPolicy{Details: details, SecondFactors: []policyv1.SecondFactorType{policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP}}
	case *managementv1.RemoveSecondFactorFromLoginPolicyResponse:
		w.writes++
		reply.Details = details
	}
	return nil
}

// breaking is an extension that breaks a response where its functions are called; those that are nil leave it alone.
type breaking struct {
	field     func(ctx context.Context, next graphql.Resolver) (any, error)
	rootField func(ctx context.Context, next graphql.RootResolver) graphql.Marshaler
	operation func(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler
}

func (breaking) ExtensionName() string { return "Breaking" }

func (breaking) Validate(graphql.ExecutableSchema) error { return nil }

func (b breaking) InterceptField(ctx context.Context, next graphql.Resolver) (any, error) {
	if b.field == nil {
		return next(ctx)
	}
	return b.field(ctx, next)
}

func (b breaking) InterceptRootField(ctx context.Context, next graphql.RootResolver) graphql.Marshaler {
	if b.rootField == nil {
		return next(ctx)
	}
	return b.rootField(ctx, next)
}

func (b breaking) InterceptOperation(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
	if b.operation == nil {
		return next(ctx)
	}
	return b.operation(ctx, next)
}

// aroundResponses does something around each response of an operation.
func aroundResponses(do func(ctx context.Context, next graphql.ResponseHandler) *graphql.Response) breaking {
	return breaking{operation: func(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
		respond := next(ctx)
		return func(ctx context.Context) *graphql.Response { return do(ctx, respond) }
	}}
}

// broken is an endpoint with something in it that breaks, and what it logs.
type broken struct {
	http.Handler

	backend writable
	log     bytes.Buffer
}

func newBroken(how breaking) *broken {
	b := &broken{}
	b.Handler = newEndpoint(b.backend.answer, endpoint.DefaultConfig(), slog.New(slog.NewTextHandler(&b.log, nil)), how)
	return b
}

func (b *broken) ask(w http.ResponseWriter) {
	r := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(`{"query": "mutation { removeSecondFactor(type: SECOND_FACTOR_TYPE_OTP) { sequence } }"}`))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer a-token-of-the-caller")
	b.ServeHTTP(w, r)
}

const boom = "boom"

// unwritable can't be JSON.
type unwritable struct{}

func (unwritable) MarshalJSON() ([]byte, error) { return nil, errors.New(boom) }

// unspeakableError can't be logged.
type unspeakableError struct{}

func (unspeakableError) Error() string { panic(boom) }

// afterField does something about the field of a name, once it has been resolved.
func afterField(name string, after func() error) breaking {
	return breaking{field: func(ctx context.Context, next graphql.Resolver) (any, error) {
		value, err := next(ctx)
		if graphql.GetFieldContext(ctx).Field.Name == name {
			return value, errors.Join(err, after())
		}
		return value, err
	}}
}

// Whatever fails or panics once a mutation has written, wherever it is between the resolver and the last byte, the answer is
// an error in the contract that says so: the outcome isn't known, and nothing of the failure is told.
func TestNothingAfterAWriteIsSilent(t *testing.T) {
	panics := func() error { panic(boom) }
	for name, how := range map[string]breaking{
		"a directive of the mutation":    afterField("removeSecondFactor", panics),
		"a directive of what it answers": afterField("sequence", panics),
		"a failure of what it answers":   afterField("sequence", func() error { return errors.New(boom) }),
		"a scalar that is written at the end": {rootField: func(ctx context.Context, next graphql.RootResolver) graphql.Marshaler {
			next(ctx)
			return graphql.WriterFunc(func(io.Writer) { panic(boom) })
		}},
		"around the root's fields": {rootField: func(ctx context.Context, next graphql.RootResolver) graphql.Marshaler {
			next(ctx)
			panic(boom)
		}},
		"around the response": aroundResponses(func(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
			next(ctx)
			panic(boom)
		}),
		"extensions that aren't JSON": aroundResponses(func(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
			response := next(ctx)
			response.Extensions = map[string]any{"x": unwritable{}}
			return response
		}),
		"the presenter": afterField("removeSecondFactor", func() error { return unspeakableError{} }),
	} {
		b, got := newBroken(how), httptest.NewRecorder()
		b.ask(got)
		if b.backend.writes != 1 {
			t.Errorf("%s: the test is wrong: %d writes", name, b.backend.writes)
		}
		expectUnknown(t, name, b, got)
	}
}

func expectUnknown(t *testing.T, name string, b *broken, got *httptest.ResponseRecorder) {
	t.Helper()
	var response struct {
		Data   map[string]any
		Errors []struct {
			Message    string
			Extensions map[string]any
		}
	}
	if err := json.Unmarshal(got.Body.Bytes(), &response); err != nil || len(response.Errors) != 1 || response.Data["removeSecondFactor"] != nil {
		t.Errorf("%s: %d %s", name, got.Code, got.Body)
		return
	}
	e := response.Errors[0].Extensions
	if e["code"] != "INTERNAL_SERVER_ERROR" || e["outcome"] != "UNKNOWN" || e["retryable"] != false || e["requestId"] != "the-id" || e["httpStatus"] != 500.0 {
		t.Errorf("%s: %s", name, got.Body)
	}
	if strings.Contains(got.Body.String(), boom) || !strings.Contains(b.log.String(), boom) {
		t.Errorf("%s: %s\nlog: %s", name, got.Body, b.log.String())
	}
}

// A refusal of a field in what a mutation answers, which by itself would say that nothing was written, says the contrary.
func TestRefusalAfterAWrite(t *testing.T) {
	refused := afterField("sequence", func() error { return &problem.Problem{Code: problem.CodeForbidden, Message: "No."} })
	b, got := newBroken(refused), httptest.NewRecorder()
	b.ask(got)
	if body := got.Body.String(); !strings.Contains(body, `"code":"FORBIDDEN"`) || !strings.Contains(body, `"outcome":"UNKNOWN"`) {
		t.Errorf("got %s", body)
	}
}

// tornWriter is a connection that breaks the program while the answer is written.
type tornWriter struct {
	httptest.ResponseRecorder

	written int
}

func (w *tornWriter) Write([]byte) (int, error) {
	w.written++
	panic(boom)
}

// Once the answer has begun no second one follows it: the panic goes on to whoever can cut the connection, internal/web.
func TestPanicWhileSendingGoesOn(t *testing.T) {
	b, w := newBroken(breaking{}), &tornWriter{ResponseRecorder: *httptest.NewRecorder()}
	defer func() {
		if cause := recover(); cause != boom || w.written != 1 || b.backend.writes != 1 {
			t.Errorf("recovered %v after %d bodies and %d writes", cause, w.written, b.backend.writes)
		}
	}()
	b.ask(w)
}
