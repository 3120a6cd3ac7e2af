// Package presenter turns failures into GraphQL errors: it renders package problem's Problems as the schema's ErrorExtensions, says
// where in the document an error belongs, takes the caller's token out of every text, and writes the whole chain to the log under
// the request's id.
//
// It owns no part of the contract: codes, reasons and messages come with the Problem, and the HTTP status of a response is
// graph/endpoint's. It depends on gqlgen, graph/problem, graph/model and graph/scalar.
package presenter

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strconv"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"zitadel-graphql/graph/model"
	"zitadel-graphql/graph/problem"
	"zitadel-graphql/graph/scalar"
)

// Presenter renders every error of every response. It is safe for concurrent use.
type Presenter struct {
	classifier *problem.Classifier
	requestID  func(context.Context) string
	token      func(context.Context) string
	log        *slog.Logger
}

// New returns a presenter that logs to log. Of a request's context, requestID returns the id under which the request is logged,
// and token the caller's token, or an empty text where there is none. Both must be safe for concurrent use.
func New(requestID, token func(context.Context) string, log *slog.Logger) *Presenter {
	return &Presenter{classifier: problem.NewClassifier(), requestID: requestID, token: token, log: log}
}

var _ graphql.ErrorPresenterFunc = (*Presenter)(nil).Present

// Present implements graphql.ErrorPresenterFunc. The error that it returns wraps the *problem.Problem that it was made of. It
// recovers from its own panics, such as one of err's methods: gqlgen doesn't.
func (p *Presenter) Present(ctx context.Context, err error) (rendered *gqlerror.Error) {
	defer func() {
		if cause := recover(); cause != nil {
			rendered = p.unpresentable(ctx, cause)
		}
	}()
	return p.render(ctx, err)
}

// unpresentable returns the error that takes the place of one whose presentation panicked with this cause.
func (p *Presenter) unpresentable(ctx context.Context, cause any) *gqlerror.Error {
	err := problem.Recovered(cause)
	found := problem.Internal(err)
	p.record(ctx, found, err)
	return &gqlerror.Error{Message: found.Message + nextStep(ctx, found), Path: graphql.GetPath(ctx),
		Extensions: p.extensions(ctx, found), Err: found}
}

// render is Present, without the net under panics.
func (p *Presenter) render(ctx context.Context, err error) *gqlerror.Error {
	found, path := p.classify(err), graphql.GetPath(ctx)
	if name := argumentName(ctx, err); name != "" {
		found = withArgument(name, found)
	}
	if failsMutation(ctx) && len(path) > 1 { // the mutation itself has succeeded
		found = found.AfterWrite()
	}
	p.record(ctx, found, err)
	rendered := &gqlerror.Error{
		Message:    p.redact(ctx, found.Message+nextStep(ctx, found)),
		Path:       path,
		Extensions: p.extensions(ctx, found),
		Err:        found,
	}
	locate(ctx, rendered, err)
	return rendered
}

// classify classifies what package problem knows, and the failures of gqlgen, gqlparser and package scalar.
func (p *Presenter) classify(err error) *problem.Problem {
	if found, ok := p.classifier.Classify(err); ok {
		return found
	}
	if argument, ok := errors.AsType[*scalar.InvalidError](err); ok {
		return problem.ScalarInvalid(problem.CodeBadUserInput, argument.Scalar, argument.Error())
	}
	if located, ok := errors.AsType[*gqlerror.Error](err); ok && located.Extensions["code"] != nil {
		return documentProblem(located)
	}
	return problem.Internal(err)
}

// documentProblem classifies an error that gqlgen found in a document. Its text is safe to show once it is shortened: it repeats
// whole values of the request.
func documentProblem(found *gqlerror.Error) *problem.Problem {
	switch found.Extensions["code"] {
	case errcode.ParseFailed:
		return &problem.Problem{Code: problem.CodeGraphQLParseFailed, Message: problem.Shorten(found.Message, problem.MaxMessage)}
	case errcode.ValidationFailed:
		return &problem.Problem{Code: problem.CodeGraphQLValidationFailed,
			Message: problem.Shorten(found.Message, problem.MaxMessage)}
	default:
		return problem.Internal(found)
	}
}

// extensions renders a problem as the schema's ErrorExtensions.
func (p *Presenter) extensions(ctx context.Context, found *problem.Problem) map[string]any {
	extensions := map[string]any{
		"code":       found.Code,
		"httpStatus": found.Status(),
		"retryable":  found.Retryable,
		"requestId":  p.requestID(ctx),
	}
	if found.Reason != "" {
		extensions["reason"] = found.Reason
	}
	if found.ResourceOwner != "" {
		extensions["resourceOwner"] = found.ResourceOwner
	}
	if found.CurrentSequence != nil {
		extensions["currentSequence"] = strconv.FormatUint(*found.CurrentSequence, 10)
	}
	if found.CurrentVersion != "" {
		extensions["currentVersion"] = found.CurrentVersion
	}
	if len(found.Impact) > 0 {
		extensions["impact"] = found.Impact
	}
	if found.Call != nil {
		p.addStatus(ctx, extensions, found)
	}
	if failsMutation(ctx) {
		addOutcome(extensions, found)
	}
	return extensions
}

