package presenter_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"zitadel-graphql/graph/model"
	"zitadel-graphql/graph/problem"
	"zitadel-graphql/graph/problem/presenter"
	"zitadel-graphql/graph/scalar"
	"zitadel-graphql/internal/wire"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

const token = "the-token-of-the-caller"

// present presents an error for a caller with this token, and returns the log that was written.
func present(ctx context.Context, token string, err error) (*gqlerror.Error, string) {
	var log bytes.Buffer
	p := presenter.New(func(context.Context) string { return "the-id" }, func(context.Context) string { return token },
		slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	rendered := p.Present(ctx, err)
	return rendered, log.String()
}

// atField is the context of a field of an operation, as gqlgen has it: the n-th name is the field below the one before, and the
// first is at line 1 and column 3. A name that ends with ? is of a field that may be null, and [] is an item of a list.
func atField(t *testing.T, operation ast.Operation, names ...string) context.Context {
	t.Helper()
	ctx := graphql.WithOperationContext(t.Context(), &graphql.OperationContext{Operation: &ast.OperationDefinition{Operation: operation}})
	for i, name := range names {
		if name == "[]" {
			ctx = graphql.WithFieldContext(ctx, &graphql.FieldContext{Index: new(int)}) //nolint:fatcontext // a field's context is nested
			continue
		}
		name, mayBeNull := strings.CutSuffix(name, "?")
		field := &ast.Field{Alias: name, Name: name, Position: &ast.Position{Line: i + 1, Column: 3},
			Definition: &ast.FieldDefinition{Type: &ast.Type{NamedType: "T", NonNull: !mayBeNull}}}
		ctx = graphql.WithFieldContext(ctx, &graphql.FieldContext{Field: graphql.CollectedField{Field: field}})
	}
	return ctx
}

// refused is a refusal of the backend's whose texts all contain a text.
func refused(t *testing.T, text string) error {
	t.Helper()
	st, err := status.New(codes.NotFound, "No "+text+" (Id-1)").WithDetails(&zitadelv1.ErrorDetail{Id: text, Message: "No " + text})
	if err != nil {
		t.Fatal(err)
	}
	return &wire.CallError{Method: managementv1.ManagementService_RemoveSecondFactorFromLoginPolicy_FullMethodName, Status: st, Sent: true, Answered: true}
}

// Prevents that the caller's token, which a backend may repeat in any of its texts, gets into an answer or into the log. A text
// that is too short to be a token stays, or it would garble others.
func TestTokenIsTakenOut(t *testing.T) {
	t.Parallel()
	for secret, isShown := range map[string]bool{token: false, "12345678": false, "1234567": true} {
		rendered, log := present(atField(t, ast.Query, "loginPolicy"), secret, refused(t, secret))
		answer, err := json.Marshal(rendered)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{string(answer), log} {
			if strings.Contains(text, secret) != isShown || strings.Contains(text, "[token]") == isShown {
				t.Errorf("%s: %s", secret, text)
			}
		}
		if count := strings.Count(string(answer), "[token]"); !isShown && count != 4 {
			t.Errorf("%s: taken out %d times, not of the message, the id, and both texts of the detail: %s", secret, count, answer)
		}
	}
}

// Ensures that an error stands at the place in the document that it is about, with the path of the response: where gqlgen's
// libraries found it, and otherwise at the field.
func TestPlaceOfAnError(t *testing.T) {
	t.Parallel()
	_, invalid := scalar.UnmarshalUInt64(1)
	path := func(names ...string) (p ast.Path) {
		for _, name := range names {
			p = append(p, ast.PathName(name))
		}
		return p
	}
	validation := map[string]any{"code": errcode.ValidationFailed}
	field := atField(t, ast.Mutation, "updateLoginPolicy")
	for name, c := range map[string]struct {
		ctx             context.Context
		err             error
		message         string
		path, locations string
	}{
		"a field":    {field, &problem.Problem{Code: problem.CodeForbidden, Message: "No."}, "No.", "updateLoginPolicy", "[1:3]"},
		"no field":   {t.Context(), &problem.Problem{Code: problem.CodeForbidden, Message: "No."}, "No.", "", "[]"},
		"a document": {t.Context(), &gqlerror.Error{Message: "No.", Locations: []gqlerror.Location{{Line: 4, Column: 2}}, Extensions: validation}, "No.", "", "[4:2]"},
		"a place that was found below a field": {field, &gqlerror.Error{Message: "No.", Locations: []gqlerror.Location{{Line: 4, Column: 2}}, Extensions: validation},
			"No.", "updateLoginPolicy", "[4:2]"},
		"an argument": {field, gqlerror.WrapPath(path("updateLoginPolicy", "expectedSequence"), invalid), "expectedSequence: " + invalid.Error(),
			"updateLoginPolicy", "[1:3]"},
		"a failure at an argument": {field, gqlerror.WrapPath(path("updateLoginPolicy", "x"), &problem.Problem{Code: problem.CodeForbidden, Message: "No."}), "No.",
			"updateLoginPolicy", "[1:3]"},
	} {
		got, _ := present(c.ctx, token, c.err)
		if got.Message != c.message || got.Path.String() != c.path || fmt.Sprint(got.Locations) != c.locations {
			t.Errorf("%s: %q at %q and %v", name, got.Message, got.Path, got.Locations)
		}
	}
}

// Ensures that outcome is there for a mutation's fields alone, promises that nothing was written only where that is certain, and
// that no failure is called retryable whose mutation may have written.
func TestOutcome(t *testing.T) {
	t.Parallel()
	late := &problem.Problem{Code: problem.CodeServiceUnavailable, Retryable: true, Message: "Late."}
	open := late.AfterWrite()
	cancelled := &problem.Problem{Code: problem.CodeCancelled, Retryable: true}
	for name, c := range map[string]struct {
		ctx         context.Context
		err         error
		wantOutcome any
		isRetryable bool
	}{
		"a query":                       {atField(t, ast.Query, "loginPolicy"), open, nil, true},
		"a mutation that never ran":     {atField(t, ast.Mutation), late, nil, true},
		"a mutation that wrote nothing": {atField(t, ast.Mutation, "resetLoginPolicy"), late, model.WriteOutcomeNotExecuted, true},
		"one that may have written":     {atField(t, ast.Mutation, "resetLoginPolicy"), open, model.WriteOutcomeUnknown, false},
		"one whose client is gone":      {atField(t, ast.Mutation, "resetLoginPolicy"), cancelled, model.WriteOutcomeNotExecuted, false},
		"a field of what it answers":    {atField(t, ast.Mutation, "resetLoginPolicy", "sequence"), late, model.WriteOutcomeUnknown, false},
		"one below what it leads to":    {atField(t, ast.Mutation, "resetLoginPolicy?", "organization?", "name"), late, nil, true},
		"what it leads to":              {atField(t, ast.Mutation, "resetLoginPolicy?", "organization", "loginPolicy?"), late, nil, true},
		"one in a list of its answer":   {atField(t, ast.Mutation, "removeSecondFactorFromUsers?", "results", "[]", "result"), late, model.WriteOutcomeUnknown, false},
		"one that a list contains":      {atField(t, ast.Mutation, "removeSecondFactorFromUsers?", "results", "[]", "details?", "id"), late, nil, true},
		"an unknown failure":            {atField(t, ast.Mutation, "resetLoginPolicy"), errors.New("boom"), model.WriteOutcomeUnknown, false},
	} {
		got, _ := present(c.ctx, token, c.err)
		if got.Extensions["outcome"] != c.wantOutcome || got.Extensions["retryable"] != c.isRetryable {
			t.Errorf("%s: %v", name, got.Extensions)
		}
	}
	advice := map[string]string{"sequence": "See what is there now", "organization?": "Read it again"}
	for name, want := range advice {
		if got, _ := present(atField(t, ast.Mutation, "resetLoginPolicy?", name), token, late); !strings.Contains(got.Message, want) {
			t.Errorf("%s: the message is %q", name, got.Message)
		}
	}
	if late.MayHaveWritten {
		t.Error("the failure itself was changed, which others may share")
	}
}

// Ensures that an optional extension is there if and only if the failure has it.
func TestExtensions(t *testing.T) {
	t.Parallel()
	sequence, total := uint64(1<<64-1), 40
	for want, found := range map[string]*problem.Problem{
		`{"code":"CONFLICT","httpStatus":409,"requestId":"the-id","retryable":false}`: {Code: problem.CodeConflict},
		`{"code":"CONFLICT","currentSequence":"18446744073709551615","httpStatus":409,"reason":"LOGIN_POLICY_CHANGED","requestId":"the-id","resourceOwner":"200","retryable":false}`: {
			Code: problem.CodeConflict, Reason: problem.ReasonLoginPolicyChanged, ResourceOwner: "200", CurrentSequence: &sequence},
		`{"code":"CONFLICT","currentVersion":"bG9n","httpStatus":409,"reason":"RESTRICTIONS_CHANGED","requestId":"the-id","retryable":false}`: {
			Code: problem.CodeConflict, Reason: problem.ReasonRestrictionsChanged, CurrentVersion: "bG9n"},
		`{"code":"FAILED_PRECONDITION","httpStatus":400,"impact":[{"guard":"TAKES_FACTOR_IN_USE","certain":2,"possible":1,"lookedAt":30,"total":40,"complete":false},` +
			`{"guard":"ENDS_SESSIONS","certain":0,"possible":0,"lookedAt":0,"complete":true}],"requestId":"the-id","retryable":false}`: {
			Code: problem.CodeFailedPrecondition, Impact: []problem.GuardFigure{
				{Guard: "TAKES_FACTOR_IN_USE", Certain: 2, Possible: 1, LookedAt: 30, Total: &total},
				{Guard: "ENDS_SESSIONS", Complete: true}}},
		`{"code":"NOT_FOUND","grpcCode":5,"httpStatus":404,"requestId":"the-id","retryable":false}`: {
			Code: problem.CodeNotFound, Call: &wire.CallError{Status: status.New(codes.NotFound, "")}},
	} {
		got, _ := present(t.Context(), token, found)
		text, err := json.Marshal(got.Extensions)
		if err != nil || string(text) != want {
			t.Errorf("%s, want %s: %v", text, want, err)
		}
		if own, ok := errors.AsType[*problem.Problem](got); !ok || own != found {
			t.Errorf("%s doesn't wrap its problem", text)
		}
	}
}

// Ensures that the log has what the caller isn't told: a cause, without the place that gqlgen puts before it, with the level of
// whose business it is, and no longer than is useful.
func TestLog(t *testing.T) {
	t.Parallel()
	for want, err := range map[string]error{
		`"level":"ERROR","msg":"error","requestId":"the-id","code":"INTERNAL_SERVER_ERROR","reason":"","path":"loginPolicy","error":"boom"}`: gqlerror.WrapPath(ast.Path{ast.PathName("loginPolicy")}, errors.New("boom")),
		`"level":"WARN","msg":"error","requestId":"the-id","code":"SERVICE_UNAVAILABLE"`:                                                     &problem.Problem{Code: problem.CodeServiceUnavailable},
		`"level":"DEBUG","msg":"error","requestId":"the-id","code":"NOT_FOUND"`:                                                              &problem.Problem{Code: problem.CodeNotFound},
	} {
		got, log := present(atField(t, ast.Query, "loginPolicy"), token, err)
		if !strings.Contains(log, want) || strings.Contains(got.Message, "boom") {
			t.Errorf("%q, logged as %s", got.Message, log)
		}
	}
	const most = 16 << 10
	for length, isWhole := range map[int]bool{most: true, most + 1: false} {
		_, log := present(t.Context(), token, errors.New(strings.Repeat("x", length)))
		if strings.Contains(log, "…") == isWhole || strings.Count(log, "x") < most {
			t.Errorf("%d bytes: logged %d", length, len(log))
		}
	}
}

// unspeakableError can't be looked at.
type unspeakableError struct{}

func (unspeakableError) Error() string { panic("boom") }

// Ensures that an error which can't be presented is an error in the contract too: gqlgen has no net under a presenter.
func TestPanicWhilePresenting(t *testing.T) {
	t.Parallel()
	got, log := present(atField(t, ast.Mutation, "resetLoginPolicy"), token, unspeakableError{})
	if got.Extensions["code"] != problem.CodeInternalServerError || got.Extensions["outcome"] != model.WriteOutcomeUnknown || got.Path.String() != "resetLoginPolicy" {
		t.Errorf("got %v at %q", got.Extensions, got.Path)
	}
	if strings.Contains(got.Message, "boom") || !strings.Contains(log, "panic: boom") {
		t.Errorf("%q, logged as %s", got.Message, log)
	}
}
