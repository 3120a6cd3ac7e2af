package graph

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"google.golang.org/grpc/codes"

	"zitadel-graphql/graph/model"
	"zitadel-graphql/graph/scalar"
	"zitadel-graphql/internal/wire"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// problem is a failure in the terms of the error contract. What this package refuses by itself is made as one where it
// is noticed; everything else becomes one in classify.
type problem struct {
	code   model.ErrorCode
	reason model.ErrorReason // empty where it can't be told
	// message is for a person, and must not have anything of the backend in it that isn't meant for the caller.
	message string
	// httpStatus is statusOf(code) where it is 0.
	httpStatus int
	// unreadable says that the request isn't JSON; see refusalStatus.
	unreadable bool
	// call is the backend call that failed, if one did.
	call *wire.CallError
	// mayHaveWritten makes a mutation's outcome UNKNOWN.
	mayHaveWritten bool
	// retryable says that the same request may succeed; a mutation that may have written is never retryable.
	retryable bool
	// owner is the organization or instance that answered instead of the wanted one.
	owner string
	// sequence is the current one of a policy that isn't the expected version.
	sequence *uint64
	// cause is for the log.
	cause error
}

var _ error = (*problem)(nil)

// Error is for the log.
func (p *problem) Error() string {
	text := fmt.Sprintf("%s %s: %s", p.code, p.reason, p.message)
	if p.cause != nil {
		text += ": " + p.cause.Error()
	}
	return text
}

// Unwrap returns the cause.
func (p *problem) Unwrap() error { return p.cause }

// refusal is what was refused before it was GraphQL's, by a package that this one doesn't know: internal/web. Its text is
// for the caller. A code or reason that the schema doesn't have makes it a failure of ours.
type refusal interface {
	error
	Contract() (code, reason string, httpStatus int)
}

func classifyRefusal(found refusal) *problem {
	code, reason, status := found.Contract()
	rendered := &problem{code: model.ErrorCode(code), reason: model.ErrorReason(reason), httpStatus: status, message: found.Error()}
	if !rendered.code.IsValid() || (reason != "" && !rendered.reason.IsValid()) {
		return &problem{code: model.ErrorCodeInternalServerError, message: internalMessage, cause: found}
	}
	rendered.retryable = retryable(rendered.code)
	return rendered
}

// presenter renders every error of every response. It is safe for concurrent use.
type presenter struct {
	known     map[condition]meaning
	requestID func(context.Context) string
	log       *slog.Logger
}

var _ graphql.ErrorPresenterFunc = (*presenter)(nil).present

// present implements graphql.ErrorPresenterFunc. gqlgen has no net under it.
func (p *presenter) present(ctx context.Context, err error) (rendered *gqlerror.Error) {
	defer func() {
		if cause := recover(); cause != nil {
			rendered = p.unpresentable(ctx, cause)
		}
	}()
	return p.render(ctx, err)
}

// unpresentable takes the place of an error that can't be looked at without a panic.
func (p *presenter) unpresentable(ctx context.Context, cause any) *gqlerror.Error {
	found := &problem{code: model.ErrorCodeInternalServerError, message: internalMessage, mayHaveWritten: true}
	p.record(ctx, found, recovered(ctx, cause))
	return &gqlerror.Error{Message: found.message + next(found, inMutation(ctx)), Path: graphql.GetPath(ctx), Extensions: p.extensions(ctx, found)}
}

func (p *presenter) render(ctx context.Context, err error) *gqlerror.Error {
	found := p.classify(err)
	if name := argumentIn(ctx, err); name != "" {
		found = aboutArgument(name, found)
	}
	if belowMutation(ctx) {
		found = afterWrite(found)
	}
	p.record(ctx, found, err)
	rendered := &gqlerror.Error{
		Message:    redact(ctx, found.message+next(found, inMutation(ctx))),
		Path:       graphql.GetPath(ctx),
		Extensions: p.extensions(ctx, found),
		Err:        found, // for the HTTP status; nobody is told of it
	}
	locate(ctx, rendered, err)
	return rendered
}

// next says what to do about a failure whose message can't say it, since that depends on whether something may have been
// written. What this server refuses by itself says it in its own message.
func next(found *problem, mutation bool) string {
	switch {
	case mutation && found.mayHaveWritten && found.code != model.ErrorCodeConflict && found.reason != model.ErrorReasonWroteElsewhere:
		return " See what is there now before you send the mutation again."
	case found.retryable && found.code != model.ErrorCodeRateLimited:
		return " Try again in a moment."
	default:
		return ""
	}
}

