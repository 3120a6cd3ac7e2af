package graph

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
	"google.golang.org/grpc"

	"zitadel-graphql/graph/problem"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// writable is a backend whose every write succeeds, and counts.
type writable struct{ writes int }

func (w *writable) Invoke(_ context.Context, _ string, _, reply any, _ ...grpc.CallOption) error {
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

func (*writable) NewStream(context.Context, *grpc.StreamDesc, string, ...grpc.CallOption) (grpc.ClientStream, error) {
	return nil, errors.New("there are no streams")
}

// panicking is a handler with something in it that panics, and what it logs.
type panicking struct {
	*Handler

	backend   writable
	log       bytes.Buffer
	requestID func() string
}

func newPanicking() *panicking {
	p := &panicking{requestID: func() string { return "the-id" }}
	p.Handler = NewHandler(HandlerConfig{Resolver: NewResolver(&p.backend, Writes{}), Limits: DefaultLimits(), Log: slog.New(slog.NewTextHandler(&p.log, nil)),
		RequestID: func(context.Context) string { return p.requestID() }, Annotate: func(context.Context, ...slog.Attr) {}})
	return p
}

func (p *panicking) ask(w http.ResponseWriter) {
	r := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(`{"query": "mutation { removeSecondFactor(type: SECOND_FACTOR_TYPE_OTP) { sequence } }"}`))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer a-token-of-the-caller")
	p.ServeHTTP(w, r)
}

const boom = "boom"

// unwritable can't be JSON.
type unwritable struct{}

func (unwritable) MarshalJSON() ([]byte, error) { return nil, errors.New(boom) }

// aroundField does something about the field of a name, once it has been resolved.
func aroundField(name string, after func() error) func(*panicking) {
	return func(p *panicking) {
		p.executor.AroundFields(func(ctx context.Context, next graphql.Resolver) (any, error) {
			value, err := next(ctx)
			if graphql.GetFieldContext(ctx).Field.Name == name {
				return value, errors.Join(err, after())
			}
			return value, err
		})
	}
}

// Whatever fails or panics once a mutation has written, wherever it is between the resolver and the last byte, the answer is
// an error in the contract that says so: the outcome isn't known, and nothing of the failure is told.
func TestNothingAfterAWriteIsSilent(t *testing.T) {
	panics := func() error { panic(boom) }
	for name, prepare := range map[string]func(*panicking){
		"a directive of the mutation":    aroundField("removeSecondFactor", panics),
		"a directive of what it answers": aroundField("sequence", panics),
		"a failure of what it answers":   aroundField("sequence", func() error { return errors.New(boom) }),
		"a scalar that is written at the end": func(p *panicking) {
			p.executor.AroundRootFields(func(ctx context.Context, next graphql.RootResolver) graphql.Marshaler {
				next(ctx)
				return graphql.WriterFunc(func(io.Writer) { panic(boom) })
			})
		},
		"around the root's fields": func(p *panicking) {
			p.executor.AroundRootFields(func(ctx context.Context, next graphql.RootResolver) graphql.Marshaler {
				next(ctx)
				panic(boom)
			})
		},
		"around the response": func(p *panicking) {
			p.executor.AroundResponses(func(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
				next(ctx)
				panic(boom)
			})
		},
		"around the operation": func(p *panicking) {
			p.executor.AroundOperations(func(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
				respond := next(ctx)
				return func(ctx context.Context) *graphql.Response {
					respond(ctx)
					panic(boom)
				}
			})
		},
		"extensions that aren't JSON": func(p *panicking) {
			p.executor.AroundResponses(func(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
				response := next(ctx)
				response.Extensions = map[string]any{"x": unwritable{}}
				return response
			})
		},
		"the presenter": func(p *panicking) {
			aroundField("removeSecondFactor", func() error { return errors.New(boom) })(p)
			p.requestID = func() string {
				p.requestID = func() string { return "the-id" }
				panic(boom)
			}
		},
	} {
		p, got := newPanicking(), httptest.NewRecorder()
		prepare(p)
		p.ask(got)
		if p.backend.writes != 1 {
			t.Errorf("%s: the test is wrong: %d writes", name, p.backend.writes)
		}
		expectUnknown(t, name, p, got)
	}
}

func expectUnknown(t *testing.T, name string, p *panicking, got *httptest.ResponseRecorder) {
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
	if strings.Contains(got.Body.String(), boom) || !strings.Contains(p.log.String(), boom) {
		t.Errorf("%s: %s\nlog: %s", name, got.Body, p.log.String())
	}
}

// A refusal of a field in what a mutation answers, which by itself would say that nothing was written, says the contrary.
func TestRefusalAfterAWrite(t *testing.T) {
	p, got := newPanicking(), httptest.NewRecorder()
	aroundField("sequence", func() error { return &problem.Problem{Code: problem.CodeForbidden, Message: "No."} })(p)
	p.ask(got)
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
	p, w := newPanicking(), &tornWriter{ResponseRecorder: *httptest.NewRecorder()}
	defer func() {
		if cause := recover(); cause != boom || w.written != 1 || p.backend.writes != 1 {
			t.Errorf("recovered %v after %d bodies and %d writes", cause, w.written, p.backend.writes)
		}
	}()
	p.ask(w)
}