// addStatus adds what is shown of the status of the call that failed.
func (p *Presenter) addStatus(ctx context.Context, extensions map[string]any, found *problem.Problem) {
	extensions["grpcCode"] = int(found.Call.Status.Code())
	if id := found.ZITADELID(); id != "" {
		extensions["zitadelId"] = p.redact(ctx, id)
	}
	if details := p.details(ctx, found); len(details) > 0 {
		extensions["details"] = details
	}
}

// details renders the details of the call's status.
func (p *Presenter) details(ctx context.Context, found *problem.Problem) []any {
	var rendered []any
	for _, detail := range found.Details() {
		shown := map[string]any{"@type": p.redact(ctx, detail.Type)}
		if detail.ID != "" {
			shown["id"] = p.redact(ctx, detail.ID)
		}
		if detail.Message != "" {
			shown["message"] = p.redact(ctx, detail.Message)
		}
		rendered = append(rendered, shown)
	}
	return rendered
}

// addOutcome adds a mutation's outcome. A mutation that may have written isn't retryable, nor is one whose client is gone: nobody
// would know what became of it.
func addOutcome(extensions map[string]any, found *problem.Problem) {
	extensions["outcome"] = model.WriteOutcomeNotExecuted
	if found.MayHaveWritten {
		extensions["outcome"] = model.WriteOutcomeUnknown
	}
	if found.MayHaveWritten || found.Code == problem.CodeCancelled {
		extensions["retryable"] = false
	}
}

// inMutation reports whether ctx is that of a field of a mutation, rather than of a query or of a request that never ran.
func inMutation(ctx context.Context) bool {
	return graphql.GetFieldContext(ctx) != nil && graphql.HasOperationContext(ctx) &&
		graphql.GetOperationContext(ctx).Operation.Operation == ast.Mutation
}

// failsMutation reports whether a failure of ctx's field makes the field of a mutation null: it is that field, or one of its answer
// from which null spreads up to it. Any other failure below a mutation is one of a read after the write, and tells nothing of that.
func failsMutation(ctx context.Context) bool { return inMutation(ctx) && !isContained(ctx) }

// isContained reports whether a failure of ctx's field makes less null than the root field above it: whether it, or a field between
// the two, may be null.
func isContained(ctx context.Context) bool {
	var fields []graphql.CollectedField // from ctx's field up to the root's
	for at := graphql.GetFieldContext(ctx); at != nil; at = at.Parent {
		if at.Field.Field != nil { // which an item of a list, and what is above the root fields, haven't
			fields = append(fields, at.Field)
		}
	}
	mayBeNull := func(field graphql.CollectedField) bool {
		return field.Definition != nil && !field.Definition.Type.NonNull
	}
	return len(fields) > 1 && slices.ContainsFunc(fields[:len(fields)-1], mayBeNull)
}

// nextStep returns the advice to append to a problem's message.
func nextStep(ctx context.Context, found *problem.Problem) string {
	if inMutation(ctx) && !failsMutation(ctx) && found.NextStep(false) != "" {
		return " Read it again in a moment." // rather than to send the mutation again
	}
	return found.NextStep(inMutation(ctx))
}

// maxLogged is how many bytes of an error are logged: GraphQL's libraries repeat whole values of the request.
const maxLogged = 16 << 10

// record writes a failure to the log, with the text of the whole chain of errors, which the client doesn't get.
func (p *Presenter) record(ctx context.Context, found *problem.Problem, err error) {
	level := level(found)
	if !p.log.Enabled(ctx, level) { // as for most failures, whose chain would be written for nobody
		return
	}
	p.log.LogAttrs(ctx, level, "error",
		slog.String("requestId", p.requestID(ctx)),
		slog.String("code", string(found.Code)),
		slog.String("reason", string(found.Reason)),
		slog.String("path", graphql.GetPath(ctx).String()),
		slog.String("error", problem.Shorten(p.redact(ctx, cause(err).Error()), maxLogged)),
	)
}

// cause returns an error without gqlgen's wrapper, whose text begins with the place in the document.
func cause(err error) error {
	if located, ok := errors.AsType[*gqlerror.Error](err); ok && located.Err != nil {
		return located.Err
	}
	return err
}

// level returns an error for what the operator of this server should look at, a warning for what the operator of the backend
// should, and debug for what concerns the caller alone, or is as it was meant: a server that stops.
func level(found *problem.Problem) slog.Level {
	if found.Reason == problem.ReasonServerStopping {
		return slog.LevelDebug
	}
	switch found.Code {
	case problem.CodeInternalServerError, problem.CodeBadGateway:
		return slog.LevelError
	case problem.CodeServiceUnavailable, problem.CodeGatewayTimeout:
		return slog.LevelWarn
	default:
		return slog.LevelDebug
	}
}

// redact takes the caller's token out of a text that may come from the backend.
func (p *Presenter) redact(ctx context.Context, text string) string {
	return problem.WithoutToken(text, p.token(ctx))
}