// classify finds out what an error means. It never looks at a text.
func (p *presenter) classify(err error) *problem {
	var unready *unreadyError
	var unsettled *unsettledError
	var own *problem
	var outer refusal
	var late *afterWriteError
	var half *halfDoneError
	var argument *scalar.InvalidError
	var call *wire.CallError
	var located *gqlerror.Error
	switch {
	case errors.As(err, &unready):
		return unready.classified(p.classify(unready.err))
	case errors.As(err, &unsettled):
		return unsettled.classified(p.classify(unsettled.err))
	case errors.As(err, &late):
		found := *p.classify(late.err)
		found.mayHaveWritten = true
		found.message = "The change was written, but it couldn't be checked afterwards. " + found.message
		return &found
	case errors.As(err, &half):
		found := *p.classify(half.err)
		found.mayHaveWritten = true
		found.message = half.stands + " " + found.message
		return &found
	case errors.As(err, &own):
		return own
	case errors.As(err, &outer):
		return classifyRefusal(outer)
	case errors.As(err, &argument):
		return &problem{code: model.ErrorCodeBadUserInput, message: argument.Error()}
	case errors.As(err, &call):
		return p.classifyCall(call)
	case errors.As(err, &located) && located.Extensions["code"] != nil:
		return classifyDocument(located)
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		found := requestEnded(err)
		found.mayHaveWritten = true
		return found
	default:
		return &problem{code: model.ErrorCodeInternalServerError, message: internalMessage, mayHaveWritten: true, cause: err}
	}
}

// requestEnded is for a request that has no time left, or nobody waiting for it.
func requestEnded(cause error) *problem {
	if errors.Is(cause, context.Canceled) {
		return &problem{code: model.ErrorCodeCancelled, reason: model.ErrorReasonClientCancelled,
			message: "The client closed the request before it was answered.", retryable: true, cause: cause}
	}
	return &problem{code: model.ErrorCodeGatewayTimeout, reason: model.ErrorReasonRequestTimeout,
		message: "The request took longer than --request-timeout allows.", retryable: true, cause: cause}
}

const internalMessage = "Something failed inside this server or ZITADEL. Ask this server's operator to look for the requestId in the log."

// classifyDocument renders what gqlgen found wrong with a document, which is safe to say.
func classifyDocument(found *gqlerror.Error) *problem {
	switch found.Extensions["code"] {
	case errcode.ParseFailed:
		return &problem{code: model.ErrorCodeGraphqlParseFailed, message: short(found.Message, maxMessage)}
	case errcode.ValidationFailed:
		return &problem{code: model.ErrorCodeGraphqlValidationFailed, message: short(aboutVariable(found)+found.Message, maxMessage)}
	default:
		return &problem{code: model.ErrorCodeInternalServerError, message: internalMessage, mayHaveWritten: true, cause: found}
	}
}

// What gqlgen says of a document repeats whole values: this many bytes of it are told, and this many logged.
const (
	maxMessage = 500
	maxLogged  = 16 << 10
)

func short(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}

// classifyCall renders a status: by its meaning where the server sent it, by its code where this side inferred it.
func (p *presenter) classifyCall(call *wire.CallError) *problem {
	found := &problem{call: call, mayHaveWritten: call.MayHaveWritten(), cause: call}
	switch {
	case call.Answered:
		p.answered(found, call)
	case call.LocalRefusal != "":
		refusedLocally(found, call.LocalRefusal)
	case call.Throttled:
		throttled(found, call.RetryAfter)
	default:
		inferred(found, call)
	}
	found.retryable = retryable(found.code) && found.reason != model.ErrorReasonInstanceBlocked
	return found
}

func retryable(code model.ErrorCode) bool {
	switch code {
	case model.ErrorCodeGatewayTimeout, model.ErrorCodeServiceUnavailable, model.ErrorCodeRateLimited, model.ErrorCodeCancelled:
		return true
	default:
		return false
	}
}

// answered fills in what the server said.
func (p *presenter) answered(found *problem, call *wire.CallError) {
	id := call.Detail().GetId()
	meaning, ok := p.known[condition{call.Method, call.Status.Code(), id}]
	if !ok {
		meaning, ok = p.known[condition{"", call.Status.Code(), id}]
	}
	if !ok {
		meaning.code = codeOf(call.Status.Code())
		meaning.reason, meaning.text = failure(meaning.code)
	}
	found.code, found.reason, found.message = meaning.code, meaning.reason, meaning.text
	if found.message == "" {
		found.message = messageOf(found.code, call)
	}
	if !wire.ReadOnly(call.Method) && unsure(found.reason) != "" {
		found.message = unsure(found.reason)
	}
}

// failure says what a server's report of its own failure is called, and what takes the place of its text, which may
// name hosts and queries. Both are empty for a refusal: its text is for the caller.
func failure(code model.ErrorCode) (model.ErrorReason, string) {
	switch code {
	case model.ErrorCodeInternalServerError:
		return model.ErrorReasonBackendFailed, internalMessage
	case model.ErrorCodeServiceUnavailable:
		return model.ErrorReasonBackendUnavailable, "ZITADEL says that it can't answer now."
	case model.ErrorCodeGatewayTimeout:
		return model.ErrorReasonBackendTimedOut, "ZITADEL says that it ran out of time."
	case model.ErrorCodeCancelled:
		return model.ErrorReasonBackendCancelled, "ZITADEL says that the call was cancelled."
	case model.ErrorCodeNotImplemented:
		return "", "ZITADEL doesn't know this operation; its version may be too old. Ask its operator to upgrade it."
	default:
		return "", ""
	}
}

// refusedLocally fills in why a call wasn't tried.
func refusedLocally(found *problem, why wire.LocalRefusal) {
	found.code = model.ErrorCodeServiceUnavailable
	switch why {
	case wire.Busy:
		found.reason = model.ErrorReasonBackendBusy
		found.message = "Too many calls to ZITADEL are under way, so this one wasn't made."
	default:
		found.reason = model.ErrorReasonBackendCircuitOpen
		found.message = "ZITADEL couldn't be reached a moment ago, so it wasn't asked."
	}
}

// throttled fills in that something before the backend has too many requests.
func throttled(found *problem, wait time.Duration) {
	found.code = model.ErrorCodeRateLimited
	wanted := "a while"
	switch seconds := int64(wait.Round(time.Second) / time.Second); seconds {
	case 0:
	case 1:
		wanted = "1 second"
	default:
		wanted = fmt.Sprintf("%d seconds", seconds)
	}
	found.message = "A proxy in front of ZITADEL refuses more requests for now. Wait " + wanted + " before you send the next one."
}

// inferred fills in what became of a call that the server didn't answer with a status of its own.
func inferred(found *problem, call *wire.CallError) {
	switch call.Status.Code() {
	case codes.DeadlineExceeded:
		found.code, found.reason = model.ErrorCodeGatewayTimeout, model.ErrorReasonBackendTooSlow
		found.message = "ZITADEL didn't answer in time."
	case codes.Canceled:
		found.code, found.reason = model.ErrorCodeCancelled, model.ErrorReasonClientCancelled
		found.message = "The client closed the request before it was answered."
	case codes.Unavailable:
		found.code, found.reason = model.ErrorCodeServiceUnavailable, model.ErrorReasonBackendUnreachable
		found.message = "ZITADEL can't be reached."
	case codes.ResourceExhausted:
		found.code, found.reason = model.ErrorCodeBadGateway, model.ErrorReasonBackendReplyTooLarge
		found.message = "ZITADEL's reply is larger than --backend-max-reply allows. Ask for less, or have the limit raised."
	case codes.Internal:
		found.code, found.reason = model.ErrorCodeBadGateway, model.ErrorReasonBackendReplyInvalid
		found.message = "ZITADEL's reply can't be read. Ask this server's operator to look for the requestId in the log."
	case codes.InvalidArgument: // what the wire can't carry; its text is this side's own
		found.code = model.ErrorCodeBadUserInput
		found.message = call.Status.Message()
	default: // what gRPC makes of an HTTP status and a page that isn't gRPC
		found.code, found.reason = model.ErrorCodeBadGateway, model.ErrorReasonBackendNotZitadelOrWrongHost
		found.message = notZitadel
	}
}

// extensions renders a problem as the schema's ErrorExtensions.
func (p *presenter) extensions(ctx context.Context, found *problem) map[string]any {
	extensions := map[string]any{
		"code":       found.code,
		"httpStatus": found.httpStatus,
		"retryable":  found.retryable,
		"requestId":  p.requestID(ctx),
	}
	if found.httpStatus == 0 {
		extensions["httpStatus"] = statusOf(found.code)
	}
	if found.reason != "" {
		extensions["reason"] = found.reason
	}
	if found.owner != "" {
		extensions["resourceOwner"] = found.owner
	}
	if found.sequence != nil {
		extensions["currentSequence"] = strconv.FormatUint(*found.sequence, 10)
	}
	if found.call != nil {
		addStatus(ctx, extensions, found)
	}
	if inMutation(ctx) {
		addOutcome(extensions, found)
	}
	return extensions
}

func addStatus(ctx context.Context, extensions map[string]any, found *problem) {
	extensions["grpcCode"] = int(found.call.Status.Code())
	if id := idOf(found.call.Detail()); id != "" {
		extensions["zitadelId"] = redact(ctx, id)
	}
	if _, masked := failure(found.code); masked == "" && found.code != model.ErrorCodeBadGateway {
		if details := details(ctx, found.call); len(details) > 0 {
			extensions["details"] = details
		}
	}
}

// details renders the first of the status's details: ZITADEL's own with the id and what may be shown of its text, and the
// names only of the others, which nobody has looked at here.
func details(ctx context.Context, call *wire.CallError) []any {
	var rendered []any
	for i, detail := range call.Status.Proto().GetDetails() {
		if i == maxDetails {
			break
		}
		shown := map[string]any{"@type": redact(ctx, short(detail.GetTypeUrl(), maxMessage))}
		var own zitadelv1.ErrorDetail
		if detail.MessageIs(&own) && detail.UnmarshalTo(&own) == nil {
			addText(shown, "id", redact(ctx, idOf(&own)))
			addText(shown, "message", redact(ctx, said(own.GetMessage(), own.GetId())))
		}
		rendered = append(rendered, shown)
	}
	return rendered
}

// maxDetails is how many details of a status are shown; ZITADEL has one.
const maxDetails = 5

func addText(object map[string]any, name, text string) {
	if text != "" {
		object[name] = text
	}
}

func addOutcome(extensions map[string]any, found *problem) {
	extensions["outcome"] = model.WriteOutcomeNotExecuted
	if found.mayHaveWritten {
		extensions["outcome"] = model.WriteOutcomeUnknown
	}
	if found.mayHaveWritten || found.code == model.ErrorCodeCancelled {
		extensions["retryable"] = false
	}
}

// inMutation says that ctx is that of a field of a mutation, rather than of a query or of a request that never ran.
func inMutation(ctx context.Context) bool {
	return graphql.GetFieldContext(ctx) != nil && graphql.HasOperationContext(ctx) &&
		graphql.GetOperationContext(ctx).Operation.Operation == ast.Mutation
}

// belowMutation says that ctx is that of a field in what a mutation answers: the mutation itself has succeeded.
func belowMutation(ctx context.Context) bool { return inMutation(ctx) && len(graphql.GetPath(ctx)) > 1 }

// afterWrite is a failure for which something was written, whatever it means by itself.
func afterWrite(found *problem) *problem {
	late := *found
	late.mayHaveWritten = true
	return &late
}

// record writes the whole chain, which the client isn't told, to the log.
func (p *presenter) record(ctx context.Context, found *problem, err error) {
	p.log.LogAttrs(ctx, level(found.code), "error",
		slog.String("requestId", p.requestID(ctx)),
		slog.String("code", string(found.code)),
		slog.String("reason", string(found.reason)),
		slog.String("path", graphql.GetPath(ctx).String()),
		slog.String("error", short(redact(ctx, cause(err).Error()), maxLogged)),
	)
}

// cause is an error without the place in the document that gqlgen puts before its text.
func cause(err error) error {
	if located, ok := errors.AsType[*gqlerror.Error](err); ok && located.Err != nil {
		return located.Err
	}
	return err
}

// level is for whom a failure is news: the operator of this server, the operator of the backend, or only its caller.
func level(code model.ErrorCode) slog.Level {
	switch code {
	case model.ErrorCodeInternalServerError, model.ErrorCodeBadGateway:
		return slog.LevelError
	case model.ErrorCodeServiceUnavailable, model.ErrorCodeGatewayTimeout:
		return slog.LevelWarn
	default:
		return slog.LevelDebug
	}
}

// redact takes the caller's token out of a text that may come from the backend. What is too short to be a token stays,
// since taking it out would garble the text.
func redact(ctx context.Context, text string) string {
	if !graphql.HasOperationContext(ctx) {
		return text
	}
	token, err := bearer(graphql.GetOperationContext(ctx).Headers)
	if err != nil || len(token) < shortestToken {
		return text
	}
	return strings.ReplaceAll(text, token, "[token]")
}

const shortestToken = 8
